"""A flame graph as plain SVG, drawn from folded stacks: `outer;inner count` on each line."""

from collections import Counter
from dataclasses import dataclass, field
from html import escape
from zlib import crc32

WIDTH, ROW, LEAST, LETTER = 1_400, 17, 0.8, 6.6


@dataclass
class Frame:
    """`count` samples were in it or in what it called."""

    name: str
    count: int = 0
    inner: dict[str, "Frame"] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        return 1 + max((frame.depth for frame in self.inner.values()), default=0)


def folded(text: str) -> Frame:
    root = Frame("all")
    for line in text.splitlines():
        stack, _, count = line.rpartition(" ")
        frame = root
        frame.count += int(count)
        for name in map(_function, stack.split(";")):
            frame = frame.inner.setdefault(name, Frame(name))
            frame.count += int(count)
    return root


def top(text: str) -> tuple[Counter[str], Counter[str]]:
    """Samples in each function itself, and in it or in what it called."""
    own: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for line in text.splitlines():
        stack, _, count = line.rpartition(" ")
        names = [_function(name) for name in stack.split(";")]
        own[names[-1]] += int(count)
        for name in set(names):
            whole[name] += int(count)
    return own, whole


def svg(root: Frame) -> str:
    height = root.depth * ROW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="monospace" '
        f'font-size="11"><rect width="{WIDTH}" height="{height}" fill="#fffdf8"/>'
        + "".join(_boxes(root, 0.0, 0, WIDTH / max(root.count, 1), root.count))
        + "</svg>\n"
    )


def _boxes(frame: Frame, x: float, level: int, scale: float, total: int) -> list[str]:
    width = frame.count * scale
    if width < LEAST:
        return []
    share = f"{frame.count / max(total, 1):.1%}"
    shown = escape(frame.name[: int(width / LETTER)]) if width > LETTER * 3 else ""
    hue = 20 + crc32(frame.name.encode()) % 35
    drawn = [
        f'<g><title>{escape(frame.name)}: {frame.count} samples, {share}</title><rect x="{x:.1f}" y="{level * ROW}" '
        f'width="{width - 0.5:.1f}" height="{ROW - 1}" fill="hsl({hue} 90% 70%)"/>'
        f'<text x="{x + 3:.1f}" y="{level * ROW + 12}">{shown}</text></g>'
    ]
    for inner in sorted(frame.inner.values(), key=lambda one: one.name):
        drawn += _boxes(inner, x, level + 1, scale, total)
        x += inner.count * scale
    return drawn


def _function(name: str) -> str:
    """Without the line: `name (file:12)` is `name (file)`."""
    return name.rpartition(":")[0] + ")" if name.endswith(")") and ":" in name else name
