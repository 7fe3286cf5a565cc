"""Notifications as they are listed: read, dropped, asked for by kind, page by page."""

import pytest

from nodeapp.backends.sqlite.migrate import migrate, undo
from nodeapp.model.events import NotificationAdded, NotificationRead
from nodeapp.wiring.ground import DATABASE_NAME
from tests.builders import Home, at_home
from tests.integration.notified import counts_are_right, listed, told, tweet, unread

pytestmark = pytest.mark.anyio

NAMES = ("ada", "bo", "cy", "di")


@pytest.fixture
async def people(node: Home):
    yield [await node.client_of(name) for name in NAMES]
    await node.wait_idle()
    await counts_are_right(node.database)


async def test_one_or_a_group_or_everything_is_read(node, people):
    ada, bo, cy, _ = people
    mine = await tweet(ada, "tea?")
    for caller in (bo, cy):
        await caller.post(f"/api/tweets/{mine}/like")
    await bo.post("/api/users/ada/follow")
    await tweet(cy, "hello @ada")
    await node.wait_idle()
    likes = [one for one in (await listed(ada, "?grouped=false"))["notifications"] if one["kind"] == "like"]

    for _ in range(2):
        assert (await ada.put(f"/api/notifications/{likes[0]['id']}/read")).status_code == 204
    singly = (await listed(ada, "?grouped=false"))["notifications"]
    assert [one["read"] for one in singly] == [False, False, True, False]
    assert await unread(ada) == 3
    assert await unread(ada, "?grouped=false") == 3

    group = (await listed(ada))["notifications"][-1]
    assert (group["kind"], group["read"]) == ("like", False)
    await ada.put(f"/api/notifications/{group['id']}/read")
    assert [one["read"] for one in (await listed(ada))["notifications"]] == [False, False, True]
    assert (await ada.get("/api/notifications")).json()["unread_count"] == 2

    await (await node.client_of("di")).post(f"/api/tweets/{mine}/like")
    await node.wait_idle()
    assert [one["read"] for one in (await listed(ada))["notifications"]] == [False, False, False]
    for _ in range(2):
        assert (await ada.put("/api/notifications/read-all")).status_code == 204
    assert await unread(ada) == 0
    assert len(await node.events_of(NotificationRead)) == 3


async def test_what_one_has_seen_is_read_and_nothing_above_it(node, people):
    ada, bo, cy, _ = people
    await tweet(bo, "one @ada")
    await node.wait_idle()
    seen = (await listed(ada))["notifications"][0]["newest_id"]
    await tweet(cy, "two @ada")
    await node.wait_idle()

    assert (await ada.put(f"/api/notifications/read-all?up_to={seen}")).status_code == 204

    assert [one["read"] for one in (await listed(ada))["notifications"]] == [False, True]
    assert await unread(ada) == 1
    assert (await ada.put("/api/notifications/read-all?up_to=yesterday")).status_code == 404


async def test_what_is_anothers_is_not_there(node, people):
    """P07: nor for anonymous."""
    ada, bo, *_ = people
    await tweet(bo, "hello @ada")
    await node.wait_idle()
    only = (await listed(ada))["notifications"][0]["id"]

    for path in (f"/api/notifications/{only}/read", "/api/notifications/1/read", "/api/notifications/x/read"):
        assert (await bo.put(path)).status_code == 404
    assert (await bo.delete(f"/api/notifications/{only}")).status_code == 404
    for path in ("", "/unread", "/preferences", "/requests"):
        assert (await node.client.get(f"/api/notifications{path}")).status_code == 401
    assert await told(ada) == [("mention", "bo")]


async def test_what_is_dropped_stays_away(node, people):
    ada, bo, cy, _ = people
    mine = await tweet(ada, "tea?")
    for caller in (bo, cy):
        await caller.post(f"/api/tweets/{mine}/like")
        await tweet(caller, "hello @ada")
    await node.wait_idle()
    group = next(one["id"] for one in (await listed(ada))["notifications"] if one["kind"] == "like")

    assert (await ada.delete(f"/api/notifications/{group}")).status_code == 204
    assert (await ada.delete(f"/api/notifications/{group}")).status_code == 404
    assert await told(ada) == [("mention", "cy"), ("mention", "bo")]
    for _ in range(2):
        assert (await ada.delete("/api/notifications")).status_code == 204
    assert await told(ada) == []
    assert await unread(ada) == 0


