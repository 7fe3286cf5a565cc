"""Ranked: the part of a ranking that somebody asked for, with its ranks."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from nodeapp.model.trends import DAY_MS, Formula
from nodeapp.services.trends.boards import Board

T = TypeVar("T")
E = TypeVar("E")


class Ranked(Struct, Generic[T], frozen=True):
    """Each entry with its rank, from 1. `partial` where it may lack what happened lately."""

    entries: tuple[tuple[int, T], ...]
    as_of_ms: int
    formula: Formula
    partial: bool

    @property
    def today_ms(self) -> int:
        """The beginning of its day in UTC."""
        return self.as_of_ms - self.as_of_ms % DAY_MS


def ranked(board: Board[E], formula: Formula, shown: Sequence[T], limit: int, offset: int = 0) -> Ranked[T]:
    first = max(offset, 0)
    part = enumerate(shown[first : first + limit], first + 1)
    return Ranked(tuple(part), board.as_of_ms, formula, board.partial)
