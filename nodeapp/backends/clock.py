"""The real clock and real chance; tests hand in their own."""

import secrets
import time
from dataclasses import dataclass

_FRACTION_BITS = 53
"""What a float holds exactly."""


@dataclass(frozen=True)
class SystemClock:
    """The machine's time, moved by an offset where a test of clock skew asks for it."""

    offset_seconds: float = 0

    def __call__(self) -> int:
        return time.time_ns() // 1_000_000 + int(self.offset_seconds * 1_000)


class SystemRandom:
    """The operating system's chance, for secrets and for jitter alike."""

    def fraction(self) -> float:
        return secrets.randbits(_FRACTION_BITS) / (1 << _FRACTION_BITS)

    def secret(self, bytes_count: int = 32) -> bytes:
        return secrets.token_bytes(bytes_count)