async def test_only_kinds_that_somebody_wants_are_told_and_listed(node, people):
    ada, bo, *_ = people
    mine = await tweet(ada, "tea?")
    await bo.post(f"/api/tweets/{mine}/like")
    await bo.post("/api/users/ada/follow")
    await node.wait_idle()

    chosen = await ada.put("/api/notifications/preferences", json={"kinds": {"like": {"shown": False}}})
    assert chosen.json()["kinds"]["like"] == {"shown": False, "push": True}
    assert await told(ada) == [("follow", "bo")]
    assert await unread(ada) == 1
    await bo.post(f"/api/tweets/{await tweet(ada, 'more')}/like")
    await node.wait_idle()
    await ada.put("/api/notifications/preferences", json={"kinds": {"like": {"shown": True}}})

    # Of what came meanwhile nobody was told.
    assert await told(ada) == [("follow", "bo"), ("like", "bo")]
    assert await told(ada, "?kinds=like,reply") == [("like", "bo")]
    assert await unread(ada, "?kinds=reply") == 0


@pytest.mark.parametrize(
    ("path", "field"),
    [("?kinds=likes", "kinds"), ("?cursor=x", "cursor"), ("?offset=801", "cursor"), ("?grouped=perhaps", "grouped")],
)
async def test_a_bad_question_is_named(people, path, field):
    answer = await people[0].get(f"/api/notifications{path}")

    assert answer.status_code == 400
    assert field in answer.text


@pytest.mark.parametrize(
    "body",
    [
        {"kinds": {"likes": {"shown": True}}},
        {"kinds": {"like": {"shown": "no"}}},
        {"strangers": {"new_accounts": "maybe"}},
        {"strangers": {"anybody": "drop"}},
    ],
)
async def test_bad_preferences_change_nothing(people, body):
    before = (await people[0].get("/api/notifications/preferences")).json()

    assert (await people[0].put("/api/notifications/preferences", json=body)).status_code == 400
    assert (await people[0].get("/api/notifications/preferences")).json() == before


async def test_pages_go_on_where_they_ended(node, people):
    ada, bo, *_ = people
    for number in range(7):
        await tweet(bo, f"{number} @ada")
    await node.wait_idle()

    found, cursor = [], ""
    for _ in range(4):
        page = await listed(ada, f"?limit=2{cursor}")
        found += [one["tweet"]["content"] for one in page["notifications"]]
        cursor = f"&cursor={page['pagination']['cursor']}"
    newest = (await listed(ada))["pagination"]["newest"]

    assert found == [f"{number} @ada" for number in range(6, -1, -1)]
    assert not page["pagination"]["has_more"]
    await tweet(bo, "8 @ada")
    await node.wait_idle()
    since = await listed(ada, f"?since={newest}")
    assert [one["tweet"]["content"] for one in since["notifications"]] == ["8 @ada"]


async def test_one_event_tells_streams_of_each_group_with_something_new(node, people):
    ada, bo, cy, _ = people
    mine = await tweet(ada, "tea?")
    await bo.post(f"/api/tweets/{mine}/like")
    await node.wait_idle()
    await cy.post(f"/api/tweets/{mine}/like")
    await node.wait_idle()

    me = await node.account("ada")
    added = await node.events_of(NotificationAdded)
    views = await node.services.notifications.views(me, [event.subject_id for event in added])

    assert [(event.account_id, event.kind) for event in added] == [(me.id, "like"), (me.id, "like")]
    assert [[person.account.username for person in view.people] for view in views] == [["cy", "bo"]]
    bo_id = (await node.account("bo")).id
    assert added[0].actor_id == bo_id
    singly = await node.services.notifications.views(me, [added[0].subject_id], grouped=False)
    assert [person.account.username for view in singly for person in view.people] == ["bo"]


async def test_nobody_is_told_of_what_happened_before_there_were_notifications(tmp_path, clock):
    """An update of a node must not tell everybody of the last seven days."""
    async with at_home(tmp_path / "node", clock) as node:
        ada, bo = [await node.client_of(name) for name in NAMES[:2]]
        await tweet(bo, "hello @ada")
        await node.wait_idle()
    path = tmp_path / "node" / DATABASE_NAME
    undo(path, "0006", clock)
    migrate(path, clock)
    async with at_home(tmp_path / "node", clock) as node:
        ada, bo = [await node.client_of(name) for name in NAMES[:2]]
        await node.wait_idle()
        assert await told(ada) == []
        await tweet(bo, "again @ada")
        await node.wait_idle()
        assert await told(ada) == [("mention", "bo")]
