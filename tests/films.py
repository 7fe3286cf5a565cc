"""Films and sounds to upload, made on the spot where FFmpeg is there."""

import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.files import SECRET

av: Any = pytest.importorskip("av", reason="the extra `media` is not installed")

RATE = 48_000


def film(
    folder: Path,
    form: str = "mp4",
    *,
    shown: str | None = "libx264",
    heard: str | None = "aac",
    size: tuple[int, int] = (640, 360),
    seconds: int = 2,
    tracks: int = 1,
) -> bytes:
    """It says where it was made."""
    path = folder / f"made.{form}"
    with av.open(str(path), "w", format=form) as out:
        out.metadata["location"] = SECRET.decode()
        out.metadata["title"] = SECRET.decode()
        video = None if shown is None else out.add_stream(shown, rate=12)
        if video is not None:
            video.width, video.height = size
            video.pix_fmt = "yuv420p"
        sounds = [out.add_stream(heard, rate=RATE, layout="stereo") for _ in range(tracks)] if heard else []
        for number in range(12 * seconds if video is not None else 0):
            frame = av.VideoFrame.from_image(Image.new("RGB", size, (number * 9 % 256, 90, 40)))
            out.mux(video.encode(frame))
        if video is not None:
            out.mux(video.encode(None))
        for sound in sounds:
            _fill(out, sound, seconds)
    return path.read_bytes()


def turned(body: bytes) -> bytes:
    """As a phone that is held upright films: its first track is to be shown turned by a quarter."""
    place = body.index(b"tkhd") + 4 + 40
    matrix = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    return body[:place] + matrix + body[place + len(matrix) :]


def _fill(out: Any, sound: Any, seconds: int) -> None:
    samples = sound.codec_context.frame_size or 1_024
    for number in range(RATE * seconds // samples):
        frame = av.AudioFrame(format=sound.codec_context.format.name, layout="stereo", samples=samples)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate, frame.pts, frame.time_base = RATE, number * samples, Fraction(1, RATE)
        out.mux(sound.encode(frame))
    out.mux(sound.encode(None))
