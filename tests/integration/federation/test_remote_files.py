"""Files from elsewhere, fetched: once for all, from nowhere else, within bounds, and kept within a quota."""

import shutil
from pathlib import Path

import anyio
import pytest

from federation.testing import Reply, fake_peer, redirect_reply
from nodeapp.wiring.services import FETCHED_NAME
from tests.builders import FakeClock
from tests.integration.federation.cast import soon
from tests.integration.federation.gallery import (
    PNG_TYPE,
    Beside,
    Place,
    anonymous,
    beside_with,
    fetched_files,
    picture,
    png,
    served,
)

pytestmark = pytest.mark.anyio


async def test_a_file_is_fetched_once_for_all_who_wait_and_all_who_come(beside: Beside) -> None:
    place = await Place.at(beside)
    path = await place.path("1", picture(served(place.peer, "a.png")))
    statuses = []

    async def look() -> None:
        statuses.append((await place.caller.get(path)).status_code)

    async with anyio.create_task_group() as tasks:
        for _ in range(50):
            tasks.start_soon(look)
    await look()

    assert statuses == [200] * 51
    assert place.asked("a.png") == 1


async def test_nobody_without_a_name_makes_this_node_ask(beside: Beside) -> None:
    place = await Place.at(beside)
    path = await place.path("1", picture(served(place.peer, "a.png")))

    before = await anonymous(place.home, path)
    asked = place.asked("a.png")
    await place.caller.get(path)
    after = await anonymous(place.home, path)

    assert (before.status_code, asked) == (404, 0)
    assert before.headers["cache-control"] == "private, no-store"
    assert (after.status_code, after.content) == (200, png())


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b'{"@context":"https://www.w3.org/ns/activitystreams","type":"Note"}',
        b"%PDF-1.7",
        b"",
    ],
)
async def test_w04_w05_w06_what_is_no_picture_is_not_passed_on_and_not_asked_for_again(
    beside: Beside, body: bytes
) -> None:
    place = await Place.at(beside)
    path = await place.path("1", picture(served(place.peer, "a.png", body)))

    answers = [await place.caller.get(path) for _ in range(3)]
    asked = place.asked("a.png")
    served(place.peer, "a.png")
    place.home.clock.advance(seconds=3_601)
    later = await place.caller.get(path)

    assert [answer.status_code for answer in answers] == [404] * 3
    assert all(body not in answer.content for answer in answers if body)
    assert asked == 1
    assert (later.status_code, place.asked("a.png")) == (200, 2)


async def test_s07_s08_nothing_but_a_number_decides_what_is_fetched(beside: Beside) -> None:
    place = await Place.at(beside)
    path = await place.path("1", picture(served(place.peer, "a.png")))
    await place.caller.get(path)
    async with fake_peer() as canary:
        for wrong in (
            f"{path}?url={canary.url('/x')}",
            f"{path}%26proxy={canary.url('/x')}",
            f"{path}%0d%0aHost:evil.example",
            f"{path}/{canary.url('/x')}",
            f"/media/remote/{canary.url('/x')}",
            "/media/remote/99999999999999999999",
            "/media/remote/-1",
            "/media/people/0/avatar",
            "/media/people/1/../../../etc/passwd",
            "/media/people/1/avatar.png",
        ):
            answer = await place.caller.get(wrong)
            assert answer.status_code in (200, 400, 404), wrong
            assert answer.status_code == 404 or wrong.startswith(f"{path}?"), wrong
        assert canary.connections == 0
    assert place.asked("a.png") == 1


async def test_s01_s04_files_lead_to_no_private_address(beside: Beside) -> None:
    place = await Place.at(beside)
    async with fake_peer() as canary:
        redirect = place.peer.serve("/files/away.png", redirect_reply(canary.url("/x.png")))
        targets = (redirect, canary.url("/x.png"), "http://10.0.0.1/x.png", "https://[::1]/x.png", "http://127.1/x.png")
        view = await place.shows("1", *(picture(url) for url in targets))

        statuses = [(await place.caller.get(f"/media/remote/{one.id}")).status_code for one in view.media]

        assert set(statuses) == {404}
        assert canary.connections == 0


