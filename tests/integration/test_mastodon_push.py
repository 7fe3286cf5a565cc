"""Push as apps know it: one subscription for each token, alerts by that API's names; and what failed at its time."""

import base64
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from federation.testing import fake_peer
from nodeapp.web.mastodon.shapes.push import ALERTS
from tests.builders import at_home
from tests.integration.notified import told, tweet
from tests.receivers import Receiver

pytestmark = pytest.mark.anyio

PATH = "/api/v1/push/subscription"


@asynccontextmanager
async def near(folder, clock):
    async with (
        fake_peer() as peer,
        at_home(folder, clock, allow_peers=(f"127.0.0.1:{peer.pair[1]}",)) as home,
    ):
        yield home, peer


def form(receiver, *alerts, **data):
    """As apps send it; keys in the other alphabet, with padding."""
    keys = receiver.browser
    return {
        "subscription[endpoint]": receiver.endpoint,
        "subscription[keys][p256dh]": base64.b64encode(keys.point).decode(),
        "subscription[keys][auth]": base64.b64encode(keys.secret).decode(),
        **{f"data[alerts][{alert}]": "true" for alert in alerts},
        **{f"data[{name}]": value for name, value in data.items()},
    }


async def test_an_app_is_told_what_it_asked_for_in_its_own_words(tmp_path, clock):
    async with near(tmp_path, clock) as (home, peer):
        ada, bo = [await home.client_of(name) for name in ("ada", "bo")]
        phone = Receiver(peer, "phone")
        assert (await ada.get(PATH)).status_code == 404

        answer = await ada.post(
            PATH, data=form(phone, "mention", policy="all"), headers={"Accept-Language": "de-DE,de;q=0.9"}
        )
        await tweet(bo, "hello @ada")
        await bo.post(f"/api/v1/statuses/{await tweet(ada, 'words')}/favourite")
        await home.wait_idle()

        assert answer.status_code == 200, answer.text
        made = answer.json()
        [shown], [listed] = phone.told, (await ada.get("/api/v1/notifications?types[]=mention")).json()
        assert shown == {
            "access_token": ada.headers["Authorization"].removeprefix("Bearer "),
            "preferred_locale": "de-DE",
            "notification_id": int(listed["id"]),
            "notification_type": "mention",
            "icon": listed["account"]["avatar_static"],
            "title": "bo named you",
            "body": "hello @ada",
        }
        key = (await home.client.get("/api/v2/instance")).json()["configuration"]["vapid"]["public_key"]
        assert made == {
            "id": made["id"],
            "endpoint": phone.endpoint,
            "standard": True,
            "alerts": {alert: alert == "mention" for alert in ALERTS},
            "policy": "all",
            "server_key": key,
        }
        assert await home.count("select count(*) from push_subscriptions where instr(token, 'nodeapp')") == 0


async def test_alerts_can_be_changed_and_the_end_of_it_said(tmp_path, clock):
    async with near(tmp_path, clock) as (home, peer):
        ada, bo = [await home.client_of(name) for name in ("ada", "bo")]
        phone = Receiver(peer, "phone")
        await ada.post(PATH, data=form(phone, "mention", "favourite"))

        changed = await ada.put(PATH, json={"data": {"alerts": {"follow": True}, "policy": "followed"}})
        kept = await ada.put(PATH, json={"data": {"policy": "all"}})
        await tweet(bo, "hello @ada")
        await bo.post("/api/users/ada/follow")
        await home.wait_idle()

        assert {name for name, on in changed.json()["alerts"].items() if on} == {"follow"}
        assert (changed.json()["policy"], kept.json()["policy"]) == ("followed", "all")
        assert kept.json() == (await ada.get(PATH)).json()
        assert phone.titles == ["bo follows you"]
        assert (await bo.put(PATH, json={})).status_code == 404
        assert (await ada.delete(PATH)).json() == (await ada.delete(PATH)).json() == {}
        assert (await ada.get(PATH)).status_code == 404
        assert (await ada.post(PATH, json={"subscription": {}})).status_code in (400, 422)
        assert (await ada.post(PATH, data=form(phone, policy="some"))).status_code in (400, 422)


async def test_who_scheduled_what_could_not_be_posted_is_told_each_time(tmp_path, clock):
    async with near(tmp_path, clock) as (home, peer):
        ada, bo = [await home.client_of(name) for name in ("ada", "bo")]
        page, phone = Receiver(peer, "page"), Receiver(peer, "phone")
        await ada.post("/api/push/subscriptions", json=page.subscription)
        app = await home.client_of("ada")
        await app.post(PATH, data=form(phone, *ALERTS))
        for _ in range(2):
            at = datetime.fromtimestamp(clock.now_ms / 1_000 + 3_600, UTC).isoformat()
            said = {"content": "later", "scheduled_at": at, "reply_to_id": await tweet(bo, "tea?")}
            assert (await ada.post("/api/tweets", json=said)).status_code == 201
            await bo.delete(f"/api/tweets/{said['reply_to_id']}")
            clock.advance(seconds=3_600)
            await home.wait_idle()

        assert await told(ada) == [("scheduled_failed", "ada")] * 2
        assert await told(ada, "?kinds=scheduled_failed&grouped=false") == [("scheduled_failed", "ada")] * 2
        assert [(one["title"], one["url"]) for one in page.told] == [
            ("Your scheduled tweet could not be posted", "/drafts")
        ] * 2
        assert phone.told == []
        assert (await app.get("/api/v1/notifications")).json() == []
        asked = (await app.get("/api/v1/notifications?types[]=scheduled_failed")).json()
        assert [one["type"] for one in asked] == ["scheduled_failed"] * 2
