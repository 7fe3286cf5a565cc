"""The door for uploads: streamed, and bounded in bytes, time and number, under the same rules as every write."""

import os
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from pathlib import Path

import anyio
import httpx
import pytest

from nodeapp.backends.processes import resident_bytes
from nodeapp.model.limits import Limits
from tests.builders import PASSWORD, FakeClock, Home, at_home, listening
from tests.files import picture

pytestmark = pytest.mark.anyio

BOUNDARY = b"xxBOUNDARYxx"
TYPE = {"Content-Type": "multipart/form-data; boundary=xxBOUNDARYxx"}
MIB = 1_048_576


def part(body: bytes, head: bytes = b'name="file"; filename="x"') -> bytes:
    return b"--" + BOUNDARY + b"\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + body + b"\r\n"


END = b"--" + BOUNDARY + b"--\r\n"


async def pieces(some: Iterable[bytes]) -> AsyncIterator[bytes]:
    for piece in some:
        yield piece


def nothing_is_left(node: Home) -> bool:
    return not [file for file in (node.settings.data / "media").rglob("*") if file.is_file()]


async def raw(node: Home, name: str, head: str, body: bytes = b"") -> bytes:
    """What comes back on a connection of its own, until it is closed."""
    url = httpx.URL(node.origin.url)
    token = await node.token(name)
    request = f"{head} HTTP/1.1\r\nHost: {url.host}:{url.port}\r\nAuthorization: Bearer {token}\r\n".encode()
    answer = b""
    async with await anyio.connect_tcp(url.host, url.port or 80) as stream:
        await stream.send(request + body)
        with anyio.move_on_after(10):
            while True:
                try:
                    answer += await stream.receive()
                except (anyio.EndOfStream, anyio.BrokenResourceError):
                    break
    return answer


async def test_ten_gigabytes_are_refused_before_they_come(tmp_path: Path):
    async with listening(tmp_path / "node") as node:
        head = b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 10737418240\r\n\r\n"

        answer = await raw(node, "ada", "POST /api/media", head + b"--x\r\n")

        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"connection: close" in answer.lower()
        assert nothing_is_left(node)


async def test_who_does_not_say_how_much_is_cut_off_where_it_is_too_much(tmp_path: Path):
    limits = Limits(picture_bytes_max=MIB, film_bytes_max=2 * MIB, sound_bytes_max=MIB)
    async with listening(tmp_path / "node", limits=limits) as node:
        ada = await node.client_of("ada")
        sent = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal sent
            yield part(picture())[:-2]
            while sent < 64 * MIB:
                sent += 65_536
                yield bytes(65_536)

        # The connection may be closed before all of this was sent.
        with suppress(httpx.TransportError):
            assert (await ada.post("/api/media", content=endless(), headers=TYPE)).status_code == 413

        assert sent < 64 * MIB
        assert nothing_is_left(node)
        assert (await ada.post("/api/media", files={"file": ("x", picture())})).status_code == 201


async def test_every_kind_has_its_own_bound(tmp_path: Path, clock: FakeClock):
    limits = Limits(picture_bytes_max=4_000, film_bytes_max=9_000, sound_bytes_max=6_000)
    async with at_home(tmp_path / "node", clock, limits=limits) as node:
        ada = await node.client_of("ada")

        for head, most in ((picture()[:600], 4_000), (b"fLaC" + bytes(600), 6_000)):
            over = await ada.post("/api/media", files={"file": ("x", head + bytes(most))})
            assert over.status_code == 413, over.text
        assert nothing_is_left(node)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Content-Type": "application/json"}, b"{}", 415),
        ({"Content-Type": "text/plain"}, b"x", 415),
        ({}, b"x", 415),
        ({**TYPE, "Content-Encoding": "gzip"}, b"x", 415),
        ({"Content-Type": "multipart/form-data"}, b"x", 400),
        ({"Content-Type": "multipart/form-data; boundary=" + "x" * 10_000}, b"x", 400),
        (TYPE, b"", 400),
        (TYPE, b"nothing of the kind", 400),
        (TYPE, END, 400),
        (TYPE, part(picture()), 400),
        (TYPE, part(picture()) + END[:-4], 400),
        (TYPE, part(picture(), b'name="other"; filename="x"') + END, 400),
        (TYPE, part(picture()) + part(picture()) + END, 400),
        (TYPE, part(b"\xff\xfe", b'name="alt"') + part(picture()) + END, 400),
        (TYPE, part(b"x" * 70_000, b'name="alt"') + part(picture()) + END, 400),
        (TYPE, b"".join(part(b"", b'name="a"') for _ in range(100_000)) + END, 400),
        (TYPE, b"--xxBOUNDARYxx\r\n" + b"X-Y: z\r\n" * 10_000 + b"\r\n" + END, 400),
        (TYPE, b"--xxBOUNDARYxx\r\nX: " + b"z" * 100_000 + b"\r\n\r\n" + END, 400),
    ],
)
async def test_forms_that_do_not_hold_together(node: Home, headers: dict[str, str], body: bytes, status: int):
    ada = await node.client_of("ada")

    answer = await ada.post("/api/media", content=body, headers=headers)

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert nothing_is_left(node)


