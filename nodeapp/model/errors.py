"""Errors for the person who asked: what happened and what to do."""

from msgspec import Struct


class FieldError(Struct, frozen=True):
    """One field that cannot be taken as it is; `limit` is the bound it broke, where there is one."""

    field: str
    code: str
    message: str
    limit: int | None = None


class NodeError(Exception):
    """The root of everything a caller may be told. `detail` is a full sentence."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class BadInput(NodeError):
    """Something sent cannot be used; `errors` names each field."""

    def __init__(self, *errors: FieldError, detail: str | None = None) -> None:
        super().__init__(detail or " ".join(error.message for error in errors))
        self.errors = errors


class NotSignedIn(NodeError):
    """Nobody is signed in, or what was shown as proof is wrong, old or revoked."""


class Forbidden(NodeError):
    """Signed in, but this is not theirs to do."""


class NotFound(NodeError):
    """There is no such thing, or it is hidden from this viewer: both look the same."""


class Conflict(NodeError):
    """It cannot be done as things now stand: a taken name, a key used for something else."""

    def __init__(self, detail: str, *errors: FieldError) -> None:
        super().__init__(detail)
        self.errors = errors


class TooLarge(NodeError):
    """More bytes than this node takes."""


class HeadersTooLarge(NodeError):
    """More headers than this node reads."""


class UnsupportedType(NodeError):
    """A content type that is not read here."""


class Misdirected(NodeError):
    """Sent to a host name that is not this node's."""


class TooMany(NodeError):
    """A limit over time has been reached."""

    def __init__(self, detail: str, retry_after_seconds: int) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(NodeError):
    """This node, or the other one that was asked, cannot answer now."""

    def __init__(self, detail: str, retry_after_seconds: int = 5) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class DiskFull(NodeError):
    """Nothing can be written until there is room on the disk again."""


def bad(field: str, code: str, message: str, limit: int | None = None) -> BadInput:
    """A BadInput about one field."""
    return BadInput(FieldError(field, code, message, limit))
