"""W08: what a file does to the worker that opens it ends there, and the node goes on answering."""

import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import pytest
from PIL import Image

from nodeapp import worker as opening
from nodeapp.backends import media_worker
from nodeapp.backends.media_worker import MediaWorker, own_command
from nodeapp.backends.processes import resident_bytes
from nodeapp.model.decoding import Bounds, Made, PictureTask, Refused
from nodeapp.model.errors import Unavailable
from nodeapp.model.limits import Limits
from tests.builders import FakeClock, at_home
from tests.files import REFUSED, bomb_png, picture, saved

pytestmark = pytest.mark.anyio

HOSTILE = [sys.executable, "-m", "tests.hostile_worker"]
BOUNDS = Bounds(pixels_max=25_000_000, side_max=16_383, frames_max=1_000, tracks_max=8, film_seconds_max=60)
MIB = 1_048_576
QUICK = Limits(media_seconds=1.0, media_wait_seconds=10.0)


@pytest.fixture
async def hostile() -> AsyncIterator[MediaWorker]:
    async with MediaWorker.open(10, HOSTILE) as worker:
        yield worker


def task(folder: Path, body: bytes, seconds: float = 1.0, bytes_max: int = 256 * MIB) -> PictureTask:
    out = folder / f"out-{len(list(folder.iterdir()))}"
    out.mkdir()
    (path := out / "arrived").write_bytes(body)
    return PictureTask(path=str(path), folder=str(out), bounds=BOUNDS, seconds=seconds, bytes_max=bytes_max)


async def test_the_worker_of_this_program_opens_pictures(tmp_path: Path):
    async with MediaWorker.open(10) as worker:
        answer = await worker.done(task(tmp_path, picture(), seconds=5))

    assert isinstance(answer, Made)
    assert [file.name for file in answer.files] == ["original", "1024.webp", "680.webp", "340.webp", "150x150.webp"]


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch):
    assert own_command() == [sys.executable, "-m", "nodeapp", "worker", "media"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command() == [sys.executable, "worker", "media"]


async def test_nobody_types_the_workers_command(tmp_path: Path):
    listed = await anyio.run_process([sys.executable, "-m", "nodeapp", "--help"])

    assert b"worker" not in listed.stdout


@pytest.mark.parametrize(
    ("end", "reason"),
    [(b"SPIN", "too long"), (b"SLEEP", "too long"), (b"EAT", "more memory"), (b"DIE", "cannot be read")],
)
async def test_w08_what_hangs_eats_or_kills_is_refused_and_the_next_is_served(
    tmp_path: Path, hostile: MediaWorker, end: bytes, reason: str
):
    before = await hostile.done(task(tmp_path, picture()))
    refused = await hostile.done(task(tmp_path, picture() + end))
    after = await hostile.done(task(tmp_path, picture()))

    assert isinstance(refused, Refused)
    assert reason in refused.reason
    assert isinstance(before, Made)
    assert isinstance(after, Made)


@pytest.mark.parametrize(("end", "reason"), [(b"SPIN", "too long"), (b"EAT", "more memory")])
async def test_w08_where_the_system_has_no_bounds_the_node_watches(tmp_path: Path, end: bytes, reason: str):
    async with MediaWorker.open(10, [*HOSTILE, "--unbounded"]) as worker:
        refused = await worker.done(task(tmp_path, picture() + end, bytes_max=100 * MIB, seconds=2))
        after = await worker.done(task(tmp_path, picture()))

    assert isinstance(refused, Refused)
    assert reason in refused.reason
    assert isinstance(after, Made)


async def test_a_decompression_bomb_stays_within_its_bounds(tmp_path: Path):
    async with MediaWorker.open(10) as worker:
        answer = await worker.done(task(tmp_path, bomb_png(), seconds=5))
        pid = worker.pid

        assert pid is not None
        assert (resident_bytes(pid) or 0) < 200 * MIB
    assert isinstance(answer, Made | Refused)


async def test_what_is_printed_is_not_taken_for_an_answer(tmp_path: Path, hostile: MediaWorker):
    assert isinstance(await hostile.done(task(tmp_path, picture() + b"TALK")), Made)


async def test_one_that_was_killed_between_two_files_is_started_again(tmp_path: Path, hostile: MediaWorker):
    await hostile.done(task(tmp_path, picture()))
    first = hostile.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)

    answer = await hostile.done(task(tmp_path, picture()))

    assert isinstance(answer, Made)
    assert hostile.pid not in (None, first)


async def test_one_that_cannot_start_says_nothing_of_the_file(tmp_path: Path):
    async with MediaWorker.open(10, [*HOSTILE, "--dead"]) as worker:
        with pytest.raises(Unavailable):
            await worker.done(task(tmp_path, picture()))
    async with MediaWorker.open(10, [str(tmp_path / "no such program")]) as worker:
        with pytest.raises(Unavailable):
            await worker.done(task(tmp_path, picture()))


