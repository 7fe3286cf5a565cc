"""serve, window, and what plain `nodeapp` does: start the node and keep it running until it is told to stop."""

import importlib.util
import signal
from functools import partial

import anyio
import click

from nodeapp import desktop, telemetry
from nodeapp.cli import options
from nodeapp.serving import settle
from nodeapp.settings import Settings
from nodeapp.wiring import running

LOOP: dict[str, object] = {"use_uvloop": importlib.util.find_spec("uvloop") is not None}


@click.command()
@options.listening
def serve(**flags: object) -> None:
    """Run the node as a server."""
    _serve(options.read(**flags))


@click.command()
@options.listening
def window(**flags: object) -> None:
    """Run the node and show it in a window."""
    begin(options.read(**flags))


def begin(settings: Settings) -> None:
    """A window where one can open; else a server, and a sentence that says why and what to do."""
    if (reason := desktop.why_not()) is None:
        telemetry.configure(settings.log)
        desktop.open_window(settings, LOOP)
        return
    click.echo(f"{reason} Open the address below in a browser instead. Ctrl-C ends the node.", err=True)
    _serve(settings)


def _serve(settings: Settings) -> None:
    telemetry.configure(settings.log)
    anyio.run(partial(_until_told, settings), backend_options=LOOP)


async def _until_told(settings: Settings) -> None:
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async with running(settings) as node:
            settle()
            click.echo(f"nodeapp ready {node.origin.url}")
            async for _ in signals:
                break
