"""Letters that leave, one an event, and their deliveries, one an inbox."""

from msgspec import Struct

from nodeapp.model.ids import AccountId
from nodeapp.seams.database import Reader, Transaction


class Due(Struct, frozen=True):
    """A delivery with what is needed to make it."""

    id: int
    letter_id: int
    account_id: AccountId
    inbox_url: str
    attempts: int
    first_at_ms: int
    body: bytes


class Address(Struct, frozen=True):
    """An inbox and the host that must answer for it, with its port."""

    host: str
    inbox_url: str


async def post(
    tx: Transaction,
    event_position: int,
    account_id: AccountId,
    body: bytes,
    addresses: tuple[Address, ...],
    now_ms: int,
) -> bool:
    """False, and nothing changed, when this event's letter was posted before."""
    changed = await tx.run(
        """
        insert into letters (event_position, account_id, body, created_at_ms)
        values (:event_position, :account_id, :body, :now_ms)
        on conflict (event_position) do nothing
        """,
        event_position=event_position,
        account_id=account_id,
        body=body,
        now_ms=now_ms,
    )
    if not changed:
        return False
    letter_id = await tx.number(
        "select id from letters where event_position = :event_position", event_position=event_position
    )
    # A host that rests gets its new letters behind the old ones, in the order they were written.
    await tx.many(
        """
        insert into deliveries (letter_id, host, inbox_url, state, due_at_ms, first_at_ms)
        values (
            :letter_id, :host, :inbox_url,
            case when exists (select 1 from peers where peers.host = :host and next_try_at_ms is not null)
                then 'parked' else 'due' end,
            :now_ms, :now_ms
        )
        on conflict (letter_id, inbox_url) do nothing
        """,
        [
            {"letter_id": letter_id, "host": address.host, "inbox_url": address.inbox_url, "now_ms": now_ms}
            for address in addresses
        ],
    )
    return True


async def due_hosts(reader: Reader, now_ms: int, limit: int) -> list[str]:
    """Hosts that something may be delivered to now, those that rested and may be tried again among them.

    Those that took what they were sent last come first, so that they do not wait for those that may not answer (D09).
    """
    found = await reader.values(
        """
        select waiting.host from (
            select distinct host from deliveries where state = 'due' and due_at_ms <= :now_ms
            union
            select host from peers where next_try_at_ms <= :now_ms
        ) as waiting
        left join peers on peers.host = waiting.host
        order by coalesce(peers.failures, 0), peers.last_delivered_at_ms is null
        limit :limit
        """,
        now_ms=now_ms,
        limit=limit,
    )
    return [str(host) for host in found]


async def due_for(reader: Reader, host: str, now_ms: int, limit: int) -> list[Due]:
    """In the order they were written."""
    return await reader.all(
        Due,
        """
        select deliveries.id, letter_id, letters.account_id, inbox_url, attempts, first_at_ms, letters.body
        from deliveries join letters on letters.id = deliveries.letter_id
        where deliveries.host = :host and deliveries.state in ('due', 'parked') and deliveries.due_at_ms <= :now_ms
        order by deliveries.id limit :limit
        """,
        host=host,
        now_ms=now_ms,
        limit=limit,
    )


async def finish(tx: Transaction, delivery_id: int, state: str, error: str) -> None:
    """`state` is delivered or gone."""
    await tx.run(
        """
        update deliveries set state = :state, attempts = attempts + 1, last_error = :error
        where id = :delivery_id
        """,
        delivery_id=delivery_id,
        state=state,
        error=error,
    )


async def postpone(tx: Transaction, delivery_id: int, due_at_ms: int, error: str) -> None:
    """This one letter is not taken now, though the host answers: it waits, and others go first."""
    await tx.run(
        """
        update deliveries set state = 'due', attempts = attempts + 1, due_at_ms = :due_at_ms, last_error = :error
        where id = :delivery_id
        """,
        delivery_id=delivery_id,
        due_at_ms=due_at_ms,
        error=error,
    )


async def count_attempt(tx: Transaction, delivery_id: int, error: str) -> None:
    await tx.run(
        "update deliveries set attempts = attempts + 1, last_error = :error where id = :delivery_id",
        delivery_id=delivery_id,
        error=error,
    )


async def park(tx: Transaction, host: str) -> None:
    """The host does not answer: everything for it waits together."""
    await tx.run("update deliveries set state = 'parked' where host = :host and state = 'due'", host=host)


async def unpark(tx: Transaction, host: str) -> None:
    await tx.run("update deliveries set state = 'due' where host = :host and state = 'parked'", host=host)


async def give_up(tx: Transaction, host: str, older_than_ms: int) -> int:
    """What has been tried for too long is not tried again."""
    return await tx.run(
        """
        update deliveries set state = 'gone'
        where host = :host and state in ('due', 'parked') and first_at_ms <= :older_than_ms
        """,
        host=host,
        older_than_ms=older_than_ms,
    )


async def forget(tx: Transaction, older_than_ms: int, most: int) -> int:
    """Drops up to `most` letters that every recipient got or never will, and that are too old to be posted again."""
    found = await tx.values(
        """
        select id from letters
        where created_at_ms < :older_than_ms and not exists (
            select 1 from deliveries
            where deliveries.letter_id = letters.id and deliveries.state not in ('delivered', 'gone')
        )
        order by created_at_ms limit :most
        """,
        older_than_ms=older_than_ms,
        most=most,
    )
    ids = [value for value in found if isinstance(value, int)]
    if ids:
        await tx.run("delete from deliveries where letter_id in :ids", ids=ids)
        await tx.run("delete from letters where id in :ids", ids=ids)
    return len(ids)
