"""Many read, cold and hot, while others write, follow, block, delete and go: nothing stale is shown or stays behind."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from random import Random
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from nodeapp.model.accounts import ANYBODY, Profile, Viewer
from nodeapp.model.errors import NodeError
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.lists import ListDraft
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft
from tests.builders import FakeClock
from tests.exactness import check
from tests.integration.bare import bare, residents
from tests.integration.test_foreign_tweets import foreign_account, foreign_tweet
from tests.memories import Losses

pytestmark = pytest.mark.anyio

NAMES = ("ada", "bo", "cy", "di", "ed", "flo")
ELSEWHERE = ("yo", "zed")
ROUNDS, ACTS, READS = 8, 12, 20
ROOMY = Limits(reader_connections=3)
CROWDED = Limits(
    reader_connections=3,
    cards_bytes_max=60_000,
    people_in_memory_max=3,
    seats_max=4,
    walls_in_memory_max=2,
    home_ids_first=6,
    home_ids_max=10,
    seat_marks_max=2,
    fanout_active_only_from=2,
    fanout_pull_from=4,
    fanout_pushes_at_once=2,
)


class Slow:
    """A database that tells late what it saw: others get their turn in between, and commit."""

    def __init__(self, inner: Any, chance: Random) -> None:
        self._inner = inner
        self._chance = chance

    async def read(self, work: Callable[..., Any]) -> Any:
        found = await self._inner.read(work)
        if self._chance.random() < 0.3:
            await anyio.sleep(self._chance.choice((0, 0.001, 0.004)))
        return found


class Storm:
    def __init__(self, node: Any, chance: Random) -> None:
        self.node = node
        self.chance = chance
        self.people: list[Viewer] = []
        self.elsewhere: list[Viewer] = []
        self.tweets: list[int] = []
        self.deleted: set[int] = set()
        self.blocks: set[tuple[AccountId | None, AccountId | None]] = set()
        """Who blocks whom, and will not take it back."""
        self.notes = 0

    async def begin(self) -> None:
        self.people = await residents(self.node, *NAMES)
        for name in ELSEWHERE:
            account = await self.node.accounts.receive(self._account(name))
            self.elsewhere.append(Viewer(account.id, host=account.host))
        for one in self.people:
            for other in self.chance.sample(self.people, 3):
                await self._try(self.node.graph.follow(one, other.id))

    def _account(self, name: str, **changes: Any) -> Any:
        host = f"{name}.example"
        told = {"uri": f"https://{host}/{name}", "username": name, "host": host, "public_key_id": None}
        return foreign_account(**told, bio_html=f"<p>{self.chance.random()}</p>", **changes)

    async def _try(self, act: Awaitable[Any]) -> Any:
        """What may not be is refused; that is not what is looked at here."""
        try:
            return await act
        except NodeError:
            return None

    async def write(self) -> None:
        for _ in range(ACTS):
            self.node.clock.advance(milliseconds=7)
            await self.chance.choice(
                [
                    self._post,
                    self._post,
                    self._engage,
                    self._engage,
                    self._delete,
                    self._follow,
                    self._block,
                    self._keep_away,
                    self._edit,
                ]
            )()
            await anyio.lowlevel.checkpoint()

    async def write_elsewhere(self) -> None:
        for _ in range(ACTS):
            self.node.clock.advance(milliseconds=7)
            await self.chance.choice([self._receive, self._receive, self._receive, self._forget, self._leave])()

    def _one(self) -> Viewer:
        return self.chance.choice(self.people)

    def _tweet(self) -> TweetId:
        return TweetId(self.chance.choice(self.tweets[-12:]) if self.tweets else 1)

    async def _post(self) -> None:
        me = self._one()
        how = self.chance.choice(("plain", "plain", "reply", "quote"))
        draft = Draft(
            content="words " * self.chance.randrange(1, 20) + self.chance.choice(("", "#tea", "#cake #tea")),
            visibility=self.chance.choice((None, "followers", "unlisted")),
            reply_to_id=self._tweet() if how == "reply" else None,
            quote_id=self._tweet() if how == "quote" else None,
        )
        view = await self._try(self.node.tweets.post(me, draft))
        if view is not None:
            self.tweets.append(view.tweet.id)
            page = await self.node.timelines.home(me, Window(100))
            shown = {view.tweet.id for view in page.items}
            # Others may have deleted it meanwhile, or pushed it to the next page.
            assert view.tweet.id in shown | self.deleted or len(page.items) == 100

    async def _engage(self) -> None:
        me, tweet_id = self._one(), self._tweet()
        verb = self.chance.choice(("like", "unlike", "retweet", "unretweet", "bookmark", "unbookmark"))
        await self._try(getattr(self.node.engagement, verb)(me, tweet_id))

    async def _delete(self) -> None:
        tweet_id = self._tweet()
        view = await self._try(self.node.tweets.get(ANYBODY, tweet_id))
        if view is not None and view.tweet.is_local:
            await self._try(self.node.tweets.delete(Viewer(view.author.id), tweet_id))
            self.deleted.add(tweet_id)

    async def _follow(self) -> None:
        me, other = self._one(), self.chance.choice([*self.people, *self.elsewhere])
        verb = self.chance.choice(("follow", "follow", "unfollow"))
        await self._try(getattr(self.node.graph, verb)(me, other.id))
        if verb == "follow" and other.host:
            await self._try(self.node.graph.accept(other, me.id))

    async def _block(self) -> None:
        me, other = self._one(), self._one()
        if self.chance.random() < 0.5:
            await self._try(self.node.graph.unfollow(me, other.id))
        elif len(self.blocks) < 4 and me is not other:
            await self._try(self.node.graph.block(me, other.id))
            self.blocks.add((me.id, other.id))

    async def _keep_away(self) -> None:
        """Mutes, muted threads, retweets that are off, blocked peers, exclusive lists; and followed hashtags."""
        node, me, on = self.node, self._one(), self.chance.random() < 0.5
        other = self.chance.choice([*self.people, *self.elsewhere])
        match self.chance.randrange(6):
            case 0:
                await self._try((node.mutes.mute if on else node.mutes.unmute)(me, other.id))
            case 1:
                verb = node.mutes.mute_thread if on else node.mutes.unmute_thread
                await self._try(verb(me, self._tweet()))
            case 2:
                await self._try(node.graph.change_follow(me, other.id, on, None))
            case 3 if not on:
                for host in await node.peer_blocks.hosts(me):
                    await node.peer_blocks.unblock(me, host)
            case 3:
                await self._try(node.peer_blocks.block(me, f"{self.chance.choice(ELSEWHERE)}.example"))
            case 4:
                lists = await node.lists.all(me) or [await node.lists.make(me, ListDraft(title="list"))]
                await node.lists.change(me, lists[0].id, ListDraft(exclusive=self.chance.random() < 0.7))
                await self._try((node.lists.add if on else node.lists.remove)(me, lists[0].id, other.id))
            case _:
                verb = node.hashtags.follow if on else node.hashtags.unfollow
                await verb(me, self.chance.choice(("tea", "cake")))

    async def _edit(self) -> None:
        bio = "tea " * self.chance.choice((0, 1, 100))
        await self._try(self.node.accounts.edit(self._one(), Profile(display_name=str(self.chance.random()), bio=bio)))

    async def _receive(self) -> None:
        is_edit = self.notes > 1 and self.chance.random() < 0.2
        self.notes += not is_edit
        author = self.chance.choice(ELSEWHERE)
        answered = self.notes + self.chance.randrange(-3, 3)
        note = foreign_tweet(
            uri=f"https://{author}.example/notes/{self.notes}",
            author_uri=f"https://{author}.example/{author}",
            reply_to_uri=self.chance.choice((None, f"https://{author}.example/notes/{answered}")),
            content_html="x" * self.chance.choice((10, 2_000)),
            hashtags=self.chance.choice(((), ("tea",), ("cake", "tea"))),
            created_at_ms=self.node.clock() - self.chance.choice((0, 0, 500)),
            edited_at_ms=self.node.clock() if is_edit else None,
        )
        tweet_id = await self.node.foreign_tweets.receive(note, asked=True)
        if tweet_id is not None and tweet_id not in self.tweets:
            self.tweets.append(tweet_id)

    async def _forget(self) -> None:
        author = self.chance.choice(self.elsewhere)
        uri = f"https://{author.host}/notes/{max(self.notes - self.chance.randrange(5), 1)}"
        known = await self.node.foreign_tweets.known(uri)
        await self._try(self.node.foreign_tweets.forget(uri, author.id))
        if known is not None:
            self.deleted.add(known)

    async def _leave(self) -> None:
        """Gone, and back under the same name."""
        place = self.chance.randrange(len(self.elsewhere))
        if self.chance.random() < 0.3:
            await self.node.accounts.forget(self.elsewhere[place].id)
        await self.node.accounts.receive(self._account(ELSEWHERE[place]))

    async def read(self) -> None:
        """What was acknowledged before shows at once; a page is looked at before anybody else gets their turn."""
        for _ in range(READS):
            gone, blocks = frozenset(self.deleted), frozenset(self.blocks)
            viewer = self.chance.choice([*self.people, ANYBODY])
            if self.chance.random() < 0.3:
                one = await self._try(self.node.tweets.get(viewer, self._tweet()))
                views = [one] if one else []
            else:
                page = await self._try(self.chance.choice(self._some_lists(viewer))())
                views = [*page.items] if page else []
            for view in views:
                assert view.tweet.id not in gone, "a deleted tweet is shown"
                assert view.tweet.deleted_at_ms is None
                assert view.author.is_live
                assert (view.author.id, viewer.id) not in blocks, "a blocked viewer is shown a tweet"
                assert view.quote is None or (view.quote.author.id, viewer.id) not in blocks

    def _some_lists(self, viewer: Viewer) -> list[Callable[[], Awaitable[Any]]]:
        lists, part = self.node.timelines, Window(self.chance.choice((2, 5, 20)))
        author = self.chance.choice([*self.people, *self.elsewhere])
        reads: list[Callable[[], Awaitable[Any]]] = [
            lambda: lists.public(viewer, part),
            lambda: lists.local(viewer, part),
            lambda: lists.by_author(viewer, author.id, part, frozenset({"replies", "retweets"})),
        ]
        return reads if viewer.id is None else [*reads, *[lambda: lists.home(viewer, part)] * 3]

    async def lose(self) -> None:
        losses = Losses(self.node.memory, self.chance)
        for _ in range(20):
            losses.lose()
            await anyio.sleep(0.002)

    async def fan_out(self) -> None:
        for _ in range(20):
            await self.node.fanout.catch_up()
            await anyio.sleep(0.001)

    async def calm(self) -> None:
        """Nothing goes on: memory is exact, and every list is the one the database gives."""
        await self.node.fanout.catch_up()
        await check(self.node.memory, self.node.database)
        for viewer in (*self.people, ANYBODY):
            for read in self._lists(viewer):
                served, pulled = await self._try(read(self.node.timelines)), await self._try(read(self.node.cold))
                assert _seen(served) == _seen(pulled)
        await check(self.node.memory, self.node.database)

    def _lists(self, viewer: Viewer) -> list[Callable[[Any], Awaitable[Any]]]:
        part = Window(7)
        found: list[Callable[[Any], Awaitable[Any]]] = [
            lambda lists: lists.public(viewer, part),
            lambda lists: lists.local(viewer, part),
            *(
                lambda lists, id_=author.id: lists.by_author(viewer, id_, part, frozenset({"replies", "retweets"}))
                for author in (*self.people, *self.elsewhere)
            ),
        ]
        if viewer.id is not None:
            found += [lambda lists: lists.home(viewer, part), lambda lists: lists.home(viewer, Window(50))]
        return found


def _seen(page: Any) -> Any:
    if page is None:
        return None
    views = [
        (view.tweet, view.author, view.flags, view.entry_id, view.quote and view.quote.tweet) for view in page.items
    ]
    return views, page.cursor, page.has_more


@pytest.fixture(params=["roomy", "crowded"])
async def node(tmp_path: Path, clock: FakeClock, request: pytest.FixtureRequest) -> AsyncIterator[Any]:
    limits = ROOMY if request.param == "roomy" else CROWDED
    async with bare(tmp_path, clock, memory=True, limits=limits) as opened:
        yield opened


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("loses", [False, True], ids=["keeps", "loses"])
async def test_whatever_goes_on_at_once_memory_is_exact_afterwards(node: Any, seed: int, loses: bool) -> None:
    chance = Random(seed)  # noqa: S311
    slow = Slow(node.database, chance)
    for part in (node.entries, node.views, node.fanout.consumer):
        part.__dict__["database"] = slow
    storm = Storm(node, chance)
    await storm.begin()

    for _ in range(ROUNDS):
        async with anyio.create_task_group() as tasks:
            for act in (storm.write, storm.write, storm.write_elsewhere, *[storm.read] * 5, storm.fan_out):
                tasks.start_soon(act)
            if loses:
                tasks.start_soon(storm.lose)
        await storm.calm()
