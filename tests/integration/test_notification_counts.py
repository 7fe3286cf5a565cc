"""Whatever people do, however often their node falls over: they are told of what is so, once, and of nothing else."""

import asyncio
import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from nodeapp.consumers.notifications import Notifying
from nodeapp.jobs.forget_notifications import ForgetNotifications
from nodeapp.model.errors import NodeError, Unavailable
from nodeapp.model.events import AccountErased, FollowNew, LikeAdded, Logged, NotificationAdded
from nodeapp.model.limits import Limits
from nodeapp.model.notifications import EVERYTHING
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft
from nodeapp.queries import event_log
from nodeapp.services.notifications import Notifications
from tests.builders import FakeClock
from tests.integration.bare import bare, residents
from tests.integration.notified import counts_are_right

pytestmark = pytest.mark.anyio

LIMITS = Limits(reader_connections=1, notification_group_hours=1)
PEOPLE = st.integers(0, 2)
SAYING = ("tweet", "mention", "direct", "reply", "delete")
DOING = ("like", "like", "unlike", "retweet", "unretweet", "follow", "unfollow", "block")
VERBS = st.sampled_from((*SAYING, *DOING, "wait", "told", "told"))
STORIES = st.lists(st.tuples(VERBS, PEOPLE, PEOPLE, st.integers(0, 3)), min_size=5, max_size=40)


class Told(Struct, frozen=True, order=True):
    account_id: int
    kind: str
    actor_id: int
    cause_id: int


class Falling:
    """A database at which a consumer falls over after so many writes; what was written before stays."""

    def __init__(self, inner):
        self._inner = inner
        self.left = 0

    async def write(self, work):
        if not self.left:
            raise Unavailable("Somebody pulled the plug.")
        self.left -= 1
        return await self._inner.write(work)

    def __getattr__(self, name):
        return getattr(self._inner, name)


class Street:
    """Three people, and the consumer that tells them, which is handed the log in portions."""

    def __init__(self, node, people):
        self.node, self.people = node, people
        self.database = Falling(node.database)
        self.consumer = Notifying(self.database, node.clock, LIMITS, node.ids)
        self.position = 0
        self.tweets = []
        self.blocks = set()
        self.swept = set()

    async def do(self, verb, who, whom, number):
        me, other = self.people[who], self.people[whom]
        tweet = self.tweets[-1 - number % len(self.tweets)] if self.tweets else None
        self.node.clock.advance(seconds=2_000 if verb == "wait" else 1)
        # Of what may not be done nobody is told, either.
        with contextlib.suppress(NodeError):
            await self._do(verb, me, other, tweet, f"@{('ada', 'bo', 'cy')[whom]}")
        if verb == "told":
            await self.catch_up(number, 1 + number % 3)

    async def _do(self, verb, me, other, tweet, name):
        engagement, graph = self.node.engagement, self.node.graph
        match verb:
            case "tweet" | "mention" | "direct" | "reply":
                view = await self.node.tweets.post(me, _draft(verb, name, tweet))
                self.tweets.append(view.tweet.id)
            case "like" | "unlike" | "retweet" | "unretweet" if tweet:
                await getattr(engagement, verb)(me, tweet)
            case "follow" | "unfollow":
                await getattr(graph, verb)(me, other.id)
            case "delete" if tweet:
                await self.node.tweets.delete(me, tweet)
            case "block":
                await graph.block(me, other.id)
                self.blocks |= {(me.id, other.id), (other.id, me.id)}

    async def catch_up(self, portion=0, falls_after=0):
        """Hands over what there is, falling over now and then; what was handed over then is handed over again."""

        async def work(reader):
            return await event_log.after(reader, self.position, 10_000)

        log = [one for one in await self.node.database.read(work) if isinstance(one.event, self.consumer.follows)]
        while log:
            batch, log = (log, []) if not portion else (log[:portion], log[portion:])
            self.database.left = falls_after
            for _ in range(1_000):
                try:
                    await self.consumer.handle(batch)
                    break
                except Unavailable:
                    self.database.left = 1_000
            self.position = batch[-1].position

    async def expected(self):
        async def work(reader):
            return await reader.all(
                Told,
                """
                select author_id as account_id, 'like' as kind, account_id as actor_id, likes.id as cause_id
                from likes join tweets on tweets.id = tweet_id where deleted_at_ms is null
                union all
                select old.author_id, 'retweet', new.author_id, new.id from tweets as new
                join tweets as old on old.id = new.retweet_of_id
                where new.deleted_at_ms is null and old.deleted_at_ms is null
                union all
                select followee_id, 'follow', follower_id, id from follows where state = 'following'
                union all
                select account_id,
                    case when visibility = 'direct' then 'direct'
                         when account_id = reply_to_author_id then 'reply' else 'mention' end,
                    author_id, id
                from tweet_mentions join tweets on tweets.id = tweet_id where deleted_at_ms is null
                """,
            )

        rows = await self.node.database.read(work)
        return sorted(
            row for row in rows if row.account_id != row.actor_id and (row.account_id, row.actor_id) not in self.blocks
        )

    async def told(self):
        async def work(reader):
            return await reader.all(Told, "select account_id, kind, actor_id, cause_id from notifications")

        return sorted(await self.node.database.read(work))


