"""A node of ours in a process of its own, on a data folder that may be thrown away."""

import asyncio
import os
import socket
import sys
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from nodeapp import local_door

from .loader import ROOT

_READY = "nodeapp ready "
_READY_SECONDS = 120
_END_SECONDS = 40
_IDLE_SECONDS = 300.0
_LOOK_SECONDS = 0.002
_LOG_SHOWN = 600


@dataclass
class Node:
    """`nodeapp serve`; its log is kept beside the folder."""

    data: Path
    port: int
    more: tuple[str, ...] = ()
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.returncode is None

    async def spawn(self) -> None:
        """Starts it, and waits for nothing."""
        with self.data.with_suffix(".log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "nodeapp", "serve", "--data", str(self.data), "--port", str(self.port), *self.more),
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                cwd=ROOT,
                env=environment(),
            )

    def check(self) -> None:
        """Raises RuntimeError, with the end of its log, where it has ended by itself."""
        if self.process is not None and self.process.returncode is not None:
            log = self.data.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"The node has ended ({self.process.returncode}). {log[-_LOG_SHOWN:].strip()}")

    async def ready(self) -> None:
        """Until it says so. Raises RuntimeError where it ends instead."""
        assert self.process is not None  # noqa: S101 (spawned before)
        assert self.process.stdout is not None  # noqa: S101 (asked for above)
        line = await asyncio.wait_for(self.process.stdout.readline(), _READY_SECONDS)
        if not line.decode().startswith(_READY):
            await self.process.wait()
            self.check()

    async def start(self) -> None:
        await self.spawn()
        await self.ready()

    async def stop(self) -> None:
        """As a service manager would: SIGTERM, and SIGKILL for one that does not listen."""
        if self.process is None or not self.is_running:
            return
        self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), _END_SECONDS)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()

    async def command(self, name: str, /, **arguments: str) -> dict[str, str]:
        return await asyncio.to_thread(local_door.ask, self.data / "run", name, arguments, _IDLE_SECONDS)

    async def wait_idle(self) -> None:
        """Until everything that follows from what was done has been done."""
        await self.command("wait-idle", seconds=str(_IDLE_SECONDS - 10))

    async def first_answer(self, path: str, token: str) -> None:
        """Until a GET is answered with 200, from before the node listens."""
        await asyncio.to_thread(_until_answered, self.port, path, token)


def environment() -> dict[str, str]:
    """This one's, without what would change a node by accident; limits over time are off, sizes stay."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("NODEAPP_")}
    return {**plain, "NODEAPP_TEST": "1", "NODEAPP_LIMITS": "off", "NODEAPP_LOG": "warning"}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _until_answered(port: int, path: str, token: str) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=_READY_SECONDS)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
            response = connection.getresponse()
            response.read()
            if response.status == 200:  # noqa: PLR2004 (as HTTP has it)
                return
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(_LOOK_SECONDS)
    raise RuntimeError("The node did not answer in time.")
