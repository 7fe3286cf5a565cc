"""Tries: how often somebody may guess a password before a rest."""

from collections import OrderedDict

from nodeapp.model.errors import TooMany
from nodeapp.model.limits import Limits

_FORGOTTEN_AFTER_MS = 900_000
_MINUTE_SECONDS = 60
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


class _Count:
    __slots__ = ("changed_at_ms", "rest_until_ms", "wrong")

    def __init__(self) -> None:
        self.wrong = 0
        self.rest_until_ms = 0
        self.changed_at_ms = 0


class Tries:
    """Wrong guesses by the name that was tried, whether anybody has it or not (P10). Bounded like every memory."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._counts: OrderedDict[str, _Count] = OrderedDict()

    def check(self, name: str, now_ms: int) -> None:
        """Raises TooMany during a rest. Ask before and after a guess is checked: guesses side by side all count."""
        count = self._counts.get(name)
        if count is not None and now_ms < count.rest_until_ms:
            seconds = max((count.rest_until_ms - now_ms + 999) // 1_000, 1)
            raise TooMany(f"Too many wrong tries. Rest for {seconds} seconds, then try again.", seconds)

    def wrong(self, name: str, now_ms: int) -> str:
        """Counts one; returns what to say about those that are left."""
        count = self._counts.setdefault(name, _Count())
        self._counts.move_to_end(name)
        if now_ms - count.changed_at_ms > _FORGOTTEN_AFTER_MS:
            count.wrong = 0
        count.wrong += 1
        count.changed_at_ms = now_ms
        left = self._limits.password_tries_before_rest - count.wrong
        if left <= 0:
            count.wrong = 0
            count.rest_until_ms = now_ms + self._limits.password_rest_seconds * 1_000
        if len(self._counts) > self._limits.rate_buckets_max:
            self._counts.popitem(last=False)
        return self._words(left)

    def right(self, name: str) -> None:
        self._counts.pop(name, None)

    def _words(self, left: int) -> str:
        seconds = self._limits.password_rest_seconds
        rest = "a minute's rest" if seconds == _MINUTE_SECONDS else f"a rest of {seconds} seconds"
        if left <= 0:
            return f"Now {rest}."
        number = _NUMBERS[left] if left < len(_NUMBERS) else str(left)
        return f"{number} more {'try' if left == 1 else 'tries'}, then {rest}."
