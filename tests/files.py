"""Files to upload: honest ones, and such as do harm where they are believed."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

SECRET = b"SECRET-PLACE-52.5200-13.4050"


def picture(form: str = "PNG", width: int = 800, height: int = 600, **how: Any) -> bytes:
    """Red to the left, blue to the right, so that turns and cuts show."""
    image = Image.new("RGB", (width, height), (0, 0, 200))
    image.paste((200, 0, 0), (0, 0, width // 2, height))
    return saved(image, form, **how)


def saved(image: Image.Image, form: str, **how: Any) -> bytes:
    body = io.BytesIO()
    image.save(body, form, **how)
    return body.getvalue()


def animation(form: str = "GIF", frames: int = 5) -> bytes:
    pictures = [Image.new("RGB", (120, 80), (number * 40 % 256, 90, 30)) for number in range(frames)]
    return saved(pictures[0], form, save_all=True, append_images=pictures[1:], loop=0, duration=50)


def told(form: str, orientation: int = 1, **how: Any) -> bytes:
    """A picture that says where it was taken, in every way its form knows."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = SECRET.decode()
    more: dict[str, Any] = {"comment": SECRET} if form in ("JPEG", "GIF") else {}
    if form != "GIF":
        more["exif"] = exif
    if form == "WEBP":
        more["xmp"] = SECRET
    return picture(form, **more, **how) + SECRET


def opened(body: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(body))
    image.load()
    return image


def png_chunk(name: bytes, says: bytes) -> bytes:
    return struct.pack(">I", len(says)) + name + says + struct.pack(">I", zlib.crc32(name + says))


def vast_png(width: int = 50_000, height: int = 50_000) -> bytes:
    """A few bytes that say they are 10 GB of pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", b"\x78\x9c") + png_chunk(b"IEND", b"")


def bomb_png(side: int = 4_900) -> bytes:
    """96 MB of one colour in 24 KB: what it says is within the bounds, and so must be what is done with it."""
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + 4 * side)) for _ in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")


def long_gif(frames: int = 10_000) -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6)
    frame = b"\x21\xf9\x04\x04\x01\x00\x00\x00\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return head + frame * frames + b"\x3b"


def mp4() -> bytes:
    """As much of a film as its first bytes."""
    return struct.pack(">I", 24) + b"ftypisom" + struct.pack(">I", 512) + b"isomavc1" + bytes(600)


REFUSED: dict[str, bytes] = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!doctype html><script>alert(1)</script>" + b" " * 600,
    "xml": b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
    "pdf": b"%PDF-1.7\n" + bytes(600),
    "json": b'{"@context":"https://www.w3.org/ns/activitystreams","type":"Note","id":"https://here/ap/1"}',
    "tiff": saved(Image.new("RGB", (20, 20)), "TIFF"),
    "ico": saved(Image.new("RGB", (32, 32)), "ICO"),
    "bmp": saved(Image.new("RGB", (20, 20)), "BMP"),
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n" + b" " * 600,
    "jpeg2000": b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(600),
    "playlist": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n" + b" " * 600,
    "zip": b"PK\x03\x04" + bytes(600),
    "elf": b"\x7fELF" + bytes(600),
    "one byte": b"\x89",
    "vast": vast_png(),
    "long": long_gif(),
    "cut png": picture()[:200],
    "cut jpeg": picture("JPEG")[:-200],
    "cut gif": animation()[:-30],
    "cut webp": picture("WEBP")[:-20],
    "gif and page": b"GIF89a/*" + b"<script>alert(1)</script>*/=1;" + bytes(600),
    "png and page": b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>" + bytes(600),
}
