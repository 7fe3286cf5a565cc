"""Opens connections for the outgoing door, after looking at the very address that is connected to."""

from collections.abc import Iterable

import httpcore
from httpcore import SOCKET_OPTION, AsyncNetworkBackend, AsyncNetworkStream

from federation.addresses import Resolver, is_literal, is_public
from federation.errors import Refused

ADDRESSES_TRIED_MAX = 4


class CheckedNetwork(AsyncNetworkBackend):
    """Resolves a name once and connects to what was checked, so that a second, different answer has no effect.

    Private addresses are open only to a (host, port) among `allowed_pairs`, as the URL spells it.
    """

    def __init__(
        self, resolver: Resolver, allowed_pairs: frozenset[tuple[str, int]], inner: AsyncNetworkBackend
    ) -> None:
        self._resolver = resolver
        self._allowed_pairs = allowed_pairs
        self._inner = inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore names it)
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        failure: httpcore.ConnectError | httpcore.ConnectTimeout = httpcore.ConnectError()
        for address, address_port in await self._permitted(host, port):
            try:
                return await self._inner.connect_tcp(address, address_port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore names it)
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        raise Refused("Sockets on this machine are not for peers.")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)

    async def _permitted(self, host: str, port: int) -> list[tuple[str, int]]:
        if is_literal(host):
            found = [(host, port)]
        else:
            try:
                found = list(await self._resolver.resolve(host, port))
            except OSError:
                raise httpcore.ConnectError("The name is unknown.") from None
        if (host, port) not in self._allowed_pairs:
            found = [(address, address_port) for address, address_port in found if is_public(address)]
            if not found:
                raise Refused("The address is not on the public internet.")
        return found[:ADDRESSES_TRIED_MAX]
