"""Streams from the outside: server-sent events and WebSockets of a real node, opened, told, closed and come back to."""

import json
from contextlib import AsyncExitStack
from random import Random

import anyio
import httpx
import pytest

from nodeapp.model.limits import Limits
from nodeapp.model.tweets import Draft
from nodeapp.queries import event_log
from nodeapp.seams.database import Transaction
from tests.builders import Caller, Home, listening
from tests.integration.listeners import Events, events, listening_to, socket

pytestmark = pytest.mark.anyio

SOON = Limits(stream_check_seconds=0.05, stream_heartbeat_seconds=0.2, stream_farewell_seconds=0.5)


async def followed(home: Home) -> tuple[Caller, Caller, str]:
    """Ada, who follows Bob, and her token."""
    ada, bob = await home.client_of("ada"), await home.client_of("bob")
    assert (await ada.post("/api/users/@bob/follow")).status_code == 200
    return ada, bob, ada.headers["Authorization"].removeprefix("Bearer ")


async def posted(caller: Caller, content: str, **more: object) -> str:
    answer = await caller.post("/api/tweets", json={"content": content, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_both_wires_tell_the_same(tmp_path):
    async with listening(tmp_path / "node") as home:
        _, bob, token = await followed(home)
        async with (
            listening_to(home, "home,public,hashtag:Tea", token) as sse,
            socket(home, "/api/stream?streams=home,public,hashtag:tea", token) as ws,
        ):
            opening = await ws.next()

            tweet_id = await posted(bob, "hello #tea")
            await bob.put(f"/api/tweets/{tweet_id}", json={"content": "hello #tea, all"})
            await bob.post(f"/api/tweets/{tweet_id}/retweet")
            await bob.delete(f"/api/tweets/{tweet_id}")
            over_sse = await sse.until("delete")
            over_ws = [await ws.next() for _ in over_sse]

    assert opening["kind"] == "open"
    assert over_ws == over_sse
    assert [event["kind"] for event in over_sse] == ["tweet", "edit", "tweet", "delete"]
    assert over_sse[0]["stream"] == "home"
    assert over_sse[0]["streams"] == ["home", "public", "hashtag:tea"]
    assert over_sse[1]["payload"]["content"] == "hello #tea, all"
    assert over_sse[2]["payload"]["retweeted_by"]["username"] == "bob"
    assert over_sse[3]["payload"] == {"id": tweet_id}
    assert [int(event["id"]) for event in over_sse] == sorted(int(event["id"]) for event in over_sse)


async def test_a_notification_is_told_to_whom_it_concerns(tmp_path):
    async with listening(tmp_path / "node") as home:
        ada, bob, token = await followed(home)
        tweet_id = await posted(ada, "like me")
        async with (
            listening_to(home, "notifications", token) as mine,
            listening_to(home, "notifications,home", await home.token("bob")) as others,
        ):
            await bob.post(f"/api/tweets/{tweet_id}/like")
            told = await mine.next()
            await ada.put("/api/notifications/read-all")
            read = await mine.next()
            await posted(bob, "and nothing before it")
            first = await others.next()

    assert (told["kind"], told["stream"]) == ("notification", "notifications")
    assert (told["payload"]["kind"], told["payload"]["users"][0]["username"]) == ("like", "bob")
    assert told["payload"]["tweet"]["id"] == tweet_id
    assert read["kind"] == "read"
    assert first["payload"]["content"] == "and nothing before it"


@pytest.mark.parametrize("seed", [1, 2])
async def test_nothing_is_missed_or_told_twice_while_many_write_and_one_comes_and_goes(tmp_path, seed):  # noqa: C901 (one walk)
    chance = Random(seed)  # noqa: S311 (a seed, not a secret)
    async with listening(tmp_path / "node", rate_limits=False) as home:
        _, _, token = await followed(home)
        writers = [await home.account(name) for name in ("bob", "cyn")]
        ada = await home.client_of("ada")
        await ada.post("/api/users/@cyn/follow")
        told: list[str] = []

        async def write(who: int) -> None:
            for number in range(60):
                await home.tweets.post(writers[who], Draft(content=f"{who} {number}"))
                await anyio.sleep(chance.random() / 200)

        async def read(stream: Events, most: int) -> None:
            for _ in range(most):
                told.append((await stream.next())["payload"]["content"])
                if told[-1] == "the end":
                    return

        async with anyio.create_task_group() as tasks:
            async with listening_to(home, "home", token) as stream:
                for who in range(len(writers)):
                    tasks.start_soon(write, who)
                await read(stream, 3)
                last_id = stream.last_id
            while len(told) < 100:
                await anyio.sleep(chance.random() / 20)
                async with listening_to(home, "home", token, last_id=last_id) as stream:
                    await read(stream, chance.randint(1, min(20, 110 - len(told))))
                    last_id = stream.last_id
        await home.tweets.post(writers[0], Draft(content="the end"))
        async with listening_to(home, "home", token, last_id=last_id) as stream:
            await read(stream, 200)

    assert len(told) == len(set(told)) == 121
    for who in range(2):
        assert [one for one in told if one.startswith(f"{who} ")] == [f"{who} {number}" for number in range(60)]


async def test_what_cannot_be_told_any_more_is_a_gap_and_then_it_goes_on(tmp_path):
    limits = Limits(stream_backlog_told_max=3)
    async with listening(tmp_path / "node", limits=limits) as home:
        _, bob, token = await followed(home)
        hub = home.node.work.streams.hub
        await home.wait_idle()
        start = hub.position
        for number in range(5):
            await posted(bob, f"{number}")
        await home.wait_idle()

        async def kinds(last_id: int) -> list[str]:
            async with listening_to(home, "home", token, last_id=str(last_id)) as stream:
                await posted(bob, "last")
                found = []
                while not found or found[-1] != "last":
                    event = await stream.next()
                    found.append(event["payload"].get("content", event["kind"]))
                return found

        whole = await kinds(hub.position)
        too_much = await kinds(start)
        of_the_future = await kinds(hub.position + 1_000)

        async def forget(tx: Transaction) -> None:
            await event_log.forget_until(tx, start + 2, home.clock() + 1, 1_000)

        await home.database.write(forget)
        too_old = await kinds(1)

    assert whole == ["last"]
    assert too_much == ["0", "1", "2", "gap", "last"]
    assert of_the_future == too_old == ["gap", "last"]


async def test_p06_what_may_not_be_heard_is_refused(tmp_path):
    limits = Limits(streams_per_account_max=1, stream_channels_max=3)
    async with listening(tmp_path / "node", limits=limits) as home:
        ada, bob, token = await followed(home)
        mine = (await bob.post("/api/lists", json={"title": "of bob"})).json()["id"]

        async def asked(path: str, caller: Caller | httpx.AsyncClient = home.client) -> tuple[int, str]:
            answer = await caller.get(path)
            fields = answer.json().get("errors") or [{}]
            return answer.status_code, fields[0].get("field", "")

        told = [
            await asked("/api/stream?streams=home"),
            await asked("/api/stream?streams=direct"),
            await asked(f"/api/stream?streams=home&access_token={token}"),
            await asked(f"/api/stream?streams=list:{mine}", ada),
            await asked("/api/stream?streams=list:x", ada),
            await asked("/api/stream?streams=everything"),
            await asked("/api/stream"),
            await asked("/api/stream?streams=hashtag:"),
            await asked("/api/stream?streams=public,local,home,direct", ada),
            await asked("/api/stream?streams=public&last_event_id=-1"),
        ]
        async with listening_to(home, "home", token):
            one_more = await asked("/api/stream?streams=home", ada)
        head = await home.client.head("/api/stream?streams=public")

    assert told == [
        (401, ""),
        (401, ""),
        (401, ""),
        (404, ""),
        (400, "streams"),
        (400, "streams"),
        (400, "streams"),
        (400, "streams"),
        (400, "streams"),
        (400, "last_event_id"),
    ]
    assert one_more == (429, "")
    assert (head.status_code, head.content) == (200, b"")


async def test_a_socket_listens_to_more_and_to_less_as_it_is_asked(tmp_path):
    async with listening(tmp_path / "node", limits=Limits(stream_channels_max=2)) as home:
        _, bob, token = await followed(home)
        async with socket(home, "/api/stream", token) as ws:
            await ws.next()
            await ws.say(type="subscribe", streams=["hashtag:tea", "public"])
            both = await ws.next()
            await ws.say(type="subscribe", streams=["home"])
            refused = await ws.next()
            await ws.say(type="unsubscribe", streams=["public"])
            one = await ws.next()
            await ws.socket.send("no json")
            odd = await ws.next()
            await posted(bob, "no tag")
            await posted(bob, "with #tea")
            told = await ws.next()

    assert both["streams"] == ["hashtag:tea", "public"]
    assert (refused["kind"], refused["payload"]["errors"][0]["code"]) == ("error", "too_many")
    assert one["streams"] == ["hashtag:tea"]
    assert (odd["kind"], odd["payload"]["status"]) == ("error", 400)
    assert told["payload"]["content"] == "with #tea"


async def test_silence_is_filled_and_says_how_far_the_log_was_followed(tmp_path):
    async with listening(tmp_path / "node", limits=SOON) as home:
        ada, bob, token = await followed(home)
        async with listening_to(home, "hashtag:tea", token) as stream:
            opened_at = int(stream.last_id)
            tweet_id = await posted(bob, "of no concern")
            await ada.post(f"/api/tweets/{tweet_id}/like")
            await anyio.sleep(0.6)
            await posted(bob, "#tea")
            told = await stream.next()

    assert stream.comments > 0
    assert int(told["id"]) > opened_at


async def test_open_streams_take_the_place_of_no_request(tmp_path):
    limits = Limits(reads_at_once_max=2, header_seconds=0.2)
    async with listening(tmp_path / "node", limits=limits) as home, AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(listening_to(home, "public")) for _ in range(5)]
        await anyio.sleep(0.5)
        answer = await home.client.get("/api/timeline/hashtag/tea")
        await home.tweets.post(await home.account("ada"), Draft(content="hello"))
        told = [await stream.next() for stream in opened]

    assert answer.status_code == 200
    assert [event["kind"] for event in told] == ["tweet"] * 5


async def test_plain_events_reach_a_browser_that_knows_no_names(tmp_path):
    """What an EventSource hands to `onmessage` has no event name, and its id is the place in the log."""
    async with listening(tmp_path / "node") as home, events(home, "/api/stream?streams=public") as stream:
        opening = await stream.raw()
        await home.tweets.post(await home.account("ada"), Draft(content="one\ntwo"))
        told = await stream.raw()

    assert stream.response.headers["content-type"] == "text/event-stream"
    assert opening["retry"] == "2000"
    assert "event" not in told
    assert told["id"] == json.loads(told["data"])["id"]
