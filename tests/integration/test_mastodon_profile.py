"""A profile changed by a form with pictures in it: all of it or nothing."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.builders import Home
from tests.files import SECRET, opened, picture, told

pytestmark = pytest.mark.anyio

UPDATE = "/api/v1/accounts/update_credentials"
SELF = "/api/v1/accounts/verify_credentials"


async def test_words_and_pictures_are_changed_at_once(node: Home):
    ada = await node.client_of("ada")
    files: Mapping[str, Any] = {
        "display_name": (None, "Ada L"),
        "fields_attributes[0][name]": (None, "site"),
        "fields_attributes[0][value]": (None, "https://a.example"),
        "avatar": ("a.jpg", told("JPEG", width=800, height=600)),
        "header": ("b.png", picture("PNG", 1_200, 900)),
        "locked": (None, "true"),
    }

    answer = await ada.request("PATCH", UPDATE, files=files)

    assert answer.status_code == 200, answer.text
    me = answer.json()
    assert me == (await ada.get(SELF)).json()
    assert (me["display_name"], me["locked"], me["source"]["fields"][0]["name"]) == ("Ada L", True, "site")
    avatar, header = (await node.client.get(me["avatar"])), (await node.client.get(me["header"]))
    assert opened(avatar.content).size == (400, 400)
    assert opened(header.content).size == (1_200, 400)
    assert SECRET not in avatar.content


async def test_pictures_are_taken_away(node: Home):
    ada = await node.client_of("ada")
    files = {"avatar": ("a", picture()), "header": ("b", picture())}
    shown = (await ada.request("PATCH", UPDATE, files=files)).json()

    without = (await ada.delete("/api/v1/profile/avatar")).json()
    neither = (await ada.delete("/api/v1/profile/header")).json()

    assert without["avatar"].endswith("/pictures/avatar.png")
    assert without["header"] == shown["header"]
    assert neither["header"].endswith("/pictures/header.png")
    assert await node.count("select count(*) from media") == 0
    assert (await node.client.delete("/api/v1/profile/avatar")).status_code == 401


@pytest.mark.parametrize(
    ("files", "field"),
    [
        ({"avatar": ("a", b"no picture at all, however long it may be" * 9)}, "avatar"),
        ({"avatar": ("a", picture()), "header": ("b", b"RIFF")}, "header"),
        ({"avatar": ("a", picture()), "note": (None, "x" * 501)}, "note"),
        ({"avatar": ("a", picture()), "locked": (None, "perhaps")}, "locked"),
        ({"avatar": ("a", picture()), "picture": ("b", picture())}, "picture"),
    ],
)
async def test_one_thing_wrong_changes_nothing(node: Home, files: Mapping[str, Any], field: str):
    ada = await node.client_of("ada")
    before = (await ada.get(SELF)).json()

    answer = await ada.request("PATCH", UPDATE, files={"display_name": (None, "Ada L"), **files})

    assert (answer.status_code, list(answer.json()["details"])) == (422, [field])
    assert (await ada.get(SELF)).json() == before
    assert await node.count("select count(*) from media") == 0


async def test_an_empty_picture_stays_as_it_is_and_words_as_json_carry_none(node: Home):
    ada = await node.client_of("ada")

    blank = await ada.request("PATCH", UPDATE, files={"note": (None, "hello"), "avatar": ("", b"")})
    refused = await ada.request("PATCH", UPDATE, json={"avatar": "data:image/png;base64,AAAA"})

    assert (blank.status_code, blank.json()["source"]["note"]) == (200, "hello")
    assert (refused.status_code, list(refused.json()["details"])) == (422, ["avatar"])


async def test_the_same_key_changes_a_profile_once(node: Home):
    ada = await node.client_of("ada")
    key = {"Idempotency-Key": "once"}

    first = await ada.request("PATCH", UPDATE, files={"avatar": ("a", picture())}, headers=key)
    again = await ada.request("PATCH", UPDATE, files={"avatar": ("other", picture())}, headers=key)
    other = await ada.request("PATCH", UPDATE, files={"header": ("a", picture())}, headers=key)

    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert other.status_code == 409


async def test_w04_more_than_is_taken_is_refused_before_it_is_read(node: Home):
    ada = await node.client_of("ada")
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(10 * 1024**3)}

    assert (await ada.request("PATCH", UPDATE, content=b"--x", headers=headers)).status_code == 413
    assert (await node.client.request("PATCH", UPDATE, content=b"--x", headers=headers)).status_code == 401
