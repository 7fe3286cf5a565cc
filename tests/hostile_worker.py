"""A worker (`python -m tests.hostile_worker`) whose files do harm once they are opened; the end of each says which."""

import os
import sys
import time
from pathlib import Path

from nodeapp import worker
from nodeapp.model.decoding import Made, PictureTask
from nodeapp.worker import bounds, pictures

prepare = pictures.prepared


def prepared(task: PictureTask) -> Made:
    end = Path(task.path).read_bytes()[-8:]
    if end.endswith(b"SPIN"):
        while True:
            pass
    if end.endswith(b"SLEEP"):
        time.sleep(3_600)
    if end.endswith(b"EAT"):
        eaten = []
        while True:
            eaten.append(bytearray(b"x" * 1_048_576))
    if end.endswith(b"DIE"):
        os._exit(7)
    if end.endswith(b"TALK"):
        print("not an answer", flush=True)
    return prepare(task)


if __name__ == "__main__":
    pictures.prepared = prepared
    if "--dead" in sys.argv:
        sys.exit(3)
    if "--unbounded" in sys.argv:
        # As where the system has no bounds to offer.
        bounds.set_for = lambda task: None
    worker.run()
