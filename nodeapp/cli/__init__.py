"""The command line: serve, window, account, invite, token, rebuild, doctor."""

from importlib import import_module
from pathlib import Path

import click

from nodeapp import __version__
from nodeapp.cli import options

COMMANDS = {
    "serve": ("serve", "serve"),
    "window": ("serve", "window"),
    "account": ("accounts", "account"),
    "invite": ("invites", "invite"),
    "token": ("accounts", "token"),
    "rebuild": ("rebuild", "rebuild"),
    "doctor": ("doctor", "doctor"),
    "wait-idle": ("idle", "wait_idle"),
    "worker": ("worker", "worker"),
}
"""Where each is. They are imported when they are typed: what asks a running node need not load a whole one."""
HELP = {"help_option_names": ["-h", "--help"]}


class Commands(options.Sentences):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command = getattr(import_module(f"nodeapp.cli.{module}"), name)
        assert isinstance(command, click.Command)  # noqa: S101 (the table above is wrong otherwise)
        return command


@click.group(cls=Commands, invoke_without_command=True, context_settings=HELP)
@options.data
@click.version_option(__version__, message="nodeapp %(version)s")
@click.pass_context
def main(context: click.Context, data: Path | None) -> None:
    """A Twitter of your own. Without a command: a window where there is a display, else a server."""
    if context.invoked_subcommand is None:
        window = main.get_command(context, "window")
        assert window is not None  # noqa: S101 (it is in the table)
        context.invoke(window, data=data)
