"""Decoding: what the worker that opens strangers' files is asked, and what it answers."""

from msgspec import Struct

LENGTH_BYTES = 4
MESSAGE_BYTES_MAX = 1_048_576
"""Files themselves do not go through the pipe: they lie in folders that both can reach."""


class Bounds(Struct, frozen=True, kw_only=True):
    """What is looked at before anything is decoded."""

    pixels_max: int
    side_max: int
    frames_max: int
    tracks_max: int
    film_seconds_max: float


class Task(Struct, frozen=True, kw_only=True, tag_field="task"):
    """`path` is read, `folder` written to. `seconds` of the processor and `bytes_max` of memory end the worker."""

    path: str
    folder: str
    bounds: Bounds
    seconds: float
    bytes_max: int


class PictureTask(Task, frozen=True, kw_only=True, tag="picture"):
    """All sizes of a picture, and itself without what it says besides."""

    focus: tuple[float, float] | None = None


class CutTask(Task, frozen=True, kw_only=True, tag="cut"):
    """One piece of a picture, at most so large: `box` (left, top, width, height), else what fits around `focus`."""

    name: str
    width: int
    height: int
    box: tuple[int, int, int, int] | None = None
    focus: tuple[float, float] | None = None


class FilmTask(Task, frozen=True, kw_only=True, tag="film"):
    """Length, size and poster of a film or sound, and itself without what it says besides; `form` is one of FORMS."""

    form: str


class StreamTask(Task, frozen=True, kw_only=True, tag="stream"):
    """Smaller sizes of a film, cut into pieces to be streamed (HLS)."""

    form: str
    heights: tuple[int, ...]


class File(Struct, frozen=True):
    """What lies in the folder now."""

    name: str
    mime: str
    width: int = 0
    height: int = 0


class Made(Struct, frozen=True, kw_only=True, tag_field="answer", tag="made"):
    files: tuple[File, ...]
    width: int | None = None
    height: int | None = None
    frames: int = 1
    duration_ms: int | None = None
    blurhash: str | None = None
    has_picture: bool = True
    """False for a film file in which there is nothing but sound."""
    has_sound: bool = False


class Refused(Struct, frozen=True, tag_field="answer", tag="refused"):
    """`reason` is a sentence for whoever sent the file."""

    reason: str
    field: str = "file"


AnyTask = PictureTask | CutTask | FilmTask | StreamTask
Answer = Made | Refused
