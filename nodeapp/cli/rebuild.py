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


@rebuild.command("trends")
@options.data
def trends(data: Path | None) -> None:
    """Count hashtags and links of public tweets again. Trends are there meanwhile."""
    answer = ask(options.read(data=data), "rebuild-trends", {}, _MINUTES * 60)
    click.echo(f"Counted again: {_counted(answer['uses'], 'use')} of hashtags, {_counted(answer['links'], 'link')}.")


@rebuild.command("analytics")
@options.data
def analytics(data: Path | None) -> None:
    """Count again what people did with tweets, by day. Who was shown them is kept: nothing else knows that."""
    answer = ask(options.read(data=data), "rebuild-analytics", {}, _MINUTES * 60)
    click.echo(f"Counted again: {_counted(answer['tweets'], 'tweet')} of {_counted(answer['authors'], 'author')}.")


@rebuild.command("search")
@options.data
def search(data: Path | None) -> None:
    """Drop the search index and build it again. Meanwhile a search finds a part, and says so."""
    answer = ask(options.read(data=data), "rebuild-search", {}, _MINUTES * 60)
    if "tweets" in answer:
        click.echo(f"Built again: {_counted(answer['tweets'], 'tweet')} can be searched.")
    else:
        click.echo("The search index is dropped. It is built again when the node starts.")


def _counted(number: str, thing: str) -> str:
    return f"1 {thing}" if number == "1" else f"{number} {thing}s"
