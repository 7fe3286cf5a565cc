"""Trends against brute force over the tables, and after accidents: what is counted follows from what is there."""

import random
from collections import defaultdict
from contextlib import suppress
from math import exp

import pytest

from nodeapp.consumers.trends import Trends
from nodeapp.model.accounts import ANYBODY
from nodeapp.model.edits import Edit
from nodeapp.model.errors import NodeError
from nodeapp.model.ids import EPOCH_MS
from nodeapp.model.limits import Limits
from nodeapp.model.text import hashtags
from nodeapp.model.tweets import Draft, Tweet
from nodeapp.queries import event_log
from nodeapp.services.tallies import Changes
from tests.builders import at_home

pytestmark = pytest.mark.anyio

TAGS = ("tea", "cake", "milk", "rust", "jazz", "news")
NAMES = ("ada", "bo", "cy", "dee", "eve")
MINUTE_MS = 60_000


class Life:
    """Tweets of all kinds, changed and deleted and brought back, over some hours."""

    def __init__(self, node, people, dice):
        self.node, self.people, self.dice = node, people, dice
        self.sent, self.gone, self.liked = [], [], []

    async def go_on(self, steps):
        doings = (self.delete, self.edit, self.undelete, self.like, self.like, self.unlike, self.retweet)
        for step in range(steps):
            doing = self.dice.choice((*doings, *[self.post] * 6)) if step > 10 else self.post
            # What may not be done any more is not done: the oracle looks at what is there.
            with suppress(NodeError):
                await doing(self.dice.choice(self.people))
            self.node.clock.advance(seconds=self.dice.randrange(60))

    def words(self):
        tags = " ".join(f"#{tag}" for tag in self.dice.sample(TAGS, self.dice.randrange(3)))
        return f"{tags} {'https://a.example/' if self.dice.random() < 0.2 else ''} {self.dice.random()}"

    async def post(self, me):
        visibility = self.dice.choice(("public", "public", "public", "unlisted", "followers", "direct"))
        quoted = self.dice.choice(self.sent)[1] if self.sent and self.dice.random() < 0.1 else None
        draft = Draft(content=self.words(), visibility=visibility, quote_id=quoted)
        self.sent.append((me, (await self.node.tweets.post(me, draft)).tweet.id))

    async def edit(self, _):
        author, tweet_id = self.dice.choice(self.sent)
        await self.node.tweets.edit(author, tweet_id, Edit(content=self.words()))

    async def delete(self, _):
        author, tweet_id = self.dice.choice(self.sent)
        await self.node.tweets.delete(author, tweet_id)
        self.gone.append((author, tweet_id))

    async def undelete(self, _):
        if self.gone:
            await self.node.tweets.undelete(*self.gone.pop())

    async def like(self, me):
        tweet_id = self.dice.choice(self.sent)[1]
        await self.node.engagement.like(me, tweet_id)
        self.liked.append((me, tweet_id))

    async def unlike(self, _):
        if self.liked:
            await self.node.engagement.unlike(*self.liked.pop())

    async def retweet(self, me):
        await self.node.engagement.retweet(me, self.dice.choice(self.sent)[1])


async def life(node, seed, steps):
    people = [await node.account(name) for name in NAMES]
    await Life(node, people, random.Random(seed)).go_on(steps)  # noqa: S311 (one that can be lived again)


async def rows(node, sql):
    async def work(reader):
        found = await reader.values(sql)
        return [str(value) for value in found]

    return sorted(await node.database.read(work))


async def counted(node):
    return {
        "uses": await rows(node, "select tweet_id || ' ' || tag || ' ' || account_id from hashtag_uses"),
        "links": await rows(node, "select tweet_id || ' ' || url || ' ' || account_id from shared_links"),
        "engaged": await rows(
            node,
            """
            select tweet_id from engaged_tweets cross join tweets where tweets.id = tweet_id
            and deleted_at_ms is null and like_count + retweet_count + reply_count + quote_count > 0
            """,
        ),
    }


async def all_tweets(node):
    async def work(reader):
        return await reader.all(Tweet, "select * from tweets where visibility = 'public' and deleted_at_ms is null")

    return await node.database.read(work)


