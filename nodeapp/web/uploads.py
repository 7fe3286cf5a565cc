"""Uploads: forms with one file in them, read piece by piece, never whole, within bounds of bytes, time and number.

The door lets them pass unread where everything else is read first; who sends it, from where, and how often, it has
looked at by then.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import NoReturn

import anyio
import multipart  # type: ignore[import-untyped]  # it has annotations, but does not say so
from litestar.types import Receive, ReceiveMessage

from nodeapp.model.errors import BadInput, TooLarge, UnsupportedType, bad
from nodeapp.model.limits import Limits
from nodeapp.web.auth import AnyRequest
from nodeapp.web.headers import Sent

_PATHS = {
    "POST": re.compile(r"/api/(media|v[12]/media)/?"),
    "PUT": re.compile(r"/api/users/[^/]+/(avatar|cover)/?"),
    "PATCH": re.compile(r"/api/v1/accounts/update_credentials/?"),
}
_FORM = b"multipart/form-data"
_AROUND_BYTES = 65_536
"""What a form has besides its file and its fields: boundaries, and the headers of its parts."""
_NAME_CHARACTERS_SHOWN = 50

Write = Callable[[bytes], Awaitable[None]]


def may_be_upload(method: str, path: str) -> bool:
    pattern = _PATHS.get(method)
    return pattern is not None and pattern.fullmatch(path) is not None


def is_upload(method: str, path: str, sent: Sent) -> bool:
    """A profile is changed in words alone, too; only a form can have pictures."""
    return may_be_upload(method, path) and (method != "PATCH" or is_form(sent))


def is_form(sent: Sent) -> bool:
    return sent.get(b"content-type", b"").partition(b";")[0].strip().lower() == _FORM


def check_told(sent: Sent, limits: Limits) -> None:
    """What the headers promise, before anything is read. Raises UnsupportedType, TooLarge."""
    if not is_form(sent) or b"content-encoding" in sent:
        raise UnsupportedType("Send a form, as multipart/form-data, not compressed.")
    told = sent.get(b"content-length", b"0")
    if told.isdigit() and int(told[:19]) > _bytes_max(limits):
        raise _too_large(limits)


class Arriving:
    """A body as it comes. `ended` is called once all of it has been read."""

    def __init__(self, receive: Receive, limits: Limits, ended: Callable[[], None]) -> None:
        self._receive = receive
        self._limits = limits
        self._ended = ended
        self._bytes = 0
        self._until = anyio.current_time() + limits.upload_seconds

    async def __call__(self) -> ReceiveMessage:
        """Raises TooLarge, and BadInput for one that stands still, takes too long, or ends in its middle."""
        seconds = min(self._limits.upload_pause_seconds, self._until - anyio.current_time())
        with anyio.move_on_after(seconds):
            message = await self._receive()
            if message["type"] != "http.request":
                raise BadInput(detail="The upload ended in its middle.")
            self._bytes += len(message.get("body", b""))
            if self._bytes > _bytes_max(self._limits):
                raise _too_large(self._limits)
            if not message.get("more_body", False):
                self._ended()
            return message
        raise BadInput(detail="The upload did not arrive in time.")


async def read(request: AnyRequest, limits: Limits, files: Mapping[str, Write]) -> dict[str, str]:
    """Every field by its name; each file, under one of these names, goes to its `Write` as it comes.

    Raises BadInput for a form that does not hold together, and for a second file of a name. What a file is called is
    not looked at (W07). Source: RFC 7578.
    """
    return await _Form(limits, files).read(request)


class _Form:
    def __init__(self, limits: Limits, files: Mapping[str, Write]) -> None:
        self._limits = limits
        self._files = frozenset(files)
        self._awaited = dict(files)
        self._fields: dict[str, list[bytes]] = {}
        self._fields_bytes = 0
        self._name = ""
        self._write: Write | None = None
        """Of the file that is being read; None while it is a field."""

    async def read(self, request: AnyRequest) -> dict[str, str]:
        parser = self._parser(request.headers.get("content-type", ""))
        try:
            async for chunk in request.stream():
                if not parser.closed:
                    for event in parser.parse(chunk):
                        await self._take(event)
            parser.close()
        except multipart.ParserLimitReached:
            most = self._limits.upload_parts_max
            raise BadInput(detail=f"A form has at most {most} parts here, with short headers.") from None
        except multipart.MultipartError:
            raise BadInput(detail="This form is damaged, or ends in its middle.") from None
        return {name: _text(name, b"".join(parts)) for name, parts in self._fields.items()}

    def _parser(self, kind: str) -> multipart.PushMultipartParser:
        boundary = multipart.parse_options_header(kind)[1].get("boundary", "")
        try:
            return multipart.PushMultipartParser(boundary, max_segment_count=self._limits.upload_parts_max)
        except (multipart.MultipartError, ValueError):
            raise BadInput(detail="This form does not say what divides its parts.") from None

    async def _take(self, event: multipart.MultipartSegment | bytes | bytearray | None) -> None:
        match event:
            case multipart.MultipartSegment():
                self._begin(event)
            case None:
                return
            case _ if self._write is not None:
                await self._write(bytes(event))
            case _:
                self._fields_bytes += len(event)
                if self._fields_bytes > self._limits.upload_fields_bytes_max:
                    most = self._limits.upload_fields_bytes_max
                    raise bad(self._name, "too_long", f"The fields of this form have at most {most} bytes.", most)
                self._fields[self._name].append(bytes(event))

    def _begin(self, segment: multipart.MultipartSegment) -> None:
        name = (segment.name or "")[:_NAME_CHARACTERS_SHOWN]
        self._name, self._write = name, None
        if name not in self._files and segment.filename is None:
            self._fields[name] = []
            return
        if name not in self._files:
            _refuse(name, "unknown", f"Send the file as `{min(self._files)}`.")
        if (write := self._awaited.pop(name, None)) is None:
            _refuse(name, "too_many", "Send one file at a time.")
        self._write = write


def _refuse(name: str, code: str, message: str) -> NoReturn:
    raise bad(name or "body", code, message)


def _text(name: str, value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise bad(name, "invalid", "This is not UTF-8.") from None


def _bytes_max(limits: Limits) -> int:
    """Of the largest thing that is taken: what this one is, only its first bytes tell."""
    largest = max(limits.picture_bytes_max, limits.film_bytes_max, limits.sound_bytes_max)
    return largest + limits.upload_fields_bytes_max + _AROUND_BYTES


def _too_large(limits: Limits) -> TooLarge:
    return TooLarge(f"This is more than the {_bytes_max(limits)} bytes that are taken here.")
