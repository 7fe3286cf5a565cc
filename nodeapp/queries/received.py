"""Activities that peers sent: kept once each from when they are verified until they are understood."""

from msgspec import Struct

from nodeapp.seams.database import Reader, Transaction


class Received(Struct, frozen=True):
    """`body` is None once the activity is done with."""

    id: int
    actor_uri: str
    host: str
    body: bytes | None
    attempts: int


async def insert(
    tx: Transaction, activity_hash: bytes, activity_id: str, actor_uri: str, host: str, body: bytes, now_ms: int
) -> int:
    """The new row's id; 0 when the same activity is known already."""
    return await tx.number(
        """
        insert into received (activity_hash, activity_id, actor_uri, host, body, received_at_ms)
        values (:activity_hash, :activity_id, :actor_uri, :host, :body, :now_ms)
        on conflict (activity_hash) do nothing
        returning id
        """,
        activity_hash=activity_hash,
        activity_id=activity_id,
        actor_uri=actor_uri,
        host=host,
        body=body,
        now_ms=now_ms,
    )


async def waiting_among(reader: Reader, ids: list[int]) -> list[Received]:
    """Those of these that are not done with and not put aside, in the order they came; at most 500."""
    return await reader.all(
        Received,
        """
        select id, actor_uri, host, body, attempts from received
        where id in :ids and body is not null and due_at_ms is null
        order by id
        """,
        ids=ids,
    )


async def hosts_behind(reader: Reader, hosts: list[str]) -> list[str]:
    """Those of these hosts from which something untried was put aside: what follows it must not overtake it."""
    if not hosts:
        return []
    found = await reader.values(
        """
        select distinct host from received
        where due_at_ms is not null and attempts = 0 and host in :hosts
        """,
        hosts=hosts,
    )
    return [str(host) for host in found]


async def late_hosts(reader: Reader, now_ms: int, limit: int) -> list[str]:
    """From which something was put aside that is due.

    Those known longest come first, so that they do not wait for as many as somebody makes up (D02).
    """
    found = await reader.values(
        """
        select waiting.host from (select distinct host from received where due_at_ms <= :now_ms) as waiting
        left join peers on peers.host = waiting.host
        order by peers.first_seen_at_ms is null, peers.first_seen_at_ms limit :limit
        """,
        now_ms=now_ms,
        limit=limit,
    )
    return [str(host) for host in found]


async def late(reader: Reader, host: str, now_ms: int, limit: int) -> list[Received]:
    """What this host sent that was put aside and is due."""
    return await reader.all(
        Received,
        """
        select id, actor_uri, host, body, attempts from received
        where due_at_ms <= :now_ms and host = :host
        order by id limit :limit
        """,
        host=host,
        now_ms=now_ms,
        limit=limit,
    )


async def put_aside(tx: Transaction, ids: list[int], now_ms: int) -> None:
    """They wait for whoever has time, and may go at once; at most 500."""
    if ids:
        await tx.run(
            "update received set due_at_ms = :now_ms where id in :ids and body is not null", ids=ids, now_ms=now_ms
        )


async def postpone(tx: Transaction, received_id: int, attempts: int, due_at_ms: int) -> None:
    await tx.run(
        """
        update received set due_at_ms = :due_at_ms, attempts = :attempts
        where id = :received_id and body is not null
        """,
        received_id=received_id,
        attempts=attempts,
        due_at_ms=due_at_ms,
    )


async def finish(tx: Transaction, received_id: int) -> None:
    """The row stays, so that a repetition is known; the words go."""
    await tx.run("update received set body = null, due_at_ms = null where id = :received_id", received_id=received_id)


async def withdraw(tx: Transaction, activity_hash: bytes) -> None:
    """Its sender took back what was not understood yet."""
    await tx.run(
        "update received set body = null, due_at_ms = null where activity_hash = :activity_hash",
        activity_hash=activity_hash,
    )


async def forget(tx: Transaction, older_than_ms: int, most: int) -> int:
    """Drops up to `most` that are done with and so old that their signatures would no longer be taken."""
    return await tx.run(
        """
        delete from received where id in (
            select id from received where received_at_ms < :older_than_ms and body is null
            order by received_at_ms limit :most
        )
        """,
        older_than_ms=older_than_ms,
        most=most,
    )
