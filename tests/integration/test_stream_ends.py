"""Ends of streams: slow readers, tokens that are good no longer, a node that stops, and who is not let in at all."""

import json
import socket as sockets
from contextlib import AsyncExitStack

import anyio
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from nodeapp.model.limits import Limits
from nodeapp.model.tweets import Draft
from nodeapp.serving import Application
from tests.builders import PASSWORD, listening
from tests.integration.listeners import listening_to, socket
from tests.integration.served import OWNER, served
from tests.integration.test_streams import followed

pytestmark = pytest.mark.anyio


async def test_w23_a_slow_reader_is_cut_off_by_name_and_slows_nobody(tmp_path):
    limits = Limits(stream_queue_max=20, stream_check_seconds=0.05, stream_farewell_seconds=20)
    async with listening(tmp_path / "node", limits=limits) as home:
        _, _, token = await followed(home)
        writer = await home.account("bob")
        slow = sockets.socket()
        slow.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4_096)
        await anyio.to_thread.run_sync(slow.connect, ("127.0.0.1", int(home.origin.url.rpartition(":")[2])))
        head = f"GET /api/stream?streams=public HTTP/1.1\r\nHost: {home.origin.url.partition('//')[2]}\r\n\r\n"
        slow.sendall(head.encode())
        hub = home.node.work.streams.hub
        while not len(hub):  # noqa: ASYNC110 (it is somebody else's socket that is waited for)
            await anyio.sleep(0.01)
        stuck = hub.streams()[0]
        # 280 characters as a person counts them, each of many code points.
        long = ("a" + "\u0301" * 15) * 280
        count = 0
        async with listening_to(home, "home", token) as quick:
            while stuck.reason is None:
                await home.tweets.post(writer, Draft(content=long))
                await quick.next()
                count += 1
                assert count < 2_000

        rest = await anyio.to_thread.run_sync(_read_all, slow)

    assert stuck.reason == "too_slow"
    last = rest.rpartition(b"data: ")[2]
    assert json.loads(last.partition(b"\n")[0])["payload"] == {"reason": "too_slow", "again": True}
    assert rest.endswith(b"0\r\n\r\n")


async def test_w23_whoever_never_reads_is_gone_in_the_end(tmp_path):
    limits = Limits(stream_queue_max=20, stream_check_seconds=0.05, stream_farewell_seconds=0.2)
    async with listening(tmp_path / "node", limits=limits) as home:
        writer = await home.account("bob")
        slow = sockets.socket()
        slow.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4_096)
        await anyio.to_thread.run_sync(slow.connect, ("127.0.0.1", int(home.origin.url.rpartition(":")[2])))
        head = f"GET /api/stream?streams=public HTTP/1.1\r\nHost: {home.origin.url.partition('//')[2]}\r\n\r\n"
        slow.sendall(head.encode())
        hub = home.node.work.streams.hub
        while not len(hub):  # noqa: ASYNC110 (it is somebody else's socket that is waited for)
            await anyio.sleep(0.01)
        long = ("a" + "\u0301" * 15) * 280

        with anyio.fail_after(30):
            while len(hub):
                await home.tweets.post(writer, Draft(content=long))
        slow.close()


def _read_all(connection: sockets.socket) -> bytes:
    connection.settimeout(20)
    parts = []
    while not parts or not parts[-1].endswith(b"0\r\n\r\n"):
        part = connection.recv(1_048_576)
        if not part:
            break
        parts.append(part)
    connection.close()
    return b"".join(parts)


