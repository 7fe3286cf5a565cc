"""P06: whoever listens is told what the timelines of the same name show, and nothing that these do not."""

from collections.abc import Awaitable, Callable, Sequence
from random import Random
from typing import Any

import pytest

from nodeapp.model.accounts import Viewer
from nodeapp.model.hub import Stream
from nodeapp.model.limits import Limits
from nodeapp.model.lists import ListDraft
from nodeapp.model.polls import PollDraft
from nodeapp.model.streams import DIRECT, HOME, LOCAL, PUBLIC, Channel, Told
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft
from tests.builders import Home, at_home

pytestmark = pytest.mark.anyio

NAMES = ("ada", "bob", "cyn", "dan", "eve", "fay")
TEA = Channel("hashtag", tag="tea")
LIMITS = Limits(stream_queue_max=1_000, stream_backlog_told_max=1_000)
ANYBODY = Viewer(None)


class Village:
    """People who follow, mute and block each other, and one open stream for each, with all there is to hear."""

    def __init__(self, node: Home, people: dict[str, Viewer], chance: Random) -> None:
        self.node = node
        self.people = people
        self.chance = chance
        self.streams = node.node.work.streams
        self.lists: dict[str, Any] = {}
        self.tweets: list[Any] = []
        self.directs: list[Any] = []

    async def settle(self) -> None:
        """Everybody stands to everybody in some way."""
        for name, viewer in self.people.items():
            for other_name, other in self.people.items():
                if other_name != name:
                    await self._stand(viewer, other)
            replies = self.chance.choice(("none", "followed", "members"))
            draft = ListDraft(title="read", exclusive=self.chance.random() < 0.3, replies=replies)
            made = await self.node.lists.make(viewer, draft)
            members = [other.id for other in self.people.values() if other.id != viewer.id]
            chosen = [one for one in self.chance.sample(members, 2) if await self._may_be_listed(viewer, one)]
            if chosen:
                await self.node.lists.add(viewer, made.id, *chosen)
            self.lists[name] = made.id
            if self.chance.random() < 0.5:
                await self.node.hashtags.follow(viewer, "tea")

    async def _stand(self, viewer: Viewer, other: Any) -> None:
        draw = self.chance.random()
        stand = await self.node.graph.relationship(viewer, other.id)
        if stand.blocked_by:
            return
        if draw < 0.6:
            await self.node.graph.follow(viewer, other.id)
            if self.chance.random() < 0.2:
                await self.node.graph.change_follow(viewer, other.id, retweets=False, bell=None)
        elif draw < 0.7:
            await self.node.mutes.mute(viewer, other.id)
        elif draw < 0.75:
            await self.node.graph.block(viewer, other.id)

    async def _may_be_listed(self, viewer: Viewer, other_id: Any) -> bool:
        stand = await self.node.graph.relationship(viewer, other_id)
        return not (stand.blocking or stand.blocked_by)

    async def listen(self) -> dict[str, Stream]:
        streams = {}
        for name, viewer in self.people.items():
            mine = Channel("list", list_id=self.lists[name])
            streams[name] = await self.streams.open(viewer, "here", (HOME, mine, TEA, PUBLIC, LOCAL, DIRECT))
        streams["nobody"] = await self.streams.open(ANYBODY, "here", (TEA, PUBLIC, LOCAL))
        return streams

    async def act(self, times: int) -> None:
        for number in range(times):
            name, viewer = self.chance.choice(list(self.people.items()))
            try:
                await self._once(number, name, viewer)
            except Exception as error:
                if type(error).__name__ not in ("NotFound", "Forbidden", "BadInput"):
                    raise
            self.node.clock.advance(seconds=1)
        await self.node.wait_idle()

    async def _once(self, number: int, name: str, viewer: Viewer) -> None:
        draw = self.chance.random()
        known = self.chance.choice(self.tweets[-8:]) if self.tweets else None
        if draw < 0.15 and known is not None:
            await self.node.engagement.retweet(viewer, known)
        elif draw < 0.22 and known is not None:
            await self.node.mutes.mute_thread(viewer, known)
        elif draw < 0.27 and known is not None:
            await self.node.tweets.delete(viewer, known)
        else:
            words = f"{number} by {name}"
            words += " #tea" if self.chance.random() < 0.4 else ""
            words += f" @{self.chance.choice(NAMES)}" if self.chance.random() < 0.4 else ""
            visibility = self.chance.choice(("public", "public", "unlisted", "followers", "direct"))
            about = self.chance.random()
            poll = PollDraft(options=("a", "b"), seconds=600) if about > 0.9 else None
            draft = Draft(
                content=words,
                visibility=visibility,
                reply_to_id=known if about < 0.4 else None,
                quote_id=known if 0.4 <= about < 0.5 else None,
                poll=poll,
            )
            made = await self.node.tweets.post(viewer, draft)
            self.tweets.append(made.tweet.id)

    async def shown(self, name: str) -> dict[str, set[int]]:
        """What the timelines show now: entries by the name of the channel."""
        viewer, timelines, all_of_it = self.people.get(name, ANYBODY), self.node.timelines, Window(limit=500)
        pages = {
            "hashtag:tea": timelines.hashtag(viewer, "tea", all_of_it),
            "public": timelines.public(viewer, all_of_it),
            "local": timelines.local(viewer, all_of_it),
        }
        if viewer.id is not None:
            list_id = self.lists[name]
            pages["home"] = timelines.home(viewer, all_of_it)
            pages[f"list:{list_id}"] = timelines.of_list(viewer, list_id, all_of_it)
        return {channel: {view.entry_id for view in (await page).items} for channel, page in pages.items()}


