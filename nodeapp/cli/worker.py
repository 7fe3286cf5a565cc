"""worker: what a node starts beside itself; not for people."""

import sys

import click

from nodeapp.worker import run


@click.group(hidden=True)
def worker() -> None:
    """Processes that a node starts beside itself."""


@worker.command()
def media() -> None:
    """Open files of strangers, as asked on standard input."""
    if sys.stdin.isatty():
        raise click.UsageError("This is started by a node, and speaks with nobody else.")
    run()