async def test_p06_streams_end_with_what_opened_them(tmp_path):
    """A token revoked or expired, a session ended, an account that is gone; and they cannot be opened again."""
    limits = Limits(stream_check_seconds=0.05)
    async with listening(tmp_path / "node", limits=limits) as home:
        people = {name: await home.account(name) for name in ("ada", "bob", "cyn", "dan")}
        ada = await home.client_of("ada")
        tokens = {name: await home.token(name) for name in ("ada", "bob", "dan")}
        login = {"login": "cyn", "password": PASSWORD}
        expiring = (await home.client.post("/api/auth/login", json=login)).json()["access_token"]
        by_cookie = await home.client.post("/api/auth/login", json={**login, "login": "dan", "cookie": True})
        cookie = "; ".join(f"{name}={value}" for name, value in by_cookie.cookies.items())
        home.client.cookies.clear()

        async with AsyncExitStack() as stack:
            opened = [
                await stack.enter_async_context(listening_to(home, "home", tokens["ada"])),
                await stack.enter_async_context(listening_to(home, "home", tokens["bob"])),
                await stack.enter_async_context(listening_to(home, "home", expiring)),
                await stack.enter_async_context(listening_to(home, "home", Cookie=cookie)),
            ]
            ws = await stack.enter_async_context(socket(home, "/api/stream?streams=home", tokens["bob"]))
            await ws.next()
            others = await stack.enter_async_context(listening_to(home, "home", tokens["dan"]))

            for session in (await ada.get("/api/auth/sessions")).json()["sessions"]:
                await ada.delete(f"/api/auth/sessions/{session['id']}")
            await home.sessions.end_all(people["bob"].id)
            csrf = by_cookie.json()["csrf_token"]
            out = await home.client.post("/api/auth/logout", headers={"Cookie": cookie, "X-CSRF-Token": csrf})
            # Access tokens are good for a quarter of an hour.
            object.__setattr__(home.sessions, "clock", lambda: home.clock() + 1_000_000)
            told = [await stream.until("closed") for stream in opened]
            last = await ws.next()
            ends = [await stream.has_ended() for stream in opened]
            with pytest.raises(ConnectionClosed) as closed:
                await ws.next()
            again = [
                await home.client.get("/api/stream?streams=home", headers={"Authorization": f"Bearer {token}"})
                for token in (tokens["ada"], tokens["bob"], expiring)
            ]
            await home.tweets.post(people["dan"], Draft(content="still here"))
            still = await others.next()

    assert out.status_code == 204
    assert [events[-1]["payload"] for events in told] == [{"reason": "signed_out", "again": False}] * 4
    assert (last["kind"], last["payload"]["reason"]) == ("closed", "signed_out")
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1008, "signed_out")
    assert ends == [True] * 4
    assert [answer.status_code for answer in again] == [401] * 3
    assert still["payload"]["content"] == "still here"


async def test_w19_pages_of_other_sites_open_no_socket(tmp_path):
    async with listening(tmp_path / "node") as home:
        await home.account("ada")
        login = {"login": "ada", "password": PASSWORD, "cookie": True}
        by_cookie = await home.client.post("/api/auth/login", json=login)
        cookie = "; ".join(f"{name}={value}" for name, value in by_cookie.cookies.items())
        token = await home.token("ada")
        url = "/api/stream?streams=home"

        async def status(headers: dict[str, str], path: str = url, bearer: str | None = None) -> int:
            try:
                async with socket(home, path, bearer, headers=headers) as ws:
                    return 101 if (await ws.next())["kind"] == "open" else 0
            except InvalidStatus as error:
                return error.response.status_code

        async def rebound(headers: dict[str, str]) -> int:
            """Another name for this address, as a page has it that moved its own name here."""
            port = int(home.origin.url.rpartition(":")[2])
            with pytest.raises(InvalidStatus) as refused:
                await connect(f"ws://evil.example{url}", host="127.0.0.1", port=port, additional_headers=headers)
            return refused.value.response.status_code

        foreign, own = {"Origin": "https://evil.example"}, {"Origin": home.origin.url}
        told = [
            await status({**foreign, "Cookie": cookie}),
            await status(foreign, "/api/stream?streams=public"),
            await status({"Origin": "null", "Cookie": cookie}),
            await status({"Host": "evil.example", "Cookie": cookie}),
            await rebound({"Cookie": cookie}),
            await status({**own, "Cookie": cookie}),
            await status(foreign, bearer=token),
            await status({}, "/api/elsewhere", token),
            await status({}, url, "nat_wrong"),
            await status({}, url),
        ]

    assert told == [403, 403, 403, 400, 421, 101, 101, 404, 401, 401]


