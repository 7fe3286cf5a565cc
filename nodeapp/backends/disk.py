"""The data folder: its rights, its room, and the small private files beside the database."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER_RIGHTS = 0o700
FILE_RIGHTS = 0o600


def make_private(folder: Path) -> None:
    """Makes the folder and its missing parents; only its owner may enter. Repeating changes nothing."""
    folder.mkdir(mode=FOLDER_RIGHTS, parents=True, exist_ok=True)
    folder.chmod(FOLDER_RIGHTS)


def is_private(path: Path) -> bool:
    """Whether nobody but the owner has any right to it. Always true on Windows, which has other means."""
    return sys.platform == "win32" or not path.stat().st_mode & 0o077


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


@contextmanager
def private_file(path: Path, content: bytes) -> Iterator[None]:
    """The file is there, whole and readable by its owner alone, while open."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_RIGHTS)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    fresh.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
