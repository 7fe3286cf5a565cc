"""Lateness: how late the event loop comes to what is due, and what share of the requests must go for it."""

import asyncio
from collections import deque
from collections.abc import Callable

LOOK_SECONDS = 0.1
LOOKS = 5
"""The one in the middle counts: a single pause is soon made up for, and turning people away is worse than it."""
LIGHT_TIMES = 2
"""What costs next to nothing is seldom the reason: it goes when turning away the rest did not help."""


class _Share:
    """An even share of those who come, without dice."""

    def __init__(self, lag_seconds_max: float) -> None:
        self._most = lag_seconds_max
        self._owed = 0.0
        self.size = 0.0

    def note(self, lag_seconds: float) -> None:
        """From the limit on some must go, from twice that on all."""
        self.size = min(max(lag_seconds / self._most - 1, 0.0), 1.0)

    def takes(self) -> bool:
        self._owed += self.size
        if self._owed < 1:
            return False
        self._owed -= 1
        return True


class Lateness:
    """Looks for as long as there are requests: a node that rests is not woken ten times a second."""

    def __init__(self, lag_seconds_max: float) -> None:
        self._lags = deque([0.0] * LOOKS, LOOKS)
        self._share = _Share(lag_seconds_max)
        self._light_share = _Share(lag_seconds_max * LIGHT_TIMES)
        self._is_looking = False
        self._was_asked = False

    def turns_away(self, is_light: Callable[[], bool]) -> bool:
        """To be asked once for each request that may be turned away."""
        self._was_asked = True
        if not self._is_looking:
            self._is_looking = True
            self._look_later()
        if not self._share.size:
            return False
        return (self._light_share if is_light() else self._share).takes()

    def note(self, lag_seconds: float) -> None:
        self._lags.append(lag_seconds)
        usual = sorted(self._lags)[LOOKS // 2]
        self._share.note(usual)
        self._light_share.note(usual)

    def _look_later(self) -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(LOOK_SECONDS, self._look, loop.time() + LOOK_SECONDS)

    def _look(self, due: float) -> None:
        if self._was_asked:
            self._was_asked = False
            self.note(asyncio.get_running_loop().time() - due)
            self._look_later()
        else:
            self._is_looking = False
            for _ in range(LOOKS):
                self.note(0.0)
