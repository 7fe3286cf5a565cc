"""A village: people here and elsewhere doing whatever they like, to a node and to a plain model of it."""

import asyncio
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec import Struct

from nodeapp.model.accounts import Profile, Viewer
from nodeapp.model.errors import NodeError
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft
from nodeapp.queries import accounts
from tests.builders import ORIGIN, FakeClock
from tests.integration.bare import bare
from tests.integration.between_people import BetweenPeople
from tests.integration.oracle import OPEN, Oracle, Person, Shared, Told
from tests.integration.second_thoughts import SecondThoughts
from tests.integration.test_foreign_tweets import foreign_account, foreign_tweet
from tests.integration.villagers import (
    ELSEWHERE,
    HERE,
    anybody,
    either,
    perhaps,
    somebody_elsewhere,
    somebody_here,
    tags,
    visibilities,
    which,
)

FRIENDS = (("ada", "bo"), ("ada", "yo"), ("bo", "yo"), ("cy", "zed"), ("yo", "ada"), ("di", "ada"))
"""Where everybody begins, so that what was done reaches somebody."""

URIS_AHEAD = 3
"""A tweet from elsewhere may answer one that comes later."""


class Numbers(Struct, frozen=True):
    id: int
    one: int
    two: int
    three: int
    four: int = 0


def elsewhere(name):
    uri = uri_elsewhere(name)
    return foreign_account(uri=uri, username=name, host=f"{name}.example", inbox_url=f"{uri}/inbox", public_key_id=None)


def seen(view):
    """Everything a page shows of one entry."""
    quote = view.quote and (view.quote.tweet, view.quote.author, view.quote.flags)
    return view.tweet, view.author, view.flags, view.mentions, view.hashtags, view.entry_id, view.retweeted_by, quote


def uri_elsewhere(name):
    return f"https://{name}.example/users/{name}"


