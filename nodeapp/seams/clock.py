"""Time and chance, handed in so that a test decides them."""

from typing import Protocol


class Clock(Protocol):
    def __call__(self) -> int:
        """Milliseconds since 1970-01-01T00:00:00Z."""
        ...


class Random(Protocol):
    def fraction(self) -> float:
        """At least 0, below 1; for jitter."""
        ...

    def secret(self, bytes_count: int = 32) -> bytes:
        """Unguessable."""
        ...
