"""The benchmark suite runs, from seeding to the page it writes; what it measures here says nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the load generator needs uvloop")


def run(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-m", module, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=180, check=False
    )


def test_a_short_run_prints_writes_and_draws_its_figures(tmp_path: Path) -> None:
    kept, page = tmp_path / "results.json", tmp_path / "performance.md"
    page.write_text("before\n<!-- figures -->\n<!-- end of figures -->\nafter\n", encoding="utf-8")
    quick = ("--size", "tiny", "--seconds", "0.2", "--rounds", "1", "--json", str(kept))

    ran = run("scripts.bench", "--only", "home_16,create,first_touch", *quick)
    drawn = run("scripts.bench.plot", str(kept), "--page", str(page))

    assert ran.returncode == 0, ran.stdout + ran.stderr
    figures = json.loads(kept.read_text(encoding="utf-8"))["servers"]["nodeapp"]
    assert set(figures) == {"home_16", "create", "first_touch"}
    assert all(figure["middle"]["value"] > 0 and not figure["middle"]["errors"] for figure in figures.values())
    assert "home, 16 connections" in ran.stdout
    assert drawn.returncode == 0, drawn.stderr
    assert "| home, 16 connections | tiny |" in page.read_text(encoding="utf-8")
    assert page.with_suffix(".svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_measure_that_does_not_exist_is_named() -> None:
    refused = run("scripts.bench", "--only", "home_17")

    assert refused.returncode == 2
    assert "home_17" in refused.stderr
