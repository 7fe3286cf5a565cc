"""R1: what was acknowledged survives `kill -9`, whole and once."""

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import anyio
import pytest

from nodeapp.backends.clock import SystemClock, SystemRandom
from nodeapp.backends.sqlite.database import SqliteDatabase
from nodeapp.backends.sqlite.events import SqliteEvents
from nodeapp.consumers.runner import Runner, Surroundings
from nodeapp.model.limits import Limits
from tests.integration.sqlite.crashing import Posting

pytestmark = pytest.mark.anyio

KILLS = 6
ROUND = 1_000_000
SCRIPT = Path(__file__).parent / "sqlite" / "crashing.py"
ROOT = Path(__file__).parents[2]


def killed_after(path: Path, first: int, acknowledgements: int) -> list[int]:
    """Starts the process, kills it in the middle of its writes; what it had acknowledged."""
    with subprocess.Popen(  # noqa: S603
        [sys.executable, SCRIPT, path, str(first)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        lines = [process.stdout.readline() for _ in range(acknowledgements)]
        process.kill()
        lines += process.stdout.readlines()
    return [int(line) for line in lines if line.endswith("\n")]


async def catch_up(path: Path) -> None:
    """The next start: consumers go on from their checkpoints until they have nothing to do."""
    async with (
        SqliteDatabase.open(path, Limits(), SystemClock()) as database,
        SqliteEvents.open(database) as events,
        anyio.create_task_group() as group,
    ):
        runner = Runner(Posting(database), Surroundings(events, database, SystemClock(), SystemRandom(), Limits()))
        group.start_soon(runner.run)
        while await runner.lag():
            await events.wait(await events.last(), 0.02)
        group.cancel_scope.cancel()


async def test_r1_every_acknowledged_write_is_there_after_kills_none_half_and_no_effect_missed_or_doubled(tmp_path):
    path = tmp_path / "node.sqlite3"
    chance = random.Random(20260101)  # noqa: S311

    acknowledged = [
        number
        for round_number in range(1, KILLS + 1)
        for number in await anyio.to_thread.run_sync(killed_after, path, round_number * ROUND, chance.randint(1, 600))
    ]
    await catch_up(path)

    with closing(sqlite3.connect(path)) as connection:
        rows = {name for (name,) in connection.execute("select name from node")}
        events = [actor for (actor,) in connection.execute("select actor_id from events order by position")]
        effects = [account for (account,) in connection.execute("select account_id from letters order by id")]
        sound = connection.execute("pragma integrity_check").fetchone()[0]
    assert sound == "ok"
    assert len(set(acknowledged)) == len(acknowledged) >= KILLS
    assert set(acknowledged) <= set(events)
    assert rows == {f"{number} {part}" for number in events for part in ("first", "second")}
    assert effects == events
    assert len(set(events)) == len(events)
