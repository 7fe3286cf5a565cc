"""Figures: what one round of a measure gave, and the median of the rounds."""

from collections.abc import Iterable, Sequence
from statistics import median

from msgspec import Struct

from .jobs import Outcome


class Sample(Struct, kw_only=True):
    """One round. `value` is in the measure's unit; percentiles are milliseconds, `cpu_us` is per good answer."""

    value: float
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None
    errors: dict[str, int] = {}
    cpu_us: float | None = None
    rss_mb: float | None = None
    more: dict[str, float] = {}


class Figure(Struct, kw_only=True):
    """A measure's result for one server: the median of each number over the rounds; errors are added up."""

    name: str
    unit: str
    size: str
    middle: Sample | None
    rounds: list[Sample] = []
    failure: str = ""


def sample(value: float, outcome: Outcome, others: Iterable[Outcome] = ()) -> Sample:
    """Percentiles are those of the outcome; errors those of all."""
    return Sample(
        value=value,
        p50=outcome.percentile(0.5),
        p95=outcome.percentile(0.95),
        p99=outcome.percentile(0.99),
        errors=_errors([outcome, *others]),
    )


def middle_of(rounds: list[Sample]) -> Sample:
    return Sample(
        value=median(one.value for one in rounds),
        p50=_middle([one.p50 for one in rounds]),
        p95=_middle([one.p95 for one in rounds]),
        p99=_middle([one.p99 for one in rounds]),
        errors=_added([one.errors for one in rounds]),
        cpu_us=_middle([one.cpu_us for one in rounds]),
        rss_mb=_middle([one.rss_mb for one in rounds]),
        more={key: median(one.more[key] for one in rounds if key in one.more) for key in rounds[0].more},
    )


def _middle(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _errors(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """By status; `none` where there was no answer."""
    return _added([{str(status or "none"): count for status, count in one.wrong.items()} for one in outcomes])


def _added(all_counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for counts in all_counts:
        for key, count in counts.items():
            total[key] = total.get(key, 0) + count
    return total
