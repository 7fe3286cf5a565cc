"""One cast for the tests of federation: keys made once, peers and canaries on the loopback, doors of any policy."""

import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from typing import Any

import anyio
import httpcore
import pytest
import trustme

from federation.addresses import MappedResolver
from federation.fetch import Door, DoorPolicy
from federation.keys import KeyPair, generate_key_pair
from federation.testing import FakeActor, FakePeer, fake_peer
from tests.unit.federation.cast import NOW_MS, MakeDoor


@pytest.fixture(scope="session")
def ada_keys() -> KeyPair:
    return generate_key_pair()


@pytest.fixture(scope="session")
def eve_keys() -> KeyPair:
    return generate_key_pair()


@pytest.fixture
def ada(ada_keys: KeyPair) -> FakeActor:
    return FakeActor("https://good.example/users/ada", "ada", ada_keys)


@pytest.fixture
def eve(eve_keys: KeyPair) -> FakeActor:
    return FakeActor("https://evil.example/users/eve", "eve", eve_keys)


@pytest.fixture
async def peer() -> AsyncIterator[FakePeer]:
    async with fake_peer() as running:
        yield running


@pytest.fixture
async def canaries() -> AsyncIterator[list[FakePeer]]:
    """Listeners on every kind of loopback that this machine has; nothing may ever connect to them."""
    async with AsyncExitStack() as stack:
        found = []
        for host in ("127.0.0.1", "127.0.0.2", "::1"):
            try:
                found.append(await stack.enter_async_context(fake_peer(host=host)))
            except OSError:
                continue
        yield found
        # A connection that the system took is counted only when its listener has had a turn.
        await anyio.sleep(0.02)
        assert [canary.connections for canary in found] == [0] * len(found)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("good.example", "evil.example").configure_cert(context)
    return context


@pytest.fixture(scope="session")
def client_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture
def make_door(client_tls: ssl.SSLContext) -> MakeDoor:
    """A door that reaches nothing private but the peers given; made-up names lead where `names` says."""

    def make(
        *peers: FakePeer,
        names: dict[str, tuple[str, int]] | None = None,
        pairs: Iterable[tuple[str, int]] = (),
        resolver: Any = None,
        network: httpcore.AsyncNetworkBackend | None = None,
        **policy: Any,
    ) -> Door:
        allowed = frozenset({*(peer.pair for peer in peers), *pairs})
        return Door(
            resolver or MappedResolver(names or {}),
            DoorPolicy(user_agent="test", allowed_pairs=allowed, **policy),
            lambda: NOW_MS,
            network=network,
            ssl_context=client_tls,
        )

    return make
