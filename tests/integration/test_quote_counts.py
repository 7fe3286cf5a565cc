"""Whatever authors say of quotes and in whatever order, those that are shown are counted, and no others."""

import inspect
from functools import partialmethod

from hypothesis import strategies as st
from hypothesis.stateful import RULE_MARKER, rule

from nodeapp.model.tweets import QUOTE_POLICIES, Draft
from nodeapp.queries import quotes
from tests.builders import ORIGIN
from tests.integration.oracle import OPEN
from tests.integration.test_counts import Remembering, bounded
from tests.integration.test_foreign_tweets import foreign_tweet
from tests.integration.village import (
    perhaps,
    somebody_elsewhere,
    somebody_here,
    tags,
    uri_elsewhere,
    visibilities,
    which,
)

policies = st.sampled_from(QUOTE_POLICIES)
KEPT = frozenset({"delete", "forget", "follow", "unfollow", "block", "unblock", "leave"})
"""What else may happen meanwhile; with everything that people do there would be few quotes in a story."""


class Quoting(Remembering):
    """Quotes are most of what is said here. The oracle's tweet quotes only as long as the quote is shown."""

    def __init__(self):
        super().__init__()
        self.policies = {}
        self.asked = {}
        """How a request stands, by the quoted tweet and the uri of the quote."""
        self.pairs = []
        """(quote, what it quotes)."""
        self.post("ada", "public", None, None, ())
        self.post("bo", "public", None, 0, ())
        self.receive("zed", "public", None, 1, None, ())

    def state(self, me, uri, quoted):
        """How a quote stands of a tweet that lives here, before anybody is asked."""
        if me is quoted.author:
            return "accepted"
        if me.here:
            return self.decided(me, quoted)
        return self.asked.get((quoted, uri), "pending")

    def decided(self, me, quoted):
        policy = self.policies.get(quoted, "public")
        if quoted.visibility not in OPEN or policy == "nobody":
            return "rejected"
        follows = self.oracle.follows.get((me, quoted.author)) == "following"
        return "accepted" if policy == "public" or follows else "pending"

    @rule(name=somebody_here, visibility=visibilities, answers=perhaps, quotes=perhaps, tags=tags)
    def post(self, name, visibility, answers, quotes, tags):
        me, quoted = self.person(name), self.pick(quotes)
        if quoted is None:
            state = None
        elif quoted.author.here:
            state = self.state(me, "", quoted)
        else:
            state = "accepted" if quoted.visibility in OPEN else "rejected"
        is_own = quoted is not None and quoted.author is me
        may_be = quoted is None or (
            self.oracle.sees(me, quoted)
            and state != "rejected"
            and (quoted.visibility in OPEN or (is_own and quoted.visibility == "followers"))
        )
        draft = Draft(content="words", visibility=visibility, quote_id=quoted and quoted.id)

        view = self.told(may_be, self.node.tweets.post(self.viewer(me), draft))

        if view is not None:
            uri = ORIGIN.tweet_uri(view.tweet.id)
            self.add(uri, view.tweet.id, me, visibility, quoted, state)
            if quoted is not None and quoted.author.here:
                self.asked[quoted, uri] = state

    @rule(name=somebody_elsewhere, visibility=visibilities, answers=perhaps, quotes=perhaps, ahead=perhaps, tags=tags)
    def receive(self, name, visibility, answers, quotes, ahead, tags):
        me, quoted = self.person(name), self.pick(quotes)
        if me.gone:
            return
        self.number_elsewhere += 1
        uri = f"https://{name}.example/notes/{self.number_elsewhere}"
        told = foreign_tweet(
            uri=uri,
            author_uri=uri_elsewhere(name),
            visibility=visibility,
            quote_of_uri=quoted and quoted.uri,
            created_at_ms=self.clock(),
        )

        tweet_id = self.told(True, self.node.foreign_tweets.receive(told, asked=True))

        if tweet_id is not None:
            here = quoted is not None and quoted.author.here
            self.add(uri, tweet_id, me, visibility, quoted, self.state(me, uri, quoted) if here else "accepted")

    def add(self, uri, tweet_id, me, visibility, quoted, state):
        self.keep(uri, tweet_id, me, visibility, None, quoted if state == "accepted" else None, ())
        if quoted is not None:
            self.pairs.append((self.oracle.tweets[-1], quoted))

    def settle(self, quoted, uri, state):
        self.asked[quoted, uri] = state
        for quoting, other in self.pairs:
            if other is quoted and quoting.uri == uri:
                quoting.quotes = quoted if state == "accepted" else None

    @rule(name=somebody_here, place=which, policy=policies)
    def change_policy(self, name, place, policy):
        me, tweet = self.person(name), self.pick(place)
        if tweet is None:
            return
        may_be = tweet.author is me and not tweet.deleted

        self.told(may_be, self.node.quotes.change_policy(self.viewer(me), tweet.id, policy))

        if may_be:
            self.policies[tweet] = policy

    @rule(name=somebody_elsewhere, place=which, is_early=st.booleans())
    def ask(self, name, place, is_early):
        """For a quote that has come, or for the next one, which may quote something else after all."""
        me = self.person(name)
        mine = [pair for pair in self.pairs if pair[0].author is me and pair[1].author.here]
        if is_early or not mine:
            uri, quoted = f"https://{name}.example/notes/{self.number_elsewhere + 1}", self.pick(place)
        else:
            quoting, quoted = mine[-1 - place % len(mine)]
            uri = quoting.uri
        if me.gone or quoted is None or not quoted.author.here:
            return
        known = next((pair for pair in self.pairs if pair[0].uri == uri), None)
        is_asked = (quoted, uri) in self.asked
        may_be = self.oracle.sees(me, quoted) and (is_asked or known is None or known[1] is quoted)
        state = self.asked[quoted, uri] if is_asked else self.decided(me, quoted)

        sender = self.run(self.node.accounts.known(uri_elsewhere(name)))
        answer = self.told(may_be, self.node.foreign_quotes.ask(sender, quoted.id, uri, None))

        if may_be:
            assert answer == state
            self.settle(quoted, uri, state)

    @rule(place=which, name=st.none() | somebody_here, verb=st.sampled_from(("accept", "reject")))
    def answer(self, place, name, verb):
        """Also by somebody who was not asked."""
        if not self.asked:
            return
        (quoted, uri), state = list(self.asked.items())[-1 - place % len(self.asked)]
        self.person("ada")
        me = self.oracle.people[name] if name else quoted.author

        async def find(reader):
            return (await quotes.request(reader, quoted.id, uri)).id

        request_id = self.run(self.node.database.read(find))
        self.told(me is quoted.author, getattr(self.node.quotes, verb)(self.viewer(me), request_id))

        if me is quoted.author:
            ended = "revoked" if state in ("accepted", "revoked") else "rejected"
            self.settle(quoted, uri, "accepted" if verb == "accept" else ended)

    @rule(place=which, name=st.none() | somebody_here)
    def revoke(self, place, name):
        if not self.pairs:
            return
        quoting, quoted = self.pairs[-1 - place % len(self.pairs)]
        self.person("ada")
        me = self.oracle.people[name] if name else quoted.author
        if not me.here:
            return
        may_be = me is quoted.author and not quoted.deleted and not me.gone and not quoting.deleted

        self.told(may_be, self.node.quotes.revoke(self.viewer(me), quoted.id, quoting.id))

        if may_be:
            self.settle(quoted, quoting.uri, "revoked")


for name, found in inspect.getmembers(Remembering):
    # A rule no more, but still a verb that others use.
    if hasattr(found, RULE_MARKER) and name not in KEPT and name not in vars(Quoting):
        setattr(Quoting, name, partialmethod(found))

TestQuoting = Quoting.TestCase
TestQuoting.settings = bounded(40)
