"""One long story: so many operations on one node that what goes wrong once in ten thousand times shows."""

import random
from collections import Counter

from nodeapp.queries.counts import COUNTERS
from nodeapp.services.counts import Counts
from tests.integration.village import Village
from tests.integration.villagers import VALUES
from tests.multiplied import multiplied

OPERATIONS = multiplied(2_000)
CHECKED_EVERY = 2_000
OLD_SHARE = 0.1
"""How often something is done about any tweet there is, and not one of the newest."""
RARE = {
    "leave": 0.03,
    "block": 0.1,
    "block_peer": 0.2,
    "reject": 0.3,
    "unfollow": 0.3,
    "delete": 0.3,
    "forget": 0.2,
    "lock": 0.2,
    "read_home": 0.05,
}
"""How often what would empty or slow the village is done, as a share of how often anything else is."""


class LongStory(Village):
    """The rules of the village by a die, its numbers recounted now and then, and its homes read as they come."""

    def __init__(self, seed):
        super().__init__()
        self.die = random.Random(seed)  # noqa: S311 (the same story each time)
        self.done = Counter()

    def pick(self, place):
        tweets = self.oracle.tweets
        if place is not None and tweets and self.die.random() < OLD_SHARE:
            return self.die.choice(tweets)
        return super().pick(place)

    def live(self, operations):
        rules = self.rules
        weights = [RARE.get(rule.function.__name__, 1) for rule in rules]
        for number in range(1, operations + 1):
            (rule,) = self.die.choices(rules, weights)
            told = {name: self.die.choice(VALUES[id(drawn)]) for name, drawn in rule.arguments.items()}
            rule.function(self, **told)
            self.done[rule.function.__name__] += 1
            if number % CHECKED_EVERY == 0 or number == operations:
                self.numbers_are_those_of_a_recount()


def test_after_all_of_it_every_number_is_right():
    """`NODEAPP_TEST_TIMES=50` makes it 100,000 operations."""
    story = LongStory(seed=OPERATIONS)
    try:
        story.live(OPERATIONS)

        proofs = story.run(Counts(story.node.database).prove())

        assert {proof.name for proof in proofs} == {counter.name for counter in COUNTERS}
        assert sum(proof.wrong for proof in proofs) == 0
        assert sum(proof.seen for proof in proofs) > OPERATIONS // 20
        assert len(story.done) == len(story.rules)
        assert story.done.total() == OPERATIONS
    finally:
        story.teardown()
