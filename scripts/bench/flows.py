"""A stream under way: its connections, whose turn it is, and what came back."""

import asyncio
from array import array
from collections import deque
from sys import maxsize
from time import perf_counter
from typing import cast

import msgspec
from httptools import HttpResponseParser

from .jobs import NO_ANSWER, Outcome, Stream

_AGAIN_SECONDS, _REFUSED_MAX = 0.01, 300
_GOOD = range(200, 300)


class Flow:
    """Keeps `stream.connections` busy, one request at a time on each."""

    def __init__(self, stream: Stream, loop: asyncio.AbstractEventLoop, begun: float) -> None:
        self.stream = stream
        self.needle = stream.until
        self._loop = loop
        self._begun = begun
        self._epoch = perf_counter()
        self._sent = 0
        self._refused = 0
        self._limit = stream.count or maxsize
        self._idle: list[Lane] = []
        self._lanes: list[Lane] = []
        self._due: deque[float] = deque()
        self._is_over = False
        self._done: asyncio.Future[None] = loop.create_future()
        self._latencies = array("d")
        self._ends = array("d")
        self._wrong: dict[int, int] = {}
        self.bytes_read = 0

    async def run(self) -> Outcome:
        stream = self.stream
        if stream.delay_seconds:
            await asyncio.sleep(stream.delay_seconds)
            self._begun += stream.delay_seconds
        if stream.seconds:
            self._loop.call_at(self._begun + stream.seconds, self._end)
        patience = self._loop.call_at(self._begun + stream.seconds + stream.patience_seconds, self._give_up)
        for _ in range(stream.connections):
            self._connect()
        if stream.rate:
            self._tick(0)
        await self._done
        patience.cancel()
        for lane in self._lanes:
            lane.close()
        seconds = stream.seconds if stream.seconds and self._sent < self._limit else max(self._ends, default=0.0)
        return Outcome(
            name=stream.name,
            seconds=seconds,
            bytes_read=self.bytes_read,
            wrong=self._wrong,
            latencies=self._latencies.tobytes(),
            ends=self._ends.tobytes(),
        )

    def free(self, lane: "Lane") -> None:
        """The lane has nothing under way: it gets the next request, or waits for one that is due."""
        if self._is_over or self._sent >= self._limit:
            self._idle.append(lane)
            if not any(other.is_busy for other in self._lanes):
                self._finish()
        elif not self.stream.rate:
            lane.send(self._next(), perf_counter())
        elif self._due:
            lane.send(self._next(), self._due.popleft())
        else:
            self._idle.append(lane)

    def answered(self, lane: "Lane", status: int, is_there: bool) -> None:
        now = perf_counter()
        if status not in _GOOD:
            self._wrong[status] = self._wrong.get(status, 0) + 1
        elif is_there:
            self._latencies.append(now - lane.since)
            self._ends.append(now - self._epoch)
        elif not self._is_over:
            self._loop.call_later(self.stream.pause_seconds, lane.repeat)
            return
        lane.is_busy = False
        self.free(lane)

    def broken(self, lane: "Lane") -> None:
        self._lanes.remove(lane)
        if lane in self._idle:
            self._idle.remove(lane)
        if lane.is_busy:
            self._wrong[NO_ANSWER] = self._wrong.get(NO_ANSWER, 0) + 1
        if not self._done.done():
            self._loop.call_later(_AGAIN_SECONDS, self._connect)

    def _next(self) -> bytes:
        stream, number = self.stream, self._sent
        self._sent += 1
        request = stream.requests[number % len(stream.requests)]
        if not stream.field:
            return request
        text = f"{stream.texts[number % len(stream.texts)]} {stream.mark}{number}"
        body = msgspec.json.encode({stream.field: text})
        return b"%bContent-Length: %d\r\n\r\n%b" % (request, len(body), body)

    def _connect(self) -> None:
        if not self._done.done():
            task = self._loop.create_task(self._open())
            task.add_done_callback(self._opened)

    async def _open(self) -> None:
        await self._loop.create_connection(lambda: Lane(self), self.stream.host, self.stream.port)

    def _opened(self, task: "asyncio.Task[None]") -> None:
        if task.cancelled() or task.exception() is None:
            return
        self._wrong[NO_ANSWER] = self._wrong.get(NO_ANSWER, 0) + 1
        self._refused += 1
        if self._refused > _REFUSED_MAX * self.stream.connections:
            self._give_up()
        else:
            self._loop.call_later(_AGAIN_SECONDS, self._connect)

    def joined(self, lane: "Lane") -> None:
        self._refused = 0
        self._lanes.append(lane)
        self.free(lane)

    def _tick(self, number: int) -> None:
        """Request `number` is due now. Latency counts from here, also when no connection is free (no omission)."""
        if self._is_over or number >= self._limit:
            return
        self._due.append(perf_counter())
        if self._idle:
            self._idle.pop().send(self._next(), self._due.popleft())
        self._loop.call_at(self._begun + (number + 1) / self.stream.rate, self._tick, number + 1)

    def _end(self) -> None:
        self._is_over = True
        if not any(lane.is_busy for lane in self._lanes):
            self._finish()

    def _give_up(self) -> None:
        self._is_over = True
        for lane in self._lanes:
            if lane.is_busy:
                self._wrong[NO_ANSWER] = self._wrong.get(NO_ANSWER, 0) + 1
        self._finish()

    def _finish(self) -> None:
        if not self._done.done():
            self._done.set_result(None)


class Lane(asyncio.Protocol):
    """One kept-alive connection."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.since = 0.0
        self.is_busy = False
        self._request = b""
        self._body: list[bytes] = []
        if flow.needle:
            # Set only where the answer is looked into, since the parser calls whatever it finds.
            self.on_body = self._body.append
        self._parser = HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclass of it.
        self._transport = cast("asyncio.Transport", transport)
        self.flow.joined(self)

    def data_received(self, data: bytes) -> None:
        self.flow.bytes_read += len(data)
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.flow.broken(self)

    def send(self, request: bytes, since: float) -> None:
        self.is_busy = True
        self.since = since
        self._request = request
        self._transport.write(request)

    def repeat(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(self._request)

    def on_message_complete(self) -> None:
        is_there = True
        if self.flow.needle:
            is_there = self.flow.needle in b"".join(self._body)
            self._body.clear()
        if not self._parser.should_keep_alive():
            self._transport.close()
        self.flow.answered(self, self._parser.get_status_code(), is_there)

    def close(self) -> None:
        self.is_busy = False
        self._transport.close()
