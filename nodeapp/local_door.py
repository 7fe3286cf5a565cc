"""The local door: how a command line reaches the node that is running on the same data folder.

A loopback listener of its own; who can read run/door.json (0600) may ask. JSON in, JSON out.
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from nodeapp.model.errors import NodeError

FILE_NAME = "door.json"
REQUEST_BYTES_MAX = 65_536
Answer = dict[str, str]
Run = Callable[[str, Answer], Awaitable[Answer]]
"""Runs a command by name; raises NodeError with a sentence for the person who asked."""

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]


class Address(Struct, frozen=True):
    """What door.json says."""

    port: int
    secret: str

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"


class Refused(Exception):
    """The running node said no; the message is its sentence."""


class DoorClosed(Exception):
    """No node answers at this door."""


class _Request(Struct, frozen=True):
    command: str
    arguments: dict[str, str] = {}


class _Reply(Struct, frozen=True, omit_defaults=True):
    answer: Answer | None = None
    error: str | None = None


def ask(run_folder: Path, command: str, arguments: Mapping[str, str], timeout_seconds: float) -> Answer:
    """Sends a command to the running node. Raises Refused with the node's sentence, or DoorClosed."""
    try:
        address = msgspec.json.decode((run_folder / FILE_NAME).read_bytes(), type=Address)
        reply = msgspec.json.decode(_sent(address, _Request(command, dict(arguments)), timeout_seconds), type=_Reply)
    except (OSError, msgspec.MsgspecError, HTTPException) as error:
        raise DoorClosed(str(error)) from error
    if reply.answer is None:
        raise Refused(reply.error or "The running node did not take the command.")
    return reply.answer


def _sent(address: Address, request: _Request, timeout_seconds: float) -> bytes:
    with closing(HTTPConnection("127.0.0.1", address.port, timeout=timeout_seconds)) as connection:
        headers = {"Authorization": f"Bearer {address.secret}", "Content-Type": "application/json"}
        connection.request("POST", "/", msgspec.json.encode(request), headers)
        return connection.getresponse().read()


def application(address: Address, run: Run) -> Callable[..., Awaitable[None]]:
    """The ASGI side: one path, one method, the right host and the right secret, or nothing."""

    async def app(
        scope: Scope, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        status, reply = await _answered(address, run, scope, receive)
        body = msgspec.json.encode(reply)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


async def _answered(
    address: Address, run: Run, scope: Scope, receive: Callable[[], Awaitable[Message]]
) -> tuple[int, _Reply]:
    headers = dict(scope["headers"])
    if headers.get(b"host") != address.host.encode() or b"origin" in headers:
        return 421, _Reply(error="This door is not for browsers.")
    if not hmac.compare_digest(headers.get(b"authorization", b""), f"Bearer {address.secret}".encode()):
        return 401, _Reply(error="The secret is not this start's.")
    if (scope["method"], scope["path"]) != ("POST", "/"):
        return 404, _Reply(error="There is nothing here.")
    try:
        request = msgspec.json.decode(await _body(receive), type=_Request)
    except msgspec.MsgspecError:
        return 400, _Reply(error="That is not a command.")
    try:
        return 200, _Reply(answer=await run(request.command, request.arguments))
    except NodeError as error:
        return 400, _Reply(error=error.detail)


async def _body(receive: Callable[[], Awaitable[Message]]) -> bytes:
    body = b""
    more = True
    while more and len(body) <= REQUEST_BYTES_MAX:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body