def taken(stream: Stream) -> list[Told]:
    found = []
    while (told := stream.take()) is not None:
        found.append(told)
    return found


def standing(told: Sequence[Told]) -> tuple[dict[str, set[int]], dict[int, int]]:
    """By channel the entries that were told and are not gone again; and of retweets, what they share."""
    found: dict[str, set[int]] = {}
    originals: dict[int, int] = {}
    for one in told:
        for channel in one.channels:
            entries = found.setdefault(channel.name, set())
            if one.happening.kind == "delete":
                entries.discard(one.happening.subject_id)
                entries.difference_update(
                    entry for entry, shared in originals.items() if shared == one.happening.subject_id
                )
            elif one.view is not None:
                entries.add(one.view.entry_id)
                if one.view.retweet is not None:
                    originals[one.view.entry_id] = one.view.tweet.id
    return found, originals


async def in_a_village(tmp_path: Any, clock: Any, seed: int, then: Callable[[Village], Awaitable[None]]) -> None:
    async with at_home(tmp_path / "node", clock, limits=LIMITS) as node:
        village = Village(node, {name: await node.account(name) for name in NAMES}, Random(seed))  # noqa: S311 (a seed, not a secret)
        await village.settle()
        await then(village)
        await node.check_memory()


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_p06_a_stream_tells_what_its_timeline_shows(tmp_path, clock, seed):
    async def then(village: Village) -> None:
        streams = await village.listen()

        await village.act(60)

        for name, stream in streams.items():
            told, originals = standing(taken(stream))
            for channel, entries in (await village.shown(name)).items():
                heard = told.get(channel, set())
                # A muted thread, an original that is gone, a newer retweet of the same: they were shown at their time.
                assert entries - heard == set(), (name, channel)
                if channel != "home":
                    gone = {entry for entry in heard - entries if entry in originals}
                    assert heard - entries == gone, (name, channel)

    await in_a_village(tmp_path, clock, seed, then)


