"""The load generator seen from the suite: a process that is given one job after the other."""

import asyncio
import struct
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from .jobs import GO, READY, Job, Outcome, Stream

ROOT = Path(__file__).resolve().parents[2]
_LENGTH = struct.Struct("!I")
_LIMIT_BYTES = 1 << 30


@dataclass(frozen=True)
class Loader:
    """`prepare`, then `go`; or `run`, which is both."""

    process: asyncio.subprocess.Process

    async def run(self, *streams: Stream) -> list[Outcome]:
        """In the order of the streams."""
        await self.prepare(*streams)
        return await self.go()

    async def run_one(self, stream: Stream) -> Outcome:
        return (await self.run(stream))[0]

    async def prepare(self, *streams: Stream) -> None:
        """Everything is ready to be sent; nothing is connected yet."""
        _, source = self._pipes()
        data = msgspec.msgpack.encode(Job(streams))
        await self._write(_LENGTH.pack(len(data)) + data)
        if await source.readline() != READY:
            raise RuntimeError("The load generator ended too soon.")

    async def go(self) -> list[Outcome]:
        _, source = self._pipes()
        await self._write(GO)
        (length,) = _LENGTH.unpack(await source.readexactly(_LENGTH.size))
        return msgspec.msgpack.decode(await source.readexactly(length), type=list[Outcome])

    async def _write(self, data: bytes) -> None:
        sink, _ = self._pipes()
        sink.write(data)
        await sink.drain()

    def _pipes(self) -> tuple[asyncio.StreamWriter, asyncio.StreamReader]:
        assert self.process.stdin is not None  # noqa: S101 (asked for below)
        assert self.process.stdout is not None  # noqa: S101 (likewise)
        return self.process.stdin, self.process.stdout


@asynccontextmanager
async def loader() -> AsyncIterator[Loader]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "scripts.bench.load",
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_LIMIT_BYTES,
    )
    try:
        yield Loader(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