async def test_a_form_in_small_pieces_and_in_any_order_is_read(node: Home):
    ada = await node.client_of("ada")
    body = part(b"before", b'name="alt"') + part(picture()) + part(b"0,1", b'name="focus"') + END

    answer = await ada.post(
        "/api/media", content=pieces(body[start : start + 7] for start in range(0, len(body), 7)), headers=TYPE
    )

    assert answer.status_code == 201, answer.text
    assert (answer.json()["alt"], answer.json()["focus"]) == ("before", [0.0, 1.0])


async def test_nobody_uploads_without_a_name(node: Home):
    for method, path in (("POST", "/api/media"), ("POST", "/api/v2/media"), ("PUT", "/api/users/ada/avatar")):
        answer = await node.client.request(method, path, files={"file": ("x", picture())})
        assert answer.status_code == 401
    assert nothing_is_left(node)


async def test_w10_a_page_of_another_site_uploads_nothing(node: Home):
    await node.account("ada")
    sign_in = {"login": "ada", "password": PASSWORD, "cookie": True}
    token = {"X-CSRF-Token": (await node.client.post("/api/auth/login", json=sign_in)).json()["csrf_token"]}

    async def send(headers: dict[str, str]) -> int:
        return (await node.client.post("/api/media", files={"file": ("x", picture())}, headers=headers)).status_code

    assert await send({}) == 403
    assert await send({**token, "Origin": "https://evil.example"}) == 403
    assert await send({**token, "Sec-Fetch-Site": "cross-site"}) == 403
    assert nothing_is_left(node)
    assert await send(token) == 201


async def test_who_stops_in_the_middle_is_not_waited_for(tmp_path: Path):
    limits = Limits(upload_pause_seconds=0.3)
    async with listening(tmp_path / "node", limits=limits) as node:
        body = part(picture())
        head = f"Content-Type: {TYPE['Content-Type']}\r\nContent-Length: {len(body) + 100}\r\n\r\n".encode()

        answer = await raw(node, "ada", "POST /api/media", head + body)

        assert answer.startswith(b"HTTP/1.1 400 ")
        assert b"did not arrive in time" in answer
        assert nothing_is_left(node)


async def test_who_trickles_is_cut_off_at_the_end_of_their_time(tmp_path: Path):
    limits = Limits(upload_seconds=0.5, upload_pause_seconds=10.0)
    async with listening(tmp_path / "node", limits=limits) as node:
        ada = await node.client_of("ada")

        async def trickle() -> AsyncIterator[bytes]:
            yield part(picture())[:600]
            for _ in range(100):
                await anyio.sleep(0.05)
                yield b"x"

        with suppress(httpx.TransportError):
            assert (await ada.post("/api/media", content=trickle(), headers=TYPE)).status_code == 400

        assert nothing_is_left(node)


async def test_one_person_uploads_a_few_at_once_and_others_still_can(tmp_path: Path, clock: FakeClock):
    limits = Limits(uploads_at_once_per_account_max=2)
    async with at_home(tmp_path / "node", clock, limits=limits) as node:
        ada, bob = await node.client_of("ada"), await node.client_of("bob")
        begun, go_on = anyio.Event(), anyio.Event()
        body = part(picture()) + END

        async def slowly() -> AsyncIterator[bytes]:
            yield body[:600]
            begun.set()
            await go_on.wait()
            yield body[600:]

        async def send() -> None:
            assert (await ada.post("/api/media", content=slowly(), headers=TYPE)).status_code == 201

        async with anyio.create_task_group() as group:
            group.start_soon(send)
            group.start_soon(send)
            await begun.wait()
            await anyio.sleep(0.05)
            refused = await ada.post("/api/media", content=body, headers=TYPE)
            others = await bob.post("/api/media", content=body, headers=TYPE)
            go_on.set()

        assert (refused.status_code, others.status_code) == (429, 201)
        assert int(refused.headers["retry-after"]) > 0
        assert (await ada.post("/api/media", content=body, headers=TYPE)).status_code == 201


async def test_there_is_room_for_so_many_uploads(tmp_path: Path, clock: FakeClock):
    async with at_home(tmp_path / "node", clock, limits=Limits(uploads_at_once_max=0)) as node:
        ada = await node.client_of("ada")

        answer = await ada.post("/api/media", files={"file": ("x", picture())})

        assert answer.status_code == 503
        assert (await ada.post("/api/tweets", json={"content": "words take no room"})).status_code == 201


async def test_uploads_are_counted_over_time(tmp_path: Path, clock: FakeClock):
    async with at_home(tmp_path / "node", clock, limits=Limits(uploads_per_hour=2)) as node:
        ada = await node.client_of("ada")

        statuses = [
            (await ada.post("/api/media", files={"file": ("x", body)})).status_code
            for body in (picture(), b"nothing", picture(), picture())
        ]

        assert statuses == [201, 400, 201, 429]


async def test_memory_does_not_hold_what_is_uploaded(tmp_path: Path):
    """A film of 30 MB passes through a node that keeps only its database and a few pieces of it in mind."""
    async with listening(tmp_path / "node") as node:
        ada = await node.client_of("ada")
        assert (await ada.post("/api/media", files={"file": ("x", picture())})).status_code == 201

        async def sound() -> AsyncIterator[bytes]:
            yield part(b"fLaC" + bytes(600))[:-2]
            for _ in range(30 * 16):
                yield bytes(65_536)
            yield b"\r\n" + END

        before = resident_bytes(os.getpid()) or 0
        answer = await ada.post("/api/media", content=sound(), headers=TYPE)
        after = resident_bytes(os.getpid()) or 0

        assert answer.status_code in (201, 400)
        assert after - before < 20 * MIB
