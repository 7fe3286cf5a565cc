#!/usr/bin/env python3
"""Fails when a module is longer than 400 lines; names those above 300, which are worth a question."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUESTIONED = 300
TOO_LONG = 400
FOLDERS = ("nodeapp", "federation", "plugins", "scripts", "tests", "ui/src", "ui/tests")
SUFFIXES = frozenset({".py", ".ts", ".svelte", ".css", ".js"})
NOT_WRITTEN_BY_HAND = frozenset({"schema.d.ts"})


def main() -> int:
    for path, lines in longer_than(QUESTIONED):
        print(f"{path}: {lines} lines{' (too long)' if lines > TOO_LONG else ''}")
    return 1 if longer_than(TOO_LONG) else 0


def longer_than(limit: int) -> list[tuple[str, int]]:
    sizes = ((path.relative_to(ROOT).as_posix(), count(path)) for path in written())
    return sorted((path, lines) for path, lines in sizes if lines > limit)


def written() -> list[Path]:
    everything = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))
    return [
        path
        for path in everything
        if path.suffix in SUFFIXES and path.name not in NOT_WRITTEN_BY_HAND and "node_modules" not in path.parts
    ]


def count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


if __name__ == "__main__":
    sys.exit(main())