@pytest.mark.parametrize("seed", [4, 5])
async def test_p06_what_is_told_may_be_seen_by_whoever_is_told(tmp_path, clock, seed):
    async def then(village: Village) -> None:
        streams = await village.listen()

        for _ in range(20):
            await village.act(2)

            for name, stream in streams.items():
                viewer = village.people.get(name, ANYBODY)
                for told in taken(stream):
                    if told.view is not None and not told.view.card.is_gone:
                        seen = await village.node.ground.views.of_entries(viewer.id, [told.view.entry_id])
                        assert seen or told.view.author.id == viewer.id, (name, told)

    await in_a_village(tmp_path, clock, seed, then)


@pytest.mark.parametrize("seed", [6, 7])
async def test_whoever_comes_back_is_told_what_those_who_stayed_were_told(tmp_path, clock, seed):
    async def then(village: Village) -> None:
        stayed = await village.listen()
        start = village.streams.hub.position

        await village.act(40)

        for name, stream in stayed.items():
            viewer = village.people.get(name, ANYBODY)
            again = await village.streams.open(viewer, "here", stream.channels)
            missed = [told async for told in village.streams.missed(again, start)]
            heard = taken(stream)
            assert None not in missed
            now, _ = standing([told for told in missed if told is not None])
            then_, originals = standing(heard)
            for channel in now.keys() | then_.keys():
                # Of threads that were muted meanwhile, and of what is gone, less is told afterwards.
                assert now.get(channel, set()) <= then_.get(channel, set())
                if channel != "home":
                    lost = then_.get(channel, set()) - now.get(channel, set())
                    assert all(entry in originals for entry in lost), (name, channel)

    await in_a_village(tmp_path, clock, seed, then)


async def test_a_direct_tweet_is_told_to_both_ends_and_to_nobody_else(tmp_path, clock):
    async with at_home(tmp_path / "node", clock, limits=LIMITS) as node:
        ada, bob, eve = [await node.account(name) for name in ("ada", "bob", "eve")]
        streams = [await node.node.work.streams.open(one, "", (HOME, PUBLIC, DIRECT)) for one in (ada, bob, eve)]

        made = await node.tweets.post(ada, Draft(content="psst @bob", visibility="direct"))
        await node.wait_idle()
        await node.tweets.delete(ada, made.tweet.id)
        await node.wait_idle()

        kinds = [[(told.happening.kind, told.channels) for told in taken(stream)] for stream in streams]
        assert kinds == [[("tweet", (DIRECT,)), ("delete", (DIRECT,))]] * 2 + [[]]


async def test_p06_of_what_somebody_may_not_see_not_even_its_going_is_told(tmp_path, clock):
    async with at_home(tmp_path / "node", clock, limits=LIMITS) as node:
        ada, bob, eve = [await node.account(name) for name in ("ada", "bob", "eve")]
        made = await node.lists.make(eve, ListDraft(title="watched"))
        await node.lists.add(eve, made.id, ada.id)
        await node.graph.follow(bob, ada.id)
        watching = await node.node.work.streams.open(eve, "", (Channel("list", list_id=made.id), PUBLIC, TEA))
        following = await node.node.work.streams.open(bob, "", (HOME,))

        hidden = await node.tweets.post(ada, Draft(content="for followers #tea", visibility="followers"))
        await node.tweets.delete(ada, hidden.tweet.id)
        await node.wait_idle()

        assert taken(watching) == []
        assert [told.happening.kind for told in taken(following)][-1:] == ["delete"]


async def test_who_is_followed_or_listed_while_one_listens_is_heard_from_then_on(tmp_path, clock):
    async with at_home(tmp_path / "node", clock, limits=LIMITS) as node:
        ada, bob, cyn = [await node.account(name) for name in ("ada", "bob", "cyn")]
        made = await node.lists.make(ada, ListDraft(title="read"))
        mine = Channel("list", list_id=made.id)
        stream = await node.node.work.streams.open(ada, "", (HOME, mine))

        async def heard(who: Viewer) -> list[tuple[Channel, ...]]:
            await node.wait_idle()
            await node.tweets.post(who, Draft(content="anyone? #tea"))
            await node.wait_idle()
            return [told.channels for told in taken(stream)]

        before = await heard(bob)
        await node.graph.follow(ada, bob.id)
        followed = await heard(bob)
        await node.lists.add(ada, made.id, bob.id)
        listed = await heard(bob)
        await node.graph.unfollow(ada, bob.id)
        left = await heard(bob)
        await node.lists.remove(ada, made.id, bob.id)
        gone = await heard(bob)
        await node.hashtags.follow(ada, "tea")
        tagged = await heard(cyn)
        await node.hashtags.unfollow(ada, "tea")
        untagged = await heard(cyn)

        assert (before, followed, listed, left) == ([], [(HOME,)], [(HOME, mine)], [(mine,)])
        assert (gone, tagged, untagged) == ([], [(HOME,)], [])