async def test_the_line_before_the_worker_is_bounded(tmp_path: Path):
    async with MediaWorker.open(1, HOSTILE) as worker, anyio.create_task_group() as group:
        group.start_soon(worker.done, task(tmp_path, picture() + b"SLEEP"))
        await anyio.sleep(0.1)
        with pytest.raises(Unavailable):
            await worker.done(task(tmp_path, picture()), wait_seconds=0.05)
        group.start_soon(worker.done, task(tmp_path, picture()))
        await anyio.sleep(0.1)
        with pytest.raises(Unavailable):
            await worker.done(task(tmp_path, picture()))
        group.cancel_scope.cancel()


async def test_who_leaves_takes_the_worker_along(tmp_path: Path, hostile: MediaWorker):
    """Otherwise the next one would get the answer that was meant for them."""
    with anyio.move_on_after(0.5):
        await hostile.done(task(tmp_path, picture() + b"SLEEP", seconds=60))

    assert isinstance(await hostile.done(task(tmp_path, picture("PNG", 30, 30))), Made)


@pytest.mark.parametrize("name", REFUSED)
async def test_w08_hostile_files_are_refused_in_the_worker_too(tmp_path: Path, name: str):
    """What the first look lets through, or would have, the second does not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening.bounds, "set_for", lambda task: None)
        answer = opening.done(task(tmp_path, REFUSED[name]))

    assert isinstance(answer, Refused), answer


async def test_w08_while_a_file_hangs_the_api_answers(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(media_worker, "own_command", lambda: HOSTILE)
    async with at_home(tmp_path / "node", clock, limits=QUICK) as node:
        ada = await node.client_of("ada")
        answers = {}

        async def send(name: str, body: bytes) -> None:
            answers[name] = await ada.post("/api/media", files={"file": (name, body)})

        async with anyio.create_task_group() as group:
            group.start_soon(send, "hangs", picture() + b"SLEEP")
            await begun(node.ground.decoder)
            group.start_soon(send, "waits", picture("PNG", 40, 40))
            for path in ("/live", "/api/timeline/home", "/api/node"):
                assert (await ada.get(path)).status_code == 200
            posted = await ada.post("/api/tweets", json={"content": "still here"})
            assert posted.status_code == 201
            assert answers == {}
        assert answers["hangs"].status_code == 400
        assert answers["hangs"].json()["errors"][0]["field"] == "file"
        assert answers["waits"].status_code == 201
        await node.wait_idle()
        assert await node.count("select count(*) from media where state = 'ready'") == 1


async def test_what_waits_when_a_node_ends_is_looked_at_after_its_next_start(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(media_worker, "own_command", lambda: [*HOSTILE, "--dead"])
    async with at_home(tmp_path / "node", clock, limits=QUICK) as node:
        ada = await node.client_of("ada")
        waiting = await ada.post("/api/media", files={"file": ("x", picture())}, data={"alt": "x"})
        bad = await ada.post("/api/media", files={"file": ("x", picture()[:1_200])})
        assert (waiting.status_code, waiting.json()["state"]) == (201, "waiting")
        posted = await ada.post("/api/tweets", json={"content": "", "media_ids": [waiting.json()["id"]]})
        assert posted.status_code == 201
        assert (await ada.get(waiting.json()["url"])).status_code == 503
    monkeypatch.undo()
    clock.advance(seconds=3_600)

    async with at_home(tmp_path / "node", clock) as node:
        await node.wait_idle()
        ada = await node.client_of("ada")
        seen = (await ada.get(f"/api/tweets/{posted.json()['id']}")).json()["media"][0]
        assert (seen["state"], seen["alt"], len(seen["sizes"])) == ("ready", "x", 4)
        assert (await ada.get(seen["url"])).status_code == 200
        assert (await ada.get(f"/api/media/{bad.json()['id']}")).json()["state"] == "failed"
        names = await node.database.read(lambda reader: reader.values("select name from media_files"))
        assert "upload" not in names
        await node.check_memory()


async def begun(worker: object) -> None:
    """Until the worker's process is there."""
    assert isinstance(worker, MediaWorker)
    for _ in range(1_000):
        if worker.pid is not None:
            return
        await anyio.sleep(0.01)


def test_pictures_of_every_kind_that_is_told_open(tmp_path: Path):
    odd = {
        "palette": saved(Image.new("P", (60, 50)), "PNG"),
        "see through": saved(Image.new("RGBA", (60, 50), (1, 2, 3, 4)), "PNG"),
        "grey": saved(Image.new("L", (60, 50)), "JPEG"),
        "sixteen bits": saved(Image.new("I;16", (60, 50), 30_000), "PNG"),
        "four inks": saved(Image.new("CMYK", (60, 50)), "JPEG"),
        "one bit": saved(Image.new("1", (60, 50)), "PNG"),
        "progressive": picture("JPEG", progressive=True),
        "one pixel": picture("PNG", 1, 1),
        "a line": picture("PNG", 3_000, 1),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening.bounds, "set_for", lambda task: None)
        answers = {name: opening.done(task(tmp_path, body)) for name, body in odd.items()}

    assert {name for name, answer in answers.items() if not isinstance(answer, Made)} == set()
