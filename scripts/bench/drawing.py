"""The plot of performance.md: how far each figure is from its goal, as plain SVG for light and dark pages."""

import math
from dataclasses import dataclass
from html import escape

from .figures import Figure
from .goals import Goal
from .tables import number

WIDTH, LEFT, RIGHT, ROW, TOP, BOTTOM = 980, 300, 200, 26, 58, 34
_LOW, _HIGH = 0.003, 30.0
_TICKS = {0.01: "1/100", 0.1: "1/10", 1.0: "goal", 10.0: "10 x"}
_STYLE = """
svg { font: 13px system-ui, sans-serif; --ink: #1f2328; --faint: #d0d7de; --ours: #1a7f64; --peer: #bc4c00; }
text { fill: var(--ink); } .small { font-size: 11px; } .goal { stroke: var(--ink); stroke-width: 1.5; }
.grid { stroke: var(--faint); } .ours { fill: var(--ours); } .bar { stroke: var(--ours); stroke-width: 3; }
.peer { fill: none; stroke: var(--peer); stroke-width: 2; }
@media (prefers-color-scheme: dark) { svg { --ink: #e6edf3; --faint: #3d444d; --ours: #3fb996; --peer: #f0883e; } }
"""


@dataclass(frozen=True)
class Row:
    title: str
    figure: Figure
    goal: Goal

    def times(self, value: float) -> float:
        """How many times better than the goal; above 1 is better, whichever way the unit goes."""
        if self.goal.least is not None:
            return value / self.goal.least
        return (self.goal.most or value) / value if value else _LOW


def svg(rows: list[Row], caption: str) -> str:
    height = TOP + ROW * len(rows) + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>Figures against their goals, and GoToSocial 0.20</title><style>{_STYLE}</style>",
        f'<text x="10" y="22">{escape(caption)}</text>',
        f'<circle class="ours" cx="{LEFT}" cy="40" r="5"/>',
        f'<text class="small" x="{LEFT + 10}" y="44">this product</text>',
        f'<path class="peer" d="{_diamond(LEFT + 106, 40)}"/>'
        f'<text class="small" x="{LEFT + 117}" y="44">GoToSocial 0.20</text>',
    ]
    bottom = TOP + ROW * len(rows)
    for times, label in _TICKS.items():
        kind = "goal" if times == 1 else "grid"
        parts.append(f'<line class="{kind}" x1="{_x(times):.1f}" x2="{_x(times):.1f}" y1="{TOP}" y2="{bottom}"/>')
        parts.append(f'<text class="small" x="{_x(times):.1f}" y="{bottom + 16}" text-anchor="middle">{label}</text>')
    parts.append(
        f'<text class="small" x="{WIDTH - RIGHT}" y="{bottom + 30}" text-anchor="end">better to the right</text>'
    )
    for place, row in enumerate(rows):
        parts += _row(row, TOP + ROW * place + ROW / 2)
    return "\n".join([*parts, "</svg>\n"])


def _row(row: Row, y: float) -> list[str]:
    assert row.figure.middle is not None  # noqa: S101 (only those are drawn)
    value, unit = row.figure.middle.value, row.figure.unit
    x = _x(row.times(value))
    parts = [
        f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end">{escape(row.title)}</text>',
        f'<line class="bar" x1="{_x(1):.1f}" x2="{x:.1f}" y1="{y}" y2="{y}"/>',
        f'<circle class="ours" cx="{x:.1f}" cy="{y}" r="5"/>',
    ]
    told = f"{number(value)} {unit}"
    if row.goal.peer is not None:
        parts.append(f'<path class="peer" d="{_diamond(_x(row.times(row.goal.peer)), y)}"/>')
        told += f"  ({number(row.goal.peer)})"
    return [*parts, f'<text class="small" x="{WIDTH - RIGHT + 14}" y="{y + 4}">{escape(told)}</text>']


def _x(times: float) -> float:
    """Logarithmic, from left to right."""
    share = math.log(min(max(times, _LOW), _HIGH) / _LOW) / math.log(_HIGH / _LOW)
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _diamond(x: float, y: float) -> str:
    return f"M{x:.1f} {y - 5}l5 5l-5 5l-5 -5z"
