"""Words by topic: a file that comes with the program, and one in the data folder, read again when it changes."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from nodeapp import telemetry
from nodeapp.model.topics import Topics, topics_of

FILE_NAME = "topics.toml"

_SHIPPED = Path(__file__).with_name(FILE_NAME)
_BYTES_MAX = 1_048_576

_log = telemetry.Log(__name__)

Words = dict[str, tuple[str, ...]]


@dataclass
class TopicFiles:
    """Called for the topics as they are now; nothing is read before the first call."""

    data: Path
    _stamp: tuple[int, int] | None = field(default=None, init=False)
    _topics: Topics | None = field(default=None, init=False)

    def __call__(self) -> Topics:
        """A file that cannot be read, or is not of this kind, changes nothing, and that is logged once."""
        stamp = self._now()
        if self._topics is None or stamp != self._stamp:
            self._stamp = stamp
            self._topics = topics_of({**_read(_SHIPPED), **(_own(self._file) if stamp != (0, 0) else {})})
        return self._topics

    @property
    def _file(self) -> Path:
        return self.data / FILE_NAME

    def _now(self) -> tuple[int, int]:
        try:
            found = self._file.stat()
        except OSError:
            return 0, 0
        return found.st_mtime_ns, found.st_size


def _own(path: Path) -> Words:
    try:
        return _read(path)
    except (OSError, ValueError, msgspec.ValidationError) as error:
        _log.warning("topics_unreadable", file=str(path), reason=str(error))
        return {}


def _read(path: Path) -> Words:
    """Raises OSError, ValueError (not TOML, or too large), ValidationError."""
    with path.open("rb") as file:
        told = file.read(_BYTES_MAX + 1)
    if len(told) > _BYTES_MAX:
        raise ValueError(f"larger than {_BYTES_MAX} bytes")
    return msgspec.convert(tomllib.loads(told.decode("utf-8")), Words)
