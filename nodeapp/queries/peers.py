"""Peers: the other nodes met so far, when they last answered, and when they will be tried again."""

from msgspec import Struct

from nodeapp.seams.database import Reader, Transaction


class Peer(Struct, frozen=True):
    """`host` always has its port. `next_try_at_ms` is set while deliveries to it rest."""

    host: str
    state: str
    failures: int
    next_try_at_ms: int | None
    last_delivered_at_ms: int | None
    last_received_at_ms: int | None
    last_failed_at_ms: int | None


async def by_host(reader: Reader, host: str) -> Peer | None:
    return await reader.one(
        Peer,
        """
        select host, state, failures, next_try_at_ms, last_delivered_at_ms, last_received_at_ms, last_failed_at_ms
        from peers where host = :host
        """,
        host=host,
    )


async def heard_from(tx: Transaction, host: str, now_ms: int) -> bool:
    """A sign of life: what rested for this host is due at once. Whether anything rested."""
    return bool(
        await tx.number(
            """
            insert into peers (host, first_seen_at_ms, last_received_at_ms) values (:host, :now_ms, :now_ms)
            on conflict (host) do update set
                last_received_at_ms = :now_ms,
                next_try_at_ms = case when next_try_at_ms is null then null else min(next_try_at_ms, :now_ms) end
            returning next_try_at_ms is not null
            """,
            host=host,
            now_ms=now_ms,
        )
    )


async def delivered(tx: Transaction, host: str, now_ms: int) -> None:
    await tx.run(
        """
        insert into peers (host, first_seen_at_ms, last_delivered_at_ms) values (:host, :now_ms, :now_ms)
        on conflict (host) do update set last_delivered_at_ms = :now_ms, failures = 0, next_try_at_ms = null
        """,
        host=host,
        now_ms=now_ms,
    )


async def failed(tx: Transaction, host: str, next_try_at_ms: int, now_ms: int) -> None:
    await tx.run(
        """
        insert into peers (host, first_seen_at_ms, last_failed_at_ms, failures, next_try_at_ms)
        values (:host, :now_ms, :now_ms, 1, :next_try_at_ms)
        on conflict (host) do update set
            last_failed_at_ms = :now_ms, failures = failures + 1, next_try_at_ms = :next_try_at_ms
        """,
        host=host,
        next_try_at_ms=next_try_at_ms,
        now_ms=now_ms,
    )


async def rested(tx: Transaction, host: str) -> None:
    """Nothing waits for this host any more."""
    await tx.run("update peers set next_try_at_ms = null where host = :host", host=host)
