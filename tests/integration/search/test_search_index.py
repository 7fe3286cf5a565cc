"""The search index is disposable: missing, old, damaged or left behind, it comes to be as it would have been."""

import shutil
from collections.abc import Callable
from pathlib import Path

import anyio
import msgspec
import pytest

from nodeapp.model.accounts import ANYBODY, Profile
from nodeapp.model.edits import Edit
from nodeapp.model.errors import Unavailable
from nodeapp.model.limits import Limits
from nodeapp.model.search import Lookup
from nodeapp.model.searchable import EVERYBODY
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft
from nodeapp.seams.search import IndexBroken
from nodeapp.services.indexing import Indexing
from tests.builders import FakeClock, Home, at_home

pytestmark = pytest.mark.anyio


async def contents(node: Home, q: str) -> list[str]:
    await node.wait_idle()
    found = await node.services.searching.search.tweets(ANYBODY, q, "latest", Window(100))
    assert not found.partial
    return [view.tweet.content for view in found.page.items]


async def passed(indexing: Indexing) -> None:
    """Until it has been told of everything, whether that was committed or not."""
    assert indexing.behind is not None
    for _ in range(1_000):
        if not await indexing.behind():
            return
        await anyio.sleep(0.01)


async def lived(node: Home) -> None:
    """A life of everything the index hears of."""
    ada, bo, shy = [await node.account(name) for name in ("ada", "bo", "shy")]
    ids = [(await node.tweets.post(ada, Draft(content=f"tea {number}"))).tweet.id for number in range(6)]
    await node.tweets.post(shy, Draft(content="tea shy"))
    await node.accounts.edit(shy, Profile(indexable=False))
    await node.tweets.edit(ada, ids[0], Edit(content="milk 0"))
    await node.tweets.delete(ada, ids[1])
    await node.engagement.like(bo, ids[2])
    await node.tweets.post(bo, Draft(content="tea again", reply_to_id=ids[2]))


LATER = ["tea again", "tea 5", "tea 4", "tea 3", "tea 2"]


def no_index(folder: Path) -> None:
    shutil.rmtree(folder)


def no_state(folder: Path) -> None:
    (folder / "state.json").unlink()


def garbage_for_a_state(folder: Path) -> None:
    (folder / "state.json").write_bytes(b"\x00{")


def another_format(folder: Path) -> None:
    _changed(folder, "format", 0)


def another_database(folder: Path) -> None:
    _changed(folder, "database_id", "another")


def from_the_future(folder: Path) -> None:
    _changed(folder, "position", 10_000)


def a_file_too_short(folder: Path) -> None:
    path = max(_parts(folder), key=lambda path: path.stat().st_size)
    path.write_bytes(path.read_bytes()[:-20])


