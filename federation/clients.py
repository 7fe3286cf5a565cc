"""Makes one bounded HTTP exchange: no cookies, no proxies, no redirects, and never more than was agreed to read."""

import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager
from types import TracebackType
from typing import Self

import httpcore
import httpx

from federation.addresses import Resolver
from federation.bodies import ACCEPT_ENCODING, pieces, read_body, skip_body
from federation.budgets import HostLanes
from federation.errors import FetchFailed, Refused
from federation.exchanges import LENGTH_DIGITS_MAX, OK, Answer, DoorPolicy
from federation.network import CheckedNetwork
from federation.urls import Url

# Shorter than the five seconds after which many servers hang up, so that we do not write into a closing connection.
KEEPALIVE_SECONDS = 4


class Client:
    """A pool of connections that `network` opens. Use as an async context manager."""

    def __init__(self, network: httpcore.AsyncNetworkBackend, policy: DoorPolicy, ssl_context: ssl.SSLContext) -> None:
        self._policy = policy
        self._lanes = HostLanes(policy.host_connections_max)
        self._file_lanes = HostLanes(policy.host_files_max)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl_context,
            max_connections=policy.connections_max,
            max_keepalive_connections=policy.connections_max // 4,
            keepalive_expiry=KEEPALIVE_SECONDS,
            network_backend=network,
        )

    async def __aenter__(self) -> Self:
        await self._pool.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._pool.__aexit__(kind, error, traceback)

    async def exchange(self, method: str, asked: Url, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """Raises Refused for what is too large or oddly encoded, FetchFailed where the network fails.

        The caller sets the time limit around it.
        """
        with _reached():
            async with (
                self._lanes.turn(asked.host),
                self._stream(method, asked, {**headers, "Accept-Encoding": ACCEPT_ENCODING}, body) as response,
            ):
                return await self._read(method, asked, response)

    @asynccontextmanager
    async def open(
        self, asked: Url, headers: Mapping[str, str], bytes_max: int
    ) -> AsyncIterator[tuple[Answer, AsyncIterator[bytes]]]:
        """A GET whose body, as it is sent, comes in pieces; in a lane of files, so that letters do not wait for them.

        Raises Refused when more than `bytes_max` is told or comes, and for what is packed.
        """
        with _reached():
            async with (
                self._file_lanes.turn(asked.host),
                self._stream("GET", asked, {**headers, "Accept-Encoding": "identity"}, None) as response,
            ):
                answer = _head(asked, response)
                if answer.status == OK:
                    _check_length(answer, bytes_max)
                    encoding = answer.header("content-encoding")
                    async with aclosing(pieces(response.aiter_stream(), encoding, bytes_max)) as body:
                        yield answer, body
                else:
                    await skip_body(response.aiter_stream())
                    yield answer, _nothing()

    @asynccontextmanager
    async def _stream(
        self, method: str, asked: Url, headers: Mapping[str, str], body: bytes | None
    ) -> AsyncIterator[httpcore.Response]:
        async with self._pool.stream(
            method,
            httpcore.URL(scheme=asked.scheme, host=asked.host, port=asked.port, target=asked.target),
            headers=list({**headers, "User-Agent": self._policy.user_agent}.items()),
            content=body,
            extensions={"timeout": {"connect": self._policy.connect_seconds}},
        ) as response:
            yield response

    async def _read(self, method: str, asked: Url, response: httpcore.Response) -> Answer:
        answer = _head(asked, response)
        if method != "GET" or answer.status != OK:
            # Only the status counts here; a short body is read so that the connection can serve again.
            await skip_body(response.aiter_stream())
            return answer
        _check_length(answer, self._policy.body_bytes_max)
        body = await read_body(response.aiter_stream(), answer.header("content-encoding"), self._policy.body_bytes_max)
        return Answer(asked, response.status, answer.headers, body)


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError):
        raise FetchFailed("the other server could not be reached", retryable=True) from None


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


def _head(asked: Url, response: httpcore.Response) -> Answer:
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers)
    return Answer(asked, response.status, headers, b"")


def _check_length(answer: Answer, bytes_max: int) -> None:
    length = answer.header("content-length")
    if length and not (length.isdecimal() and int(length[:LENGTH_DIGITS_MAX]) <= bytes_max):
        raise Refused("The answer is too large.")


def open_client(
    resolver: Resolver,
    policy: DoorPolicy,
    network: httpcore.AsyncNetworkBackend | None,
    ssl_context: ssl.SSLContext | None,
) -> Client:
    """Reads the system's certificates: call it in a thread."""
    checked = CheckedNetwork(resolver, policy.allowed_pairs, network or httpcore.AnyIOBackend())
    return Client(checked, policy, ssl_context or httpx.create_ssl_context(trust_env=False))
