#!/usr/bin/env python3
"""Two nodes on this machine that follow each other: ada on one, bo on the other. Runs until Ctrl-C."""

import argparse
import contextlib
import signal
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import anyio

from nodeapp import telemetry
from nodeapp.model.accounts import Viewer
from nodeapp.model.credentials import SignUp
from nodeapp.model.errors import NotFound
from nodeapp.model.tweets import Draft
from nodeapp.serving import CannotListen
from nodeapp.settings import Settings
from nodeapp.wiring import Node, running

PASSWORD = "a tower of teacups"  # noqa: S105 (printed below)
PORTS = (8421, 8422)
LOOKS, LOOK_SECONDS = 200, 0.05


@dataclass(frozen=True)
class Home:
    """A node and the one who lives there."""

    node: Node
    name: str
    me: Viewer

    @property
    def handle(self) -> str:
        return f"@{self.name}@{self.node.origin.host}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="keep both nodes here; a temporary folder otherwise")
    parser.add_argument("--ports", type=int, nargs=2, default=PORTS, metavar="PORT")
    wanted = parser.parse_args()
    telemetry.configure("warning")
    with contextlib.ExitStack() as stack:
        folder = wanted.data or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        try:
            anyio.run(run, folder.absolute(), wanted.ports)
        except CannotListen as error:
            parser.exit(1, f"{error}\n".replace("--port", "--ports"))


async def run(folder: Path, ports: list[int]) -> None:
    allowed = tuple(f"127.0.0.1:{port}" for port in ports)
    async with AsyncExitStack() as stack:
        homes = []
        for name, port in zip(("ada", "bo"), ports, strict=True):
            settings = Settings(data=folder / name, port=port, allow_peers=allowed)
            homes.append(await move_in(await stack.enter_async_context(running(settings)), name))
        await befriend(*homes)
        await befriend(*reversed(homes))
        for home in homes:
            await tell(home)
        print("Ctrl-C ends both.", flush=True)
        with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
            async for _ in signals:
                break


async def move_in(node: Node, name: str) -> Home:
    try:
        account_id = await node.services.accounts.id_of(Viewer(), f"@{name}")
    except NotFound:
        account_id = await node.services.registration.create(SignUp(username=name, password=PASSWORD))
    return Home(node, name, Viewer(account_id, "owner"))


async def befriend(fan: Home, idol: Home) -> None:
    """Until the other node has accepted; then the followed one says hello, so that there is something to read."""
    services = fan.node.services
    target = await services.accounts.get(fan.me, idol.handle)
    relation = await services.graph.follow(fan.me, target.account.id)
    if relation.following:
        return
    for _ in range(LOOKS):
        if (await services.graph.relationship(fan.me, target.account.id)).following:
            break
        await anyio.sleep(LOOK_SECONDS)
    await idol.node.services.tweets.post(idol.me, Draft(content=f"Good morning, {fan.handle}. #tea"))


async def tell(home: Home) -> None:
    assert home.me.id is not None  # noqa: S101 (move_in gave it)
    token = await home.node.services.sessions.personal_token(home.me.id, "two_nodes.py")
    print(f"{home.node.origin.url}  {home.handle}  password: {PASSWORD}  token: {token}")


if __name__ == "__main__":
    main()