def _draft(verb, name, tweet):
    if verb == "reply":
        return Draft(content="words", reply_to_id=tweet)
    visibility = "direct" if verb == "direct" else "public"
    return Draft(content="words" if verb == "tweet" else f"hello {name}", visibility=visibility)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(story=STORIES)
def test_people_are_told_of_what_is_so_however_often_the_node_falls_over(story):
    """Killed anywhere and started again, it comes to the same as an undisturbed run."""

    async def play():
        with tempfile.TemporaryDirectory() as folder:
            async with bare(Path(folder), FakeClock(), limits=LIMITS) as node:
                street = Street(node, await residents(node, "ada", "bo", "cy"))
                for step in story:
                    await street.do(*step)
                await street.catch_up()

                assert await street.told() == await street.expected()
                await counts_are_right(node.database)

    asyncio.run(play())


@pytest.fixture
async def street(tmp_path, clock):
    async with bare(tmp_path, clock, limits=LIMITS) as node:
        street = Street(node, await residents(node, "ada", "bo", "cy"))
        street.database.left = 1_000_000
        yield street
        await counts_are_right(node.database)


async def test_a_batch_handled_twice_changes_nothing(street):
    ada, bo, cy = street.people
    mine = (await street.node.tweets.post(ada, Draft(content="words"))).tweet.id
    for other in (bo, cy):
        await street.node.engagement.like(other, mine)
        await street.node.tweets.post(other, Draft(content="hello @ada"))
    batch = await street.node.database.read(lambda reader: event_log.after(reader, 0, 1_000))

    await street.consumer.handle(batch)
    before = await _everything(street)
    await street.consumer.handle(batch)

    assert await _everything(street) == before
    assert len(before[0]) == 4


async def _everything(street):
    async def work(reader):
        rows = await reader.values("select id || ':' || group_id || ':' || is_read from notifications order by id")
        groups = await reader.values("select id || ':' || member_count || ':' || unread_count from notification_groups")
        return rows, groups, await event_log.last(reader)

    return await street.node.database.read(work)


