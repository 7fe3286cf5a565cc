"""Stops asking a host that keeps failing, and lets one try through when it has rested."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

State: TypeAlias = Literal["closed", "open", "half_open"]

HOSTS_MAX = 10_000
FORGET_AFTER_MS = 24 * 3_600_000


@dataclass
class _Host:
    failures: int
    last_ms: int
    opened_ms: int | None = None
    probing_since_ms: int | None = None


class Breaker:
    """One state per host. At most 10,000 are kept, and a host is forgotten after a day or after a success."""

    def __init__(
        self, now: Callable[[], int], *, failures: int = 5, open_seconds: float = 30, hosts_max: int = HOSTS_MAX
    ) -> None:
        """`now` gives milliseconds."""
        self._now = now
        self._failures = failures
        self._open_ms = int(open_seconds * 1000)
        self._hosts_max = hosts_max
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    def allows(self, host: str) -> bool:
        """Whether to try now. When an open host has rested, the first caller gets True and must tell how it went.

        Such a probe that never tells counts as lost after as long again.
        """
        found = self._known(host)
        if found is None or found.opened_ms is None:
            return True
        now_ms = self._now()
        if now_ms - found.opened_ms < self._open_ms:
            return False
        if found.probing_since_ms is not None and now_ms - found.probing_since_ms < self._open_ms:
            return False
        found.probing_since_ms = now_ms
        return True

    def succeeded(self, host: str) -> None:
        self._hosts.pop(host, None)

    def failed(self, host: str) -> None:
        now_ms = self._now()
        found = self._known(host) or _Host(0, now_ms)
        found.failures += 1
        found.last_ms = now_ms
        found.probing_since_ms = None
        if found.failures >= self._failures:
            found.opened_ms = now_ms
        self._hosts[host] = found
        self._hosts.move_to_end(host)
        while len(self._hosts) > self._hosts_max:
            self._hosts.popitem(last=False)

    def state(self, host: str) -> State:
        found = self._known(host)
        if found is None or found.opened_ms is None:
            return "closed"
        return "open" if self._now() - found.opened_ms < self._open_ms else "half_open"

    def __len__(self) -> int:
        return len(self._hosts)

    def _known(self, host: str) -> _Host | None:
        found = self._hosts.get(host)
        if found is not None and self._now() - found.last_ms > FORGET_AFTER_MS:
            del self._hosts[host]
            return None
        return found
