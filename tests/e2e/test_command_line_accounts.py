"""Commands about who comes and goes, on a running node and a stopped one."""

import zipfile
from pathlib import Path

import pytest

from tests.builders import PASSWORD, free_ports
from tests.e2e.programs import Program, run


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Of a node that does not run, with an owner and a member."""
    folder = tmp_path / "data"
    for name in ("grace", "bo"):
        made = run("account", "create", name, "--password-stdin", "--data", str(folder), typed=f"{PASSWORD}\n")
        assert made.returncode == 0, made.stderr
    return folder


def test_a_stopped_node_is_told_what_a_running_one_goes_on_with(data: Path) -> None:
    def told(*arguments: str) -> str:
        answer = run(*arguments, "--data", str(data))
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    path = Path(told("account", "export", "bo").split("  ")[0])
    assert "account.json" in zipfile.ZipFile(path).namelist()
    url = told("invite", "create", "--days", "2").strip()
    (number, *rest) = told("invite", "list").split()
    assert rest[0] == "0/1"
    assert rest[1] == url
    assert "Nobody comes" in told("invite", "revoke", number)
    assert "is away" in told("account", "deactivate", "bo")
    assert "is back" in told("account", "deactivate", "bo", "--undo")
    refused = run("account", "deactivate", "grace", "--data", str(data))
    assert refused.returncode == 1
    assert "You own this node" in refused.stderr
    assert "owns this node" in told("account", "owner", "bo")
    assert run("account", "erase", "grace", "--data", str(data), typed="n\n").returncode == 1
    assert "is gone" in told("account", "erase", "grace", "--yes")

    (port,) = free_ports(1)
    with Program(data, port) as program:
        program.wait_idle()
        assert program.ask("account", "export", "bo").stdout.split("  ")[0].endswith(".zip")
        assert program.ask("account", "reset", "grace").returncode == 1