async def test_this_node_is_never_asked_by_itself(beside: Beside) -> None:
    place = await Place.at(beside)
    view = await place.shows("1", picture(f"{place.home.origin.url}/media/remote/1.png"))

    assert (await place.caller.get(f"/media/remote/{view.media[0].id}")).status_code == 404


async def test_s09_s10_slow_and_endless_files_are_given_up_and_others_come_meanwhile(
    tmp_path: Path, clock: FakeClock
) -> None:
    bounds = {"remote_file_seconds": 0.5, "remote_picture_bytes_max": 100_000, "remote_files_at_once": 8}
    async with beside_with(tmp_path, clock, **bounds) as beside:
        place = await Place.at(beside)
        place.peer.serve("/files/slow.png", Reply(headers=PNG_TYPE, body=png(), drip_seconds=0.05))
        place.peer.serve("/files/endless.png", Reply(headers=PNG_TYPE, body=png(size=10_000), endless=True))
        served(place.peer, "good.png")
        view = await place.shows(
            "1", *(picture(place.peer.url(f"/files/{name}.png")) for name in ("slow", "endless", "good"))
        )
        found: dict[str, int] = {}

        async def look(url: str, path: str) -> None:
            found[url.rpartition("/")[2]] = (await place.caller.get(path)).status_code

        async with anyio.create_task_group() as tasks:
            for one in view.media:
                tasks.start_soon(look, one.remote_url or "", f"/media/remote/{one.id}")

        assert found == {"slow.png": 503, "endless.png": 404, "good.png": 200}
        assert await place.home.count("select count(*) from cached_files") == 1
        assert [path for path in (tmp_path / "node" / FETCHED_NAME / "incoming").iterdir()] == []


async def test_s09_readers_of_slow_files_take_nobodys_place(tmp_path: Path, clock: FakeClock) -> None:
    bounds = {"remote_file_seconds": 1.5, "remote_files_at_once": 4, "reads_at_once_max": 3}
    async with beside_with(tmp_path, clock, **bounds) as beside:
        place = await Place.at(beside)
        urls = [
            place.peer.serve(f"/files/{number}.png", Reply(headers=PNG_TYPE, body=png(), drip_seconds=0.05))
            for number in range(16)
        ]
        view = await place.shows("1", *(picture(url) for url in urls))
        slow: list[int] = []

        async def look(path: str) -> None:
            slow.append((await place.caller.get(path)).status_code)

        async with anyio.create_task_group() as tasks:
            for one in view.media:
                for _ in range(10):
                    tasks.start_soon(look, f"/media/remote/{one.id}")
            await anyio.sleep(0.2)
            home = await place.caller.get("/api/timeline/home")
            posted = await place.caller.post("/api/tweets", json={"content": "meanwhile"})
            were_waiting = len(slow) == 0

        assert (home.status_code, posted.status_code, were_waiting) == (200, 201, True)
        assert slow == [503] * 160


async def test_s09_a_slow_host_holds_up_no_other(tmp_path: Path, clock: FakeClock) -> None:
    async with (
        fake_peer(host="127.0.0.2") as slow,
        beside_with(tmp_path, clock, slow, remote_files_at_once=5, remote_file_seconds=20) as beside,
    ):
        place = await Place.at(beside)
        urls = [
            slow.serve(f"/{number}.png", Reply(headers=PNG_TYPE, body=png(), drip_seconds=0.05)) for number in range(12)
        ]
        view = await place.shows("1", *(picture(url) for url in [*urls, served(place.peer, "good.png")]))
        *waiting, good = (f"/media/remote/{one.id}" for one in view.media)

        async def all_taken() -> bool:
            return slow.connections == 4

        async with anyio.create_task_group() as tasks:
            for path in waiting:
                tasks.start_soon(place.caller.get, path)
            await soon(all_taken)
            with anyio.fail_after(10):
                answer = await place.caller.get(good)
            connections = slow.connections
            tasks.cancel_scope.cancel()

        assert (answer.status_code, connections) == (200, 4), answer.text


