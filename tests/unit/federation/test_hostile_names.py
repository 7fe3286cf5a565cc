"""Names whose servers are silent: they hold up no other name, and not the end of the program (D09)."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import anyio
import pytest

from federation import addresses
from federation.addresses import SystemResolver

pytestmark = pytest.mark.anyio

LIVE = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 443))]


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every name but live.example is waited for until the test is over."""
    over = threading.Event()

    def look_up(host: str, *_: Any, **__: Any) -> Any:
        if host == "live.example":
            return LIVE
        over.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    yield
    over.set()


@pytest.mark.usefixtures("silent")
async def test_d09_silent_names_do_not_hold_up_one_that_is_answered() -> None:
    resolver = SystemResolver()

    async with anyio.create_task_group() as tasks:
        for number in range(60):
            tasks.start_soon(resolver.resolve, f"silent{number}.example", 443)
        await anyio.sleep(0.05)
        with anyio.fail_after(10):
            found = await resolver.resolve("live.example", 443)
        tasks.cancel_scope.cancel()

    assert found == [("192.0.2.1", 443)]


@pytest.mark.usefixtures("silent")
async def test_d09_names_that_are_waited_for_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "NAMES_AT_ONCE_MAX", 3)
    resolver = SystemResolver()

    async with anyio.create_task_group() as tasks:
        for number in range(3):
            tasks.start_soon(resolver.resolve, f"silent{number}.example", 443)
        await anyio.sleep(0.05)
        with pytest.raises(OSError, match="Too many"):
            await resolver.resolve("live.example", 443)
        tasks.cancel_scope.cancel()


@pytest.mark.usefixtures("silent")
def test_d09_a_silent_name_does_not_keep_the_program_from_ending() -> None:
    async def ask() -> None:
        with anyio.move_on_after(0.05):
            await SystemResolver().resolve("silent.example", 443)

    began = time.monotonic()
    anyio.run(ask)

    assert time.monotonic() - began < 10


async def test_a_name_that_is_none_is_an_ordinary_failure() -> None:
    with pytest.raises(OSError, match=r"."):
        await SystemResolver().resolve("a" * 300 + ".invalid", 443)