async def test_w23_what_a_client_sends_has_bounds(tmp_path):
    limits = Limits(stream_message_bytes_max=1_000, stream_messages_per_minute=5)
    async with listening(tmp_path / "node", limits=limits) as home:
        token = await home.token("ada")
        async with socket(home, "/api/stream?streams=public", token) as ws:
            await ws.next()
            with pytest.raises(ConnectionClosed) as too_large:
                await ws.socket.send("x" * 5_000_000)
                await ws.next()
        async with socket(home, "/api/stream", token) as ws:
            await ws.next()
            for _ in range(6):
                await ws.say(type="subscribe", streams=["public"])
            answers = [await ws.next() for _ in range(6)]
            with pytest.raises(ConnectionClosed):
                await ws.next()
        alive = (await home.client.get("/live")).status_code

    assert too_large.value.rcvd is not None
    assert too_large.value.rcvd.code == 1009
    assert answers[0]["streams"] == ["public"]
    assert answers[-1]["payload"] == {"reason": "too_many_messages", "again": True}
    assert alive == 200


async def test_a_node_that_ends_says_so_and_does_not_wait_for_its_listeners(tmp_path):
    async with AsyncExitStack() as stack:
        async with listening(tmp_path / "node") as home:
            sse = await stack.enter_async_context(listening_to(home, "public"))
            ws = await stack.enter_async_context(socket(home, "/api/stream?streams=public"))
            await ws.next()
        with anyio.fail_after(10):
            told = [await sse.next(), await ws.next()]
            ended = await sse.has_ended()
            with pytest.raises(ConnectionClosed) as closed:
                await ws.next()

    assert [event["payload"] for event in told] == [{"reason": "ending", "again": True}] * 2
    assert ended
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012


async def test_p06_whoever_goes_is_not_told_anything_more(tmp_path):
    async with listening(tmp_path / "node", limits=Limits(stream_check_seconds=0.05)) as home:
        await home.account("owner")
        token = await home.token("bob")
        async with listening_to(home, "home", token) as stream:
            left = await home.client.post(
                "/api/account/deactivate", json={"password": PASSWORD}, headers={"Authorization": f"Bearer {token}"}
            )
            assert left.status_code == 204, left.text
            told = await stream.until("closed")

    assert told[-1]["payload"]["reason"] == "signed_out"


async def test_w19_a_window_opens_sockets_for_its_own_page_only(tmp_path):
    """Its origin, and its secret: a page from elsewhere has another origin, a program here lacks the secret."""
    async with served(tmp_path, owner=OWNER) as web:
        window = web.client()
        await window.get(web.window_url)
        cookie = "; ".join(f"{name}={value}" for name, value in window.cookies.items()).encode()
        own = web.home.origin.url.encode()

        async def status(*headers: tuple[bytes, bytes], path: str = "/api/stream?streams=public") -> int:
            return await asked(web.app, own.partition(b"//")[2], path, *headers)

        told = [
            await status(),
            await status((b"origin", own)),
            await status((b"origin", b"https://evil.example"), (b"cookie", cookie)),
            await status((b"origin", own), (b"cookie", cookie)),
        ]

    assert told == [401, 401, 403, 101]


async def asked(app: Application, host: bytes, path: str, *headers: tuple[bytes, bytes]) -> int:
    """What a WebSocket is answered; it goes as soon as it is there."""
    statuses: list[int] = []
    path, _, query = path.partition("?")

    async def receive() -> dict[str, object]:
        return {"type": "websocket.disconnect" if statuses else "websocket.connect", "code": 1001}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "websocket.accept":
            statuses.append(101)
        elif message["type"] == "websocket.http.response.start":
            statuses.append(int(str(message["status"])))

    scope = {
        "type": "websocket",
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"host", host), *headers],
        "subprotocols": [],
        "client": ("127.0.0.1", 50_000),
        "extensions": {"websocket.http.response": {}},
    }
    await app(scope, receive, send)
    return statuses[0]
