"""What is read while others commit: nothing older than the commit stays in memory, and nothing new is missing there."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from nodeapp.model.accounts import ANYBODY, Profile, Viewer
from nodeapp.model.limits import Limits
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft
from nodeapp.queries import tweets
from tests.builders import FakeClock
from tests.exactness import check
from tests.integration.bare import bare, residents
from tests.integration.test_foreign_tweets import ZED, foreign_account, foreign_tweet

pytestmark = pytest.mark.anyio

PAGE = Window(20)


@pytest.fixture
async def node(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Any]:
    async with bare(tmp_path, clock, memory=True, limits=Limits(reader_connections=2)) as opened:
        yield opened


async def post(node: Any, who: Viewer, content: str = "words", **told: Any) -> Any:
    node.clock.advance(seconds=1)
    return (await node.tweets.post(who, Draft(content=content, **told))).tweet


async def meanwhile(node: Any, reading: Awaitable[Any], *changes: Awaitable[Any]) -> Any:
    """What `reading` answers when it sees the database before the changes and is told of it after them."""
    answers: list[Any] = []

    async def read() -> None:
        answers.append(await reading)

    node.reading.hold()
    async with anyio.create_task_group() as group:
        group.start_soon(read)
        with anyio.fail_after(10):
            await node.reading.reached.wait()
        for change in changes:
            await change
        node.reading.let_go()
    return answers[0]


async def home(node: Any, viewer: Viewer) -> list[str]:
    await node.fanout.catch_up()
    return [view.tweet.content for view in (await node.timelines.home(viewer, PAGE)).items]


async def all_of(read: Callable[[Window], Awaitable[Any]], limit: int = 2) -> list[int]:
    """A list's ids, page by page."""
    page = await read(Window(limit))
    found = [view.tweet.id for view in page.items]
    while page.has_more:
        page = await read(Window(limit, before=page.cursor))
        found += [view.tweet.id for view in page.items]
    return found


async def test_a_card_that_changed_while_it_was_read_is_not_kept_as_it_was(node: Any) -> None:
    ada, bo = await residents(node, "ada", "bo")
    tweet = await post(node, ada)
    node.memory.forget()

    await meanwhile(node, node.tweets.get(ANYBODY, tweet.id), node.engagement.like(bo, tweet.id))

    assert (await node.tweets.get(ANYBODY, tweet.id)).tweet.like_count == 1
    await check(node.memory, node.database)


async def test_a_card_whose_author_changed_while_it_was_read_is_not_kept(node: Any) -> None:
    ada, *_ = await residents(node, "ada")
    tweet = await post(node, ada)
    node.memory.forget()
    renaming = node.accounts.edit(ada, Profile(display_name="Ada the Second"))

    await meanwhile(node, node.tweets.get(ANYBODY, tweet.id), renaming)

    assert (await node.tweets.get(ANYBODY, tweet.id)).author.display_name == "Ada the Second"
    await check(node.memory, node.database)


async def test_a_tweet_deleted_while_it_was_read_is_gone_afterwards(node: Any) -> None:
    ada, bo = await residents(node, "ada", "bo")
    await node.graph.follow(bo, ada.id)
    tweet = await post(node, ada)
    node.memory.forget()

    await meanwhile(node, node.timelines.home(bo, PAGE), node.tweets.delete(ada, tweet.id))

    assert await home(node, bo) == []
    await check(node.memory, node.database)


async def test_a_person_who_changed_while_they_were_looked_up_is_not_kept(node: Any) -> None:
    ada, *_ = await residents(node, "ada")
    node.memory.forget()
    renaming = node.accounts.edit(ada, Profile(bio="new"))

    await meanwhile(node, node.views.account(ada.id), renaming)

    assert (await node.views.account(ada.id)).bio == "new"
    await check(node.memory, node.database)


async def test_a_name_given_to_another_while_it_was_looked_up_is_the_others(node: Any) -> None:
    old = await node.accounts.receive(foreign_account())
    new_uri = "https://tea.example/users/zed2"
    taking = node.accounts.receive(foreign_account(uri=new_uri))

    await meanwhile(node, node.views.account_named("zed", "tea.example"), taking)

    found = await node.views.account_named("zed", "tea.example")
    assert (found.uri, found.id != old.id) == (new_uri, True)
    assert not (await node.views.account(old.id)).is_live
    await check(node.memory, node.database)


@pytest.mark.parametrize("verb", ["like", "retweet", "bookmark"])
async def test_what_a_viewer_did_while_their_seat_was_read_shows(node: Any, verb: str) -> None:
    ada, bo = await residents(node, "ada", "bo")
    tweet = await post(node, ada)
    node.memory.forget()

    await meanwhile(node, node.tweets.get(bo, tweet.id), getattr(node.engagement, verb)(bo, tweet.id))

    flags = (await node.tweets.get(bo, tweet.id)).flags
    assert (flags.liked, flags.retweeted, flags.bookmarked) == tuple(
        verb == one for one in ("like", "retweet", "bookmark")
    )
    await check(node.memory, node.database)


async def test_a_block_made_while_a_seat_was_read_holds_for_both(node: Any) -> None:
    ada, bo = await residents(node, "ada", "bo")
    tweet = await post(node, ada)
    node.memory.forget()

    await meanwhile(node, node.tweets.get(bo, tweet.id), node.graph.block(ada, bo.id))

    assert [view.tweet.id for view in await node.views.of_entries(bo.id, [tweet.id])] == []
    await check(node.memory, node.database)


