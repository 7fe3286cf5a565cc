"""What people of a village say otherwise, or want back, done to the node and to the oracle."""

from typing import Any

from hypothesis.stateful import rule

from nodeapp.model.edits import Edit
from tests.integration.villagers import somebody_here, tags, which


class SecondThoughts:
    """Rules of `village.Village`, which has everything that is missing here."""

    node: Any
    person: Any
    viewer: Any
    pick: Any
    told: Any
    step: int

    @rule(name=somebody_here, place=which)
    def undelete(self, name, place):
        """No other node has been handed anything in this village."""
        me, tweet = self.person(name), self.pick(place)
        if tweet is None:
            return
        may_be = tweet.author is me

        self.told(may_be, self.node.tweets.undelete(self.viewer(me), tweet.id))

        if may_be:
            tweet.deleted = False

    @rule(name=somebody_here, place=which, tags=tags)
    def edit(self, name, place, tags):
        me, tweet = self.person(name), self.pick(place)
        if tweet is None:
            return
        may_be = tweet.author is me and not tweet.deleted
        words = " ".join((f"words {self.step}", *(f"#{tag}" for tag in tags)))

        self.told(may_be, self.node.tweets.edit(self.viewer(me), tweet.id, Edit(content=words)))

        if may_be:
            tweet.tags = tags
