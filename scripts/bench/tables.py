"""Figures as plain text: each as it is found, and a table at the end with goals and other servers beside ours."""

from collections.abc import Mapping

from .figures import Figure
from .goals import SAME_SHARE, goal_of
from .measures import BY_NAME
from .results import Results

_LESS_IS_BETTER = frozenset({"ms", "s", "MB"})
_MANY = 100


def number(value: float | None) -> str:
    """Three digits that matter, or whole numbers."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= _MANY else f"{value:.3g}"


def line(server: str, figure: Figure) -> str:
    """One figure in a sentence."""
    if figure.middle is None:
        return f"{figure.name:20} {server:12} failed: {figure.failure}"
    found = figure.middle
    parts = [f"{figure.name:20} {server:12} {number(found.value):>8} {figure.unit}"]
    if found.p50 is not None:
        parts.append(f"p50 {number(found.p50)} p95 {number(found.p95)} p99 {number(found.p99)} ms")
    if found.cpu_us is not None:
        parts.append(f"cpu {number(found.cpu_us)} us")
    if found.rss_mb is not None:
        parts.append(f"rss {number(found.rss_mb)} MB")
    parts += [f"{key} {number(value)}" for key, value in found.more.items()]
    if found.errors:
        parts.append(f"ERRORS {found.errors}")
    return "  ".join(parts)


def table(results: Results) -> str:
    """Our figures with their goals, and how many times better they are than each other server's."""
    names = list(results.servers)
    ours, others = names[0], names[1:]
    header = ["figure", "unit", ours, "p50 ms", "p95 ms", "p99 ms", "errors", "goal", "met"]
    rows = [header + [part for other in others for part in (other, "ratio")]]
    for name in dict.fromkeys(name for figures in results.servers.values() for name in figures):
        rows.append(_row(name, results, ours, others))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:], *_same(results.servers[ours])])


def _row(name: str, results: Results, ours: str, others: list[str]) -> list[str]:
    figure = results.servers[ours].get(name)
    row = [BY_NAME[name].title, BY_NAME[name].unit, *_cells(figure)]
    for other in others:
        theirs = results.servers[other].get(name)
        row += [number(_value(theirs)), _ratio(figure, theirs)]
    return row


def _cells(figure: Figure | None) -> list[str]:
    if figure is None or figure.middle is None:
        return ["failed" if figure else "-", "-", "-", "-", "-", "-", "-"]
    found, goal = figure.middle, goal_of(figure)
    errors = " ".join(f"{status}:{count}" for status, count in found.errors.items()) or "0"
    met = "-" if goal is None else "yes" if goal.met(found) else "NO"
    goal_text = goal.text(figure.unit) if goal else "-"
    return [number(found.value), number(found.p50), number(found.p95), number(found.p99), errors, goal_text, met]


def _same(figures: Mapping[str, Figure]) -> list[str]:
    """Whether the number of people matters to whoever writes."""
    few, many = _value(figures.get("create")), _value(figures.get("create_1000"))
    if not few or not many or figures["create"].size != "small":
        return []
    share = many / few
    return [
        "",
        f"Tweets created with 1,000 users, of those with 200: {share:.0%}{'' if share >= SAME_SHARE else ' (NO)'}",
    ]


def _value(figure: Figure | None) -> float | None:
    return figure.middle.value if figure and figure.middle else None


def _ratio(ours: Figure | None, theirs: Figure | None) -> str:
    """Above 1 where ours is better."""
    here, there = _value(ours), _value(theirs)
    if not here or not there or ours is None:
        return "-"
    return f"{there / here if ours.unit in _LESS_IS_BETTER else here / there:.1f}x"


def failures(figures: Mapping[str, Figure]) -> list[str]:
    return [f"{figure.name}: {figure.failure}" for figure in figures.values() if figure.failure]
