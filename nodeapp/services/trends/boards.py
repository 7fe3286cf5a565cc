"""Boards: rankings kept for a minute; an old one, or none, is shown rather than nobody answered."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import anyio
from msgspec import Struct
from msgspec.structs import replace

from nodeapp import telemetry
from nodeapp.model.errors import NodeError
from nodeapp.model.limits import Limits
from nodeapp.seams.clock import Clock

K = TypeVar("K")
T = TypeVar("T")

_log = telemetry.Log(__name__)


class Board(Struct, Generic[T], frozen=True):
    """A ranking, best first, as it was made. `partial` where it may lack what happened lately."""

    entries: tuple[T, ...]
    as_of_ms: int
    partial: bool = False


Make = Callable[[K], Awaitable[Board[T]]]


class _Kept(Generic[T]):
    def __init__(self) -> None:
        self.board: Board[T] | None = None
        self.asked_at_ms = 0
        self.failures = 0
        self.rests_until_ms = 0
        self.making = anyio.Lock()


class Boards(Generic[K, T]):
    """By what was asked. Who asks for one that is being made waits for that one; after some failures it rests."""

    def __init__(self, clock: Clock, limits: Limits, make: Make[K, T]) -> None:
        self._clock = clock
        self._limits = limits
        self._make = make
        self._kept: OrderedDict[K, _Kept[T]] = OrderedDict()

    async def get(self, key: K) -> Board[T]:
        """Not older than a minute; older or empty, and then partial, where it cannot be made."""
        kept = self._kept.setdefault(key, _Kept())
        self._kept.move_to_end(key)
        while len(self._kept) > self._limits.trend_boards_max:
            self._kept.popitem(last=False)
        kept.asked_at_ms = self._clock()
        if (board := kept.board) is not None and self._is_fresh(board):
            return board
        async with kept.making:
            if kept.board is None or not self._is_fresh(kept.board):
                await self._renew(key, kept)
        board = kept.board
        if board is None:
            return Board((), self._clock(), partial=True)
        return board if self._is_fresh(board) else replace(board, partial=True)

    async def renew(self) -> None:
        """Those that were asked for lately, so that whoever asks next need not wait."""
        since_ms = self._clock() - self._limits.trend_kept_seconds * 1_000
        for key, kept in list(self._kept.items()):
            if kept.asked_at_ms < since_ms:
                self._kept.pop(key, None)
                continue
            async with kept.making:
                await self._renew(key, kept)

    def forget(self) -> None:
        """What was counted is another now."""
        self._kept.clear()

    def _is_fresh(self, board: Board[T]) -> bool:
        return 0 <= self._clock() - board.as_of_ms < self._limits.trend_seconds * 1_000

    async def _renew(self, key: K, kept: _Kept[T]) -> None:
        """Leaves what is there where it fails. A breaker: three failures, then a rest of a minute."""
        if self._clock() < kept.rests_until_ms:
            return
        try:
            kept.board = await self._make(key)
            kept.failures = 0
        except NodeError as error:
            kept.failures += 1
            telemetry.count("trend_failures")
            if kept.failures >= self._limits.trend_failures_max:
                kept.failures = 0
                kept.rests_until_ms = self._clock() + self._limits.trend_rest_seconds * 1_000
            _log.warning("trends_failed", reason=str(error))
