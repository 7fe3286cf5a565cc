"""Whatever people ask, vote, change and delete in whatever order, the counts of polls are those of a recount."""

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from nodeapp.model.edits import Edit
from nodeapp.model.polls import ForeignVote, PollDraft
from nodeapp.model.tweets import Draft
from tests.builders import ORIGIN
from tests.exactness import check
from tests.integration.test_counts import bounded
from tests.integration.village import Village, anybody, somebody_here, visibilities
from tests.integration.villagers import somebody_elsewhere

OPEN_SECONDS = 300
SETS = (("Tea", "Milk"), ("Tea", "Milk", "Cake"), ("Milk", "Tea"))
titles = st.sampled_from(SETS)
choices = st.lists(st.sampled_from((0, 1, 0, 1, 2, 3, -1)), max_size=3) | st.sampled_from(([0], [1], [0, 1]))
which = st.integers(0, 3)
POLLS_MAX = 4
"""Few, so that several people meet at each."""


class Asked:
    def __init__(self, tweet, options, multiple, ends_at_ms):
        self.tweet = tweet
        self.options = options
        self.multiple = multiple
        self.ends_at_ms = ends_at_ms
        self.votes = {}

    def numbers(self):
        chosen = [set(places) for places in self.votes.values()]
        return [sum(place in places for places in chosen) for place in range(len(self.options))], len(chosen)


class Pollsters(Village):
    """What has nothing to do with polls is left out."""

    memory = True
    post = receive = forget = like = unlike = retweet = unretweet = revise = lock = None
    mute = mute_thread = silence = block_peer = put_into_list = follow_tag = reject = unfollow = edit = come_back = None

    def __init__(self):
        self.asked = []
        super().__init__()
        self.ask("ada", "public", SETS[1], True)
        self.ask("bo", "followers", SETS[0], False)

    def follow(self, name, other):
        """As everybody begins, and not among the rules."""
        super().follow(name, other)

    def accept(self, place, name):
        super().accept(place, name)

    def poll(self, place):
        return self.asked[-1 - place % len(self.asked)]

    def draft(self, options, multiple):
        return PollDraft(options=options, seconds=OPEN_SECONDS, multiple=multiple)

    @rule(name=somebody_here, visibility=visibilities, options=titles, multiple=st.booleans())
    def ask(self, name, visibility, options, multiple):
        me = self.person(name)
        if len(self.asked) >= POLLS_MAX:
            return
        draft = Draft(content="", visibility=visibility, poll=self.draft(options, multiple))

        view = self.told(True, self.node.tweets.post(self.viewer(me), draft))

        self.keep(ORIGIN.tweet_uri(view.tweet.id), view.tweet.id, me, visibility, None, None, ())
        ends_at_ms = self.clock() + OPEN_SECONDS * 1_000
        self.asked.append(Asked(self.oracle.tweets[-1], options, multiple, ends_at_ms))

    @rule(name=anybody, place=which, places=choices)
    def vote(self, name, place, places):
        me, poll = self.person(name), self.poll(place)
        if me.gone:
            return
        chosen, before = set(places), poll.votes.get(me, set())
        may_be = (
            self.oracle.sees(me, poll.tweet)
            and me is not poll.tweet.author
            and self.clock() < poll.ends_at_ms
            and bool(chosen)
            and max(chosen) < len(poll.options)
            and min(chosen) >= 0
        )
        if me.here:
            may_be = may_be and len(places) <= len(poll.options) and (poll.multiple or len(chosen) == 1)
            may_be = may_be and (not before or before == chosen)
            steps = self.node.polls.vote(self.viewer(me), poll.tweet.id, places)
        else:
            may_be = may_be and (poll.multiple or len(before | chosen) == 1)
            votes = [ForeignVote((*poll.options, *"????")[at], None) for at in places]
            if not votes:
                return
            steps = self.node.polls.receive(self.viewer(me), poll.tweet.id, votes)

        self.told(may_be, steps)

        if may_be:
            poll.votes[me] = before | chosen

    @rule(name=st.sampled_from(("cy", "di", "yo", "zed")), place=which, at=st.integers(0, 1))
    def vote_for_one(self, name, place, at):
        self.vote(name, place, [at])

    @rule(place=which, options=titles, multiple=st.booleans())
    def ask_otherwise(self, place, options, multiple):
        self.person("ada")
        poll = self.poll(place)
        if poll.tweet.deleted:
            return
        me = poll.tweet.author
        edit = Edit(content="", poll=self.draft(options, multiple))

        self.told(True, self.node.tweets.edit(self.viewer(me), poll.tweet.id, edit))

        if (options, multiple) != (poll.options, poll.multiple):
            poll.options, poll.multiple, poll.votes = options, multiple, {}
            poll.ends_at_ms = self.clock() + OPEN_SECONDS * 1_000

    @rule(name=somebody_elsewhere)
    def leave(self, name):
        """With all votes."""
        super().leave(name)
        for poll in self.asked:
            poll.votes.pop(self.oracle.people[name], None)

    @rule()
    def time_passes(self):
        self.clock.advance(seconds=OPEN_SECONDS // 2)

    @rule(name=somebody_here, place=which)
    def look(self, name, place):
        """What memory and the database show of a poll, with one's own votes in it."""
        me, poll = self.oracle.people[name], self.poll(place)
        if not self.oracle.sees(me, poll.tweet):
            return
        view = self.run(self.node.polls.get(self.viewer(me), poll.tweet.id))
        counts = [option.vote_count for option in view.poll.options]
        assert (counts, view.poll.voter_count) == poll.numbers()
        assert set(view.votes) == poll.votes.get(me, set())

    @invariant()
    def memory_is_what_the_database_has(self):
        self.run(self.node.fanout.catch_up())
        self.run(check(self.node.memory, self.node.database))

    @invariant()
    def polls_are_those_of_a_recount(self):
        async def work(reader):
            counts = await reader.values(
                """
                select tweet_id || ':' || group_concat(vote_count)
                from (select * from poll_options order by tweet_id, place) group by tweet_id
                """
            )
            voters = await reader.values("select tweet_id || ':' || voter_count from polls")
            votes = await reader.number("select count(*) from poll_votes")
            return set(counts), set(voters), votes

        counts, voters, votes = self.run(self.node.database.read(work))

        live = [poll for poll in self.asked if not poll.tweet.deleted]
        numbers = {poll.tweet.id: poll.numbers() for poll in live}
        kept = {line for line in counts if int(line.partition(":")[0]) in numbers}
        assert kept == {f"{tweet_id}:{','.join(map(str, found))}" for tweet_id, (found, _) in numbers.items()}
        assert {line for line in voters if int(line.partition(":")[0]) in numbers} == {
            f"{tweet_id}:{count}" for tweet_id, (_, count) in numbers.items()
        }
        assert votes >= sum(sum(found) for found, _ in numbers.values())


TestPollsters = Pollsters.TestCase
TestPollsters.settings = bounded(60)
