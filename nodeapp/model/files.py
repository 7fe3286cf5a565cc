"""Files as they are handed out: of a fixed type, known by what is in them."""

from msgspec import Struct


class ServedFile(Struct, frozen=True):
    """`hash` is the SHA-256 of the content; `is_open` says whether everybody may see it."""

    mime: str
    hash: bytes
    bytes: int
    is_open: bool
    name: str | None = None
    """What it is saved as; None for what is shown."""
