"""The event log: appended in the transaction of the change it tells, read in order."""

import msgspec
from msgspec import Struct

from nodeapp.model.events import AnyEvent, Logged
from nodeapp.seams.database import Reader, Transaction

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


class EventRow(Struct, frozen=True):
    position: int
    at_ms: int
    data: bytes


async def append(tx: Transaction, event: AnyEvent, at_ms: int) -> None:
    await tx.run(
        """
        insert into events (name, at_ms, actor_id, subject_id, origin, data)
        values (:name, :at_ms, :actor_id, :subject_id, :origin, :data)
        """,
        name=str(event.__struct_config__.tag),
        at_ms=at_ms,
        actor_id=event.actor_id,
        subject_id=event.subject_id,
        origin=event.origin,
        data=_encoder.encode(event),
    )


async def after(reader: Reader, position: int, limit: int) -> list[Logged]:
    rows = await reader.all(
        EventRow,
        """
        select position, at_ms, data from events
        where position > :position
        order by position limit :limit
        """,
        position=position,
        limit=limit,
    )
    return [logged(row) for row in rows]


def logged(row: EventRow) -> Logged:
    return Logged(row.position, row.at_ms, _decoder.decode(row.data))


async def last(reader: Reader) -> int:
    return await reader.number("select coalesce(max(position), 0) from events")


async def checkpoint(reader: Reader, consumer: str) -> int:
    return await reader.number("select position from checkpoints where consumer = :consumer", consumer=consumer)


async def advance(tx: Transaction, consumer: str, position: int, at_ms: int) -> None:
    await tx.run(
        """
        insert into checkpoints (consumer, position, changed_at_ms) values (:consumer, :position, :at_ms)
        on conflict (consumer) do update set position = :position, changed_at_ms = :at_ms
        """,
        consumer=consumer,
        position=position,
        at_ms=at_ms,
    )


async def lowest_checkpoint(reader: Reader) -> int:
    """The position every consumer has passed."""
    return await reader.number("select coalesce(min(position), 0) from checkpoints")


async def forget_until(tx: Transaction, position: int, older_than_ms: int, most: int) -> int:
    """Drops the oldest `most` events at or below `position` that are older than that.

    The newest one always stays, so that positions only rise.
    """
    return await tx.run(
        """
        delete from events where position in (
            select position from events
            where position <= :position and at_ms < :older_than_ms and position < (select max(position) from events)
            order by at_ms limit :most
        )
        """,
        position=position,
        older_than_ms=older_than_ms,
        most=most,
    )