async def test_a_host_that_fails_rests_and_is_tried_again(beside: Beside) -> None:
    place = await Place.at(beside)
    urls = [place.peer.serve(f"/files/{number}.png", Reply(status=503)) for number in range(8)]
    view = await place.shows("1", *(picture(url) for url in urls))

    statuses = [(await place.caller.get(f"/media/remote/{one.id}")).status_code for one in view.media]
    asked = sum(place.asked(f"{number}.png") for number in range(8))
    for number in range(8):
        served(place.peer, f"{number}.png")
    place.home.clock.advance(seconds=61)
    later = await place.caller.get(f"/media/remote/{view.media[0].id}")

    assert set(statuses) == {503}
    assert asked == 5
    assert later.status_code == 200


async def test_d10_the_cache_keeps_its_quota_and_the_longest_unused_make_room(tmp_path: Path, clock: FakeClock) -> None:
    quota, size = 100_000, 20_000
    async with beside_with(tmp_path, clock, remote_files_bytes_max=quota) as beside:
        place = await Place.at(beside)
        urls = [served(place.peer, f"{number}.png", png(number, size)) for number in range(12)]
        view = await place.shows("1", *(picture(url) for url in urls))
        first, *others = (f"/media/remote/{one.id}" for one in view.media)

        for path in others:
            # The first stays in use, so it stays.
            assert (await place.caller.get(first)).status_code == 200
            assert (await place.caller.get(path)).status_code == 200
            clock.advance(seconds=3_700)
            assert sum(file.stat().st_size for file in fetched_files(tmp_path)) <= quota
        await place.home.services.remote_media.cache.tidy()

        assert place.asked("0.png") == 1
        assert (
            len(fetched_files(tmp_path)) == await place.home.count("select count(*) from cached_files") == quota // size
        )
        assert (await place.caller.get(others[0])).status_code == 200
        assert place.asked("1.png") == 2


async def test_d10_a_file_larger_than_all_the_room_is_not_kept_and_nothing_is_left_of_it(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with beside_with(tmp_path, clock, remote_files_bytes_max=50_000) as beside:
        place = await Place.at(beside)
        path = await place.path("1", picture(served(place.peer, "a.png", png(size=80_000))))

        assert (await place.caller.get(path)).status_code == 503
        assert fetched_files(tmp_path) == []


async def test_d10_the_last_of_the_disk_is_left_for_what_people_here_do(tmp_path: Path, clock: FakeClock) -> None:
    async with beside_with(tmp_path, clock, remote_files_spare_bytes=1 << 60) as beside:
        place = await Place.at(beside)
        path = await place.path("1", picture(served(place.peer, "a.png")))

        assert (await place.caller.get(path)).status_code == 503
        assert place.asked("a.png") == 0
        assert (await place.caller.post("/api/tweets", json={"content": "still here"})).status_code == 201


async def test_the_cache_may_be_deleted_or_damaged_at_any_time(tmp_path: Path, clock: FakeClock) -> None:
    async with beside_with(tmp_path, clock) as beside:
        place = await Place.at(beside)
        path = await place.path("1", picture(served(place.peer, "a.png")))
        await place.caller.get(path)
        (kept,) = fetched_files(tmp_path)

        kept.write_bytes(b"cut")
        cut = await place.caller.get(path)
        kept.unlink()
        deleted = await place.caller.get(path)
        shutil.rmtree(tmp_path / "node" / FETCHED_NAME)
        clock.advance(1)
        await place.home.services.remote_media.cache.tidy()
        rows = await place.home.count("select count(*) from cached_files")
        begun_anew = await place.caller.get(path)

        assert (cut.content, deleted.content, begun_anew.content) == (png(), png(), png())
        assert (place.asked("a.png"), rows) == (4, 0)


async def test_what_nobody_has_looked_at_for_long_goes(tmp_path: Path, clock: FakeClock) -> None:
    async with beside_with(tmp_path, clock, remote_files_kept_days=1) as beside:
        place = await Place.at(beside)
        path = await place.path("1", picture(served(place.peer, "a.png")))
        await place.caller.get(path)
        cache = place.home.services.remote_media.cache

        await cache.tidy()
        kept = len(fetched_files(tmp_path))
        clock.advance(seconds=86_401)
        await cache.tidy()

        assert (kept, len(fetched_files(tmp_path))) == (1, 0)
        assert await place.home.count("select count(*) from cached_files") == 0
