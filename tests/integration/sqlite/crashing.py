"""A process that writes as fast as it can and says so, until it is killed: `python crashing.py DATABASE FIRST`."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import anyio

from nodeapp.backends.clock import SystemClock, SystemRandom
from nodeapp.backends.sqlite.database import SqliteDatabase
from nodeapp.backends.sqlite.events import SqliteEvents
from nodeapp.consumers.runner import Runner, Surroundings
from nodeapp.model.events import AccountChanged, Logged
from nodeapp.model.limits import Limits
from nodeapp.queries import event_log

CALLERS = 16


@dataclass(frozen=True)
class Posting:
    """An effect: one letter an event, however often the event comes."""

    database: SqliteDatabase
    name: str = "posting"
    follows: tuple[type, ...] = (AccountChanged,)

    async def handle(self, batch: Sequence[Logged]) -> None:
        async def work(tx):
            for entry in batch:
                await tx.run(
                    """
                    insert into letters (event_position, account_id, body, created_at_ms)
                    values (:position, :account_id, x'', 0) on conflict (event_position) do nothing
                    """,
                    position=entry.position,
                    account_id=entry.event.actor_id,
                )

        await self.database.write(work)


def writing(number: int):
    """Three rows that belong together."""

    async def work(tx):
        await tx.run("insert into node (name, value) values (:name, '')", name=f"{number} first")
        await event_log.append(tx, AccountChanged(actor_id=number, subject_id=number), 0)
        await tx.run("insert into node (name, value) values (:name, '')", name=f"{number} second")

    return work


async def main(path: Path, first: int) -> None:
    limits = Limits(wal_bytes_max=500_000, checkpoint_seconds=0.01)
    async with (
        SqliteDatabase.open(path, limits, SystemClock()) as database,
        SqliteEvents.open(database) as events,
        anyio.create_task_group() as group,
    ):
        around = Surroundings(events, database, SystemClock(), SystemRandom(), limits)
        group.start_soon(Runner(Posting(database), around).run)
        for caller in range(CALLERS):
            group.start_soon(call, database, first + caller)


async def call(database: SqliteDatabase, number: int) -> None:
    while True:
        await database.write(writing(number))
        os.write(1, f"{number}\n".encode())
        number += CALLERS


if __name__ == "__main__":
    anyio.run(main, Path(sys.argv[1]), int(sys.argv[2]))
