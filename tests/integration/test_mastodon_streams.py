"""Mastodon's streaming API: one WebSocket for many streams, and server-sent events, as its clients expect them."""

import json

import pytest
from websockets.exceptions import InvalidStatus

from tests.builders import Caller, Home, listening
from tests.integration.listeners import Events, Messages, events, socket
from tests.integration.test_streams import followed, posted

pytestmark = pytest.mark.anyio


async def told(ws: Messages) -> tuple[list[str], str, object]:
    message = await ws.next()
    payload = message["payload"]
    assert isinstance(payload, str)
    return message["stream"], message["event"], payload if message["event"] == "delete" else json.loads(payload)


async def event(stream: Events) -> tuple[str, dict[str, object]]:
    fields = await stream.raw()
    return fields["event"], json.loads(fields["data"])


async def test_one_socket_hears_many_streams_each_by_its_name(tmp_path):
    async with listening(tmp_path / "node") as home:
        ada, bob, token = await followed(home)
        made = (await ada.post("/api/lists", json={"title": "read"})).json()["id"]
        bob_id = (await ada.get("/api/users/@bob")).json()["id"]
        await ada.put(f"/api/lists/{made}/members/{bob_id}")
        async with socket(home, f"/api/v1/streaming?access_token={token}&stream=user") as ws:
            await ws.say(type="subscribe", stream="hashtag", tag="Tea")
            await ws.say(type="subscribe", stream="public:local")
            await ws.say(type="subscribe", stream="nowhere")
            refused = await ws.next()

            tweet_id = await posted(bob, "hello #tea")
            three = [await told(ws) for _ in range(3)]
            await ws.say(type="unsubscribe", stream="public:local")
            await ws.say(type="unsubscribe", stream="hashtag", tag="tea")
            await ws.say(type="subscribe", stream="list", list="no number")
            await ws.next()
            await bob.put(f"/api/tweets/{tweet_id}", json={"content": "hello, #tea"})
            edited = await told(ws)
            await bob.delete(f"/api/tweets/{tweet_id}")
            deleted = await told(ws)

    assert refused["status"] == 400
    assert [stream for stream, _, _ in three] == [["user"], ["hashtag", "Tea"], ["public:local"]]
    assert {name for _, name, _ in three} == {"update"}
    assert {payload["id"] for _, _, payload in three} == {tweet_id}  # type: ignore[index]
    assert (edited[0], edited[1], edited[2]["content"]) == (
        ["user"],
        "status.update",
        three[0][2]["content"].replace("hello", "hello,"),
    )  # type: ignore[index]
    assert deleted == (["user"], "delete", tweet_id)


async def test_a_socket_may_begin_with_nothing_and_prove_itself_by_a_subprotocol(tmp_path):
    async with listening(tmp_path / "node") as home:
        ada, bob, token = await followed(home)
        tweet_id = await posted(ada, "like me")
        async with socket(home, "/api/v1/streaming", subprotocols=[token]) as ws:
            chosen = ws.socket.subprotocol
            await ws.say(type="subscribe", stream="user:notification")
            await ws.say(type="subscribe", stream="nowhere")
            await ws.next()
            await bob.post(f"/api/tweets/{tweet_id}/like")
            names, kind, payload = await told(ws)
        with pytest.raises(InvalidStatus) as refused:
            async with socket(home, "/api/v1/streaming?access_token=nat_wrong"):
                pass

    assert chosen == token
    assert (names, kind) == (["user:notification"], "notification")
    assert (payload["type"], payload["status"]["id"]) == ("favourite", tweet_id)  # type: ignore[index]
    assert refused.value.response.status_code == 401


PATHS = [
    ("user", "tea", "update"),
    ("public", "tea", "update"),
    ("public/local", "tea", "update"),
    ("hashtag?tag=tea", "tea", "update"),
    ("hashtag/local?tag=tea", "tea", "update"),
    ("list?list={list_id}", "tea", "update"),
]


@pytest.fixture
async def home(tmp_path):
    async with listening(tmp_path / "node") as node:
        yield node


async def test_server_sent_events_have_a_path_for_each_stream(home: Home):
    ada, bob, token = await followed(home)
    list_id = (await ada.post("/api/lists", json={"title": "read"})).json()["id"]
    bob_id = (await ada.get("/api/users/@bob")).json()["id"]
    answer = await ada.put(f"/api/lists/{list_id}/members/{bob_id}")
    if answer.status_code >= 400:
        answer = await ada.post(f"/api/v1/lists/{list_id}/accounts", json={"account_ids": [bob_id]})
    assert answer.status_code < 300, answer.text

    for path, tag, expected in PATHS:
        async with events(home, f"/api/v1/streaming/{path.format(list_id=list_id)}", token) as stream:
            tweet_id = await posted(bob, f"hello #{tag}")
            kind, payload = await event(stream)
            assert (path, kind, payload["id"]) == (path, expected, tweet_id)
    async with events(home, f"/api/v1/streaming/direct?access_token={token}") as stream:
        tweet_id = await posted(bob, "psst @ada", visibility="direct")
        kind, conversation = await event(stream)
    health = await home.client.get("/api/v1/streaming/health")

    assert kind == "conversation"
    assert conversation["unread"] is True
    assert [account["username"] for account in conversation["accounts"]] == ["bob"]  # type: ignore[attr-defined]
    assert conversation["last_status"]["id"] == tweet_id  # type: ignore[index]
    assert (health.status_code, health.text) == (200, "OK")


async def test_what_is_wrong_is_said_as_clients_read_it(home: Home):
    ada = await home.client_of("ada")

    async def asked(path: str, caller: Caller | None = None) -> tuple[int, bool]:
        answer = await (caller or home.client).get(f"/api/v1/streaming/{path}")  # type: ignore[union-attr]
        return answer.status_code, "error" in answer.json()

    assert [
        await asked("user"),
        await asked("hashtag"),
        await asked("hashtag?tag=", ada),
        await asked("list?list=1", ada),
        await asked("list", ada),
        await asked("nowhere", ada),
    ] == [(401, True), (422, True), (422, True), (404, True), (422, True), (404, True)]


async def test_somebody_who_comes_back_is_told_what_they_missed(home: Home):
    _, bob, token = await followed(home)
    async with events(home, "/api/v1/streaming/user", token) as stream:
        await posted(bob, "one")
        await event(stream)
        first = stream.last_id
    missed = await posted(bob, "two")
    async with events(home, "/api/v1/streaming/user", token, last_id=first) as stream:
        kind, payload = await event(stream)

    assert (kind, payload["id"]) == ("update", missed)
