"""Numbers for authors against plain counting: after anything people did, after a kill, and after a rebuild."""

import random
from collections import Counter, defaultdict
from dataclasses import replace

import anyio
import pytest
from msgspec import Struct

from nodeapp.model.analytics import day_name, day_of
from nodeapp.model.errors import NodeError
from nodeapp.model.tweets import Draft
from nodeapp.queries import event_log
from nodeapp.services.recounts import Recounts
from tests.builders import Caller

pytestmark = pytest.mark.anyio

NAMES = ("ada", "bo", "cy", "di", "ed")
DAYS = 6
STEPS = 90
"""Of each day."""
KINDS = ("impressions", "likes", "retweets", "replies", "quotes")


class Row(Struct, frozen=True):
    account_id: int
    day: int
    impressions: int
    likes: int
    retweets: int
    replies: int
    quotes: int
    profile_views: int
    followers_come: int
    followers_gone: int


class TweetRow(Struct, frozen=True):
    tweet_id: int
    day: int
    impressions: int
    likes: int
    retweets: int
    replies: int
    quotes: int


class Village:
    """Does at random what people do, and counts as plainly as can be."""

    def __init__(self, node, clock, seed):
        self.node, self.clock, self.drawn = node, clock, random.Random(seed)  # noqa: S311
        self.people, self.callers = {}, {}
        self.tweets = {}
        """author, deleted, by id."""
        self.did = {}
        """(kind, who, tweet) of what others did, by the day; for answers and quotes the tweet that did."""
        self.seen = {}
        self.visited = set()
        self.follows = set()
        self.gains = Counter()

    @property
    def day(self):
        return day_of(self.clock())

    async def arrive(self):
        for name in NAMES:
            self.people[name] = await self.node.account(name)
            token = await self.node.token(name)
            self.callers[name] = Caller(self.node.client, {"Authorization": f"Bearer {token}"})

    def some_tweet(self):
        live = [tweet_id for tweet_id, (_, deleted) in self.tweets.items() if not deleted]
        return self.drawn.choice(live[-12:]) if live else None

    async def step(self):
        who = self.drawn.choice(NAMES)
        verbs = (*[self.post] * 4, self.like, self.like, self.unlike, self.retweet, self.unretweet, self.delete)
        verb = self.drawn.choice((*verbs, self.undelete, self.follow, self.unfollow, *[self.read] * 6, self.visit))
        await verb(who)
        self.clock.advance(seconds=self.drawn.random() * 86_000 / STEPS)
        if self.drawn.random() < 0.1:
            await self.flush()

    async def flush(self):
        """A reader is counted on the day on which it was written down."""
        await self.node.services.impressions.flush()
        for pair, day in self.seen.items():
            self.seen[pair] = day or self.day

    async def post(self, who):
        target = self.some_tweet()
        kind = self.drawn.choice((None, "reply", "quote")) if target else None
        visibility = self.drawn.choice(("public", "public", "unlisted", "followers"))
        draft = Draft(
            content="words",
            visibility=visibility,
            reply_to_id=target if kind == "reply" else None,
            quote_id=target if kind == "quote" else None,
        )
        try:
            tweet_id = (await self.node.tweets.post(self.people[who], draft)).tweet.id
        except NodeError:
            return
        self.tweets[tweet_id] = who, False
        if kind and visibility != "followers" and self.tweets[target][0] != who:
            self.did[{"reply": "replies", "quote": "quotes"}[kind], tweet_id, target] = self.day

    async def _on(self, who, verb, kind, on):
        target = self.some_tweet()
        if target is None:
            return
        try:
            await verb(self.people[who], target)
        except NodeError:
            return
        if self.tweets[target][0] != who:
            if on:
                self.did.setdefault((kind, who, target), self.day)
            else:
                self.did.pop((kind, who, target), None)

    async def like(self, who):
        await self._on(who, self.node.engagement.like, "likes", True)

    async def unlike(self, who):
        await self._on(who, self.node.engagement.unlike, "likes", False)

    async def retweet(self, who):
        await self._on(who, self.node.engagement.retweet, "retweets", True)

    async def unretweet(self, who):
        await self._on(who, self.node.engagement.unretweet, "retweets", False)

    async def delete(self, who):
        mine = [tweet_id for tweet_id, (author, deleted) in self.tweets.items() if author == who and not deleted]
        if mine:
            gone = self.drawn.choice(mine)
            await self.node.tweets.delete(self.people[who], gone)
            self.tweets[gone] = who, True

    async def undelete(self, who):
        mine = [tweet_id for tweet_id, (author, deleted) in self.tweets.items() if author == who and deleted]
        if mine:
            back = self.drawn.choice(mine)
            await self.node.tweets.undelete(self.people[who], back)
            self.tweets[back] = who, False

    async def follow(self, who):
        other = self.drawn.choice(NAMES)
        if other != who:
            await self.node.graph.follow(self.people[who], self.people[other].id)
            if (who, other) not in self.follows:
                self.follows.add((who, other))
                self.gains[other, self.day] += 1

    async def unfollow(self, who):
        other = self.drawn.choice(NAMES)
        if other != who:
            await self.node.graph.unfollow(self.people[who], self.people[other].id)
            if (who, other) in self.follows:
                self.follows.remove((who, other))
                self.gains[other, self.day] -= 1

    async def read(self, who):
        path = self.drawn.choice(
            ("timeline/home", "timeline/public", "timeline/home?limit=3", "timeline/user/bo", "v1/timelines/home")
        )
        answer = (await self.callers[who].get(f"/api/{path}")).json()
        for tweet in answer if isinstance(answer, list) else answer["tweets"]:
            original = tweet.get("reblog") or tweet
            tweet_id = int(original["id"])
            if self.tweets[tweet_id][0] != who:
                self.seen.setdefault((who, tweet_id), None)

    async def visit(self, who):
        other = self.drawn.choice(NAMES)
        await self.callers[who].get(f"/api/users/{other}")
        if other != who:
            await self.flush()
            self.visited.add((who, other, self.day))

    def _stands(self, kind, by):
        return kind in ("likes", "retweets") or not self.tweets[by][1]

    def expected(self, author):
        """By day, as the API names it."""
        days = defaultdict(Counter)
        for (_, tweet_id), day in self.seen.items():
            if self.tweets[tweet_id][0] == author:
                days[day_name(day)]["impressions"] += 1
        for (kind, by, target), day in self.did.items():
            if self.tweets[target] == (author, False) and self._stands(kind, by):
                days[day_name(day)].update([kind, "engagements"])
        for day in [day for _, other, day in self.visited if other == author]:
            days[day_name(day)]["profile_views"] += 1
        for day in [day for other, day in self.gains if other == author]:
            days[day_name(day)]["follower_gain"] = self.gains[author, day]
        return days


