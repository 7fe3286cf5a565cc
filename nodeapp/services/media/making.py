"""Making: from a file as it came to the rows and contents of what is shown of it."""

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from nodeapp.model.decoding import AnyTask, Bounds, CutTask, File, FilmTask, Made, PictureTask, Refused, StreamTask
from nodeapp.model.errors import BadInput, FieldError
from nodeapp.model.forms import Form
from nodeapp.model.ids import MediaId
from nodeapp.model.limits import Limits
from nodeapp.model.media import Media, MediaKind, Rendition
from nodeapp.queries.media_files import MediaFile
from nodeapp.seams.blobs import Keeping
from nodeapp.services.media.verbs import Verbs

ORIGINAL = "original"
UPLOAD = "upload"
"""A file as it came, nothing taken out of it: never shown to anybody."""
SQUARE = "150x150.webp"
STREAM_HEIGHTS = (360, 720)
_PIECES = "hls/"
_MASTER = "hls/master.m3u8"

_renditions = msgspec.json.Decoder(list[Rendition])
_KINDS: dict[str, MediaKind] = {"picture": "image", "film": "video", "sound": "audio"}


class Stored(Struct, frozen=True):
    """`media` as it is now, and every file that lies behind one of its addresses."""

    media: Media
    files: list[MediaFile]


def kind_of(form: Form) -> MediaKind:
    """As far as its first bytes tell."""
    return _KINDS[form.family]


def focus_of(media: Media) -> tuple[float, float] | None:
    return None if media.focus_x is None or media.focus_y is None else (media.focus_x, media.focus_y)


def bounds_of(limits: Limits) -> Bounds:
    return Bounds(
        pixels_max=limits.picture_pixels_max,
        side_max=limits.picture_side_max,
        frames_max=limits.animation_frames_max,
        tracks_max=limits.film_tracks_max,
        film_seconds_max=limits.film_seconds_max,
    )


def refused(answer: Refused) -> BadInput:
    """A sentence for whoever sent it, at the field that they would have to change."""
    return BadInput(FieldError(answer.field, "invalid", answer.reason))


class Making(Verbs):
    def _looking(self, form: Form, path: str, folder: str, focus: tuple[float, float] | None) -> AnyTask | None:
        """What is asked of the worker about a new file. None where this node cannot look into such files."""
        bounds, seconds, most = bounds_of(self.limits), self.limits.media_seconds, self.limits.media_memory_bytes_max
        if form.family == "picture":
            return PictureTask(path=path, folder=folder, bounds=bounds, seconds=seconds, bytes_max=most, focus=focus)
        if not self.decoder.opens_films:
            return None
        return FilmTask(path=path, folder=folder, bounds=bounds, seconds=seconds, bytes_max=most, form=form.name)

    def _cutting(
        self,
        path: str,
        folder: str,
        name: str,
        size: tuple[int, int],
        *,
        box: tuple[int, int, int, int] | None = None,
        focus: tuple[float, float] | None = None,
    ) -> CutTask:
        return CutTask(
            path=path,
            folder=folder,
            bounds=bounds_of(self.limits),
            seconds=self.limits.media_seconds,
            bytes_max=self.limits.media_memory_bytes_max,
            name=name,
            width=size[0],
            height=size[1],
            box=box,
            focus=focus,
        )

    def _streaming(self, form: Form, path: str, folder: str, side: int) -> StreamTask:
        """`side` is the shorter one of the film."""
        heights = tuple(height for height in STREAM_HEIGHTS if height <= side)
        return StreamTask(
            path=path,
            folder=folder,
            bounds=bounds_of(self.limits),
            seconds=self.limits.stream_seconds,
            bytes_max=self.limits.media_memory_bytes_max,
            form=form.name,
            heights=heights,
        )

    def _is_streamed(self, media: Media) -> bool:
        """Whether smaller sizes of this film are worth their making."""
        return (
            media.kind == "video"
            and self.streamer.opens_films
            and media.state == "ready"
            and min(media.width or 0, media.height or 0) >= STREAM_HEIGHTS[0]
            and (media.duration_ms or 0) <= self.limits.stream_film_seconds_max * 1_000
        )

    async def _keep(self, keeping: Keeping, media_id: MediaId, files: tuple[File, ...]) -> list[MediaFile]:
        rows = []
        for file in files:
            kept = await keeping.keep(file.name)
            rows.append(MediaFile(media_id, file.name, kept.hash, file.mime, kept.bytes))
        return rows

    async def _shown(self, keeping: Keeping, media: Media, made: Made) -> Stored:
        """A file that the worker has looked at: it can be shown from now on."""
        files = await self._keep(keeping, media.id, made.files)
        original = files[0]
        kind: MediaKind = media.kind
        if kind == "image" and made.frames > 1:
            kind = "animation"
        elif kind == "video" and not made.has_picture:
            kind = "audio"
        ready = replace(
            media,
            kind=kind,
            state="ready",
            hash=original.hash,
            mime=original.mime,
            bytes=original.bytes,
            width=made.width,
            height=made.height,
            duration_ms=made.duration_ms,
            blurhash=made.blurhash,
            renditions=with_renditions("[]", made.files, files),
        )
        return Stored(ready, files)

    async def _as_it_came(self, keeping: Keeping, media: Media, name: str) -> Stored:
        """A film or sound on a node that cannot look into it."""
        kept = await keeping.keep(name)
        file = MediaFile(media.id, ORIGINAL, kept.hash, media.mime, kept.bytes)
        return Stored(replace(media, state="ready", hash=kept.hash, bytes=kept.bytes), [file])

    async def _as_waiting(self, keeping: Keeping, media: Media, name: str) -> Stored:
        kept = await keeping.keep(name)
        file = MediaFile(media.id, UPLOAD, kept.hash, media.mime, kept.bytes)
        return Stored(replace(media, state="waiting", bytes=kept.bytes), [file])


def with_renditions(before: str, made: tuple[File, ...], files: list[MediaFile]) -> str:
    """The sizes that were there, and those made now; not itself, and not the pieces of a stream."""
    sizes = {rendition.name: rendition for rendition in _renditions.decode(before)}
    for file, row in zip(made, files, strict=True):
        if file.name != ORIGINAL and (not file.name.startswith(_PIECES) or file.name == _MASTER):
            sizes[file.name] = Rendition(file.name, file.mime, file.width, file.height, row.bytes)
    return msgspec.json.encode(list(sizes.values())).decode()
