"""Whom people of a village follow, block, mute and put into lists, done to the node and to the oracle."""

from typing import Any

from hypothesis.stateful import rule

from nodeapp.model.lists import ListDraft
from tests.integration.villagers import (
    anybody,
    anybody_or_none,
    either,
    one_tag,
    somebody_elsewhere,
    somebody_here,
    which,
)


class BetweenPeople:
    """Rules of `village.Village`, which has everything that is missing here."""

    node: Any
    oracle: Any
    person: Any
    viewer: Any
    pick: Any
    ends: Any
    told: Any
    lists: dict[Any, Any]
    follows_ever: list[Any]
    step: int

    @rule(name=anybody, other=anybody)
    def follow(self, name, other):
        me, target = self.person(name), self.oracle.people[other]
        if me.gone or not (me.here or target.here):
            return
        uri = None if me.here else f"https://{name}.example/follows/{self.step}"
        self.follows_ever.append((me, target))

        self.told(self.oracle.follow(me, target), self.node.graph.follow(self.viewer(me), target.id, uri))

    @rule(place=which)
    def unfollow(self, place):
        me, target = self.ends(place)
        self.told(self.oracle.unfollow(me, target), self.node.graph.unfollow(self.viewer(me), target.id))

    @rule(place=which, name=anybody_or_none)
    def accept(self, place, name):
        """Also by somebody who was not asked (I08)."""
        follower, asked = self.ends(place)
        me, follows = self.oracle.people[name] if name else asked, self.oracle.follows
        may_be = (follower, me) in follows

        self.told(may_be, self.node.graph.accept(self.viewer(me), follower.id))

        if may_be:
            follows[follower, me] = "following"

    @rule(place=which)
    def reject(self, place):
        follower, me = self.ends(place)
        follow = self.oracle.end(follower, me)

        self.told(follow is not None, self.node.graph.reject(self.viewer(me), follower.id))

    @rule(name=anybody, other=anybody)
    def block(self, name, other):
        me, target = self.person(name), self.oracle.people[other]
        if not me.gone:
            self.told(self.oracle.block(me, target), self.node.graph.block(self.viewer(me), target.id))

    @rule(name=anybody, other=anybody)
    def unblock(self, name, other):
        me, target = self.person(name), self.oracle.people[other]
        may_be = (me, target) in self.oracle.blocks or not target.gone

        self.told(may_be, self.node.graph.unblock(self.viewer(me), target.id))

        self.oracle.blocks.discard((me, target))

    @rule(name=somebody_here, other=anybody, on=either)
    def mute(self, name, other, on):
        me, target = self.person(name), self.oracle.people[other]
        verb = self.node.mutes.mute if on else self.node.mutes.unmute
        is_on = (me, target) in self.oracle.mutes
        may_be = (target is not me and not target.gone) if on else (is_on or not target.gone)

        self.told(may_be, verb(self.viewer(me), target.id))

        if may_be and on:
            self.oracle.mutes.add((me, target))
        elif may_be:
            self.oracle.mutes.discard((me, target))

    @rule(name=somebody_here, place=which, on=either)
    def mute_thread(self, name, place, on):
        me, tweet = self.person(name), self.pick(place)
        if tweet is None:
            return
        verb = self.node.mutes.mute_thread if on else self.node.mutes.unmute_thread
        may_be = self.oracle.sees(me, tweet)

        self.told(may_be, verb(self.viewer(me), tweet.id))

        if may_be and on:
            self.oracle.thread_mutes.add((me, tweet.thread))
        elif may_be:
            self.oracle.thread_mutes.discard((me, tweet.thread))

    @rule(place=which, on=either)
    def silence(self, place, on):
        """Retweets by somebody who is followed, off and on."""
        me, target = self.ends(place)
        if not me.here:
            return
        may_be = (me, target) in self.oracle.follows and not target.gone

        self.told(may_be, self.node.graph.change_follow(self.viewer(me), target.id, not on, None))

        if may_be and on:
            self.oracle.silenced.add((me, target))
        elif may_be:
            self.oracle.silenced.discard((me, target))

    @rule(name=somebody_here, other=somebody_elsewhere, on=either)
    def block_peer(self, name, other, on):
        me, target = self.person(name), self.oracle.people[other]
        verb = self.node.peer_blocks.block if on else self.node.peer_blocks.unblock

        self.told(True, verb(self.viewer(me), f"{other}.example"))

        if on:
            self.oracle.block_peer(me, target)
        else:
            self.oracle.peer_blocks.discard((me, other))

    @rule(name=somebody_here, other=anybody, on=either, exclusive=either)
    def put_into_list(self, name, other, on, exclusive):
        """One list each, which takes its members out of home, or does not, from now on."""
        me, target = self.person(name), self.oracle.people[other]
        viewer, oracle = self.viewer(me), self.oracle
        if me not in self.lists:
            self.lists[me] = self.told(True, self.node.lists.make(viewer, ListDraft(title="list"))).id
        list_id = self.lists[me]
        self.told(True, self.node.lists.change(viewer, list_id, ListDraft(exclusive=exclusive)))
        is_in = (me, target) in oracle.listed
        may_be = not on or (not target.gone and (is_in or (me, target) not in oracle.blocks))
        verb = self.node.lists.add if on else self.node.lists.remove

        self.told(may_be, verb(viewer, list_id, target.id))

        if may_be:
            (oracle.listed.add if on else oracle.listed.discard)((me, target))
        oracle.exclusive = {who for who in oracle.exclusive if who is not me} | ({me} if exclusive else set())

    @rule(name=somebody_here, tag=one_tag, on=either)
    def follow_tag(self, name, tag, on):
        me = self.person(name)
        verb = self.node.hashtags.follow if on else self.node.hashtags.unfollow

        self.told(True, verb(self.viewer(me), tag))

        (self.oracle.tags.add if on else self.oracle.tags.discard)((me, tag))