async def table(node):
    async def work(reader):
        accounts = await reader.all(Row, "select * from account_days order by account_id, day")
        tweets = await reader.all(TweetRow, "select * from tweet_days order by tweet_id, day")
        numbers = await reader.values("select tweet_id * 1000 + engagements from tweet_numbers order by tweet_id")
        engaged = [row for row in tweets if any(getattr(row, kind) for kind in KINDS)]
        return [row for row in accounts if any(list(row.__rich_repr__())[2:])], engaged, numbers

    return await node.database.read(work)


@pytest.fixture
async def village(node, clock, request):
    village = Village(node, clock, request.param)
    await village.arrive()
    # From midnight on, and nothing waits over the next: a reader is counted on the day that is written down.
    start = clock() - 43_200_000
    for day in range(DAYS):
        clock.now_ms = start + day * 86_400_000
        await village.arrive()
        for _ in range(STEPS):
            await village.step()
        await village.flush()
    await node.wait_idle()
    return village


@pytest.mark.parametrize("village", [1, 2], indirect=True)
async def test_the_numbers_are_those_of_plain_counting(node, village):
    for name in NAMES:
        overview = (await village.callers[name].get(f"/api/analytics?days={DAYS + 1}")).json()
        expected = village.expected(name)
        for day in overview["days"]:
            found = {kind: day[kind] for kind in (*KINDS, "engagements", "profile_views", "follower_gain")}
            assert found == {kind: expected[day["day"]][kind] for kind in found}, (name, day["day"])
        followers = sum(1 for _, other in village.follows if other == name)
        assert overview["totals"]["follower_count"] == followers

        listed = (await village.callers[name].get("/api/analytics/tweets?sort=latest&limit=100")).json()["tweets"]
        for row in listed:
            tweet_id = int(row["tweet"]["id"])
            assert row["impressions"] == sum(1 for _, seen in village.seen if seen == tweet_id)
        assert listed


@pytest.mark.parametrize("village", [3], indirect=True)
async def test_a_rebuild_makes_what_was_there(node, village):
    before = await table(node)

    async def spoil(tx):
        await tx.run("update tweet_days set likes = likes + 7, quotes = 0")
        await tx.run("update account_days set likes = 3, replies = replies + 1")
        await tx.run("update tweet_numbers set engagements = 99")

    await node.database.write(spoil)
    assert await table(node) != before
    answer = await node.node.commands.run("rebuild-analytics", {})

    assert await table(node) == before
    assert int(answer["tweets"]) > 0


@pytest.mark.parametrize("village", [4], indirect=True)
async def test_a_consumer_that_is_killed_anywhere_comes_to_the_same(node, village):
    expected = await table(node)
    consumer = next(runner.consumer for runner in node.node.work.runners if runner.name == "analytics")
    await place_is_written(node)

    async def drop(tx):
        await tx.run("update tweet_days set likes = 0, retweets = 0, replies = 0, quotes = 0")
        await tx.run(
            """
            update account_days set likes = 0, retweets = 0, replies = 0, quotes = 0, followers_come = 0,
                followers_gone = 0
            """
        )
        await tx.run("delete from checkpoints where consumer = 'analytics'")

    await node.database.write(drop)

    async def read(reader):
        return await event_log.after(reader, 0, 10_000)

    log = [logged for logged in await node.database.read(read) if isinstance(logged.event, consumer.follows)]
    drawn, place = random.Random(3), 0  # noqa: S311
    while place < len(log):
        batch = log[place : place + drawn.randint(1, 40)]
        # Killed after so many transactions, of which there are up to two.
        killed = replace(consumer, database=Mortal(node.database, left := [drawn.randint(0, 2)]))
        killed = replace(killed, recounts=Recounts(Mortal(node.database, left)))
        try:
            await killed.handle(batch)
        except Killed:
            continue
        if drawn.random() < 0.8:
            place += len(batch)

    assert await table(node) == expected


async def place_is_written(node):
    """The node's own consumer has nothing left to write, not even how far it came."""

    async def is_behind(reader):
        return await event_log.checkpoint(reader, "analytics") < await event_log.last(reader)

    while await node.database.read(is_behind):  # noqa: ASYNC110 (nobody tells when that is)
        await anyio.sleep(0.05)


class Killed(Exception):
    pass


class Mortal:
    """A database that is no more after so many writes, be it that the last one was committed or not."""

    def __init__(self, database, left):
        self._database, self._left = database, left
        self.read = database.read

    async def write(self, work):
        self._left[0] -= 1
        if self._left[0] < 0:
            raise Killed
        done = await self._database.write(work)
        if not self._left[0]:
            raise Killed
        return done
