"""The folder of the index on disk: its state in a file of its own, an index beside it, and whether that is sound."""

import json
import shutil
import zlib
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from nodeapp.backends import disk
from nodeapp.model.searchable import IndexState

_STATE = "state.json"
_INDEX = "index-"
_NEW = ".new"
_META = "meta.json"
_PLAIN = frozenset({".json", ".lock"})
_CHUNK = 1 << 20
_TAIL = 8
"""Each file ends with a footer in JSON, its length and a magic number, both of four bytes."""
_MAGIC = 1_337
_FOOTER_MAX = 4_096


def read_state(folder: Path, database_id: str) -> IndexState | None:
    """None where there is none, or one of another format or database."""
    try:
        state = msgspec.json.decode((folder / _STATE).read_bytes(), type=IndexState)
    except (OSError, msgspec.DecodeError):
        return None
    return state if state.format == IndexState.FORMAT and state.database_id == database_id else None


def write_state(folder: Path, state: IndexState) -> None:
    """After the commit it tells of: what is lost is told again by the log."""
    new = folder / (_STATE + _NEW)
    new.write_bytes(msgspec.json.encode(state))
    new.replace(folder / _STATE)


def forget_state(folder: Path) -> None:
    (folder / _STATE).unlink(missing_ok=True)


def make_anew(folder: Path) -> str:
    """The name of an empty folder for an index. Older ones are thrown away as far as that is possible now."""
    disk.make_private(folder)
    forget_state(folder)
    there = [path for path in folder.iterdir() if path.name.startswith(_INDEX)]
    numbers = [int(number) for path in there if (number := path.name.removeprefix(_INDEX)).isdecimal()]
    name = f"{_INDEX}{max(numbers, default=0) + 1}"
    for path in there:
        shutil.rmtree(path, ignore_errors=True)
    disk.make_private(folder / name)
    return name


def is_made_sound(index: Path) -> bool:
    """Whether every file of the index is as it was written: their checksums are in their footers.

    Only what its list of files names was committed. Whatever else lies there was being written when a process was
    killed; it is thrown away, since the next commit may want its name. Nobody else may have the index open.
    """
    try:
        segments = msgspec.json.decode((index / _META).read_bytes(), type=_Meta).segments
    except (OSError, msgspec.DecodeError):
        return False
    committed = {segment.name: segment for segment in segments}
    for path in [path for path in index.iterdir() if path.is_file() and not _is_plain(path)]:
        if not _is_committed(path, committed):
            path.unlink()
        elif not _is_whole(path):
            return False
    return True


def _is_plain(path: Path) -> bool:
    return path.suffix in _PLAIN or path.name.startswith(".")


class _Deletes(Struct, frozen=True):
    opstamp: int


class _Segment(Struct, frozen=True):
    segment_id: str
    deletes: _Deletes | None = None

    @property
    def name(self) -> str:
        return self.segment_id.replace("-", "")


class _Meta(Struct, frozen=True):
    segments: list[_Segment]


def _is_committed(path: Path, committed: Mapping[str, _Segment]) -> bool:
    """What is deleted in a segment stands in a file for each commit, of which the last one counts."""
    segment = committed.get(path.name.partition(".")[0])
    if segment is None:
        return False
    if path.suffix != ".del":
        return True
    return segment.deletes is not None and path.name == f"{segment.name}.{segment.deletes.opstamp}.del"


def _is_whole(path: Path) -> bool:
    size = path.stat().st_size
    with path.open("rb") as file:
        if size < _TAIL:
            return False
        file.seek(size - _TAIL)
        tail = file.read(_TAIL)
        length, magic = int.from_bytes(tail[:4], "little"), int.from_bytes(tail[4:], "little")
        body = size - _TAIL - length
        if magic != _MAGIC or length > _FOOTER_MAX or body < 0:
            return False
        file.seek(body)
        try:
            expected = json.loads(file.read(length))["crc"]
        except (ValueError, KeyError, TypeError):
            return False
        file.seek(0)
        found = 0
        while body:
            chunk = file.read(min(_CHUNK, body))
            if not chunk:
                return False
            found, body = zlib.crc32(chunk, found), body - len(chunk)
    return bool(found == expected)
