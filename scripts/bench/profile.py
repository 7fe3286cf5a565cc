"""Where the time goes under one named load: `python -m scripts.bench.profile home_64`. Needs py-spy."""

import argparse
import asyncio
import os
import shutil
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import uvloop

from . import flame, tables
from .apis import APIS
from .bench import OURS, bench
from .figures import Figure
from .measures import BY_NAME, prepared
from .sets import SIZES, folder

_BEGIN_SECONDS = 1.0
_TOP = 25


class CannotRecord(Exception):
    """The message says what is missing."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.profile", description=__doc__)
    parser.add_argument("measure", choices=BY_NAME)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--api", choices=APIS)
    parser.add_argument("--native", action="store_true", help="C functions too")
    parser.add_argument("--rate", type=int, default=200, help="samples a second (default: 200)")
    parser.add_argument("--sets", type=Path, help="keep seeded data sets here for the next run")
    parser.add_argument("--into", type=Path, default=Path("build/profile"), help="folder of the stacks and the picture")
    wanted = parser.parse_args()
    wanted.into.mkdir(parents=True, exist_ok=True)
    stacks: Path = wanted.into / f"{wanted.measure}.stacks"
    stacks.unlink(missing_ok=True)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            runner.run(load(wanted, stacks))
            show(wanted.measure, stacks)
        except CannotRecord as error:
            print(error, file=sys.stderr)
            return 1
    return 0


async def load(wanted: argparse.Namespace, stacks: Path) -> None:
    """Puts the load on a node of its own. Raises CannotRecord."""
    program = shutil.which("py-spy", path=os.pathsep.join([str(Path(sys.executable).parent), *os.get_exec_path()]))
    if program is None:
        raise CannotRecord("There is no py-spy here: pip install py-spy")
    measure = BY_NAME[wanted.measure]
    with folder(wanted.sets) as place:
        async with bench(place, wanted.seconds + 2 * _BEGIN_SECONDS, APIS.get(wanted.api)) as one:
            one.recorder = partial(recording, program, wanted, stacks)
            server = await prepared(one, measure, measure.size(wanted.size), is_first=True)
            middle = await measure.run(one, server)
    print(tables.line(OURS, Figure(name=measure.name, unit=measure.unit, size=wanted.size, middle=middle)))


def show(measure: str, stacks: Path) -> None:
    """Draws the picture and prints the functions that take most. Raises CannotRecord where nothing was recorded."""
    if not stacks.exists():
        raise CannotRecord(f"{measure} puts no steady load on a node; nothing was recorded.")
    text = stacks.read_text(encoding="utf-8")
    stacks.with_suffix(".svg").write_text(flame.svg(flame.folded(text)), encoding="utf-8")
    own, whole = flame.top(text)
    _print("itself", own, sum(own.values()))
    _print("with what it calls", whole, sum(own.values()))
    print(f"\n{stacks} and {stacks.with_suffix('.svg')}")


@asynccontextmanager
async def recording(program: str, wanted: argparse.Namespace, stacks: Path, pid: int | None) -> AsyncIterator[None]:
    """py-spy looks on from a moment before the load until its time is up. Raises CannotRecord."""
    process = await asyncio.create_subprocess_exec(
        *(program, "record", "--pid", str(pid), "--duration", str(int(wanted.seconds)), "--rate", str(wanted.rate)),
        *("--format", "raw", "--output", str(stacks), *(["--native"] if wanted.native else [])),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    await asyncio.sleep(_BEGIN_SECONDS)
    yield
    _, told = await process.communicate()
    if process.returncode:
        raise CannotRecord(f"py-spy could not look at the node (it may need to be root): {told.decode().strip()}")


def _print(what: str, samples: Counter[str], total: int) -> None:
    print(f"\nShare of the samples in a function {what}:")
    for name, count in samples.most_common(_TOP):
        print(f"{count / max(total, 1):7.1%}  {name}")


if __name__ == "__main__":
    sys.exit(main())
