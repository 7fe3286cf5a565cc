"""Crowds: what can be put off when too much is asked at once; unless it is said of a request, nothing can."""

from contextvars import ContextVar, Token
from types import TracebackType
from typing import Literal

Standing = Literal["own", "new", "admitted"]
"""The node's own work, and what else goes first; what was asked from outside; and such that has waited once."""

_standing: ContextVar[Standing] = ContextVar("standing", default="own")


def standing() -> Standing:
    """Of what goes on here."""
    return _standing.get()


def admit() -> None:
    """What waited for its turn once is worth being finished: from now on it goes before what is new."""
    if _standing.get() == "new":
        _standing.set("admitted")


class Asking:
    """Says it of everything inside. A class, because a generator's context would cost every request a microsecond."""

    __slots__ = ("_standing", "_token")

    def __init__(self, standing: Standing) -> None:
        self._standing: Standing = standing

    def __enter__(self) -> None:
        self._token: Token[Standing] = _standing.set(self._standing)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _standing.reset(self._token)
