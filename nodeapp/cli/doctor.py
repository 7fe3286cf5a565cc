"""doctor: looks at a data folder and this machine, says what is wrong and how to mend it."""

import sys
from pathlib import Path

import click

from nodeapp import desktop
from nodeapp.cli import options
from nodeapp.wiring.checkup import checkup


@click.command()
@click.option("--host", help="Address the node would listen on.")
@click.option("--port", type=int, help="Port the node would listen on.")
@options.data
def doctor(**flags: str | int | Path | None) -> None:
    """Say what is wrong here, and how to mend it. Changes nothing."""
    ailing = 0
    for finding in checkup(options.read(**flags)):
        ailing += finding.mend is not None
        click.echo(f"{'ok  ' if finding.mend is None else 'BAD '} {finding.what}")
        if finding.mend is not None:
            click.echo(f"     {finding.mend}")
    click.echo(f"ok   {desktop.why_not() or 'A window can open here.'}")
    sys.exit(1 if ailing else 0)
