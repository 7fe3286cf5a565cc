"""The window: the same server on the node's own loopback port, shown in the system's web view."""

import importlib.util
import logging
import os
import signal
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from anyio.from_thread import start_blocking_portal

from nodeapp.serving import settle
from nodeapp.settings import Settings
from nodeapp.wiring import running

if TYPE_CHECKING:
    import webview

FIRST_SIZE = (1240, 860)
LEAST_SIZE = (390, 600)
PROBE_SECONDS = 20
_NOT_INSTALLED = "No window opens here, because no web view is installed (`uv sync --extra desktop` brings one)."

# Runs in a child: Qt ends its whole process, without a word to catch, where it finds no display.
_PROBE = """
import os
from webview.guilib import initialize
try:
    library = initialize()
except Exception:
    os._exit(3)
if library.__name__.endswith(".qt"):
    from qtpy.QtWidgets import QApplication
    application = QApplication(["nodeapp"])
elif library.__name__.endswith(".gtk"):
    from gi.repository import Gtk
    assert Gtk.init_check()[0]
os._exit(0)
"""
_NO_LIBRARY = 3


class Window(Protocol):
    """The part of pywebview's window that is used here."""

    def get_current_url(self) -> str | None: ...
    def load_url(self, url: str) -> None: ...
    def destroy(self) -> None: ...


def why_not() -> str | None:
    """None where a window can open, else a sentence that says what is missing."""
    if importlib.util.find_spec("webview") is None:
        return _NOT_INSTALLED
    if sys.platform in ("darwin", "win32"):
        return None
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        return "No window opens here, because this machine has no display."
    return _probed()


Began = Callable[["webview.Window"], None]
"""Called on a thread of its own once the window is there."""


def open_window(settings: Settings, loop: dict[str, object], began: Began | None = None) -> None:
    """Runs the node on a thread of its own and shows it; returns after the window was closed and the node has ended."""
    with (
        start_blocking_portal(backend_options=loop) as portal,
        portal.wrap_async_context_manager(running(settings, window=True)) as node,
    ):
        settle()
        show(node.window_url or node.origin.url, settings.name or "nodeapp", settings.data / "window", began)


def show(url: str, title: str, storage: Path, began: Began | None = None) -> None:
    """Opens the window and returns when it has been closed. Only on the main thread.

    No function of this program is offered to the page (W20).
    """
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Chromium refuses to sandbox for root, and would not start.
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
    import webview  # noqa: PLC0415 (after the variable above, and only where a window is wanted)

    # It tries one library after the other, and tells of each that is not there with a traceback.
    logging.getLogger("pywebview").setLevel(logging.CRITICAL)
    webview.settings.update(ALLOW_DOWNLOADS=False, ALLOW_FILE_URLS=False, OPEN_EXTERNAL_LINKS_IN_BROWSER=True)
    window = webview.create_window(
        title, url, width=FIRST_SIZE[0], height=FIRST_SIZE[1], min_size=LEAST_SIZE, text_select=True
    )
    assert window is not None  # noqa: S101 (only a listener of pywebview's could refuse it)
    home = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    window.events.loaded += lambda: keep_home(window, home, webbrowser.open)
    signal.signal(signal.SIGTERM, _closing(window))
    webview.start(
        began,
        [window] if began else None,
        private_mode=False,
        storage_path=str(storage),
        http_server=False,
        debug=False,
    )


def keep_home(window: Window, home: str, browse: Callable[[str], object]) -> None:
    """A page from elsewhere never stays in the window: it goes to the system's browser (W20)."""
    address = window.get_current_url() or home
    if address == home or address.startswith(f"{home}/"):
        return
    window.load_url(f"{home}/")
    if address.startswith(("https://", "http://")):
        browse(address)


def _closing(window: Window) -> Callable[[int, FrameType | None], None]:
    def close(_number: int, _frame: FrameType | None) -> None:
        window.destroy()

    return close


def _probed() -> str | None:
    try:
        probe = subprocess.run(  # noqa: S603 (our own interpreter and our own text)
            [sys.executable, "-c", _PROBE], capture_output=True, timeout=PROBE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return "No window opens here, because the display does not answer."
    if probe.returncode == _NO_LIBRARY:
        return _NOT_INSTALLED
    if probe.returncode:
        return "No window opens here, because the display or a library of the web view is missing."
    return None