async def test_what_concerns_nobody_here_is_neither_written_nor_looked_up(street, monkeypatch):
    """Most of what is said concerns nobody; of likes and follows that is seen without the database."""
    ada = street.people[0]
    await street.node.tweets.post(ada, Draft(content="to myself"))
    batch = await street.node.database.read(lambda reader: event_log.after(reader, 0, 1_000))
    street.database.left = 0

    await street.consumer.handle(batch)

    elsewhere = (ada.id or 0) | 1 << 12
    liked = LikeAdded(actor_id=ada.id, subject_id=elsewhere, like_id=1, author_id=elsewhere)
    followed = FollowNew(actor_id=ada.id, subject_id=elsewhere, follow_id=1)
    own = LikeAdded(actor_id=ada.id, subject_id=1, like_id=1, author_id=ada.id)
    monkeypatch.setattr(street.database, "_inner", None)
    await street.consumer.handle([Logged(number, 0, event) for number, event in enumerate((liked, followed, own))])


async def test_a_viral_tweet_is_one_group_and_one_event_a_batch(street, monkeypatch):
    """D04: many likes cost few transactions, and whoever is told is told once a batch."""
    node = street.node
    ada = street.people[0]
    mine = (await node.tweets.post(ada, Draft(content="viral"))).tweet.id
    fans = await residents(node, *(f"fan{number}" for number in range(600)))
    for fan in fans:
        await node.engagement.like(fan, mine)

    log = await node.database.read(lambda reader: event_log.after(reader, 0, 10_000))
    groups = node.database.figures.groups
    for start in range(0, len(log), 200):
        await street.consumer.handle([one for one in log[start : start + 200] if isinstance(one.event, LikeAdded)])

    added = [one for one in await _events(node) if isinstance(one, NotificationAdded)]
    assert node.database.figures.groups - groups <= 5
    assert len(added) <= 5
    [only] = await seen_by(node, ada)
    assert (only.person_count, len(only.people)) == (600, LIMITS.notification_people_shown)

    # All of it goes in portions, too.
    await node.tweets.delete(ada, mine)
    await street.catch_up(falls_after=1)
    assert await street.told() == []


async def seen_by(node, viewer):
    service = Notifications(node.database, node.clock, node.limits, node.ids)
    return (await service.page(viewer, EVERYTHING, Window(20))).page.items


async def _events(node):
    log = await node.database.read(lambda reader: event_log.after(reader, 0, 10_000))
    return [one.event for one in log]


async def test_old_ones_are_forgotten_and_long_lists_cut(street, clock):
    node = street.node
    ada, bo, _ = street.people
    limits = Limits(notifications_kept_days=90, notification_groups_max=3)
    job = ForgetNotifications(node.database, clock, limits)
    for number in range(5):
        await node.tweets.post(bo, Draft(content=f"{number} @ada"))
        await street.catch_up(falls_after=1)
        clock.advance(seconds=1)

    await job.run()
    assert [view.tweet.tweet.content[0] for view in await seen_by(node, ada)] == ["4", "3", "2"]
    await job.run()
    clock.advance(seconds=90 * 86_400 - 1.5)
    await job.run()
    assert [view.tweet.tweet.content[0] for view in await seen_by(node, ada)] == ["4"]
    clock.advance(seconds=2)
    await job.run()
    assert await street.told() == []


async def test_whoever_is_erased_takes_everything_along(street):
    node = street.node
    ada, bo, cy = street.people
    for author, other in ((ada, "bo"), (bo, "ada"), (bo, "cy"), (cy, "ada")):
        await node.tweets.post(author, Draft(content=f"hello @{other}"))
    await street.catch_up(falls_after=1)
    service = Notifications(node.database, node.clock, node.limits, node.ids)
    await service.choose(bo, {}, {"not_following": "filter"})
    await node.tweets.post(cy, Draft(content="hello @bo"))
    await street.catch_up(falls_after=1)
    assert (await service.waiting(bo)).requests == 1

    async def work(tx):
        await event_log.append(tx, AccountErased(actor_id=bo.id, subject_id=bo.id), node.clock())

    await node.database.write(work)
    await street.catch_up(falls_after=1)

    assert [(one.account_id, one.actor_id) for one in await street.told()] == [(ada.id, cy.id)]
    assert (await service.waiting(bo)).requests == 0
    assert (await service.preferences(bo)).strangers.not_following == "accept"
