"""Runs the suite: every measure in rounds, on every server in turn, then the table."""

import asyncio
import sys
import time

import uvloop

from . import figures, options, results, tables
from .bench import OURS, Bench, bench
from .figures import Figure
from .foreign import fill, introduced
from .killed import killed
from .measures import EVERYBODY, Measure, prepared
from .options import Options
from .results import Results
from .servers import NotServed, Server
from .sets import SIZES, folder
from .soak import soak

FAILURES = (NotServed, RuntimeError, OSError, asyncio.IncompleteReadError, TimeoutError, ExceptionGroup)
"""What ends one measure, and not the run."""


def main() -> int:
    wanted = options.read()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            return runner.run(run(wanted))
        except KeyboardInterrupt:
            return 130


async def run(wanted: Options) -> int:
    with folder(wanted.sets) as place:
        async with bench(place, wanted.seconds, wanted.api) as one:
            if wanted.soak_minutes:
                await soak(one, wanted.size, wanted.soak_minutes)
                return 0
            if wanted.kills:
                return min(1, await killed(one, wanted.size, wanted.kills))
            others = [await introduced(other) for other in wanted.others]
            for server in others:
                await fill(server, await one.sets.plan(SIZES[wanted.size]), wanted.seed_seconds)
            found = await measured(one, wanted, others)
    print(f"\n{found.date}, {found.machine.processor}, {found.machine.cores} cores, fsync p50 {found.fsync_ms:.2f} ms")
    print(f"{SIZES[found.size]}; {found.rounds} rounds of {found.seconds:g} s, medians; {found.api} API\n")
    print(tables.table(found))
    if wanted.json:
        found.write(wanted.json)
    failed = [text for each in found.servers.values() for text in tables.failures(each)]
    for text in failed:
        print(text, file=sys.stderr)
    return 1 if failed else 0


async def measured(one: Bench, wanted: Options, others: list[Server]) -> Results:
    found = Results(
        date=results.today(),
        machine=results.machine(),
        size=wanted.size,
        seconds=wanted.seconds,
        rounds=wanted.rounds,
        fsync_ms=await one.fsync_ms(),
        servers={name: {} for name in [OURS] * wanted.with_ours + [server.name for server in others]},
    )
    end = time.monotonic() + wanted.minutes * 60
    for measure in wanted.measures:
        if time.monotonic() > end:
            print("Time is up; the other measures are left out (--minutes).", file=sys.stderr)
            break
        for figure, name in await _figures(one, wanted, measure, others):
            found.servers[name][measure.name] = figure
            print(tables.line(name, figure), flush=True)
        found.api = one.ours.api.name if one.ours else found.api
    return found


async def _figures(one: Bench, wanted: Options, measure: Measure, others: list[Server]) -> list[tuple[Figure, str]]:
    """Rounds are taken in turns, so that what else the machine does meets every server alike."""
    size = measure.size(wanted.size)
    servers = [server for server in others if measure.of == EVERYBODY and _is_for(measure, size, server)]
    samples: dict[str, list[figures.Sample]] = {}
    failures: dict[str, str] = {}
    for number in range(wanted.rounds):
        if wanted.with_ours and OURS not in failures:
            try:
                ours = await prepared(one, measure, size, is_first=number == 0)
                samples.setdefault(OURS, []).append(await measure.run(one, ours))
            except FAILURES as error:
                failures[OURS] = _said(error)
        for server in servers:
            try:
                samples.setdefault(server.name, []).append(await measure.run(one, server))
            except FAILURES as error:
                failures[server.name] = _said(error)
    return [
        (
            Figure(
                name=measure.name,
                unit=measure.unit,
                size=size,
                middle=None if name in failures else figures.middle_of(samples[name]),
                rounds=samples.get(name, []),
                failure=failures.get(name, ""),
            ),
            name,
        )
        for name in dict.fromkeys([*samples, *failures])
    ]


def _said(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"


def _is_for(measure: Measure, size: str, server: Server) -> bool:
    """A measure with a data set of its own is for servers that have as many people."""
    return not measure.sizes or len(server.people) >= SIZES[size].people


if __name__ == "__main__":
    sys.exit(main())