class Village(BetweenPeople, SecondThoughts, RuleBasedStateMachine):
    """Four people here and two elsewhere. Every verb is done to the node and to the oracle, which also says whether
    it may be."""

    memory = False
    limits = None

    def __init__(self):
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.clock = FakeClock()
        self.step = 0
        self.number_elsewhere = 0
        self.run(self._open())
        self.follows_ever = []
        self.lists = {}
        for name, other in FRIENDS:
            self.follow(name, other)
            self.accept(0, None)

    def run(self, steps):
        return self.runner.run(steps)

    async def _open(self):
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.nodes = await self.stack.enter_async_context(AsyncExitStack())
        await self._open_node()
        people = {}
        for number, name in enumerate(HERE, start=1):

            async def sign_up(tx, number=number, name=name):
                await accounts.insert_local(tx, number, name, name, "member", "active", self.clock())

            await self.node.database.write(sign_up)
            people[name] = Person(name, number, here=True)
        for name in ELSEWHERE:
            account = await self.node.accounts.receive(elsewhere(name))
            people[name] = Person(name, account.id, here=False)
        self.oracle = Oracle(people)

    async def _open_node(self):
        opened = bare(self.folder, self.clock, memory=self.memory, limits=self.limits)
        self.node = await self.nodes.enter_async_context(opened)

    def teardown(self):
        try:
            for name in HERE:
                self.read_home(name)
        finally:
            self.runner.run(self.stack.aclose())
            self.runner.close()

    def person(self, name):
        self.step += 1
        self.clock.advance(seconds=1)
        return self.oracle.people[name]

    def viewer(self, person):
        return Viewer(person.id, host="" if person.here else f"{person.name}.example")

    def pick(self, place):
        tweets = self.oracle.tweets
        return tweets[-1 - place % len(tweets)] if place is not None and tweets else None

    def ends(self, place):
        """Two between whom there is a follow or was once; follower first."""
        self.person("ada")
        return self.follows_ever[-1 - place % len(self.follows_ever)]

    def told(self, may_be, steps):
        """Does it to the node, which must take it or refuse it as the oracle says; what it answered."""
        try:
            answer = self.run(steps)
        except NodeError as error:
            assert not may_be, f"refused: {error}"
            return None
        assert may_be, "was not refused"
        return answer

    @rule(name=somebody_here, visibility=visibilities, answers=perhaps, quotes=perhaps, tags=tags)
    def post(self, name, visibility, answers, quotes, tags=()):
        me, oracle = self.person(name), self.oracle
        parent, quoted = self.pick(answers), self.pick(quotes)
        may_be = (parent is None or oracle.sees(me, parent)) and (
            quoted is None
            or (
                oracle.sees(me, quoted)
                and (quoted.visibility in OPEN or (quoted.visibility == "followers" and quoted.author is me))
            )
        )
        draft = Draft(
            content=" ".join(("words", *(f"#{tag}" for tag in tags))),
            visibility=visibility,
            reply_to_id=parent and parent.id,
            quote_id=quoted and quoted.id,
        )

        view = self.told(may_be, self.node.tweets.post(self.viewer(me), draft))

        if view is not None:
            uri = ORIGIN.tweet_uri(view.tweet.id)
            self.keep(uri, view.tweet.id, me, visibility, parent and parent.uri, quoted, tags)

    @rule(
        name=somebody_elsewhere,
        visibility=visibilities,
        answers=perhaps,
        quotes=perhaps,
        ahead=perhaps,
        tags=tags,
    )
    def receive(self, name, visibility, answers, quotes, ahead, tags):
        me = self.person(name)
        if me.gone:
            return
        self.number_elsewhere += 1
        uri = f"https://{name}.example/notes/{self.number_elsewhere}"
        parent, quoted = self.pick(answers), self.pick(quotes)
        parent_uri = parent and parent.uri
        if ahead is not None:
            other = ELSEWHERE[ahead % 2]
            parent_uri = f"https://{other}.example/notes/{self.number_elsewhere + 1 + ahead % URIS_AHEAD}"
            parent = None
        spoken_to = (parent.author,) if parent else ()
        foreign = foreign_tweet(
            uri=uri,
            author_uri=uri_elsewhere(name),
            visibility=visibility,
            reply_to_uri=parent_uri,
            quote_of_uri=quoted and quoted.uri,
            mention_uris=tuple(self.uri_of(person) for person in spoken_to),
            hashtags=tags,
            created_at_ms=self.clock(),
        )

        tweet_id = self.told(True, self.node.foreign_tweets.receive(foreign, asked=True))

        assert (tweet_id is None) == ((me, uri) in self.oracle.buried)
        if tweet_id is not None:
            # Who lives here says first whether they may be quoted from elsewhere: here nobody ever does.
            counted = None if quoted and quoted.author.here else quoted
            self.keep(uri, tweet_id, me, visibility, parent_uri, counted, tags)

    def keep(self, uri, tweet_id, author, visibility, parent_uri, quoted, tags):
        parent = self.oracle.tweet(parent_uri)
        spoken_to = (parent.author,) if parent else ()
        told = Told(uri, tweet_id, self.step, author, visibility, parent_uri, quoted, spoken_to, tags)
        self.oracle.arrive(told)

    def uri_of(self, person):
        return ORIGIN.account_uri(person.id) if person.here else uri_elsewhere(person.name)

    @rule(name=somebody_here, place=which)
    def delete(self, name, place):
        me, tweet = self.person(name), self.pick(place)
        if tweet is None:
            return
        may_be = tweet.author is me and not tweet.deleted

        self.told(may_be, self.node.tweets.delete(self.viewer(me), tweet.id))

        if may_be:
            self.oracle.delete(tweet)

    @rule(name=somebody_elsewhere, place=which, early=either)
    def forget(self, name, place, early):
        """A Delete from elsewhere: of what is known, of what is shared, or of what has not come yet."""
        me, oracle = self.person(name), self.oracle
        shares = [some for some in oracle.retweets if some.uri]
        if early:
            uri = f"https://{name}.example/notes/{self.number_elsewhere + 1 + place % URIS_AHEAD}"
        elif shares and place % 2:
            uri = shares[place % len(shares)].uri
        else:
            uri = (tweet := self.pick(place)) and tweet.uri
        if uri is None or uri.startswith(ORIGIN.url):
            return
        retweet = next((some for some in shares if some.uri == uri), None)
        tweet = oracle.tweet(uri)
        owner = retweet.by if retweet else tweet.author if tweet else me

        self.told(owner is me, self.node.foreign_tweets.forget(uri, me.id))

        if owner is me:
            oracle.buried.add((me, uri))
            if retweet:
                oracle.take_back(retweet)
            elif tweet:
                oracle.delete(tweet)

    @rule(name=anybody, place=which)
    def like(self, name, place):
        me, tweet = self.person(name), self.pick(place)
        if tweet is None or me.gone:
            return
        may_be = self.oracle.sees(me, tweet)

        self.told(may_be, self.node.engagement.like(self.viewer(me), tweet.id))

        if may_be:
            tweet.liked_by.add(me)

    @rule(name=anybody, place=which)
    def unlike(self, name, place):
        me, tweet = self.person(name), self.pick(place)
        if tweet is None:
            return

        self.told(self.oracle.sees(me, tweet), self.node.engagement.unlike(self.viewer(me), tweet.id))

        tweet.liked_by.discard(me)

    @rule(name=anybody, place=which)
    def retweet(self, name, place):
        me, tweet, oracle = self.person(name), self.pick(place), self.oracle
        if tweet is None or me.gone:
            return
        allowed = tweet.visibility in OPEN or (tweet.visibility == "followers" and tweet.author is me)
        may_be = oracle.sees(me, tweet) and allowed
        uri = None if me.here else f"https://{name}.example/shares/{self.step}"

        self.told(may_be, self.node.engagement.retweet(self.viewer(me), tweet.id, uri=uri))

        if may_be and oracle.retweet(me, tweet) is None:
            oracle.share(Shared(self.step, me, tweet, uri))

    @rule(name=anybody, place=which)
    def unretweet(self, name, place):
        me, tweet = self.person(name), self.pick(place)
        if tweet is None:
            return

        self.told(self.oracle.sees(me, tweet), self.node.engagement.unretweet(self.viewer(me), tweet.id))

        if (retweet := self.oracle.retweet(me, tweet)) is not None:
            self.oracle.take_back(retweet)

    @rule(name=somebody_elsewhere, place=which, tags=tags)
    def revise(self, name, place, tags):
        """Other words, with other hashtags."""
        me, tweet = self.person(name), self.pick(place)
        if tweet is None or tweet.author is not me or me.gone:
            return
        foreign = foreign_tweet(
            uri=tweet.uri,
            author_uri=uri_elsewhere(name),
            visibility=tweet.visibility,
            reply_to_uri=tweet.answers,
            quote_of_uri=tweet.quotes and tweet.quotes.uri,
            hashtags=tags,
            created_at_ms=self.clock(),
            edited_at_ms=self.clock(),
        )

        self.told(True, self.node.foreign_tweets.receive(foreign, asked=True))

        tweet.tags = tags

    @rule(name=somebody_here, locked=either)
    def lock(self, name, locked):
        me = self.person(name)
        self.told(True, self.node.accounts.edit(self.viewer(me), Profile(locked=locked)))
        me.locked = locked

    @rule(name=somebody_elsewhere)
    def leave(self, name):
        me = self.person(name)
        self.told(True, self.node.accounts.forget(me.id))
        self.oracle.leave(me)

    @rule(name=somebody_elsewhere)
    def come_back(self, name):
        me = self.person(name)
        self.told(True, self.node.accounts.receive(elsewhere(name)))
        me.gone = False

    @rule(name=somebody_here)
    def read_home(self, name):
        me = self.oracle.people[name]
        if self.node.fanout:
            self.run(self.node.fanout.catch_up())

        page = self.run(self.node.timelines.home(self.viewer(me), Window(100)))

        served = [
            (view.tweet.uri or ORIGIN.tweet_uri(view.tweet.id), view.retweeted_by and view.retweeted_by.username)
            for view in page.items
        ]
        expected = self.oracle.home(me)
        assert served == (expected[: len(served)] if page.has_more else expected)

    @invariant()
    def numbers_are_those_of_a_recount(self):
        async def work(reader):
            tweets = await reader.all(
                Numbers,
                """
                select id, like_count as one, retweet_count as two, reply_count as three, quote_count as four
                from tweets where deleted_at_ms is null and retweet_of_id is null
                """,
            )
            people = await reader.all(
                Numbers,
                "select id, follower_count as one, following_count as two, tweet_count as three from accounts",
            )
            return tweets, people

        tweets, people = self.run(self.node.database.read(work))

        assert {row.id: (row.one, row.two, row.three, row.four) for row in tweets} == self.oracle.numbers()
        assert {row.id: (row.one, row.two, row.three) for row in people} == self.oracle.figures()
