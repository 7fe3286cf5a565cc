"""What the suite is asked for on its command line."""

import argparse
from pathlib import Path

from msgspec import Struct

from .apis import APIS, Api
from .measures import BY_NAME, HEAVY, MEASURES, Measure
from .sets import SIZES


class Other(Struct, frozen=True):
    """A server to measure beside ours, with a file of tokens, one a line."""

    name: str
    url: str
    tokens: Path


class Options(Struct, frozen=True, kw_only=True):
    measures: tuple[Measure, ...]
    size: str
    seconds: float
    rounds: int
    minutes: float
    api: Api | None
    others: tuple[Other, ...]
    seed_seconds: float
    with_ours: bool
    json: Path | None
    sets: Path | None
    soak_minutes: float
    kills: int


def read(arguments: list[str] | None = None) -> Options:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=_DESCRIPTION, epilog=_list())
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add = parser.add_argument
    add("--only", metavar="NAMES", help="with commas; those at the end of this page")
    add("--size", choices=SIZES, default="small", help="the data set (default: small)")
    add("--seconds", type=float, default=5, help="of load for each measure and round (default: 5)")
    add("--rounds", type=int, default=3, help="of which the median is told (default: 3)")
    add("--minutes", type=float, default=45, help="begin no measure after so long (default: 45)")
    add("--api", choices=APIS, help="of our node; the Mastodon API where it has it")
    add("--server", action="append", default=[], metavar="NAME=URL", help="measure this one too; repeatable")
    add("--tokens", action="append", default=[], type=Path, metavar="FILE", help="its people's tokens, one a line")
    add("--seed-seconds", type=float, default=600, help="at most, for filling each other server (default: 600)")
    add("--no-seed", action="store_true", help="the other servers are filled already")
    add("--not-ours", action="store_true", help="measure only the other servers")
    add("--json", type=Path, metavar="FILE", help="write the results here")
    add("--sets", type=Path, metavar="FOLDER", help="keep seeded data sets here for the next run")
    add("--soak", type=float, default=0, metavar="MINUTES", help="instead: memory over so long a load")
    add("--kill", type=int, default=0, metavar="TIMES", help="instead: kill -9 under load, and what is there then")
    told = parser.parse_args(arguments)
    if len(told.server) != len(told.tokens):
        parser.error("every --server needs its --tokens")
    others = [(*server.partition("=")[::2], tokens) for server, tokens in zip(told.server, told.tokens, strict=True)]
    if any(not name or not url.startswith("http://") for name, url, _ in others):
        parser.error("--server is NAME=http://HOST:PORT")
    if told.not_ours and not others:
        parser.error("--not-ours needs a --server")
    if unknown := [name for name in (told.only or "").split(",") if name and name not in BY_NAME]:
        parser.error(f"there is no measure {unknown[0]!r}")
    return Options(
        measures=_chosen(told.only, told.size),
        size=told.size,
        seconds=max(told.seconds, 0.1),
        rounds=max(told.rounds, 1),
        minutes=told.minutes,
        api=APIS.get(told.api),
        others=tuple(Other(name, url.rstrip("/"), tokens) for name, url, tokens in others),
        seed_seconds=0 if told.no_seed else told.seed_seconds,
        with_ours=not told.not_ours,
        json=told.json,
        sets=told.sets,
        soak_minutes=told.soak,
        kills=told.kill,
    )


def _chosen(only: str | None, size: str) -> tuple[Measure, ...]:
    """Those that bring their own data set go with the small one, which is the whole suite."""
    if only:
        return tuple(measure for measure in MEASURES if measure.name in only.split(","))
    has_its_own = size not in ("tiny", "small")
    return tuple(
        measure
        for measure in MEASURES
        if measure.name not in HEAVY and not (has_its_own and measure.sizes and size not in measure.sizes)
    )


def _list() -> str:
    return "measures:\n" + "\n".join(f"  {measure.name:20} {measure.title} ({measure.unit})" for measure in MEASURES)


_DESCRIPTION = (
    "Measures a node of its own on a seeded data set, and other servers beside it that speak the Mastodon client API."
)
