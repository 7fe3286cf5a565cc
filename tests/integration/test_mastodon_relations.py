"""Mastodon's own words for keeping somebody away: the same services, told in its shape."""

import pytest

from tests.builders import Home

pytestmark = pytest.mark.anyio


@pytest.fixture
async def people(node: Home):
    ada = await node.client_of("ada")
    bo = await node.account("bo")
    return ada, f"/api/v1/accounts/{bo.id}"


async def test_a_mute_ends_or_lasts_and_is_taken_back(people):
    ada, bo = people

    timed = (await ada.post(f"{bo}/mute", data={"duration": "60", "notifications": "false"})).json()
    lasting = (await ada.post(f"{bo}/mute")).json()
    ended = (await ada.post(f"{bo}/unmute")).json()

    assert (timed["muting"], timed["muting_notifications"]) == (True, False)
    assert timed["muting_expires_at"] == "2026-01-31T12:01:00.000Z"
    assert (lasting["muting_notifications"], lasting["muting_expires_at"]) == (True, None)
    assert not ended["muting"]
    assert (await ada.post(f"{bo}/mute", json={"duration": -1})).status_code == 422


async def test_blocks_notes_and_followers(node, people):
    ada, bo = people
    await (await node.client_of("bo")).post("/api/users/ada/follow")

    assert not (await ada.post(f"{bo}/remove_from_followers")).json()["followed_by"]
    assert (await ada.post(f"{bo}/note", json={"comment": "met at tea"})).json()["note"] == "met at tea"
    assert (await ada.post(f"{bo}/block")).json()["blocking"]
    assert not (await ada.post(f"{bo}/unblock")).json()["blocking"]
    assert (await ada.post("/api/v1/accounts/12/mute")).status_code == 404


async def test_what_is_set_elsewhere_is_told_here(people):
    ada, bo = people
    await ada.post(f"{bo}/follow")
    await ada.put("/api/users/bo/follow", json={"retweets": False, "bell": True})

    (standing,) = (await ada.get(f"/api/v1/accounts/relationships?id={bo.rpartition('/')[2]}")).json()

    assert (standing["showing_reblogs"], standing["notifying"]) == (False, True)
