"""Scheduled tweets: posted once and in time, or kept with the reason; from outside, over both APIs."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import pytest

from nodeapp.model.events import ScheduledFailed, TweetCreated
from nodeapp.model.limits import Limits
from tests.builders import Caller, FakeClock, Home, at_home
from tests.files import picture

pytestmark = pytest.mark.anyio

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def at(clock: FakeClock, seconds: float) -> str:
    """So many seconds from now, as clients say it."""
    return datetime.fromtimestamp(clock.now_ms / 1_000 + seconds, UTC).isoformat()


async def scheduled(caller: Caller, clock: FakeClock, seconds: float = HOUR, **told: Any) -> Any:
    answer = await caller.post("/api/tweets", json={"content": "later", "scheduled_at": at(clock, seconds)} | told)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def posted_by(caller: Caller) -> list[str]:
    return [tweet["content"] for tweet in (await caller.get("/api/users/@ada/tweets?include=replies")).json()["tweets"]]


async def test_it_is_posted_at_its_time_and_not_before(node: Home, clock: FakeClock) -> None:
    ada = await node.client_of("ada")

    shown = await scheduled(ada, clock, HOUR)
    clock.advance(seconds=HOUR - 1)
    await node.wait_idle()
    before = await posted_by(ada)
    clock.advance(seconds=1)
    await node.wait_idle()

    assert shown["scheduled_at"] == "2026-01-31T13:00:00.000Z"
    assert (before, await posted_by(ada)) == ([], ["later"])
    (tweet,) = (await ada.get("/api/timeline/home")).json()["tweets"]
    assert tweet["created_at"] == "2026-01-31T13:00:00.000Z"
    assert (await ada.get("/api/scheduled")).json()["scheduled"] == []
    assert (await ada.get(f"/api/scheduled/{shown['id']}")).status_code == 404


async def test_everything_a_tweet_can_have_is_posted_with_it(node: Home, clock: FakeClock) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    parent = (await bo.post("/api/tweets", json={"content": "Tea?"})).json()
    file = (await ada.post("/api/media", files={"file": ("x", picture())})).json()["id"]
    told = {"content_warning": "hot", "visibility": "unlisted", "language": "en", "quote_policy": "nobody"}
    await scheduled(ada, clock, 3 * DAY, content="@bo #tea", reply_to_id=parent["id"], media_ids=[file], **told)
    await scheduled(ada, clock, 3 * DAY, content="which?", poll={"options": ["Tea", "Milk"], "expires_in": DAY})

    clock.advance(seconds=2 * DAY)
    await node.services.media.forget_unused()
    clock.advance(seconds=DAY)
    await node.wait_idle()

    asking, answer = (await ada.get("/api/users/@ada/tweets?include=replies")).json()["tweets"]
    assert answer | told == answer
    assert (answer["reply_to_id"], answer["media"][0]["id"], answer["hashtags"]) == (parent["id"], file, ["tea"])
    assert asking["poll"]["ends_at"] == "2026-02-04T12:00:00.000Z"
    assert (await bo.get("/api/timeline/mentions")).json()["tweets"][0]["id"] == answer["id"]
    assert await node.count("select count(*) from draft_media") == 0


async def test_a_thread_is_posted_as_one(node: Home, clock: FakeClock) -> None:
    ada = await node.client_of("ada")
    await scheduled(ada, clock, HOUR, thread=[{"content": "one"}, {"content": "two"}, {"content": "three"}])

    clock.advance(seconds=HOUR)
    await node.wait_idle()

    three, two, one = (await ada.get("/api/users/@ada/tweets?include=replies")).json()["tweets"]
    assert [one["content"], two["content"], three["content"]] == ["one", "two", "three"]
    assert (two["reply_to_id"], three["reply_to_id"]) == (one["id"], two["id"])


async def test_what_was_due_while_the_node_was_off_is_posted_at_its_start_once_and_in_order(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with at_home(tmp_path / "node", clock) as node:
        ada = await node.client_of("ada")
        for number in (2, 1, 3):
            await scheduled(ada, clock, number * HOUR, content=f"{number}")
        await scheduled(ada, clock, 30 * DAY, content="not yet")

    clock.advance(seconds=9 * DAY)
    for _ in range(2):
        async with at_home(tmp_path / "node", clock) as node:
            await node.wait_idle()
            ada = await node.client_of("ada")
            assert await posted_by(ada) == ["3", "2", "1"]
            assert len(await node.events_of(TweetCreated)) == 3
            left = (await ada.get("/api/scheduled")).json()["scheduled"]
            assert [one["tweets"][0]["content"] for one in left] == ["not yet"]


async def test_the_list_goes_by_time_and_pages_go_on(node: Home, clock: FakeClock) -> None:
    ada = await node.client_of("ada")
    for hours in (5, 1, 3, 3, 2):
        await scheduled(ada, clock, hours * HOUR, content=f"{hours}")

    first = (await ada.get("/api/scheduled?limit=3")).json()
    rest = (await ada.get(f"/api/scheduled?limit=3&cursor={first['pagination']['cursor']}")).json()
    wrong = await ada.get("/api/scheduled?cursor=yesterday")

    assert [one["tweets"][0]["content"] for one in first["scheduled"] + rest["scheduled"]] == ["1", "2", "3", "3", "5"]
    assert (first["pagination"]["has_more"], rest["pagination"]["has_more"]) == (True, False)
    assert wrong.json()["errors"][0]["field"] == "cursor"


async def test_it_can_be_moved_written_anew_and_taken_back(node: Home, clock: FakeClock) -> None:
    ada = await node.client_of("ada")
    one, other = await scheduled(ada, clock, HOUR), await scheduled(ada, clock, HOUR)
    path = f"/api/scheduled/{one['id']}"

    moved = await ada.put(path, json={"scheduled_at": at(clock, 2 * HOUR)})
    anew = await ada.put(path, json={"content": "other words", "visibility": "unlisted"})
    refused = [
        await ada.put(path, json={"scheduled_at": at(clock, 1)}),
        await ada.put(path, json={"content": "x" * 281}),
    ]
    gone = await ada.delete(f"/api/scheduled/{other['id']}")
    clock.advance(seconds=HOUR)
    await node.wait_idle()
    early = await posted_by(ada)
    clock.advance(seconds=HOUR)
    await node.wait_idle()

    assert moved.json()["scheduled_at"] == "2026-01-31T14:00:00.000Z"
    assert moved.json()["tweets"][0]["content"] == "later"
    assert (anew.json()["tweets"][0]["content"], anew.json()["scheduled_at"]) == (
        "other words",
        "2026-01-31T14:00:00.000Z",
    )
    assert [answer.json()["errors"][0]["field"] for answer in refused] == ["scheduled_at", "content"]
    assert gone.status_code == 204
    assert (early, await posted_by(ada)) == ([], ["other words"])


async def test_it_can_be_posted_now_and_then_not_again(node: Home, clock: FakeClock) -> None:
    ada = await node.client_of("ada")
    path = f"/api/scheduled/{(await scheduled(ada, clock))['id']}"

    now, again = await ada.post(f"{path}/post"), await ada.post(f"{path}/post")
    clock.advance(seconds=2 * HOUR)
    await node.wait_idle()

    assert [tweet["content"] for tweet in now.json()["tweets"]] == ["later"]
    assert again.status_code == 404
    assert await posted_by(ada) == ["later"]


@pytest.mark.parametrize(
    ("seconds", "told", "field"),
    [
        (59, {}, "scheduled_at"),
        (-HOUR, {}, "scheduled_at"),
        (367 * DAY, {}, "scheduled_at"),
        (HOUR, {"scheduled_at": "tomorrow"}, "scheduled_at"),
        (HOUR, {"scheduled_at": "0001-01-01T00:00:00+14:00"}, "scheduled_at"),
        (HOUR, {"content": ""}, "content"),
        (HOUR, {"reply_to_id": "17"}, "reply_to_id"),
        (HOUR, {"media_ids": ["17"]}, "media_ids"),
        (HOUR, {"thread": [{"content": "a"}, {"content": "b", "media_ids": ["17"]}]}, "thread.1.media_ids"),
        (HOUR, {"thread": []}, "thread"),
        (HOUR, {"thread": [{"content": "a", "scheduled_at": "2026-03-01T12:00:00Z"}]}, "thread.0.scheduled_at"),
    ],
)
async def test_what_could_not_be_posted_is_refused_while_its_author_is_there(
    node: Home, clock: FakeClock, seconds: float, told: dict[str, Any], field: str
) -> None:
    ada = await node.client_of("ada")

    answer = await ada.post("/api/tweets", json={"content": "later", "scheduled_at": at(clock, seconds)} | told)

    assert answer.status_code == 400, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert await node.count("select count(*) from drafts") == 0


async def test_there_are_so_many_and_no_more(tmp_path: Path, clock: FakeClock) -> None:
    async with at_home(tmp_path / "node", clock, limits=Limits(scheduled_max=1)) as node:
        ada = await node.client_of("ada")
        await scheduled(ada, clock)

        answer = await ada.post("/api/tweets", json={"content": "x", "scheduled_at": at(clock, HOUR)})

        assert answer.json()["errors"][0] == {
            "field": "scheduled_at",
            "code": "too_many",
            "message": "You have scheduled 1 already.",
            "limit": 1,
        }


async def test_what_cannot_be_posted_any_more_is_a_draft_with_the_reason_and_its_author_is_told(
    node: Home, clock: FakeClock
) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    parent = (await bo.post("/api/tweets", json={"content": "Tea?"})).json()
    file = (await ada.post("/api/media", files={"file": ("x", picture())})).json()["id"]
    lost = await scheduled(ada, clock, HOUR, content="yes", reply_to_id=parent["id"], media_ids=[file])
    await scheduled(ada, clock, HOUR, content="and this")
    await bo.delete(f"/api/tweets/{parent['id']}")

    clock.advance(seconds=3 * DAY)
    await node.wait_idle()
    await node.services.media.forget_unused()

    assert await posted_by(ada) == ["and this"]
    (draft,) = (await ada.get("/api/drafts")).json()["drafts"]
    assert draft["id"] == lost["id"]
    assert (draft["scheduled_at"], draft["problem"]) == (None, "The tweet you mean is not there any more.")
    assert draft["tweets"][0]["media"][0]["id"] == file
    (told,) = await node.events_of(ScheduledFailed)
    assert str(told.subject_id) == lost["id"]
    mended = await ada.put(f"/api/drafts/{lost['id']}", json={"content": "yes"})
    assert mended.json()["problem"] is None


async def test_somebody_suspended_posts_nothing(node: Home, clock: FakeClock) -> None:
    ada = await node.client_of("ada")
    await scheduled(ada, clock, HOUR)

    async def suspend(tx: Any) -> None:
        await tx.run("update accounts set state = 'suspended' where username = 'ada'")

    await node.database.write(suspend)
    clock.advance(seconds=HOUR)
    await node.wait_idle()

    assert await node.count("select count(*) from tweets") == 0
    assert await node.count("select count(*) from drafts where scheduled_at_ms is null and problem <> ''") == 1


async def test_the_same_key_schedules_once(node: Home, clock: FakeClock) -> None:
    ada = await node.client_of("ada")
    body = {"content": "later", "scheduled_at": at(clock, HOUR)}

    first, again = [await ada.post("/api/tweets", json=body, headers={"Idempotency-Key": "k"}) for _ in range(2)]

    # As after a crash between scheduling and answering.
    async def forget(tx: Any) -> None:
        await tx.run("update idempotency set status = null, body = null")

    await node.database.write(forget)
    after_a_crash = await ada.post("/api/tweets", json=body, headers={"Idempotency-Key": "k"})

    assert first.json() == again.json() == after_a_crash.json()
    assert await node.count("select count(*) from drafts") == 1


async def test_p07_what_is_scheduled_is_nobody_elses(node: Home, clock: FakeClock) -> None:
    """P07."""
    ada, eve = await node.client_of("ada"), await node.client_of("eve")
    shown = await scheduled(ada, clock)
    path, other = f"/api/scheduled/{shown['id']}", f"/api/v1/scheduled_statuses/{shown['id']}"

    answers = [
        await eve.get(path),
        await eve.put(path, json={"content": "mine now"}),
        await eve.post(f"{path}/post"),
        await eve.delete(path),
        await eve.get(other),
        await eve.put(other, json={"scheduled_at": at(clock, 2 * HOUR)}),
        await eve.delete(other),
        await eve.get(f"/api/drafts/{shown['id']}"),
        await ada.get(f"/api/drafts/{shown['id']}"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert (await eve.get("/api/scheduled")).json()["scheduled"] == []
    assert (await eve.get("/api/v1/scheduled_statuses")).json() == []
    assert (await ada.get(path)).json() == shown


async def test_clients_of_mastodon_schedule_look_move_and_take_back(node: Home, clock: FakeClock) -> None:
    ada = await node.client_of("ada")
    file = (await ada.post("/api/v2/media", files={"file": ("x", picture())})).json()["id"]
    told = {"status": "later", "media_ids": [file], "visibility": "private", "spoiler_text": "hot", "language": "en"}

    made = await ada.post("/api/v1/statuses", json=told | {"scheduled_at": at(clock, HOUR)})
    form = await ada.post("/api/v1/statuses", data={"status": "by form", "scheduled_at": "2026-01-31T15:00:00"})
    soon = await ada.post("/api/v1/statuses", json={"status": "x", "scheduled_at": at(clock, 1)})

    assert made.status_code == form.status_code == 200, made.text
    assert soon.status_code == 422
    shown = made.json()
    assert (shown["scheduled_at"], shown["media_attachments"][0]["id"]) == ("2026-01-31T13:00:00.000Z", file)
    assert (
        shown["params"]
        | {
            "text": "later",
            "media_ids": [file],
            "visibility": "private",
            "spoiler_text": "hot",
            "in_reply_to_id": None,
            "poll": None,
        }
        == shown["params"]
    )
    path = f"/api/v1/scheduled_statuses/{shown['id']}"
    assert (await ada.get(path)).json() == shown
    page = await ada.get("/api/v1/scheduled_statuses?limit=1")
    assert [one["params"]["text"] for one in page.json()] == ["by form"]
    assert f"max_id={page.json()[0]['id']}" in page.headers["Link"]
    moved = await ada.put(path, json={"scheduled_at": at(clock, 2 * HOUR)})
    assert moved.json()["scheduled_at"] == "2026-01-31T14:00:00.000Z"
    assert (await ada.delete(f"/api/v1/scheduled_statuses/{form.json()['id']}")).json() == {}

    clock.advance(seconds=4 * HOUR)
    await node.wait_idle()

    assert await posted_by(ada) == ["later"]
    assert (await ada.get("/api/v1/scheduled_statuses")).json() == []


async def test_who_is_in_a_hurry_and_the_clock_together_post_it_once(node: Home, clock: FakeClock) -> None:
    ada = await node.client_of("ada")
    path = f"/api/scheduled/{(await scheduled(ada, clock))['id']}/post"
    statuses: list[int] = []

    async def post() -> None:
        statuses.append((await ada.post(path)).status_code)

    clock.advance(seconds=HOUR)
    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(post)
    await node.wait_idle()

    assert await posted_by(ada) == ["later"]
    assert set(statuses) <= {200, 404, 409}
    assert statuses.count(200) <= 1


async def test_one_that_goes_wrong_in_whatever_way_holds_up_nobody_else(node: Home, clock: FakeClock) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    await scheduled(bo, clock)
    await scheduled(ada, clock, content="fine")

    async def spoil(tx: Any) -> None:
        await tx.run("update drafts set body = :body where id = (select min(id) from drafts)", body=b"no JSON")

    await node.database.write(spoil)
    clock.advance(seconds=HOUR)
    for _ in range(400):
        if await posted_by(ada) == ["fine"]:
            break
        await anyio.sleep(0.05)

    assert await posted_by(ada) == ["fine"]
    assert await node.count("select count(*) from drafts where scheduled_at_ms is not null") == 1