async def test_one_who_blocks_or_mutes_hears_nothing_more_at_once(tmp_path, clock):
    """P03: the block counts from the moment in which it is acknowledged."""
    async with at_home(tmp_path / "node", clock, limits=LIMITS) as node:
        ada, bob, cyn = [await node.account(name) for name in ("ada", "bob", "cyn")]
        await node.graph.follow(ada, cyn.id)
        streams = [await node.node.work.streams.open(one, "", (HOME, PUBLIC)) for one in (ada, bob)]
        await node.wait_idle()

        await node.mutes.mute(ada, cyn.id)
        await node.graph.block(cyn, bob.id)
        await node.tweets.post(cyn, Draft(content="to others"))
        await node.wait_idle()

        assert [taken(stream) for stream in streams] == [[], []]


async def test_somebody_who_follows_very_many_is_told_all_the_same(tmp_path, clock):
    limits = Limits(stream_follows_max=1)
    async with at_home(tmp_path / "node", clock, limits=limits) as node:
        ada, bob, cyn = [await node.account(name) for name in ("ada", "bob", "cyn")]
        for other in (bob, cyn):
            await node.graph.follow(ada, other.id)
        stream = await node.node.work.streams.open(ada, "", (HOME,))

        await node.tweets.post(cyn, Draft(content="hello"))
        await node.wait_idle()

        assert [told.happening.kind for told in taken(stream)] == ["tweet"]


async def test_streams_have_bounds_and_leave_nothing_behind(tmp_path, clock):
    limits = Limits(streams_per_account_max=2, streams_per_address_max=1, streams_max=4)
    async with at_home(tmp_path / "node", clock, limits=limits) as node:
        ada, bob = [await node.account(name) for name in ("ada", "bob")]
        await node.graph.follow(ada, bob.id)
        await node.hashtags.follow(ada, "tea")
        made = await node.lists.make(ada, ListDraft(title="read"))
        await node.lists.add(ada, made.id, bob.id)
        streams = node.node.work.streams

        async def refused(viewer: Viewer, address: str, *channels: Channel) -> str:
            try:
                opened.append(await streams.open(viewer, address, channels))
            except Exception as error:
                return type(error).__name__
            return ""

        opened: list[Stream] = []
        told = [
            await refused(ada, "x", HOME, Channel("list", list_id=made.id), TEA),
            await refused(ada, "x", HOME),
            await refused(ada, "y", HOME),
            await refused(ANYBODY, "x", PUBLIC),
            await refused(ANYBODY, "x", PUBLIC),
            await refused(bob, "x", Channel("list", list_id=made.id)),
            await refused(ANYBODY, "y", HOME),
            await refused(bob, "x", PUBLIC),
            await refused(ANYBODY, "z", PUBLIC),
        ]
        for stream in opened:
            streams.leave(stream)

        kinds = ["", "", "TooMany", "", "TooMany", "NotFound", "NotSignedIn", "", "Unavailable"]
        assert told == kinds
        hub = streams.hub
        left = [hub._streams, hub._viewers, hub._homes, hub._followers, hub._tagged, hub._in_lists, hub.lists]
        assert [len(one) for one in (*left, hub._addresses, hub._public, hub._hashtags)] == [0] * 10
