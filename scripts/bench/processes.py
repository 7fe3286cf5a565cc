"""What a process has used so far: processor seconds and resident memory, from /proc; None where there is no such."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_LOOK_SECONDS, _CALM_SECONDS = 0.1, 0.5
_LISTENING = "0A"


def cpu_seconds(pid: int | None) -> float | None:
    """User and system time of the process and of its children that ended."""
    if pid is None:
        return None
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return sum(int(value) for value in fields[11:15]) / _TICKS


def rss_mb(pid: int | None) -> float | None:
    if pid is None:
        return None
    try:
        lines = (_PROC / str(pid) / "status").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1_024 for line in lines if line.startswith("VmRSS:")), None)


class Watched:
    """The most memory that was seen, in MB."""

    def __init__(self) -> None:
        self.most_mb: float | None = None


@asynccontextmanager
async def watched(pid: int | None) -> AsyncIterator[Watched]:
    """Looks ten times a second while open."""
    seen = Watched()

    async def look() -> None:
        while True:
            seen.most_mb = max(seen.most_mb or 0.0, rss_mb(pid) or 0.0) or None
            await asyncio.sleep(_LOOK_SECONDS)

    task = asyncio.create_task(look())
    try:
        yield seen
    finally:
        task.cancel()


async def calm(pid: int | None, seconds: float) -> float:
    """Until the process has used less than a twentieth of a processor for half a second, or time is up.

    Gives how long it has been calm.
    """
    for _ in range(int(seconds / _CALM_SECONDS)):
        before = cpu_seconds(pid)
        await asyncio.sleep(_CALM_SECONDS)
        after = cpu_seconds(pid)
        if before is None or after is None or after - before <= _CALM_SECONDS / 20:
            return _CALM_SECONDS
    return 0.0


def listener_of(port: int) -> int | None:
    """The process that listens on a port of this machine, as far as this user may see."""
    inodes = set()
    for table in ("tcp", "tcp6"):
        try:
            rows = (_PROC / "net" / table).read_text().splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            parts = row.split()
            if parts[3] == _LISTENING and int(parts[1].rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{parts[9]}]")
    return next((int(folder.name) for folder in _PROC.glob("[0-9]*") if inodes and _holds(folder, inodes)), None)


def _holds(process: Path, inodes: set[str]) -> bool:
    try:
        return any(str(link.readlink()) in inodes for link in (process / "fd").iterdir())
    except OSError:
        return False
