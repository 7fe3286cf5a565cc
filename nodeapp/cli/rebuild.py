"""rebuild: makes again what can be made from the database, on a running node or a stopped one."""

from pathlib import Path

import click

from nodeapp.cli import options
from nodeapp.cli.asking import ask

_MINUTES = 10


@click.group()
def rebuild() -> None:
    """Make again what the node keeps only to be fast."""


@rebuild.command("timelines")
@click.option("--user", metavar="NAME", help="Only the home timeline of this person; of everybody unless said.")
@options.data
def timelines(user: str | None, data: Path | None) -> None:
    """Forget home timelines, in memory and on disk; they are made from the database again."""
    arguments = {} if user is None else {"user": user}
    answer = ask(options.read(data=data), "rebuild-timelines", arguments, _MINUTES * 60)
    click.echo(
        f"{_counted(answer['pulled'], 'home')} made again from the database, "
        f"{_counted(answer['dropped'], 'snapshot')} dropped. Any other is made when it is read."
    )


def _counted(number: str, thing: str) -> str:
    return f"1 {thing}" if number == "1" else f"{number} {thing}s"
