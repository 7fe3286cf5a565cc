"""Bounds of the worker itself: memory and processor time, by the system where that can be (Linux)."""

import os
import signal
import sys
import time

from nodeapp.model.decoding import Task

_FILE_BYTES_MAX = 1 << 28
_OPEN_FILES_MAX = 64
_NICE = 5


class Broken(Exception):
    """A file breaks a bound; says which, to whoever sent it. `field` is what they would have to change."""

    def __init__(self, reason: str, field: str = "file") -> None:
        super().__init__(reason)
        self.field = field


def begin() -> None:
    """What holds for the whole life of the process."""
    # Ctrl-C in a terminal is meant for the node, which ends this process when it is done with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 (Windows has none)

    # Whoever waits for an answer of the node comes before whoever waits for a picture.
    os.nice(_NICE)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, _OPEN_FILES_MAX)
    _lower(resource.RLIMIT_FSIZE, _FILE_BYTES_MAX)


def set_for(task: Task) -> None:
    """Elsewhere than on Linux whoever asked watches, and ends this process."""
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415 (Windows has none)

    _lower(resource.RLIMIT_DATA, task.bytes_max)
    # Counted from the beginning of the process, in whole seconds. The hard limit stays: it could never be raised again.
    _lower(resource.RLIMIT_CPU, int(time.process_time() + task.seconds) + 1)


def _lower(which: int, value: int) -> None:
    import resource  # noqa: PLC0415 (Windows has none)

    hard = resource.getrlimit(which)[1]
    soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (soft, hard))
