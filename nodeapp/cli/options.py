"""What the commands have in common: the options that are settings, and errors as sentences."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from nodeapp import settings
from nodeapp.local_door import DoorClosed, Refused
from nodeapp.model.errors import NodeError
from nodeapp.serving import CannotListen
from nodeapp.settings import InUse, Settings, SettingsError

F = TypeVar("F", bound=Callable[..., Any])
TOLD = (SettingsError, NodeError, CannotListen, InUse, Refused, DoorClosed)
"""Errors whose message is a sentence for the person at the keyboard."""


def _nearest(context: click.Context, _: click.Parameter, given: Path | None) -> Path | None:
    """`nodeapp --data DIR token …` and `nodeapp token --data DIR …` mean the same."""
    whole: Path | None = context.find_root().params.get("data")
    return given or whole


data = click.option(
    "--data",
    callback=_nearest,
    type=click.Path(path_type=Path, file_okay=False),
    help="Data folder; where it is by default: `nodeapp doctor`.",
)


def listening(command: F) -> F:
    """The options of whatever starts a node."""
    for option in reversed(
        (
            data,
            click.option("--host", help="Address to listen on; 127.0.0.1 unless said otherwise."),
            click.option("--port", type=int, help="Port to listen on; 0 draws a free one."),
            click.option("--url", help="Where others reach this node; fixed at the first start."),
            click.option(
                "--allow-peer",
                "allow_peers",
                multiple=True,
                metavar="HOST:PORT",
                help="A peer that may be reached without TLS and at a private address.",
            ),
            click.option("--test-resolve", multiple=True, metavar="HOST=ADDRESS:PORT", hidden=True),
            click.option("--test-clock-offset", type=float, metavar="SECONDS", hidden=True),
        )
    ):
        command = option(command)
    return command


def read(**flags: object) -> Settings:
    return settings.read(flags, os.environ)


class Sentences(click.Group):
    """A group whose commands fail with one sentence on stderr, never with a traceback, where the error has one."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BaseExceptionGroup as group:
            raise _told(group) or group from None
        except TOLD as error:
            raise click.ClickException(str(error)) from error
        except UnicodeEncodeError:
            raise click.ClickException("What was typed is not text in UTF-8.") from None


def _told(group: BaseExceptionGroup[BaseException]) -> click.ClickException | None:
    """The sentence in a group of errors that has nothing else in it."""
    sentences, others = group.split(TOLD)
    if sentences is None or others is not None:
        return None
    error: BaseException = sentences
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return click.ClickException(str(error))
