"""Data sets: seeded once by scripts/seed.py, copied for each node that may change them."""

import asyncio
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from msgspec import Struct

from .loader import ROOT
from .servers import Person

DATABASE = "node.sqlite3"


class Size(Struct, frozen=True):
    """In each set everybody follows the first person; that many of the follows are theirs."""

    people: int
    tweets: int
    follows: int

    def __str__(self) -> str:
        return f"{self.people:,} users / {self.tweets:,} tweets / {self.follows:,} follows"


SIZES = {
    "tiny": Size(20, 100, 60),
    "small": Size(200, 10_000, 10_000),
    "middle": Size(1_000, 10_000, 50_000),
    "crowd": Size(10_000, 10_000, 50_000),
    "large": Size(10_000, 1_000_000, 500_000),
}


class Plan(Struct, frozen=True):
    """Who follows whom and says what, by number. A tweet: author, text, what it answers, what it repeats."""

    names: list[str]
    follows: list[tuple[int, int]]
    tweets: list[tuple[int, str, int | None, int | None]]

    @property
    def texts(self) -> list[str]:
        """What is said on its own, without naming anybody."""
        return [text for _, text, answers, repeats in self.tweets if answers is None and repeats is None]


@dataclass
class Sets:
    """`folder` keeps what was seeded; a later run on the same folder finds it there."""

    folder: Path
    _copies: int = field(default=0)

    async def copy(self, name: str) -> tuple[Path, list[Person]]:
        """A data folder to be used up, and the people in it with their tokens."""
        seeded, tokens = self.folder / name, self.folder / f"{name}.tokens"
        if not tokens.exists():
            shutil.rmtree(seeded, ignore_errors=True)
            await _seed(SIZES[name], "--data", str(seeded), "--tokens", str(tokens))
        self._copies += 1
        copied = self.folder / f"run-{self._copies}"
        await asyncio.to_thread(_copied, seeded, copied)
        return copied, _people(copied, tokens)

    async def plan(self, size: Size) -> Plan:
        path = self.folder / f"plan-{size.people}-{size.tweets}-{size.follows}.json"
        if not path.exists():
            await _seed(size, "--plan", str(path))
        return msgspec.json.decode(path.read_bytes(), type=Plan)

    def drop_copies(self) -> None:
        for path in self.folder.glob("run-*"):
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)


@contextmanager
def folder(kept: Path | None) -> Iterator[Path]:
    """Where data sets and nodes are: the folder that is to be kept, or one for the time being."""
    if kept is None:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            yield Path(name)
    else:
        kept.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield kept.absolute()


async def _seed(size: Size, *arguments: str) -> None:
    """The same seed each time, so that graph and words are the same. Raises RuntimeError."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(ROOT / "scripts" / "seed.py"), "--star", *arguments),
        *("--people", str(size.people), "--tweets", str(size.tweets), "--follows", str(size.follows)),
        stdout=asyncio.subprocess.DEVNULL,
    )
    if await process.wait():
        raise RuntimeError("scripts/seed.py failed.")


def _copied(seeded: Path, copied: Path) -> None:
    shutil.rmtree(copied, ignore_errors=True)
    shutil.copytree(seeded, copied)


def _people(data: Path, tokens: Path) -> list[Person]:
    """In the order in which they were made, which is that of the tokens."""
    with closing(sqlite3.connect(f"file:{data / DATABASE}?mode=ro", uri=True)) as database:
        rows = database.execute("select id, username from accounts where host = '' order by id").fetchall()
    found = zip(rows, tokens.read_text(encoding="utf-8").split(), strict=True)
    return [Person(str(id_), name, token) for (id_, name), token in found]
