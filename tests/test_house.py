"""The house stays as drawn: import contracts, the printed map, sizes, and docs that are true of the code."""

import ast
import re
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

import federation
from nodeapp.model import errors
from nodeapp.model.events import AnyEvent
from nodeapp.model.limits import Limits
from nodeapp.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "nodeapp" / "docs"
SHELL_LINES_MAX = 15
README_LINES_MAX = 120


def script(name: str) -> ModuleType:
    loader = SourceFileLoader(f"scripts_{name}", str(ROOT / "scripts" / f"{name}.py"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def named_first(text: str) -> set[str]:
    """What stands in code marks in the first column of the tables."""
    return set(re.findall(r"^\| `(\w+)`", text, re.MULTILINE))


def modules() -> list[Path]:
    return [path for package in ("nodeapp", "federation") for path in (ROOT / package).rglob("*.py")]


def test_everybody_imports_only_what_they_may():
    linter = Path(sys.executable).with_name("lint-imports")
    if not linter.exists():
        pytest.skip("import-linter is not installed: uv sync --group dev")

    checked = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603

    assert checked.returncode == 0, checked.stdout


def test_the_printed_map_is_true():
    maps = script("print_map")

    assert maps.map_in(page("architecture.md")) == maps.printed(), "run scripts/print_map.py --write"


def test_every_module_says_what_it_is_for():
    silent = [path for path in modules() if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]

    assert silent == []


def test_no_module_is_longer_than_four_hundred_lines():
    sizes = script("check_sizes")

    assert sizes.longer_than(sizes.TOO_LONG) == []


def test_every_setting_is_documented():
    assert named_first(page("settings.md")) == set(Settings.__struct_fields__)


def test_every_limit_is_documented_with_its_default():
    told = dict(re.findall(r"^\| `(\w+)` \| ([\d,.]+) \|", page("limits.md"), re.MULTILINE))

    limits = Limits()
    assert {name: float(text.replace(",", "")) for name, text in told.items()} == {
        name: float(getattr(limits, name)) for name in Limits.__struct_fields__
    }


def test_every_event_is_documented():
    tags = {str(event.__struct_config__.tag) for event in AnyEvent.__args__}

    assert named_first(page("events.md")) == tags


def test_every_kind_of_error_is_documented():
    kinds = {kind.__name__ for kind in errors.NodeError.__subclasses__() if kind.__module__ == errors.__name__}

    assert named_first(page("errors.md")) == kinds


def test_federation_exports_what_it_says_and_nothing_by_accident():
    public = {name for name, value in vars(federation).items() if name[0] != "_" and not isinstance(value, ModuleType)}

    assert sorted(federation.__all__) == federation.__all__
    assert set(federation.__all__) == public


def test_decisions_are_numbered_without_gaps():
    numbers = [int(path.name[:4]) for path in sorted((DOCS / "decisions").glob("*.md"))]

    assert numbers == list(range(1, len(numbers) + 1))


def test_links_between_pages_lead_somewhere():
    pages = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
    broken = [
        f"{path.name}: {target}"
        for path in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]

    assert broken == []


def test_scripts_are_short_and_the_readme_fits_a_screen():
    shell = [path for path in (ROOT / "scripts").iterdir() if path.is_file() and not path.suffix]
    long = [path.name for path in shell if len(path.read_text(encoding="utf-8").splitlines()) >= SHELL_LINES_MAX]

    assert long == []
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= README_LINES_MAX


def test_the_check_ends_with_the_command_of_the_readme():
    last = (ROOT / "scripts" / "check").read_text(encoding="utf-8").splitlines()[-1]

    assert f"pip install uv && {last}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_migration_has_a_way_back():
    migrations = ROOT / "nodeapp" / "migrations"
    forward = {path.name.removesuffix(".sql") for path in migrations.glob("*.sql") if ".down." not in path.name}
    back = {path.name.removesuffix(".down.sql") for path in migrations.glob("*.down.sql")}

    assert forward == back


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "core", "constants", "manager"])
def test_no_module_has_a_name_that_says_nothing(word):
    assert [path for path in modules() if word in (path.stem, path.parent.name)] == []
