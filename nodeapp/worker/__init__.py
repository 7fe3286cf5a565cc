"""The worker: a process of its own that opens strangers' files, so that what goes wrong in there ends there.

It is asked through its standard input and answers through its standard output, one task after the other, each message
behind its length. It knows nothing of the node: paths to read and write, and bounds.
"""

import gc
import os
import sys
from typing import BinaryIO

import msgspec

from nodeapp.model.decoding import (
    LENGTH_BYTES,
    MESSAGE_BYTES_MAX,
    Answer,
    AnyTask,
    CutTask,
    FilmTask,
    PictureTask,
    Refused,
    StreamTask,
)
from nodeapp.worker import bounds

TOO_MUCH = Refused("This file takes more memory to open than is given to it here.")

_tasks = msgspec.msgpack.Decoder(AnyTask)
_answers = msgspec.msgpack.Encoder()


def run() -> None:
    """Until nobody asks any more."""
    asked, told = _pipes()
    bounds.begin()
    # Nothing, to say that it is there.
    told.write(bytes(LENGTH_BYTES))
    while (task := _next(asked)) is not None:
        answer = done(task)
        _tell(told, answer)
        if answer == TOO_MUCH:
            # What a library kept when it ran out of memory would be missing from now on: another one begins afresh.
            return
        gc.collect()


def done(task: AnyTask) -> Answer:
    """Never raises: what a file does to the libraries that read it can be anything."""
    bounds.set_for(task)
    try:
        return _done(task)
    except MemoryError:
        return TOO_MUCH
    except bounds.Broken as error:
        return Refused(str(error), error.field)
    # Decoders raise whatever they like about what they cannot read.
    except Exception:
        return Refused("This file cannot be read: it is damaged, or not what it says it is.")


def _done(task: AnyTask) -> Answer:
    # What a node never opens is never loaded: a picture needs no FFmpeg.
    match task:
        case PictureTask():
            from nodeapp.worker import pictures  # noqa: PLC0415 (as said above)

            return pictures.prepared(task)
        case CutTask():
            from nodeapp.worker import pictures  # noqa: PLC0415 (as said above)

            return pictures.cut(task)
        case FilmTask():
            from nodeapp.worker import films  # noqa: PLC0415 (as said above)

            return films.prepared(task)
        case StreamTask():
            from nodeapp.worker import streams  # noqa: PLC0415 (as said above)

            return streams.prepared(task)


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """The real ones; whatever a library prints goes where errors go, and not among the answers."""
    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return sys.stdin.buffer, told


def _next(asked: BinaryIO) -> AnyTask | None:
    head = asked.read(LENGTH_BYTES)
    size = int.from_bytes(head, "big")
    if len(head) < LENGTH_BYTES or size > MESSAGE_BYTES_MAX:
        return None
    body = asked.read(size)
    return _tasks.decode(body) if len(body) == size else None


def _tell(told: BinaryIO, answer: Answer) -> None:
    body = _answers.encode(answer)
    left = memoryview(len(body).to_bytes(LENGTH_BYTES, "big") + body)
    while left:
        left = left[told.write(left) :]
