"""doctor: looks at a data folder and this machine, says what is wrong and how to mend it."""

import sys
from pathlib import Path

import click

from nodeapp import desktop
from nodeapp.cli import options
from nodeapp.cli.asking import ask
from nodeapp.wiring.checkup import checkup

_HOUR_SECONDS = 3_600


@click.group(invoke_without_command=True)
@click.option("--host", help="Address the node would listen on.")
@click.option("--port", type=int, help="Port the node would listen on.")
@options.data
@click.pass_context
def doctor(context: click.Context, /, **flags: str | int | Path | None) -> None:
    """Say what is wrong here, and how to mend it. Changes nothing."""
    if context.invoked_subcommand is not None:
        return
    ailing = 0
    for finding in checkup(options.read(**flags)):
        ailing += finding.mend is not None
        click.echo(f"{'ok  ' if finding.mend is None else 'BAD '} {finding.what}")
        if finding.mend is not None:
            click.echo(f"     {finding.mend}")
    click.echo(f"ok   {desktop.why_not() or 'A window can open here.'}")
    sys.exit(1 if ailing else 0)


@doctor.command("counts")
@click.option("--repair", is_flag=True, help="Put right what is wrong.")
@options.data
def counts(repair: bool, data: Path | None) -> None:
    """Count everything again, and compare it with the numbers that are shown."""
    answer = ask(options.read(data=data), "doctor-counts", {"repair": "yes"} if repair else {}, _HOUR_SECONDS)
    ailing = 0
    for name, told in answer.items():
        seen, wrong = told.split("/")
        ailing += int(wrong)
        state = "ok  " if wrong == "0" else "was " if repair else "BAD "
        click.echo(f"{state} {name}: {int(seen):,} numbers, {int(wrong):,} wrong")
    if ailing and not repair:
        click.echo("     `nodeapp doctor counts --repair` puts them right.")
    sys.exit(1 if ailing and not repair else 0)
