"""The media worker, as the node sees it: a process asked through pipes, watched, and started again when it ends."""

import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import IO

import anyio
import anyio.to_thread
import msgspec

from nodeapp import telemetry
from nodeapp.backends.processes import resident_bytes
from nodeapp.model.decoding import LENGTH_BYTES, MESSAGE_BYTES_MAX, Answer, AnyTask, Refused
from nodeapp.model.errors import Unavailable

_CLOCK_TIMES = 2
"""How much longer a task may take by the clock than by its own processor time: it is not alone on the machine."""
_LOOK_SECONDS = 0.2
_OF_ITS_OWN_BYTES = 67_108_864
"""What a process has in memory without having asked for it: its program and libraries."""
_START_SECONDS = 30.0
_SETTINGS_PREFIX = "NODEAPP_"

_CROWDED = "Too many files are being looked at. Try again in a moment."
_TOO_LONG = "This file takes too long to open."
_TOO_MUCH = "This file takes more memory to open than is given to it here."
_BROKEN = "This file cannot be read: it is damaged, or not what it says it is."
_NO_WORKER = "Files cannot be opened here at the moment. Try again later."

_log = telemetry.Log(__name__)
_answers: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


def own_command() -> list[str]:
    """This program again, as the worker; also where it is one frozen file."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "nodeapp"]
    return [*program, "worker", "media"]


class MediaWorker:
    """Satisfies `seams.decoder.Decoder`. The process is started with the first task, and again after it has ended.

    With `rests` it is ended after each task: for those that are rare and long.
    """

    def __init__(self, waiting_max: int, command: Sequence[str] | None = None, *, rests: bool = False) -> None:
        self._waiting_max = waiting_max
        self._command = list(command or own_command())
        self._rests = rests
        self._turn = anyio.Lock()
        self._thread = anyio.CapacityLimiter(1)
        self._waiting = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._why = ""

    @classmethod
    @asynccontextmanager
    async def open(
        cls, waiting_max: int, command: Sequence[str] | None = None, *, rests: bool = False
    ) -> AsyncIterator["MediaWorker"]:
        worker = cls(waiting_max, command, rests=rests)
        try:
            yield worker
        finally:
            worker.end()

    @property
    def opens_films(self) -> bool:
        return importlib.util.find_spec("av") is not None

    @property
    def pid(self) -> int | None:
        """Of the process that waits for tasks, or does one; None where there is none."""
        return None if self._process is None or self._process.poll() is not None else self._process.pid

    async def done(self, task: AnyTask, wait_seconds: float | None = None) -> Answer:
        await self._take_turn(float("inf") if wait_seconds is None else wait_seconds)
        try:
            answer = await self._asked(task)
            if answer is None:
                # It may have been ended by somebody else, and not by this file.
                answer = await self._asked(task)
            return answer or Refused(_BROKEN)
        finally:
            self._turn.release()

    def end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    async def _take_turn(self, wait_seconds: float) -> None:
        if self._waiting >= self._waiting_max:
            raise Unavailable(_CROWDED)
        self._waiting += 1
        try:
            with anyio.move_on_after(wait_seconds):
                await self._turn.acquire()
                return
        finally:
            self._waiting -= 1
        raise Unavailable(_CROWDED)

    async def _asked(self, task: AnyTask) -> Answer | None:
        """None where the process ended, and nobody knows why."""
        process = await self._running()
        self._why = ""
        body: bytes | None = None
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(self._watch, process, task)
                body = await anyio.to_thread.run_sync(_exchange, process, task, limiter=self._thread)
                group.cancel_scope.cancel()
        finally:
            # Whoever leaves before the answer would leave it to the next one.
            if body is None or self._rests:
                self.end()
        if body is not None:
            return _answers.decode(body)
        reason = self._why or (_TOO_LONG if _was_out_of_time(process) else "")
        telemetry.count("media_worker_ended")
        _log.warning("media_worker_ended", status=process.returncode, reason=reason)
        return Refused(reason) if reason else None

    async def _watch(self, process: "subprocess.Popen[bytes]", task: AnyTask) -> None:
        """Ends it when its time is up, when it holds too much, and when nobody waits for it any more."""
        ends_at = anyio.current_time() + _CLOCK_TIMES * task.seconds
        try:
            while not self._why:
                await anyio.sleep(_LOOK_SECONDS)
                if anyio.current_time() > ends_at:
                    self._why = _TOO_LONG
                elif (held := resident_bytes(process.pid)) is not None and held > task.bytes_max + _OF_ITS_OWN_BYTES:
                    self._why = _TOO_MUCH
        finally:
            if self._why or not self._has_answered(process):
                process.kill()

    def _has_answered(self, process: "subprocess.Popen[bytes]") -> bool:
        return self._thread.borrowed_tokens == 0

    async def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is not None:
            self.end()
        if self._process is None:
            self._process = await anyio.to_thread.run_sync(_started, self._command, limiter=self._thread)
            await self._greeted(self._process)
        return self._process

    async def _greeted(self, process: "subprocess.Popen[bytes]") -> None:
        """One that cannot even begin says nothing about any file. Raises Unavailable."""
        greeting: bytes | None = None
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(_kill_after, process, _START_SECONDS)
                greeting = await anyio.to_thread.run_sync(_told, process.stdout, limiter=self._thread)
                group.cancel_scope.cancel()
        finally:
            if greeting is None:
                self.end()
        if greeting is None:
            _log.error("media_worker_does_not_start", status=process.returncode)
            raise Unavailable(_NO_WORKER)


async def _kill_after(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    await anyio.sleep(seconds)
    process.kill()


def _started(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    """What it need not know it is not told: settings may hold secrets."""
    environment: Mapping[str, str] = {
        name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS_PREFIX)
    }
    try:
        return subprocess.Popen(  # noqa: S603 (this program itself)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        _log.error("media_worker_does_not_start", reason=str(error))
        raise Unavailable(_NO_WORKER) from error


def _exchange(process: "subprocess.Popen[bytes]", task: AnyTask) -> bytes | None:
    """None where the process ended instead of answering."""
    body = msgspec.msgpack.encode(task)
    left = memoryview(len(body).to_bytes(LENGTH_BYTES, "big") + body)
    try:
        while left and process.stdin is not None:
            left = left[process.stdin.write(left) or 0 :]
    except OSError:
        return None
    return _told(process.stdout)


def _told(pipe: IO[bytes] | None) -> bytes | None:
    head = _read(pipe, LENGTH_BYTES)
    size = int.from_bytes(head, "big")
    if len(head) < LENGTH_BYTES or size > MESSAGE_BYTES_MAX:
        return None
    body = _read(pipe, size)
    return body if len(body) == size else None


def _read(pipe: IO[bytes] | None, size: int) -> bytes:
    parts = b""
    while pipe is not None and len(parts) < size:
        try:
            part = pipe.read(size - len(parts))
        except (OSError, ValueError):
            break
        if not part:
            break
        parts += part
    return parts


def _was_out_of_time(process: "subprocess.Popen[bytes]") -> bool:
    """The system itself ended it at its limit of processor time."""
    return sys.platform != "win32" and process.returncode == -signal.SIGXCPU