def a_byte_flipped(folder: Path) -> None:
    for path in _parts(folder):
        body = bytearray(path.read_bytes())
        body[len(body) // 3] ^= 0xFF
        path.write_bytes(body)


def a_file_gone(folder: Path) -> None:
    next(iter(_parts(folder))).unlink()


def no_list_of_files(folder: Path) -> None:
    next(folder.glob("index-*/meta.json")).write_text("{}")


def _parts(folder: Path) -> list[Path]:
    return [path for path in folder.glob("index-*/*") if path.suffix in (".idx", ".pos", ".term", ".fast")]


def _changed(folder: Path, name: str, value: object) -> None:
    path = folder / "state.json"
    path.write_bytes(msgspec.json.encode({**msgspec.json.decode(path.read_bytes()), name: value}))


def half_a_commit(folder: Path) -> None:
    """As `kill -9` leaves it: files of a segment that is not in the list yet, and what was about to be deleted."""
    index = next(folder.glob("index-*"))
    committed = next(index.glob("*.store"))
    deletes = [f"{committed.stem}.{opstamp}.del" for opstamp in range(1_000)]
    for name in ("0123456789abcdef0123456789abcdef.store", *deletes):
        if not (index / name).exists():
            (index / name).write_bytes(b"hal")


HARMS: tuple[Callable[[Path], None], ...] = (
    no_index,
    no_state,
    garbage_for_a_state,
    another_format,
    another_database,
    from_the_future,
    a_file_too_short,
    a_byte_flipped,
    a_file_gone,
    no_list_of_files,
)


async def test_what_was_being_written_when_a_process_was_killed_harms_nothing(tmp_path: Path, clock: FakeClock) -> None:
    async with at_home(tmp_path / "node", clock, search=True) as node:
        await lived(node)
    folder = tmp_path / "node" / "search"
    half_a_commit(folder)
    before = sorted(path.name for path in folder.glob("index-*"))

    async with at_home(tmp_path / "node", clock, search=True) as node:
        assert await contents(node, "tea") == LATER
        ada = await node.account("ada")
        posted = await node.tweets.post(ada, Draft(content="the last cup"))
        await node.wait_idle()
        await node.tweets.delete(ada, posted.tweet.id)
        await node.tweets.post(ada, Draft(content="the very last cup"))
        await node.wait_idle()
        assert await contents(node, "cup") == ["the very last cup"]
        assert node.services.searching.indexing.losses == 0
    assert sorted(path.name for path in folder.glob("index-*")) == before


async def test_whatever_happens_to_it_the_index_is_built_again(tmp_path: Path, clock: FakeClock) -> None:
    async with at_home(tmp_path / "node", clock, search=True) as node:
        await lived(node)
        assert await contents(node, "tea") == LATER

    for harm in HARMS:
        harm(tmp_path / "node" / "search")
        async with at_home(tmp_path / "node", clock, search=True) as node:
            search = node.services.searching.search
            first = await search.tweets(ANYBODY, "tea", "latest", Window(100))
            assert first.partial or [view.tweet.content for view in first.page.items] == LATER
            assert (harm.__name__, await contents(node, "tea")) == (harm.__name__, LATER)
            assert await contents(node, "milk") == ["milk 0"]


async def test_an_index_left_behind_goes_on_where_it_was_wherever_it_was_killed(
    tmp_path: Path, clock: FakeClock
) -> None:
    """What is on the disk at any moment is a folder that a kill would leave."""
    data, kept = tmp_path / "node", tmp_path / "kept"
    async with at_home(data, clock, search=True) as node:
        ada = await node.account("ada")
        await node.tweets.post(ada, Draft(content="tea before"))
        await node.wait_idle()
        shutil.copytree(data / "search", kept / "early")
        await lived(node)
        indexing = node.services.searching.indexing
        state = indexing.state
        assert state is not None
        await passed(indexing)
        await indexing.index.commit(state)
        shutil.copytree(data / "search", kept / "told_twice")
        await node.wait_idle()
        whole = await contents(node, "tea")

    for name in ("early", "told_twice"):
        shutil.rmtree(data / "search")
        shutil.copytree(kept / name, data / "search")
        async with at_home(data, clock, search=True) as node:
            assert node.services.searching.indexing.is_built
            assert await contents(node, "tea") == whole == [*LATER, "tea before"]


async def test_a_building_interrupted_goes_on_and_says_that_it_is_a_part(tmp_path: Path, clock: FakeClock) -> None:
    limits = Limits(search_scan_batch=2)
    async with at_home(tmp_path / "node", clock) as node:
        await lived(node)

    async with at_home(tmp_path / "node", clock, search=True, limits=limits) as node:
        indexing = node.services.searching.indexing
        await anyio.sleep(0.02)
        health = (await node.client.get("/health")).json()["services"]["search"]
        found = await node.services.searching.search.tweets(ANYBODY, "tea", "latest", Window(100))
        assert found.partial or indexing.is_built
        assert health["status"] == "degraded" or indexing.is_built

    async with at_home(tmp_path / "node", clock, search=True, limits=limits) as node:
        assert await contents(node, "tea") == LATER
        assert (await node.client.get("/health")).json()["services"]["search"] == {"status": "ok", "message": ""}


async def test_nothing_is_opened_before_it_is_needed_and_off_is_a_part(tmp_path: Path, clock: FakeClock) -> None:
    async with at_home(tmp_path / "node", clock, search=True):
        pass
    assert not (tmp_path / "node" / "search").exists()

    async with at_home(tmp_path / "node", clock) as node:
        await node.account("ada")
        await node.wait_idle()
        answer = (await node.client.get("/api/search/tweets", params={"q": "tea"})).json()
        people = (await node.client.get("/api/search/users", params={"q": "a"})).json()
    assert (answer["tweets"], answer["partial"]) == ([], True)
    assert ([user["username"] for user in people["users"]], people["partial"]) == (["ada"], True)
    assert not (tmp_path / "node" / "search").exists()


async def test_d08_more_searches_than_there_is_room_for_are_asked_to_come_again(
    tmp_path: Path, clock: FakeClock
) -> None:
    limits = Limits(search_at_once_max=4, search_threads=2)
    async with at_home(tmp_path / "node", clock, search=True, limits=limits, rate_limits=False) as node:
        await lived(node)
        await node.wait_idle()
        statuses: list[tuple[int, bool]] = []

        async def ask() -> None:
            answer = await node.client.get("/api/search/tweets", params={"q": "te* -milk is:reply"})
            statuses.append((answer.status_code, "retry-after" in answer.headers))

        async with anyio.create_task_group() as tasks:
            for _ in range(200):
                tasks.start_soon(ask)
            posted = await node.tweets.post(await node.account("ada"), Draft(content="meanwhile"))

        assert set(statuses) == {(200, False), (503, True)}
        assert posted.tweet.content == "meanwhile"
        assert await contents(node, "meanwhile") == ["meanwhile"]


async def test_who_waits_too_long_is_told_and_does_not_hold_a_place_for_ever(tmp_path: Path, clock: FakeClock) -> None:
    limits = Limits(search_at_once_max=1, search_seconds=1e-9)
    async with at_home(tmp_path / "node", clock, search=True, limits=limits) as node:
        await lived(node)
        await node.wait_idle()
        index = node.services.searching.search.index

        for _ in range(5):
            with pytest.raises(Unavailable):
                await index.tweets(Lookup(scope=(EVERYBODY,)), "latest", 1, 0)
            await anyio.sleep(0.05)


async def test_an_index_that_breaks_while_it_is_used_is_replaced(tmp_path: Path, clock: FakeClock) -> None:
    async with at_home(tmp_path / "node", clock, search=True) as node:
        await lived(node)
        assert await contents(node, "tea") == LATER
        searching = node.services.searching

        searching.indexing.suspect(IndexBroken("a test"), searching.indexing.losses)
        part = await searching.search.tweets(ANYBODY, "tea", "latest", Window(100))
        assert part.partial or len(part.page.items) == len(LATER)

        assert await contents(node, "tea") == LATER


async def test_nothing_that_waits_for_its_commit_is_lost_when_memory_is_given_back(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with at_home(tmp_path / "node", clock, search=True) as node:
        await lived(node)
        indexing = node.services.searching.indexing
        for number in range(20):
            await node.tweets.post(await node.account("ada"), Draft(content=f"lantern {number}"))
            await passed(indexing)
            await indexing.keep()

        assert len(await contents(node, "lantern")) == 20


async def test_rebuilding_by_command_finds_the_same_again(tmp_path: Path, clock: FakeClock) -> None:
    async with at_home(tmp_path / "node", clock, search=True) as node:
        await lived(node)
        assert await contents(node, "tea") == LATER

        answer = await node.node.commands.run("rebuild-search", {})

        assert answer == {"tweets": "7"}
        assert await contents(node, "tea") == LATER


async def test_highlights_are_left_out_where_they_are_too_much_work_d08(tmp_path: Path, clock: FakeClock) -> None:
    """D08: what is asked for costs the same however many words are in it; what was found is shown all the same."""
    limits = Limits(search_highlight_work_max=100)
    async with at_home(tmp_path / "node", clock, search=True, limits=limits) as node:
        ada = await node.account("ada")
        for number in range(4):
            await node.tweets.post(ada, Draft(content=f"lantern lamps and light {number}"))
        await node.wait_idle()
        search = node.services.searching.search
        one_word = await search.tweets(ANYBODY, "lantern", "latest", Window(10))
        four_words = await search.tweets(ANYBODY, "lantern~ lamps~ light~ lanterns", "latest", Window(10))

    assert [len(found.page.items) for found in (one_word, four_words)] == [4, 4]
    assert [len(found.highlights) for found in (one_word, four_words)] == [4, 1]
