"""wait-idle: returns once everything that follows from what was done has been done; in test mode only."""

from pathlib import Path

import click

from nodeapp.cli import options
from nodeapp.cli.asking import ask
from nodeapp.settings import SettingsError

_MARGIN_SECONDS = 5


@click.command("wait-idle", hidden=True)
@click.option("--seconds", type=float, default=60, show_default=True, help="How long to wait at most.")
@options.data
def wait_idle(seconds: float, data: Path | None) -> None:
    """Wait until consumers and deliveries of the running node have drained."""
    settings = options.read(data=data)
    if not settings.test:
        raise SettingsError("`wait-idle` exists in test mode only: set NODEAPP_TEST=1.")
    ask(settings, "wait-idle", {"seconds": str(seconds)}, seconds + _MARGIN_SECONDS)
