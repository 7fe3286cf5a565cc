"""Arguments that are no text at all: a sentence, never a traceback."""

from pathlib import Path

import pytest

from tests.e2e.programs import run


@pytest.mark.parametrize("command", [("account", "create"), ("account", "reset"), ("token", "create")], ids=" ".join)
def test_bytes_that_are_no_text_are_refused_in_a_sentence(tmp_path: Path, command: tuple[str, str]) -> None:
    asked = run(*command, "\udcff\udcfe", "--data", str(tmp_path / "data"))

    assert asked.returncode == 1
    assert asked.stderr.startswith("Error: ")
    assert "Traceback" not in asked.stderr
