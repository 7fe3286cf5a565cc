"""A start: what is loaded before the first page is read, and what waits until somebody needs it."""

import re
import sys

from tests.builders import free_ports
from tests.e2e.programs import Program

NOT_YET = {
    "cryptography": "with the first signature",
    "dateutil": "with the first migration",
    "httpcore": "with the first question to a peer",
    "httpx": "with the first question to a peer",
    "joserfc": "with the first JSON Web Token",
    "pygments": "never",
    "regex": "with the first text that is not ASCII",
    "rich": "on a terminal",
    "sqlite_utils": "with the first migration",
    "structlog": "on a terminal",
    "webview": "with a window",
}
"""Together half a second and 25 MB."""

FAST = set() if sys.platform == "win32" else {"uvloop", "httptools"}
_IMPORTED = re.compile(r"^import time: +\d+ \| +\d+ \| +(\w+)", re.MULTILINE)


def test_home_is_read_before_anything_is_loaded_that_it_does_not_need(tmp_path, monkeypatch):
    program = Program(tmp_path / "data", *free_ports(1))
    with program:
        ada = program.account("ada")

    monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")
    with program:
        home = ada.ask("GET", "/api/timeline/home")

    assert home["tweets"] == []
    loaded = set(_IMPORTED.findall(program.log))
    assert loaded & NOT_YET.keys() == set()
    assert loaded >= FAST
