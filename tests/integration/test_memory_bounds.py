"""Memory is bounded: whatever comes, and whoever reads, nothing grows beyond its limit, and answers stay right."""

import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from nodeapp.model.accounts import ANYBODY, Profile, Viewer
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft
from nodeapp.queries import accounts
from tests.builders import ORIGIN, FakeClock
from tests.exactness import check
from tests.integration.bare import bare, residents
from tests.integration.test_foreign_tweets import foreign_account, foreign_tweet

pytestmark = pytest.mark.anyio

LIMITS = Limits(
    reader_connections=1,
    cards_bytes_max=2_000_000,
    people_in_memory_max=20,
    seats_max=10,
    walls_in_memory_max=5,
    home_ids_first=20,
    home_ids_max=40,
    seat_marks_max=10,
    fanout_active_only_from=1,
    fanout_pull_from=3,
)
PAGE = Window(20)
STRIP_SLACK = 64


@pytest.fixture
async def node(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Any]:
    async with bare(tmp_path, clock, memory=True, limits=LIMITS) as opened:
        yield opened


async def check_sizes(node: Any) -> None:
    """Beyond what `check` looks at: lists, marks, loads, and what fan-out counts."""
    await node.fanout.catch_up()
    await check(node.memory, node.database)
    memory, fanout = node.memory, node.fanout.consumer
    strips = [memory.walls.public, memory.walls.local, *memory.walls._authors.values()]
    strips += [seat.home for seat in memory.seats]
    assert all(len(strip) < LIMITS.home_ids_max + STRIP_SLACK for strip in strips if strip is not None)
    assert len(fanout._followers) <= LIMITS.walls_in_memory_max
    gc.collect()
    cards = [memory.deck.find(tweet_id) for tweet_id in memory.deck.ids()]
    named = {person.account.id for card in cards for person in (card.author, *card.mentions)}
    assert set(memory.deck._people) <= named | memory.deck._held.keys()


async def same(node: Any, viewer: Viewer, *authors: AccountId | None) -> None:
    await node.fanout.catch_up()

    def profile(author_id: AccountId | None) -> Callable[[Any], Awaitable[Any]]:
        return lambda lists: lists.by_author(viewer, author_id, PAGE, frozenset({"retweets"}))

    reads: list[Callable[[Any], Awaitable[Any]]] = [lambda lists: lists.public(viewer, PAGE), *map(profile, authors)]
    if viewer.id is not None:
        reads.append(lambda lists: lists.home(viewer, PAGE))
    for read in reads:
        served, pulled = await read(node.timelines), await read(node.cold)
        assert [(view.tweet, view.author, view.flags, view.entry_id) for view in served.items] == [
            (view.tweet, view.author, view.flags, view.entry_id) for view in pulled.items
        ]


async def test_long_tweets_from_elsewhere_make_room_for_each_other(node: Any) -> None:
    ada, *_ = await residents(node, "ada")
    zed = await node.accounts.receive(foreign_account())
    await node.graph.follow(ada, zed.id)
    await node.graph.accept(Viewer(zed.id, host=zed.host), ada.id)

    for number in range(60):
        node.clock.advance(seconds=1)
        long = foreign_tweet(number, content="x" * 100_000, content_html="y" * 100_000, created_at_ms=node.clock())
        await node.foreign_tweets.receive(long, asked=True)
        if number % 10 == 0:
            await same(node, ada, zed.id)
            await check_sizes(node)

    assert len(node.memory.deck) < 10
    await same(node, ada, zed.id)


async def test_edits_and_biographies_that_grow_do_not_grow_memory(node: Any) -> None:
    await node.timelines.public(ANYBODY, PAGE)
    for number in range(40):
        uri = f"https://tea.example/users/z{number}"
        told = {"uri": uri, "username": f"z{number}", "public_key_id": None}
        await node.accounts.receive(foreign_account(**told))
        node.clock.advance(seconds=1)
        note = {"author_uri": uri, "created_at_ms": node.clock()}
        await node.foreign_tweets.receive(foreign_tweet(number, **note), asked=True)
        await node.accounts.receive(foreign_account(**told, bio_html="b" * 20_000))
        edited = foreign_tweet(number, **note, content_html="y" * 100_000, edited_at_ms=node.clock() + 1)
        await node.foreign_tweets.receive(edited, asked=True)
        if number % 8 == 0:
            await node.timelines.public(ANYBODY, PAGE)
            await check_sizes(node)

    held = [node.memory.deck.find(tweet_id) for tweet_id in node.memory.deck.ids()]
    people = {card.author for card in held} | set(node.memory.deck._held.values())
    bytes_held = sum(len(card.tweet.content_html or "") for card in held)
    bytes_held += sum(len(person.account.bio_html or "") for person in people)
    assert bytes_held < LIMITS.cards_bytes_max + LIMITS.people_in_memory_max * 20_000
    await same(node, ANYBODY)


