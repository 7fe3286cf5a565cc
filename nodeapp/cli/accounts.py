"""account, token: make accounts, let people in again, give scripts a key; on a running node or a stopped one."""

import sys
from pathlib import Path

import click

from nodeapp.cli import options
from nodeapp.cli.asking import ask

_EXPORT_SECONDS = 3_600


@click.group()
def account() -> None:
    """Accounts of this node."""


@account.command("create")
@click.argument("name")
@click.option("--email", help="Must not belong to another account here.")
@click.option("--admin", is_flag=True, help="May run the node. The first account is its owner anyway.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, one line.")
@options.data
def create(name: str, email: str | None, admin: bool, password_stdin: bool, data: Path | None) -> None:
    """Make an account. Without a password it gets a one-time link on which one is chosen."""
    arguments = {"name": name}
    if email:
        arguments["email"] = email
    if admin:
        arguments["admin"] = "yes"
    if password_stdin:
        arguments["password"] = sys.stdin.readline().rstrip("\r\n")
    answer = ask(options.read(data=data), "account-create", arguments)
    role = "" if answer["role"] == "member" else f", {answer['role']} of this node"
    click.echo(f"@{answer['name']} is here{role}.")
    if "url" in answer:
        click.echo(f"To choose a password, open within a day: {answer['url']}")


@account.command("reset")
@click.argument("name")
@options.data
def reset(name: str, data: Path | None) -> None:
    """Print a one-time link on which somebody chooses a new password."""
    click.echo(ask(options.read(data=data), "account-reset", {"name": name})["url"])


@account.command("verify")
@click.argument("name")
@click.option("--remove", is_flag=True, help="Take the badge back.")
@options.data
def verify(name: str, remove: bool, data: Path | None) -> None:
    """Give an account the badge that says it is who it says it is."""
    arguments = {"name": name, **({"remove": "yes"} if remove else {})}
    answer = ask(options.read(data=data), "account-verify", arguments)
    click.echo(f"{answer['name']} has {'no badge any more' if remove else 'the badge'}.")


@account.command("approve")
@click.argument("name")
@options.data
def approve(name: str, data: Path | None) -> None:
    """Let somebody in who waits for it."""
    click.echo(f"@{ask(options.read(data=data), 'account-approve', {'name': name})['name']} is in.")


@account.command("reject")
@click.argument("name")
@options.data
def reject(name: str, data: Path | None) -> None:
    """Do not let somebody in who waits for it. Their name is free again."""
    click.echo(f"@{ask(options.read(data=data), 'account-reject', {'name': name})['name']} was turned away.")


@account.command("deactivate")
@click.argument("name")
@click.option("--undo", is_flag=True, help="Bring a deactivated account back.")
@options.data
def deactivate(name: str, undo: bool, data: Path | None) -> None:
    """Hide an account at once; it is erased in 30 days unless its person signs in again."""
    arguments = {"name": name, **({"undo": "yes"} if undo else {})}
    answer = ask(options.read(data=data), "account-deactivate", arguments)
    click.echo(f"@{answer['name']} is {'back' if undo else 'away'}.")


@account.command("erase")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@options.data
def erase(name: str, yes: bool, data: Path | None) -> None:
    """Erase an account and everything of it, for good. Other nodes are told to do the same."""
    if not yes:
        click.confirm(f"Everything of @{name.removeprefix('@')} goes, and cannot be had back. Erase it?", abort=True)
    answer = ask(options.read(data=data), "account-erase", {"name": name})
    click.echo(f"@{answer['name']} is gone. What is left goes while the node runs; other nodes are told then, too.")


@account.command("export")
@click.argument("name")
@options.data
def export(name: str, data: Path | None) -> None:
    """Make an archive of everything of an account, and say where it lies."""
    answer = ask(options.read(data=data), "account-export", {"name": name}, _EXPORT_SECONDS)
    click.echo(f"{answer['path']}  ({int(answer['bytes']):,} bytes)")


@account.command("owner")
@click.argument("name")
@options.data
def owner(name: str, data: Path | None) -> None:
    """Make somebody who lives here the owner of the node; whoever was is an admin then."""
    click.echo(f"@{ask(options.read(data=data), 'account-owner', {'name': name})['name']} owns this node.")


@click.group()
def token() -> None:
    """Personal access tokens, for scripts."""


@token.command("create")
@click.argument("name")
@click.option("--label", default="command line", show_default=True, help="What the list of sessions calls it.")
@options.data
def create_token(name: str, label: str, data: Path | None) -> None:
    """Print a token for an account: `Authorization: Bearer TOKEN`. It is shown once."""
    click.echo(ask(options.read(data=data), "token-create", {"name": name, "label": label})["token"])
