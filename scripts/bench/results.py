"""A run's results as they are kept: the machine, the day, and each server's figures; JSON."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from .figures import Figure


class Machine(Struct, kw_only=True):
    processor: str
    cores: int
    memory_gb: float
    system: str
    python: str


class Results(Struct, kw_only=True):
    """Figures by server and name. `size` is the data set that was asked for; some figures bring their own."""

    date: str
    machine: Machine
    size: str
    seconds: float
    rounds: int
    fsync_ms: float
    api: str = ""
    servers: dict[str, dict[str, Figure]] = {}

    def write(self, path: Path) -> None:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n")


def read(path: Path) -> Results:
    return msgspec.json.decode(path.read_bytes(), type=Results)


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def machine() -> Machine:
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_gb=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