async def test_ten_thousand_viewers_take_turns_in_few_seats(node: Any) -> None:
    (author,) = await residents(node, "author")
    tweet = (await node.tweets.post(author, Draft(content="words"))).tweet
    first, count = node.ids.next(node.clock()) + 1, 10_000

    async def sign_up(tx: Any) -> None:
        for number in range(first, first + count):
            await accounts.insert_local(tx, AccountId(number), f"v{number}", "", "member", "active", 0)

    await node.database.write(sign_up)

    for number in range(first, first + count):
        viewer = Viewer(AccountId(number))
        assert (await node.tweets.get(viewer, tweet.id)).tweet == tweet
        if number % 10 == 0:
            assert (await node.timelines.home(viewer, PAGE)).items == ()
        assert len(node.memory.seats) <= LIMITS.seats_max
    await check_sizes(node)


async def test_people_and_names_that_are_looked_up_are_bounded(node: Any) -> None:
    (ada,) = await residents(node, "ada")
    for number in range(300):
        uri = f"https://tea.example/users/z{number}"
        told = {"uri": uri, "username": f"z{number}", "public_key_id": None}
        found = await node.accounts.receive(foreign_account(**told))
        assert (await node.views.account_named(f"z{number}", "tea.example")).id == found.id
        assert (await node.views.account(found.id)).uri == uri
        if number % 50 == 0:
            await node.accounts.edit(ada, Profile(bio=str(number)))
            await check_sizes(node)

    assert len(node.memory.deck._held) == LIMITS.people_in_memory_max
    assert (await node.views.account_named("z0", "tea.example")).username == "z0"
    assert await node.views.account_named("nobody", "tea.example") is None


async def test_many_walls_and_many_celebrities_do_not_stay(node: Any) -> None:
    authors = await residents(node, *(f"author{number}" for number in range(12)))
    readers = await residents(node, *(f"reader{number}" for number in range(4)))
    for reader in readers:
        for author in authors:
            await node.graph.follow(reader, author.id)
        await node.timelines.home(reader, PAGE)
    for turn in range(10):
        for author in authors:
            node.clock.advance(seconds=1)
            await node.tweets.post(author, Draft(content=f"turn {turn}"))
            await node.timelines.by_author(ANYBODY, author.id, PAGE, frozenset())
        await check_sizes(node)
        for reader in readers:
            await same(node, reader, *(author.id for author in authors))

    assert node.memory.celebrities == {author.id for author in authors}


async def test_marks_on_many_tweets_are_bounded(node: Any) -> None:
    ada, bo = await residents(node, "ada", "bo")
    ids = []
    for number in range(150):
        node.clock.advance(seconds=100)
        ids.append((await node.tweets.post(bo, Draft(content=str(number)))).tweet.id)
        await node.engagement.like(ada, ids[-1])
        await node.engagement.bookmark(ada, ids[number // 2])
        if number % 30 == 0:
            assert [view.flags.liked for view in await node.views.of_entries(ada.id, ids)] == [True] * len(ids)
            await check_sizes(node)
    node.memory.seats.leave(ada.id)

    assert [view.flags.liked for view in await node.views.of_entries(ada.id, ids)] == [True] * len(ids)
    await check_sizes(node)


async def test_failed_reads_leave_nothing_open(node: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, *_ = await residents(node, "ada")

    async def fail(work: Any) -> Any:
        raise OSError("no disk")

    monkeypatch.setattr(node.reading, "read", fail)
    for read in (
        node.timelines.home(ada, PAGE),
        node.timelines.public(ANYBODY, PAGE),
        node.views.account(ada.id),
        node.views.account_named("ada", ORIGIN.host),
        node.tweets.get(ada, 7),
    ):
        with pytest.raises(OSError, match="no disk"):
            await read

    assert node.memory._loads == set()
