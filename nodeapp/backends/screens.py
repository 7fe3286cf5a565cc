"""Screens: notes shown by the system, through the small program that it brings for this; nothing is installed for it.

A library would bring a message bus, or bindings of a whole system, to say two lines. On Windows there is no such
program that shows what comes from a program that was not installed, so nothing is shown there.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial

from anyio.to_thread import run_sync

from nodeapp.model.push import Later, Note, Outcome, Refused, Sent

_SECONDS = 5.0
_APPLESCRIPT = (
    "on run told",
    "display notification (item 2 of told) with title (item 1 of told)",
    "end run",
)

Command = Callable[[Note], list[str]]


class SystemScreen:
    """Words are handed over as arguments, never to a shell."""

    def __init__(self, command: Command) -> None:
        self._command = command

    async def show(self, note: Note) -> Outcome:
        return await run_sync(partial(_run, self._command(note)))


def system_screen() -> SystemScreen | None:
    """None where there is nothing to show it with."""
    program = shutil.which("osascript" if sys.platform == "darwin" else "notify-send")
    if program is None or sys.platform == "win32":
        return None
    return SystemScreen(partial(_apple if sys.platform == "darwin" else _free, program))


def _free(program: str, note: Note) -> list[str]:
    """As freedesktop.org has it, where a body may hold marks: they are written out."""
    body = note.body.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return [program, "--app-name=nodeapp", "--", note.title, body]


def _apple(program: str, note: Note) -> list[str]:
    script = [part for line in _APPLESCRIPT for part in ("-e", line)]
    return [program, *script, note.title, note.body]


def _run(command: list[str]) -> Outcome:
    try:
        done = subprocess.run(  # noqa: S603 (a program of the system, and words as arguments)
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Later()
    except OSError:
        return Refused()
    return Refused() if done.returncode else Sent()
