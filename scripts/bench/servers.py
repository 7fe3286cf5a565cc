"""A server under measurement: its address, its people with their tokens, and requests to it as bytes."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import msgspec

from .apis import WHOAMI, Api
from .jobs import Stream
from .processes import listener_of

_PATIENCE_SECONDS = 60
_GOOD = range(200, 300)
_ASKED_AT_ONCE = 16


class NotServed(Exception):
    """The server answered something else than what a measure needs; the message says what."""


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    token: str


@dataclass
class Server:
    """`tweet_ids` are some public ones, for single reads. `is_ours` servers can be stopped and asked to be idle."""

    name: str
    url: str
    api: Api
    people: Sequence[Person] = ()
    is_ours: bool = False
    pid: int | None = None
    tweet_ids: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or "127.0.0.1"

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 80

    @property
    def tokens(self) -> list[str]:
        return [person.token for person in self.people]

    def get(self, path: str, token: str = "") -> bytes:
        """A whole request."""
        return self._head("GET", path, token) + b"\r\n"

    def gets(self, paths: Sequence[str]) -> tuple[bytes, ...]:
        """Every path and every person in turn, as often as the longer of both lists has entries."""
        count = max(len(paths), len(self.people))
        return tuple(
            self.get(paths[number % len(paths)], self.people[number % len(self.people)].token)
            for number in range(count)
        )

    def post_head(self, path: str, token: str) -> bytes:
        """A request up to where the length of its JSON body and the body follow."""
        return self._head("POST", path, token) + b"Content-Type: application/json\r\n"

    def reads(self, paths: Sequence[str], connections: int, seconds: float, rate: float = 0.0) -> Stream:
        """As many as are answered, or at a steady pace; a different person each."""
        return Stream(
            name="reads",
            host=self.host,
            port=self.port,
            requests=self.gets(paths),
            connections=connections,
            seconds=seconds,
            rate=rate,
        )

    def home(self, connections: int, seconds: float, limit: int = 20, rate: float = 0.0) -> Stream:
        return self.reads([f"{self.api.home}?limit={limit}"], connections, seconds, rate)

    def writes(self, texts: Sequence[str], mark: str, connections: int, **more: Any) -> Stream:
        """New tweets, a different author each; `more` are other fields of the stream."""
        heads = tuple(self.post_head(self.api.post, token) for token in self.tokens)
        return Stream(
            name="writes",
            host=self.host,
            port=self.port,
            requests=heads,
            connections=connections,
            field=self.api.field,
            texts=tuple(texts),
            mark=mark,
            **more,
        )

    async def ask(self, method: str, path: str, token: str, body: object = None) -> Any:
        """The answer's JSON. Raises NotServed."""
        return await asyncio.to_thread(self._ask, method, path, token, body)

    async def meet(self, tokens: Iterable[str]) -> None:
        """Finds out whose the tokens are."""
        gate = asyncio.Semaphore(_ASKED_AT_ONCE)

        async def who(token: str) -> Person:
            async with gate:
                told = await self.ask("GET", WHOAMI, token)
            return Person(str(told["id"]), str(told["username"]), token)

        self.people = await asyncio.gather(*(who(token) for token in tokens))
        self.pid = listener_of(self.port)

    async def find_tweets(self, count: int = 40) -> None:
        found = await self.ask("GET", f"{self.api.public}?limit={count}", self.people[0].token)
        self.tweet_ids = [str(tweet["id"]) for tweet in (found if isinstance(found, list) else found["tweets"])]

    def _ask(self, method: str, path: str, token: str, body: object) -> Any:
        connection = HTTPConnection(self.host, self.port, timeout=_PATIENCE_SECONDS)
        data = None if body is None else msgspec.json.encode(body)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        try:
            connection.request(method, path, data, headers)
            response = connection.getresponse()
            answer = response.read()
        except OSError as error:
            raise NotServed(f"{self.name} does not answer at {self.url}: {error}.") from error
        finally:
            connection.close()
        if response.status not in _GOOD:
            raise NotServed(f"{self.name} answers {method} {path} with {response.status}: {answer[:200]!r}")
        try:
            return msgspec.json.decode(answer) if answer else None
        except msgspec.DecodeError as error:
            raise NotServed(f"{self.name} answers {method} {path} with something other than JSON.") from error

    def _head(self, method: str, path: str, token: str) -> bytes:
        lines = f"{method} {path} HTTP/1.1\r\nHost: {urlsplit(self.url).netloc}\r\nAccept: application/json\r\n"
        return (lines + (f"Authorization: Bearer {token}\r\n" if token else "")).encode()
