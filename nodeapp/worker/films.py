"""Films and sounds: how long and how large they are, a still of a film, and the file without what it says besides."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from nodeapp.model.decoding import File, FilmTask, Made, StreamTask
from nodeapp.model.forms import Form, form_named
from nodeapp.worker import pictures
from nodeapp.worker.bounds import Broken

# FFmpeg comes with the extra `media`; whoever asks for a film to be opened has made sure that it is there.
av: Any = __import__("av")

_MICROSECONDS = 1_000_000
_PACKETS_FOR_A_PICTURE = 400
_MUXERS = {"m4a": "ipod"}
_PICTURES_ATTACHED = 0x0400
"""AV_DISPOSITION_ATTACHED_PIC: the cover of a record, which is no film."""


def prepared(task: FilmTask) -> Made:
    form, folder = form_named(task.form), Path(task.folder)
    with opened(task) as source:
        shown, heard = shown_in(source, form), list(source.streams.audio)
        if shown is None and not heard:
            raise Broken("There is neither picture nor sound in this file.")
        seconds = _seconds(source, [stream for stream in (shown, *heard) if stream is not None])
        if seconds is not None and seconds > task.bounds.film_seconds_max:
            raise Broken(f"This is longer than the {task.bounds.film_seconds_max:g} seconds that are taken here.")
        image = None if shown is None else _still(source, shown, task)
    files = [] if image is None else pictures.posters(image, folder)
    _copy(task, form, folder)
    width, height = (None, None) if image is None else image.size
    return Made(
        files=(File("original", form.mime, width or 0, height or 0), *files),
        width=width,
        height=height,
        duration_ms=None if seconds is None else int(seconds * 1_000),
        blurhash=None if image is None else pictures.hashed(image),
        has_picture=image is not None,
        has_sound=bool(heard),
    )


@contextmanager
def opened(task: FilmTask | StreamTask) -> Iterator[Any]:
    """By the one reader that its beginning calls for, which may open nothing else (W09). Raises Broken."""
    with Path(task.path).open("rb") as file:
        source = av.open(file, "r", format=task.form, options={"protocol_whitelist": "file"})
        with source:
            if len(source.streams) > task.bounds.tracks_max:
                raise Broken(f"This film has {len(source.streams)} tracks; at most {task.bounds.tracks_max} are taken.")
            yield source


def shown_in(source: Any, form: Form) -> Any:
    """The track that is a film; None for a sound, whatever cover it has."""
    if form.family == "sound":
        return None
    moving = (stream for stream in source.streams.video if not int(stream.disposition) & _PICTURES_ATTACHED)
    return next(moving, None)


def _seconds(source: Any, streams: Iterable[Any]) -> float | None:
    """As the file says, or the longest of its tracks."""
    if source.duration is not None:
        return float(source.duration / _MICROSECONDS)
    known = [float(stream.duration * stream.time_base) for stream in streams if stream.duration]
    return max(known, default=None)


def _still(source: Any, stream: Any, task: FilmTask) -> Image.Image:
    """The first picture there is, the way round that it is shown, small enough for its poster."""
    width, height = stream.width, stream.height
    if width < 1 or height < 1 or max(width, height) > task.bounds.side_max or width * height > task.bounds.pixels_max:
        raise Broken(f"This film has {width} x {height} pixels, which is more than is opened here.")
    stream.thread_type, stream.codec_context.thread_count = "NONE", 1
    for number, packet in enumerate(source.demux(stream)):
        for frame in packet.decode():
            image: Image.Image = frame.to_image()
            turned = image.rotate(frame.rotation, expand=True) if frame.rotation else image
            return turned
        if number > _PACKETS_FOR_A_PICTURE:
            break
    raise Broken("No picture can be read from this film.")


def _copy(task: FilmTask, form: Form, folder: Path) -> None:
    """The same tracks, packet for packet, in a file that says nothing of where and by whom it was made."""
    options = {"movflags": "+faststart", "fflags": "+bitexact"} if form.name in ("mp4", "mov", "m4a") else {}
    muxer = _MUXERS.get(form.name, form.name)
    with opened(task) as source, av.open(str(folder / "original"), "w", format=muxer, options=options) as out:
        shown = shown_in(source, form)
        chosen = [stream for stream in (shown, *source.streams.audio) if stream is not None]
        copies = {stream.index: out.add_stream_from_template(stream) for stream in chosen}
        for packet in source.demux(*chosen):
            if packet.dts is not None:
                packet.stream = copies[packet.stream.index]
                out.mux(packet)
