"""Streams: a film at smaller sizes, in pieces of a few seconds, so that it plays over a slow line (HLS, RFC 8216)."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from nodeapp.model.decoding import File, Made, StreamTask
from nodeapp.model.forms import form_named
from nodeapp.worker.bounds import Broken
from nodeapp.worker.films import av, opened, shown_in

FOLDER = "hls"
MASTER = f"{FOLDER}/master.m3u8"
PLAYLIST_MIME = "application/vnd.apple.mpegurl"
PIECE_MIME = "video/mp2t"

_PIECE_SECONDS = "6"
_BITS_PER_SECOND = {360: 700_000, 720: 2_200_000}
_SOUND_BITS_PER_SECOND = 128_000
_SOUND_RATE = 44_100
_RATE_MAX = 60
_GROUP_SECONDS = 2
_TURNS = {
    90: (("transpose", "cclock"),),
    -90: (("transpose", "clock"),),
    180: (("hflip", ""), ("vflip", "")),
    -180: (("hflip", ""), ("vflip", "")),
}
"""Counterclockwise, as films say it."""


def prepared(task: StreamTask) -> Made:
    """`hls/master.m3u8`, which names a playlist for each height."""
    folder = Path(task.folder)
    (folder / FOLDER).mkdir(exist_ok=True)
    files, lines = [], ["#EXTM3U", "#EXT-X-VERSION:3"]
    for height in task.heights:
        size = _smaller(task, folder, height)
        bits = _BITS_PER_SECOND[height] + _SOUND_BITS_PER_SECOND
        lines += [f"#EXT-X-STREAM-INF:BANDWIDTH={bits},RESOLUTION={size[0]}x{size[1]}", f"{height}.m3u8"]
        files.append(File(f"{FOLDER}/{height}.m3u8", PLAYLIST_MIME, *size))
        pieces = sorted(path.name for path in (folder / FOLDER).glob(f"{height}_*.ts"))
        files += [File(f"{FOLDER}/{name}", PIECE_MIME, *size) for name in pieces]
    (folder / MASTER).write_text("\n".join([*lines, ""]), encoding="ascii")
    return Made(files=(File(MASTER, PLAYLIST_MIME, files[0].width, files[0].height), *files))


def _smaller(task: StreamTask, folder: Path, height: int) -> tuple[int, int]:
    """Writes one playlist with its pieces; how large its picture is."""
    options = {
        "hls_time": _PIECE_SECONDS,
        "hls_playlist_type": "vod",
        "hls_segment_filename": str(folder / FOLDER / f"{height}_%03d.ts"),
    }
    path = str(folder / FOLDER / f"{height}.m3u8")
    with opened(task) as source, av.open(path, "w", format="hls", options=options) as out:
        shown, heard = _tracks(source, task)
        turn = _turn(task)
        size = _even_size(shown, turn, height)
        video = _video(out, shown, size, _BITS_PER_SECOND[height])
        audio = None if heard is None else _audio(out)
        pictures = _Pictures(shown, turn, size)
        sound = av.AudioResampler(format="fltp", layout="stereo", rate=_SOUND_RATE)
        for packet in source.demux([stream for stream in (shown, heard) if stream is not None]):
            for frame in packet.decode():
                if isinstance(frame, av.VideoFrame):
                    out.mux([piece for picture in pictures.of(frame) for piece in video.encode(picture)])
                elif audio is not None:
                    out.mux([piece for part in sound.resample(frame) for piece in audio.encode(part)])
        out.mux(video.encode(None))
        if audio is not None:
            out.mux([piece for part in sound.resample(None) for piece in audio.encode(part)])
            out.mux(audio.encode(None))
    return size


class _Pictures:
    """Frames the way round that they are shown, and as large as is wanted."""

    def __init__(self, stream: Any, turn: int, size: tuple[int, int]) -> None:
        steps = [*_TURNS.get(turn, ()), ("scale", f"{size[0]}:{size[1]}"), ("format", "yuv420p")]
        self._graph = av.filter.Graph()
        nodes = [self._graph.add_buffer(template=stream), *(self._graph.add(*step) for step in steps)]
        nodes.append(self._graph.add("buffersink"))
        for one, following in pairwise(nodes):
            one.link_to(following)
        self._graph.configure()

    def of(self, frame: Any) -> Iterator[Any]:
        self._graph.push(frame)
        while True:
            try:
                picture = self._graph.pull()
            except (av.BlockingIOError, av.EOFError):
                return
            # Which of them can be begun with is for the encoder to decide.
            picture.pict_type = 0
            yield picture


def _tracks(source: Any, task: StreamTask) -> tuple[Any, Any]:
    shown = shown_in(source, form_named(task.form))
    if shown is None:
        raise Broken("There is no picture in this file.")
    shown.thread_type, shown.codec_context.thread_count = "NONE", 1
    return shown, next(iter(source.streams.audio), None)


def _turn(task: StreamTask) -> int:
    """By how many degrees its pictures are to be turned, which only they themselves say."""
    with opened(task) as source:
        shown, _ = _tracks(source, task)
        frame = next(source.decode(shown), None)
        if frame is None:
            raise Broken("No picture can be read from this film.")
        return int(frame.rotation)


def _even_size(stream: Any, turn: int, height: int) -> tuple[int, int]:
    """Even numbers, since this encoder takes no others. Of a film that stands upright it is the width that counts."""
    width, full = (stream.height, stream.width) if abs(turn) == 90 else (stream.width, stream.height)  # noqa: PLR2004 (degrees)
    scale = min(1.0, height / min(width, full))
    return max(2, round(width * scale / 2) * 2), max(2, round(full * scale / 2) * 2)


def _video(out: Any, stream: Any, size: tuple[int, int], bits: int) -> Any:
    rate = min(Fraction(stream.average_rate or 30), Fraction(_RATE_MAX))
    options = {"preset": "veryfast", "rc-lookahead": "10", "threads": "1"}
    options |= {"maxrate": str(bits), "bufsize": str(2 * bits)}
    video = out.add_stream("libx264", rate=rate, options=options)
    video.width, video.height = size
    video.pix_fmt, video.bit_rate = "yuv420p", bits
    video.codec_context.gop_size = int(rate * _GROUP_SECONDS) or 1
    # Finer than the rate: phones do not take pictures at even distances.
    video.codec_context.time_base = Fraction(1, 90_000)
    return video


def _audio(out: Any) -> Any:
    audio = out.add_stream("aac", rate=_SOUND_RATE, layout="stereo")
    audio.bit_rate = _SOUND_BITS_PER_SECOND
    return audio
