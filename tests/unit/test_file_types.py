"""What a file is by its first bytes; nothing that could be run in a page is taken for a picture (W04, W05)."""

import pytest

from nodeapp.model.file_types import SHOWN, by_content, by_ending, usual

ISO = b"\0\0\0\x18ftyp%b\0\0\0\0mif1avif"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
        (b"GIF89a\1\0\1\0", "image/gif"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
        (ISO % b"avif", "image/avif"),
        (ISO % b"mif1", "image/avif"),
        (b"\0\0\0\x18ftypisom\0\0\2\0isomiso2", "video/mp4"),
        (b"\0\0\0\x14ftypqt  \0\0\2\0qt  ", "video/quicktime"),
        (b"\0\0\0\x18ftypM4A \0\0\2\0M4A mp42", "audio/mp4"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\xf7\x81\1B\x82\x84webm", "video/webm"),
        (b"OggS\0\2" + bytes(22) + b"\1\x1eOpusHead", "audio/ogg"),
        (b"OggS\0\2" + bytes(22) + b"\1\x2a\x80theora", "video/ogg"),
        (b"ID3\4\0\0\0\0\0\0", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"fLaC\0\0\0\x22", "audio/flac"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
    ],
)
def test_w04_a_file_is_known_by_its_beginning(head: bytes, kind: str) -> None:
    assert by_content(head) == kind
    assert kind in SHOWN


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff",
        b"<html><script>alert(1)</script>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<svg onload=alert(1)>",
        b" \n<!doctype html>",
        "<script>".encode("utf-16"),
        b"\xef\xbb\xbf<script>",
        b"%PDF-1.7",
        b"PK\3\4",
        b"MZ\x90\0",
        b'{"@context":"https://www.w3.org/ns/activitystreams"}',
        b"RIFF\x24\0\0\0AVI LIST",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"\x1aE\xdf\xa3\x9fB\x82\x88matroska",
        b"II*\0",
        b"\0\0\1\0\1\0",
        b"\0\0\0\x0cjP  \r\n\x87\n",
        b"%!PS-Adobe",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\nfile:///etc/passwd",
    ],
)
def test_w04_everything_else_is_nothing(head: bytes) -> None:
    assert by_content(head) is None


def test_names_of_types_and_files_are_read_generously() -> None:
    assert [usual(name) for name in ("image/jpg", "audio/x-m4a", "image/png")] == [
        "image/jpeg",
        "audio/mp4",
        "image/png",
    ]
    assert [by_ending(path) for path in ("/a/B.JPG", "/a.png/b", "clip.webm", "x.svg", "")] == [
        "image/jpeg",
        None,
        "video/webm",
        None,
        None,
    ]
