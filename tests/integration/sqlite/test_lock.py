"""One process a data folder."""

import subprocess
import sys

import pytest

from nodeapp.backends.sqlite.lock import locked
from nodeapp.model.errors import Conflict

HOLDER = """
import sys, time
from pathlib import Path
from nodeapp.backends.sqlite.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_process_is_refused_in_a_sentence_until_the_first_is_gone_in_whatever_way(tmp_path):
    path = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", HOLDER, path], stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603
        holder.stdout.readline()

        with pytest.raises(Conflict, match="already running"), locked(path):
            pass

        holder.kill()
        holder.wait()
        with locked(path):
            pass


def test_the_lock_can_be_taken_again_once_let_go(tmp_path):
    for _ in range(2):
        with locked(tmp_path / "lock"), pytest.raises(Conflict), locked(tmp_path / "lock"):
            pass
