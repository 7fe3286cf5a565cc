"""Reads the body of an answer within bounds, compressed or not."""

import zlib
from collections.abc import AsyncGenerator, AsyncIterable

from federation.errors import FetchFailed, Refused

ACCEPT_ENCODING = "gzip, deflate"
SKIPPED_BYTES_MAX = 16_384
# Tells zlib to recognise gzip and zlib by their headers.
_WINDOW_EITHER = 32 + zlib.MAX_WBITS


async def read_body(chunks: AsyncIterable[bytes], encoding: str, bytes_max: int) -> bytes:
    """Raises Refused as soon as more than `bytes_max` came in or out, or for any encoding but one gzip or deflate."""
    match encoding.strip().lower():
        case "" | "identity":
            return await _collected(chunks, bytes_max)
        case "gzip" | "deflate" | "x-gzip":
            return _expanded(await _collected(chunks, bytes_max), bytes_max)
        case _:
            raise Refused("The answer is encoded in a way that was not asked for.")


async def pieces(chunks: AsyncIterable[bytes], encoding: str, bytes_max: int) -> AsyncGenerator[bytes, None]:
    """As they come, for what is too large to be held. Raises Refused for more than `bytes_max`, or packed."""
    if encoding.strip().lower() not in ("", "identity"):
        raise Refused("The answer is encoded in a way that was not asked for.")
    left = bytes_max
    async for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            raise Refused("The answer is too large.")
        yield chunk


async def skip_body(chunks: AsyncIterable[bytes]) -> None:
    """Reads to the end of a short body, and gives up on a long one."""
    left = SKIPPED_BYTES_MAX
    async for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            return


async def _collected(chunks: AsyncIterable[bytes], bytes_max: int) -> bytes:
    found = bytearray()
    async for chunk in chunks:
        if len(found) + len(chunk) > bytes_max:
            raise Refused("The answer is too large.")
        found += chunk
    return bytes(found)


def _expanded(packed: bytes, bytes_max: int) -> bytes:
    reader = zlib.decompressobj(_WINDOW_EITHER)
    try:
        found = reader.decompress(packed, bytes_max + 1)
    except zlib.error:
        raise FetchFailed("the answer cannot be unpacked") from None
    if len(found) > bytes_max or reader.unused_data:
        raise Refused("The answer is too large.")
    if not reader.eof:
        raise FetchFailed("the answer was cut off", retryable=True)
    return found
