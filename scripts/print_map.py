#!/usr/bin/env python3
"""Prints the map of the source: each module with the first line of its docstring."""

import argparse
import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "nodeapp" / "docs" / "architecture.md"
OPENING = "```text map\n"
CLOSING = "\n```"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the map into nodeapp/docs/architecture.md")
    if parser.parse_args().write:
        PAGE.write_text(with_map(PAGE.read_text(encoding="utf-8"), printed()), encoding="utf-8")
    else:
        sys.stdout.write(printed() + "\n")


def printed() -> str:
    """Folders in order, modules under each, names and purposes in two columns."""
    lines: list[str] = []
    for package in ("nodeapp", "federation"):
        for folder, modules in folders(ROOT / package):
            lines.append(f"{folder.relative_to(ROOT).as_posix()}/  {purpose(folder / '__init__.py')}".rstrip())
            lines += [f"  {module.name:<20} {purpose(module)}" for module in modules]
    return "\n".join(lines)


def folders(package: Path) -> list[tuple[Path, list[Path]]]:
    """Every package folder with its modules, `__init__` left to the folder's own line."""
    found = sorted({path.parent for path in package.rglob("*.py")})
    return [(folder, sorted(set(folder.glob("*.py")) - {folder / "__init__.py"})) for folder in found]


def purpose(module: Path) -> str:
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) if module.exists() else None
    return (docstring or "").partition("\n")[0]


def with_map(page: str, content: str) -> str:
    before, _, rest = page.partition(OPENING)
    _, _, after = rest.partition(CLOSING)
    return f"{before}{OPENING}{content}{CLOSING}{after}"


def map_in(page: str) -> str:
    return page.partition(OPENING)[2].partition(CLOSING)[0]


if __name__ == "__main__":
    main()