async def test_a_follow_made_while_home_was_read_brings_what_was_there(node: Any) -> None:
    ada, bo = await residents(node, "ada", "bo")
    await post(node, ada, "before")
    assert await meanwhile(node, node.timelines.home(bo, PAGE), node.graph.follow(bo, ada.id))

    assert await home(node, bo) == ["before"]
    await check(node.memory, node.database)


async def test_an_unfollow_made_while_home_was_read_takes_everything_away(node: Any) -> None:
    ada, bo = await residents(node, "ada", "bo")
    await node.graph.follow(bo, ada.id)
    await post(node, ada)
    node.memory.forget()

    await meanwhile(node, node.timelines.home(bo, PAGE), node.graph.unfollow(bo, ada.id))

    assert await home(node, bo) == []
    await check(node.memory, node.database)


async def test_what_was_written_while_home_was_read_is_in_it(node: Any) -> None:
    ada, bo = await residents(node, "ada", "bo")
    await node.graph.follow(bo, ada.id)
    node.memory.forget()

    await meanwhile(
        node, node.timelines.home(bo, PAGE), post(node, ada, "theirs"), post(node, bo, "own"), node.fanout.catch_up()
    )

    assert await home(node, bo) == ["own", "theirs"]
    await check(node.memory, node.database)


async def test_an_answer_that_found_what_it_answers_while_home_was_read_is_in_it(node: Any) -> None:
    """It came before its parent, so that it stood in nobody's home; then the parent came."""
    (bo,) = await residents(node, "bo")
    zed = await node.accounts.receive(foreign_account())
    await node.graph.follow(bo, zed.id)
    await node.graph.accept(Viewer(zed.id, host=zed.host), bo.id)
    answer = foreign_tweet(2, reply_to_uri="https://tea.example/notes/1", created_at_ms=node.clock())
    await node.foreign_tweets.receive(answer, asked=True)
    await node.fanout.catch_up()
    node.memory.forget()
    parent = foreign_tweet(1, author_uri=ZED, created_at_ms=node.clock() - 1_000)

    await meanwhile(node, node.timelines.home(bo, PAGE), node.foreign_tweets.receive(parent, asked=True))

    assert await home(node, bo) == ["note 2", "note 1"]
    await check(node.memory, node.database)


@pytest.mark.parametrize("wall", ["public", "local", "author"])
async def test_what_was_written_while_a_wall_was_read_stands_on_it(node: Any, wall: str) -> None:
    ada, *_ = await residents(node, "ada")
    node.memory.forget()

    def reading() -> Any:
        if wall == "author":
            return node.timelines.by_author(ANYBODY, ada.id, PAGE, frozenset())
        return getattr(node.timelines, wall)(ANYBODY, PAGE)

    await node.views.account(ada.id)
    await meanwhile(node, reading(), post(node, ada, "new"))

    assert [view.tweet.content for view in (await reading()).items] == ["new"]
    await check(node.memory, node.database)


async def test_what_is_read_while_everything_is_forgotten_is_not_kept(node: Any) -> None:
    """Something could not be told: what was read may be from before it, and nobody will say so."""
    ada, *_ = await residents(node, "ada")
    await post(node, ada)
    node.memory.forget()

    async def forget() -> None:
        node.memory.forget()

    await meanwhile(node, node.entries.public(PAGE), forget())

    assert (len(node.memory.deck), node.memory.walls.public) == (0, None)


async def test_tweets_too_many_for_memory_written_at_once_stand_everywhere(node: Any, tmp_path: Path) -> None:
    """One transaction that memory cannot hold: cards make room for each other, lists must not lose them."""
    limits = Limits(reader_connections=1, cards_bytes_max=10_000)
    (tmp_path / "small").mkdir()
    async with bare(tmp_path / "small", node.clock, memory=True, limits=limits) as small:
        ada, bo = await residents(small, "ada", "bo")
        await small.graph.follow(bo, ada.id)
        for reading in (small.timelines.home(ada, PAGE), small.timelines.home(bo, PAGE)):
            await reading
        await small.timelines.public(ANYBODY, PAGE)
        await small.timelines.local(ANYBODY, PAGE)
        await small.timelines.by_author(ANYBODY, ada.id, PAGE, frozenset())
        one = await post(small, ada, "first")
        numbers = [small.ids.next(small.clock()) for _ in range(12)]

        async def write_all(tx: Any) -> None:
            for number in numbers:
                row = type(one)(**{name: getattr(one, name) for name in one.__struct_fields__} | {"id": number})
                await tweets.insert(tx, row)

        await small.database.write(write_all)

        expected = [*reversed(numbers), one.id]
        for read in (
            lambda part: small.timelines.home(ada, part),
            lambda part: small.timelines.public(ANYBODY, part),
            lambda part: small.timelines.local(ANYBODY, part),
            lambda part: small.timelines.by_author(ANYBODY, ada.id, part, frozenset()),
        ):
            assert await all_of(read) == expected


async def test_a_tweet_deleted_between_the_rounds_of_one_page_is_not_shown_empty(node: Any) -> None:
    """The page is filled up again, and waits for that, since some of it is hidden."""
    ada, bo = await residents(node, "ada", "bo")
    first = await post(node, ada, "soon gone")
    for _ in range(40):
        await post(node, ada, "hidden", visibility="followers")
    newest = await post(node, ada, "newest")
    await node.timelines.by_author(bo, ada.id, Window(2), frozenset())
    node.memory.deck.drop([first.id])

    page = await meanwhile(
        node, node.timelines.by_author(bo, ada.id, Window(20), frozenset()), node.tweets.delete(ada, newest.id)
    )

    assert "" not in [view.tweet.content for view in page.items]
