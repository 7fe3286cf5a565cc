"""Cells: lines of CSV that no spreadsheet takes for formulas (W30)."""

import csv
import io
from collections.abc import Iterable, Sequence

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """What a spreadsheet would work out, were it opened in one, is text with an apostrophe before it (W30)."""
    plain = text.replace("\r", " ").replace("\n", " ")
    return f"'{plain}" if text.startswith(_RISKY) else plain


def lines(rows: Iterable[Sequence[str]]) -> bytes:
    """RFC 4180, with line feeds as those write it who read it again."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue().encode()
