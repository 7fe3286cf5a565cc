"""Films and sounds: looked into where FFmpeg is there, served as they came where it is not (W09)."""

from pathlib import Path

import httpx
import pytest

from nodeapp.backends.media_worker import MediaWorker
from nodeapp.model.limits import Limits
from tests.builders import Caller, FakeClock, Home, at_home
from tests.files import REFUSED, SECRET, mp4, opened
from tests.films import av, film, turned

pytestmark = pytest.mark.anyio


async def uploaded(caller: Caller, body: bytes) -> dict:
    answer = await caller.post("/api/media", files={"file": ("x", body)})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_film_has_a_poster_a_length_and_says_nothing_else(node: Home, tmp_path: Path):
    ada = await node.client_of("ada")

    media = await uploaded(ada, film(tmp_path, size=(640, 360)))

    assert (media["kind"], media["state"], media["mime"]) == ("video", "ready", "video/mp4")
    assert (media["width"], media["height"], media["duration_ms"]) == (640, 360, 2_000)
    assert len(media["blurhash"]) == 28
    poster = opened((await ada.get(media["preview_url"])).content)
    assert poster.size == (640, 360)
    original = await ada.get(media["url"])
    assert original.headers["content-type"] == "video/mp4"
    assert SECRET not in original.content
    assert (await ada.get(media["url"], headers={"Range": "bytes=0-3"})).status_code == 206


async def test_a_film_that_was_held_upright_is_shown_so(node: Home, tmp_path: Path):
    ada = await node.client_of("ada")

    media = await uploaded(ada, turned(film(tmp_path, size=(640, 360))))
    await node.wait_idle(60)

    assert (media["width"], media["height"]) == (360, 640)
    assert opened((await ada.get(media["preview_url"])).content).size == (360, 640)
    (kept := tmp_path / "kept.mp4").write_bytes((await ada.get(media["url"])).content)
    with av.open(str(kept)) as again:
        assert abs(next(again.decode(video=0)).rotation) == 90
    sizes = (await ada.get(f"/api/media/{media['id']}")).json()["sizes"]
    stream = next(size for size in sizes if size["url"].endswith("master.m3u8"))
    assert (stream["width"], stream["height"]) == (360, 640)


async def test_a_film_is_streamed_at_smaller_sizes(node: Home, tmp_path: Path):
    ada = await node.client_of("ada")
    media = await uploaded(ada, film(tmp_path, size=(1280, 720)))

    await node.wait_idle(60)

    media = (await ada.get(f"/api/media/{media['id']}")).json()
    master = next(size for size in media["sizes"] if size["mime"] == "application/vnd.apple.mpegurl")
    assert master["url"].endswith("/hls/master.m3u8")
    listed = (await ada.get(master["url"])).text
    names = [line for line in listed.splitlines() if line and not line.startswith("#")]
    assert names == ["360.m3u8", "720.m3u8"]
    for name in names:
        playlist = await ada.get(httpx.URL(master["url"]).join(name))
        assert playlist.headers["content-type"] == "application/vnd.apple.mpegurl"
        pieces = [line for line in playlist.text.splitlines() if line and not line.startswith("#")]
        piece = await ada.get(playlist.url.join(pieces[0]))
        assert piece.headers["content-type"] == "video/mp2t"
        assert piece.content[0] == 0x47
    assert await node.count("select count(*) from media_tasks") == 0


@pytest.mark.parametrize(
    ("form", "heard", "mime"),
    [
        ("mp3", "libmp3lame", "audio/mpeg"),
        ("ogg", "libopus", "audio/ogg"),
        ("flac", "flac", "audio/flac"),
        ("wav", "pcm_s16le", "audio/wav"),
        ("ipod", "aac", "audio/mp4"),
    ],
)
async def test_sounds_are_sounds(node: Home, tmp_path: Path, form: str, heard: str, mime: str):
    ada = await node.client_of("ada")

    media = await uploaded(ada, film(tmp_path, form, shown=None, heard=heard))

    assert (media["kind"], media["mime"], media["sizes"], media["preview_url"]) == ("audio", mime, [], None)
    assert abs(media["duration_ms"] - 2_000) < 100
    assert SECRET not in (await ada.get(media["url"])).content


@pytest.mark.parametrize(("form", "shown", "heard"), [("webm", "libvpx", "libopus"), ("mov", "libx264", None)])
async def test_other_films(node: Home, tmp_path: Path, form: str, shown: str, heard: str | None):
    ada = await node.client_of("ada")

    media = await uploaded(ada, film(tmp_path, form, shown=shown, heard=heard, size=(160, 120)))

    assert (media["kind"], media["width"], media["height"]) == ("video", 160, 120)
    assert media["mime"] in ("video/webm", "video/quicktime")
    assert SECRET not in (await ada.get(media["url"])).content


async def test_w09_films_that_are_none_or_too_much_are_refused(tmp_path: Path, clock: FakeClock):
    limits = Limits(film_tracks_max=3, film_seconds_max=1.5)
    async with at_home(tmp_path / "node", clock, limits=limits) as node:
        ada = await node.client_of("ada")
        hostile = {
            "crafted": mp4(),
            "cut": film(tmp_path)[:3_000],
            "long": film(tmp_path, seconds=3),
            "tracks": film(tmp_path, seconds=1, tracks=4),
            "playlist": REFUSED["playlist"],
            "nothing but a head": film(tmp_path, "webm", shown="libvpx", heard=None, seconds=1)[:100],
        }

        for name, body in hostile.items():
            answer = await ada.post("/api/media", files={"file": ("x.mp4", body)})
            assert answer.status_code == 400, (name, answer.text)
            assert answer.json()["errors"][0]["field"] == "file"
        assert (await ada.post("/api/media", files={"file": ("x", film(tmp_path, seconds=1))})).status_code == 201


async def test_without_ffmpeg_films_are_served_as_they_came(
    node: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(MediaWorker, "opens_films", False)
    ada = await node.client_of("ada")
    body = film(tmp_path)

    media = await uploaded(ada, body)
    posted = await ada.post("/api/tweets", json={"content": "", "media_ids": [media["id"]]})

    assert (media["kind"], media["state"], media["sizes"]) == ("video", "ready", [])
    assert posted.status_code == 201
    assert (await node.client.get(media["url"])).content == body
