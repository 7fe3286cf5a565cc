"""Writes the figures and the plot of nodeapp/docs/performance.md: `python -m scripts.bench.plot RESULTS.json`."""

import argparse
import re
import sys
from pathlib import Path

from .drawing import Row, svg
from .figures import Figure
from .goals import goal_of
from .loader import ROOT
from .measures import BY_NAME, MEASURES
from .results import Results, read
from .sets import SIZES
from .tables import number

PAGE = ROOT / "nodeapp" / "docs" / "performance.md"
_BETWEEN = re.compile(r"(?<=<!-- figures -->\n).*(?=<!-- end of figures -->)", re.DOTALL)
_LIKENESS = ("home_64", "create", "seen_10000")
"""What must be within a quarter of the small set, or of fewer tweets, with 1,000,000 of them."""
_QUARTER = 0.25
_LESS_IS_BETTER = frozenset({"ms", "s", "MB"})


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.plot", description=__doc__)
    parser.add_argument("results", type=Path, nargs="+", metavar="FILE", help="the first one is the one that is drawn")
    parser.add_argument("--page", type=Path, default=PAGE)
    wanted = parser.parse_args()
    runs = [read(path) for path in wanted.results]
    text = wanted.page.read_text(encoding="utf-8")
    if not _BETWEEN.search(text):
        print(f"{wanted.page} has no place for figures.", file=sys.stderr)
        return 1
    drawn = wanted.page.with_suffix(".svg")
    wanted.page.write_text(_BETWEEN.sub(lambda _: written(runs, drawn.name), text), encoding="utf-8")
    drawn.write_text(picture(runs[0]), encoding="utf-8")
    return 0


def picture(run: Results) -> str:
    rows = []
    for measure in MEASURES:
        figure = _ours(run).get(measure.name)
        goal = goal_of(figure) if figure else None
        if figure and figure.middle and goal:
            rows.append(Row(measure.title, figure, goal))
    return svg(rows, f"{run.machine.processor}, {run.machine.cores} cores, {run.date}")


def written(runs: list[Results], drawn: str) -> str:
    """The plot, a line about each run, then a row for each figure and data set."""
    lines = [f"![Each figure against its goal, with GoToSocial's beside it]({drawn})", ""]
    lines += [f"- {_about(run)}" for run in runs]
    lines += ["", "| figure | data set | measured | p50 / p95 / p99 ms | CPU us | MB | goal | met | GoToSocial 0.20 |"]
    lines.append("|---|---|---|---|---|---|---|---|---|")
    for measure in MEASURES:
        found = [_ours(run)[measure.name] for run in runs if measure.name in _ours(run)]
        lines += [_row(figure) for figure in found]
    beside = [_beside(run) for run in runs if len(run.servers) > 1]
    return "\n".join(["", *lines, *_likeness(runs), *(line for part in beside for line in part), "", ""])


def _row(figure: Figure) -> str:
    title, goal, found = BY_NAME[figure.name].title, goal_of(figure), figure.middle
    if found is None:
        return f"| {title} | {figure.size} | failed | | | | | | |"
    parts = "" if found.p50 is None else " / ".join(number(value) for value in (found.p50, found.p95, found.p99))
    errors = f", {sum(found.errors.values())} errors" if found.errors else ""
    peer = f"{number(goal.peer)} {figure.unit}" if goal and goal.peer is not None and figure.size != "large" else ""
    cells = [
        title,
        figure.size,
        f"{number(found.value)} {figure.unit}{errors}",
        parts,
        "" if found.cpu_us is None else number(found.cpu_us),
        "" if found.rss_mb is None else number(found.rss_mb),
        goal.text(figure.unit) if goal else "",
        "" if goal is None else "yes" if goal.met(found) else "**no**",
        peer,
    ]
    return "| " + " | ".join(cells) + " |"


def _about(run: Results) -> str:
    machine = run.machine
    return (
        f"{run.date}: {machine.processor}, {machine.cores} cores, {machine.memory_gb:g} GB, {machine.system}, Python"
        f" {machine.python}, fsync p50 {run.fsync_ms:.2f} ms; {run.size} ({SIZES[run.size]}), {run.rounds} rounds of"
        f" {run.seconds:g} s, {run.api} API."
    )


def _likeness(runs: list[Results]) -> list[str]:
    """How the set of 1,000,000 tweets compares, where it was measured too."""
    large = {name: figure for run in runs for name, figure in _ours(run).items() if figure.size == "large"}
    other = {name: figure for run in runs for name, figure in _ours(run).items() if figure.size in ("small", "crowd")}
    lines = []
    for name in _LIKENESS:
        many, few = large.get(name), other.get(name)
        if not many or not few or not many.middle or not few.middle or not few.middle.value:
            continue
        share = many.middle.value / few.middle.value
        better = 1 / share if many.unit in _LESS_IS_BETTER else share
        verdict = "within a quarter" if better >= 1 - _QUARTER else "**not within a quarter**"
        lines.append(f"- {BY_NAME[name].title}: {share:.0%} of the {few.size} set's; {verdict}.")
    return ["", "With 1,000,000 tweets:", "", *lines] if lines else []


def _beside(run: Results) -> list[str]:
    """Other servers of the same run; above 1 is in our favour."""
    names = list(run.servers)
    lines = ["", f"Beside others, {run.date}, {run.size} set:", "", f"| figure | {' | '.join(names)} |"]
    lines.append("|---" * (len(names) + 1) + "|")
    for measure in MEASURES:
        values = [_value(run.servers[name].get(measure.name)) for name in names]
        if all(value is None for value in values[1:]):
            continue
        cells = [f"{number(values[0])} {measure.unit}"]
        for value in values[1:]:
            worse = measure.unit in _LESS_IS_BETTER
            ratio = None if not value or not values[0] else value / values[0] if worse else values[0] / value
            cells.append("-" if value is None else f"{number(value)} ({number(ratio)} x)")
        lines.append(f"| {measure.title} | {' | '.join(cells)} |")
    return lines


def _value(figure: Figure | None) -> float | None:
    return figure.middle.value if figure and figure.middle else None


def _ours(run: Results) -> dict[str, Figure]:
    return next(iter(run.servers.values()), {})


if __name__ == "__main__":
    sys.exit(main())
