"""The load generator, a process of its own: reads jobs from stdin, puts the load on, writes outcomes to stdout."""

import asyncio
import struct
import sys

import msgspec
import uvloop

from .flows import Flow
from .jobs import GO, READY, Job, Outcome

_LENGTH = struct.Struct("!I")


def main() -> None:
    """Each job: its length, the job; `ready` comes back; after `go` it runs, and its outcomes come back likewise."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        while head := source.read(_LENGTH.size):
            job = msgspec.msgpack.decode(source.read(*_LENGTH.unpack(head)), type=Job)
            sink.write(READY)
            sink.flush()
            if source.readline() != GO:
                return
            answer = msgspec.msgpack.encode(runner.run(run(job)))
            sink.write(_LENGTH.pack(len(answer)) + answer)
            sink.flush()


async def run(job: Job) -> list[Outcome]:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    flows = [Flow(stream, loop, begun) for stream in job.streams]
    return await asyncio.gather(*(flow.run() for flow in flows))


if __name__ == "__main__":
    main()
