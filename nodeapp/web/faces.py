"""Faces: tweets as encoded pieces that are kept with their cards and only joined when a page is asked for.

The pieces are cut from the ordinary encoding of the ordinary shape, so that both say the same by construction. A name
with its quotes is never part of a JSON string, where every quote is escaped.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import msgspec
from msgspec import Struct

from nodeapp.model.accounts import Account
from nodeapp.model.cards import MASTODON, NATIVE, Card, Person, Pieces
from nodeapp.model.origin import Origin
from nodeapp.model.views import AccountView, TweetView
from nodeapp.web.mastodon.shapes import accounts as mastodon_accounts
from nodeapp.web.mastodon.shapes import statuses
from nodeapp.web.native.shapes import people, tweets

_RETWEET_BYTES_MAX = 4_096
"""A longer one is encoded anew each time: a deck weighs what it retweets once, and not with every retweet of it."""
_RETWEET_FACES_MAX = 2


@dataclass(frozen=True)
class Faces:
    """The encodings of one API; `author` is the name under which a tweet holds whoever wrote it."""

    shape: int
    tweet: Callable[[TweetView], Struct]
    person: Callable[[Account], Struct]
    author: bytes

    def add_all(self, views: Iterable[TweetView], parts: list[bytes], stamps: list[int]) -> None:
        """As `add` for each; what nearly every tweet is, without a call for it."""
        shape = self.shape
        for view in views:
            card, bits = view.card, view.flags.bits
            pieces = card.faces[shape].get(bits) if view.retweet is None and card.is_plain else None
            person = card.author
            face = person.faces[shape]
            if pieces is None or face is None:
                self.add(view, parts, stamps)
            else:
                parts += (pieces[0], face, pieces[1])
                stamps += (card.stamp, person.stamp, bits)

    def add(self, view: TweetView, parts: list[bytes], stamps: list[int]) -> None:
        """Appends a comma and the JSON to `parts`, and to `stamps` numbers that are others when the JSON is another."""
        card, bits = view.card, view.flags.bits
        if view.retweet is not None:
            self._add_retweet(view, view.retweet, parts, stamps)
        elif card.tweet.quote_of_id is not None or card.poll is not None:
            self._add_anew(view, parts, stamps)
        else:
            words, end = card.faces[self.shape].get(bits) or self._cut(view, bits)
            person = card.author
            parts += (words, person.faces[self.shape] or self.of_person(person), end)
            stamps += (card.stamp, person.stamp, bits)

    def of_person(self, person: Person) -> bytes:
        face = person.faces[self.shape]
        if face is None:
            face = person.faces[self.shape] = msgspec.json.encode(self.person(person.account))
        return face

    def _cut(self, view: TweetView, bits: int) -> Pieces:
        whole = self._whole(view)
        head = whole.index(self.author) + len(self.author)
        words, kept = whole[:head], view.card.faces[self.shape]
        # Whoever looks, the words are the same: they may be long, and are kept once.
        words = next((one[0] for one in kept.values() if one[0] == words), words)
        kept[bits] = pieces = words, whole[head + len(self.of_person(view.card.author)) :]
        return pieces

    def _add_retweet(self, view: TweetView, retweet: Card, parts: list[bytes], stamps: list[int]) -> None:
        """Kept whole with the retweet, for as long as nobody and nothing in it changes."""
        if view.card.tweet.quote_of_id is not None or view.card.poll is not None:
            self._add_anew(view, parts, stamps)
            return
        card, bits = view.card, view.flags.bits
        seen = (card.stamp, card.author.stamp, retweet.author.stamp)
        stamp = b"%d %d %d" % seen
        faces = retweet.faces[self.shape]
        kept = faces.get(bits)
        if kept is None or kept[0] != stamp:
            kept = (stamp, self._whole(view))
            if len(kept[1]) <= _RETWEET_BYTES_MAX:
                if len(faces) >= _RETWEET_FACES_MAX:
                    faces.clear()
                faces[bits] = kept
        parts.append(kept[1])
        stamps += (retweet.stamp, *seen, bits)

    def _add_anew(self, view: TweetView, parts: list[bytes], stamps: list[int]) -> None:
        """Encoded each time: what is quoted may be open to one viewer and closed to the next; votes are one's own."""
        whole = self._whole(view)
        parts.append(whole)
        # Of what is told, and not of the cards: those change with every vote, also where totals are hidden.
        stamps.append(hash(whole))

    def _whole(self, view: TweetView) -> bytes:
        return b"," + msgspec.json.encode(self.tweet(view))


def native(origin: Origin) -> Faces:
    return Faces(
        NATIVE,
        lambda view: tweets.Tweet.of(view, origin),
        lambda account: people.User.of(AccountView(account), origin),
        author=b',"user":',
    )


def mastodon(origin: Origin) -> Faces:
    return Faces(
        MASTODON,
        lambda view: statuses.Status.of(view, origin),
        lambda account: mastodon_accounts.Account.of(AccountView(account), origin),
        author=b',"account":',
    )