def brute_tags(tweets, now_ms, formula):
    """The requirement, word for word."""
    now_minute = now_ms // MINUTE_MS
    people, first = defaultdict(set), {}
    for tweet in tweets:
        at_ms = (tweet.id >> 22) + EPOCH_MS
        for tag in hashtags(tweet.content, 100):
            people[tag, now_minute - at_ms // MINUTE_MS].add(tweet.author_id)
            first[tag] = min(first.get(tag, at_ms), at_ms)
    scores = {}
    for tag, since_ms in first.items():
        now = {age: len(who) for (other, age), who in people.items() if other == tag and age < 60}
        before = sum(len(who) for (other, age), who in people.items() if other == tag and 60 <= age < 120)
        current = sum(now.values())
        speed = (current - before) / before if before else (10 if current > 10 else 0)
        speed = min(speed, 10)
        if formula == "mentions":
            points = current * 1000 + speed * 500 - (now_ms - since_ms) / 3_600_000 * 10
        else:
            points = sum(count * 0.95**age for age, count in now.items()) + speed * current
        if current and points >= 0:
            scores[tag] = points
    return scores


@pytest.mark.parametrize("seed", range(3))
async def test_trends_agree_with_brute_force_and_a_rebuild_with_what_was_counted_step_by_step(tmp_path, clock, seed):
    async with at_home(tmp_path / "node", clock, rate_limits=False) as node:
        await life(node, seed, 250)
        await node.wait_idle()
        clock.advance(seconds=61)
        tweets, now_ms, trends = await all_tweets(node), clock(), node.services.trends

        for formula in ("rising", "mentions"):
            expected = brute_tags(tweets, now_ms, formula)
            found = await trends.hashtags(ANYBODY, trends.wish(formula=formula))
            assert {entry.tag: entry.score for _, entry in found.entries} == pytest.approx(expected, abs=0.001)
            assert not found.partial

        fading = {
            tweet.id: total / (hours + 1) * exp(-hours / 24)
            for tweet in tweets
            if tweet.retweet_of_id is None
            and (total := tweet.like_count + tweet.retweet_count + tweet.reply_count + tweet.quote_count)
            and (hours := (now_ms - (tweet.id >> 22) - EPOCH_MS) / 3_600_000) >= 0
        }
        best = await trends.tweets(ANYBODY, limit=100)
        assert {seen.trend.tweet_id: seen.trend.score for _, seen in best.entries} == pytest.approx(fading, abs=0.001)

        before = await counted(node)
        assert fading
        assert before["uses"]
        assert before["links"]
        for happened in ("tweet_edited", "tweet_deleted", "tweet_restored", "like_removed", "retweet_created"):
            assert await node.count(f"select count(*) from events where name = '{happened}'"), happened  # noqa: S608 (of ours)
        await node.services.tallies.rebuild()
        assert await counted(node) == before


async def test_a_kill_anywhere_ends_in_the_same_place(tmp_path, clock):
    """Batches are handled twice, in part, and late; then everything stands as if nothing had happened."""
    async with at_home(tmp_path / "node", clock, rate_limits=False) as node:
        await life(node, 7, 150)
        await node.wait_idle()
        expected = await counted(node)

        async def wipe(tx):
            await tx.run("delete from hashtag_uses where tweet_id % 3 = 0")
            await tx.run("delete from shared_links where tweet_id % 3 = 1")
            await tx.run("delete from engaged_tweets where tweet_id % 3 = 2")
            await tx.run("update checkpoints set position = 0 where consumer = 'trends'")

        # As after a crash and with an older place: the consumer begins anew, in batches that overlap.
        await node.database.write(wipe)
        tallies = node.services.tallies
        tallies._engaged.clear()
        log = await node.database.read(lambda reader: event_log.after(reader, 0, 10_000))
        consumer = Trends(tallies, None)
        followed = [logged for logged in log if isinstance(logged.event, consumer.follows)]
        for start in range(0, len(followed), 7):
            await consumer.handle(followed[start : start + 11])

        assert await counted(node) == expected


async def test_after_an_upgrade_everything_is_counted_in_the_background(tmp_path, clock):
    async with at_home(tmp_path / "node", clock) as node:
        ada = await node.account("ada")
        await node.tweets.post(ada, Draft(content="#tea"))
        await node.wait_idle()

        async def as_before(tx):
            await tx.run("delete from trend_builds")
            await tx.run("delete from hashtag_uses")

        await node.database.write(as_before)
        clock.advance(seconds=61)
        trends = node.services.trends
        assert (await trends.hashtags(ANYBODY)).partial
        jobs = {job.name: job for job in node.node.work.scheduler.jobs}

        await jobs["renew_trends"].run()
        clock.advance(seconds=61)

        found = await trends.hashtags(ANYBODY)
        assert ([entry.tag for _, entry in found.entries], found.partial) == (["tea"], False)


async def test_trends_say_that_they_are_partial_while_the_counting_is_behind(tmp_path, clock):
    async with at_home(tmp_path / "node", clock, limits=Limits(trend_late_seconds=30)) as node:
        ada = await node.account("ada")
        await node.tweets.post(ada, Draft(content="#tea"))
        await node.wait_idle()

        async def fall_behind(tx):
            await tx.run("update checkpoints set position = 0 where consumer = 'trends'")

        await node.database.write(fall_behind)
        clock.advance(seconds=61)

        found = await node.services.trends.hashtags(ANYBODY)
        assert found.partial
        assert [entry.tag for _, entry in found.entries] == ["tea"]


async def test_nothing_is_written_for_tweets_without_anything_to_count(tmp_path, clock):
    async with at_home(tmp_path / "node", clock) as node:
        ada = await node.account("ada")
        view = await node.tweets.post(ada, Draft(content="plain words"))
        await node.wait_idle()
        consumer = Trends(node.services.tallies, node.ground.memory)
        log = await node.database.read(lambda reader: event_log.after(reader, 0, 1_000))
        batch = [logged for logged in log if isinstance(logged.event, consumer.follows)]

        if node.ground.memory is not None and view.tweet.id in node.ground.memory.deck:
            assert consumer._changes([logged.event for logged in batch]) == Changes()
