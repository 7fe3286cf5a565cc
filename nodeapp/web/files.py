"""Files on their way out: whole or in part, known by their content, of a fixed type, and never run (W04, W05)."""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping

from litestar import Response
from litestar.response import Stream

from nodeapp.model.files import ServedFile

Read = Callable[[int, int], AsyncIterator[bytes]]
"""From a place in the file so many bytes, in pieces. Raises before the first one when it is gone."""

FOREVER = "private, max-age=31536000, immutable"
"""For an address whose content never changes."""
A_WHILE = "private, max-age=86400"
EACH_TIME = "private, no-cache"

POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
"""As a page of its own a file is a picture or a player, without scripts and without the rights of this node's pages."""

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_ENDINGS = {"jpeg": "jpg", "mpeg": "mp3", "quicktime": "mov"}


async def answer(
    headers: Mapping[str, str], file: ServedFile, read: Read, cache_control: str, *, is_head: bool = False
) -> Response[bytes] | Stream:
    """What the request asks for: nothing new (304), a part (206), what is not there (416), or all of it.

    For a HEAD nothing is read.
    """
    etag = f'"{file.hash.hex()[:32]}"'
    told = {
        "ETag": etag,
        "Cache-Control": cache_control,
        "Accept-Ranges": "bytes",
        "Content-Security-Policy": POLICY,
        "Content-Disposition": _disposition(file),
    }
    if _is_among(etag, headers.get("if-none-match", "")):
        return Response(b"", status_code=304, headers=told, media_type=file.mime)
    if is_head:
        return Stream(_nothing(), headers={**told, "Content-Length": str(file.bytes)}, media_type=file.mime)
    wanted = range_of(headers.get("range", ""), file.bytes) if headers.get("if-range", etag) == etag else None
    if wanted is None:
        return await _stream(file.mime, 200, told, read, range(file.bytes))
    if not wanted:
        told["Content-Range"] = f"bytes */{file.bytes}"
        return Response(b"", status_code=416, headers=told, media_type=file.mime)
    told["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{file.bytes}"
    return await _stream(file.mime, 206, told, read, wanted)


def range_of(header: str, size: int) -> range | None:
    """The bytes asked for (RFC 9110, section 14.1.2): none where nothing of them is there, None for all of the file.

    Several ranges at once are answered with the whole, as anybody may.
    """
    match = _RANGE.fullmatch(header.strip())
    first, last = match.groups() if match else ("", "")
    if not first and not last:
        return None
    if not first:
        return range(max(0, size - int(last)), size)
    end = min(size, int(last) + 1) if last else size
    if last and int(last) < int(first):
        return None
    return range(int(first), end) if int(first) < end else range(0)


async def _stream(mime: str, status: int, headers: dict[str, str], read: Read, wanted: range) -> Stream:
    pieces = read(wanted.start, len(wanted))
    # Before anything is told: what has gone meanwhile must still be able to answer that it has.
    first = await anext(pieces, b"")
    headers = {**headers, "Content-Length": str(len(wanted))}
    return Stream(_whole(first, pieces), status_code=status, headers=headers, media_type=mime)


async def _nothing() -> AsyncIterator[bytes]:
    yield b""


async def _whole(first: bytes, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    try:
        yield first
        async for piece in pieces:
            yield piece
    finally:
        if isinstance(pieces, AsyncGenerator):
            await pieces.aclose()


def _is_among(etag: str, asked: str) -> bool:
    tags = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
    return etag in tags or "*" in tags


def _disposition(file: ServedFile) -> str:
    how = "inline" if file.name is None else "attachment"
    return f'{how}; filename="{file.name or f"file.{_ending(file.mime)}"}"'


def _ending(mime: str) -> str:
    name = mime.rpartition("/")[2]
    return _ENDINGS.get(name, name)
