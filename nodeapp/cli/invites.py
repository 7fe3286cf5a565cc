"""invite: let people come to a node by invitation, see who may, take it back; on a running node or a stopped one."""

from pathlib import Path

import click

from nodeapp.cli import options
from nodeapp.cli.asking import ask

_DAY_SECONDS = 86_400


@click.group()
def invite() -> None:
    """Invitations to this node."""


@invite.command("create")
@click.option("--uses", type=click.IntRange(1), default=1, show_default=True, help="How many people may come by it.")
@click.option("--days", type=click.IntRange(1), help="How long it lasts; until it is revoked unless told.")
@click.option("--note", default="", help="What it is for; shown in the list.")
@options.data
def create(uses: int, days: int | None, note: str, data: Path | None) -> None:
    """Print the address at which somebody signs up."""
    arguments = {"uses": str(uses), "note": note}
    if days is not None:
        arguments["seconds"] = str(days * _DAY_SECONDS)
    click.echo(ask(options.read(data=data), "invite-create", arguments)["url"])


@invite.command("list")
@options.data
def show(data: Path | None) -> None:
    """Those that can still be used: number, how many came of how many may, address, note."""
    for number, told in ask(options.read(data=data), "invite-list", {}).items():
        click.echo(f"{number}  {told}")


@invite.command("revoke")
@click.argument("number")
@options.data
def revoke(number: str, data: Path | None) -> None:
    """Take an invitation back, by its number in the list."""
    ask(options.read(data=data), "invite-revoke", {"id": number})
    click.echo("Nobody comes by it any more.")
