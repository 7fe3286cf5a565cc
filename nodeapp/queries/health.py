"""How far behind the consumers and the deliveries are."""

from msgspec import Struct

from nodeapp.seams.database import Reader


class Backlog(Struct, frozen=True):
    """`lag` counts events the slowest consumer has yet to pass; `late` counts deliveries due before a given time."""

    lag: int
    slowest: str
    waiting: int
    late: int


class CheckpointRow(Struct, frozen=True):
    consumer: str
    position: int


async def backlog(reader: Reader, late_before_ms: int) -> Backlog:
    last = await reader.number("select coalesce(max(position), 0) from events")
    slowest = await reader.one(
        CheckpointRow, "select consumer, position from checkpoints order by position, consumer limit 1"
    )
    return Backlog(
        lag=last - slowest.position if slowest else 0,
        slowest=slowest.consumer if slowest else "",
        # Asking for the time as well makes the short index of what waits the cheapest one.
        waiting=await reader.number("select count(due_at_ms) from deliveries where state in ('due', 'parked')"),
        late=await reader.number(
            "select count(*) from deliveries where state = 'due' and due_at_ms < :late_before_ms",
            late_before_ms=late_before_ms,
        ),
    )
