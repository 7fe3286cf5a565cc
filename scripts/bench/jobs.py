"""What the load generator is told, and what it tells back; the two ends speak msgpack over pipes."""

from array import array

from msgspec import Struct

READY, GO = b"ready\n", b"go\n"
NO_ANSWER = 0
"""Counted instead of a status where a connection broke or nothing came in time."""


class Stream(Struct, frozen=True, kw_only=True):
    """Requests of one kind, sent side by side with the job's other streams.

    `requests` are whole, and taken in turn. With `field` they are the heads of POSTs, to which a JSON body is added:
    `{field: "one of texts, then mark and a number"}`, so that no two texts are alike. `rate` is a number of requests by
    second, 0 as many as are answered. It begins after `delay_seconds` and ends after `seconds` or `count` requests,
    whichever is not 0 and comes first. With `until` each request is repeated until the answer holds these bytes.
    """

    name: str
    host: str
    port: int
    requests: tuple[bytes, ...]
    connections: int
    field: str = ""
    texts: tuple[str, ...] = ()
    mark: str = ""
    rate: float = 0.0
    delay_seconds: float = 0.0
    seconds: float = 0.0
    count: int = 0
    until: bytes = b""
    pause_seconds: float = 0.0
    patience_seconds: float = 20.0


class Job(Struct, frozen=True):
    streams: tuple[Stream, ...]


class Outcome(Struct, frozen=True, kw_only=True):
    """`latencies` and `ends` are arrays of doubles, in seconds: how long each good answer took, and when it came.

    Time begins with the job. `wrong` counts answers other than 2xx by status. `seconds` is what was asked for, or how
    long it took to the last answer where a number was.
    """

    name: str
    seconds: float
    bytes_read: int
    wrong: dict[int, int]
    latencies: bytes
    ends: bytes

    @property
    def errors(self) -> int:
        return sum(self.wrong.values())

    @property
    def good(self) -> int:
        return len(self.ends) // 8

    @property
    def per_second(self) -> float:
        """Good answers that came in time, by second."""
        return self.within(self.seconds) / self.seconds if self.seconds else 0.0

    @property
    def first_sent(self) -> float:
        """When the request of the first good answer was sent, or due."""
        return doubles(self.ends)[0] - doubles(self.latencies)[0] if self.good else 0.0

    @property
    def last(self) -> float:
        """When the last good answer came."""
        return max(doubles(self.ends), default=0.0)

    def within(self, seconds: float) -> int:
        return sum(1 for end in doubles(self.ends) if end <= seconds)

    def percentile(self, part: float) -> float:
        """Of the latencies, in milliseconds."""
        return percentile(doubles(self.latencies), part) * 1_000


def doubles(data: bytes) -> "array[float]":
    values = array("d")
    values.frombytes(data)
    return values


def percentile(values: "array[float] | list[float]", part: float) -> float:
    """The smallest value that `part` of all do not exceed; 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)] if ordered else 0.0
