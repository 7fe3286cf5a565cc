"""Sight: from a card to what one viewer is shown of it, or nothing."""

from collections.abc import Callable, Container, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from nodeapp.model.cards import Card
from nodeapp.model.graph import Apart
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.tweets import QUOTES_NOT_SHOWN, Tweet
from nodeapp.model.views import FLAGS, Flags, TweetView
from nodeapp.model.visibility import Facts, can_see

Find = Callable[[TweetId], Card | None]


class Stance(Protocol):
    """How one viewer stands to people and tweets."""

    @property
    def viewer_id(self) -> AccountId | None: ...
    @property
    def hidden(self) -> frozenset[AccountId]:
        """Whom the viewer blocked or muted."""
        ...

    @property
    def blocked_by(self) -> Container[AccountId]: ...
    @property
    def apart(self) -> Apart: ...

    def follows(self, account_id: AccountId) -> bool: ...

    def flags(self, tweet_id: TweetId) -> Flags:
        """What the viewer did with this tweet."""
        ...

    def votes(self, tweet_id: TweetId) -> tuple[int, ...]:
        """What the viewer chose in this poll."""
        ...


class Lens(Struct, frozen=True):
    """Through which tweets are looked at: people and peers whose tweets are left out, though they might be seen."""

    people: frozenset[AccountId] = frozenset()
    hosts: frozenset[str] = frozenset()
    is_home: bool = False
    opened: AccountId | None = None
    """Whose page it is: theirs are shown, whatever their peer."""


ON_PURPOSE = Lens()
"""One tweet, opened by itself: nothing is left out."""


def lens(stance: Stance, opened: AccountId | None = None, *, is_home: bool = False) -> Lens:
    """For a list; on the page of somebody who is `opened`, that person is to be seen."""
    if opened is not None:
        return Lens(stance.hidden - {opened}, stance.apart.hosts, opened=opened)
    return Lens(stance.hidden, stance.apart.hosts, is_home)


def page(
    ids: Sequence[TweetId],
    stance: Stance,
    find: Callable[[TweetId], Card],
    through: Lens,
    marked: Mapping[TweetId, Flags] | None,
) -> list[TweetView]:
    """As `view` of each that is shown, in this order; without a call for what nearly every tweet is.

    `marked` has what the viewer did with any of these ids, None where that is not known of all of them. What `find`
    raises passes through.
    """
    shown: list[TweetView] = []
    hidden, blocked_by, none = through.people, stance.blocked_by, FLAGS[0]
    is_quick = marked is not None and not through.hosts and not (through.is_home and stance.apart.is_any)
    for tweet_id in ids:
        entry = find(tweet_id)
        if is_quick and marked is not None and entry.is_plain and entry.author.is_live:
            # Open to anybody whom its author did not block.
            author_id = entry.author_id
            if author_id not in hidden and author_id not in blocked_by:
                entry.is_used = True
                shown.append(TweetView(entry, marked.get(tweet_id, none)))
                continue
        seen = view(entry, stance, find, through)
        if seen is not None:
            seen.card.is_used = True
            shown.append(seen)
    return shown


def view(entry: Card, stance: Stance, find: Find, through: Lens) -> TweetView | None:
    """What stands at an entry, to those who may see it; a retweet is seen by who may see both it and the original."""
    if not _shows(entry, stance, through):
        return None
    original_id = entry.tweet.retweet_of_id
    if original_id is None:
        return None if through.is_home and _is_apart(entry, entry, stance) else _plain(entry, stance, find, None)
    original = find(original_id)
    if original is None or not _shows(original, stance, through):
        return None
    return None if through.is_home and _is_apart(entry, original, stance) else _plain(original, stance, find, entry)


def _is_apart(entry: Card, original: Card, stance: Stance) -> bool:
    """What a viewer does not want at home, though it would stand there; one's own always does."""
    apart = stance.apart
    if not apart.is_any or entry.author_id == stance.viewer_id:
        return False
    if entry.author_id in apart.listed or original.tweet.conversation_id in apart.threads:
        return True
    return entry is not original and entry.author_id in apart.silenced


def _plain(card: Card, stance: Stance, find: Find, retweet: Card | None) -> TweetView:
    quote = None if card.tweet.quote_of_id is None else _quoted(card.tweet, stance, find)
    return TweetView(card, stance.flags(card.tweet.id), quote, retweet, _votes(card, stance))


def _quoted(quoting: Tweet, stance: Stance, find: Find) -> TweetView | None:
    """The quoted tweet, to those who may see it, where its author has not said no; one in it is only a link.

    While its author has not said anything, only whoever quotes it sees it there.
    """
    waits = quoting.quote_state == "pending" and quoting.author_id == stance.viewer_id
    is_shown = quoting.quote_of_id is not None and (waits or quoting.quote_state not in QUOTES_NOT_SHOWN)
    card = find(quoting.quote_of_id) if is_shown and quoting.quote_of_id is not None else None
    if card is None or not _shows(card, stance, Lens(stance.hidden, stance.apart.hosts)):
        return None
    return TweetView(card, stance.flags(card.tweet.id), votes=_votes(card, stance))


def _votes(card: Card, stance: Stance) -> tuple[int, ...]:
    return () if card.poll is None else stance.votes(card.tweet_id)


def _shows(card: Card, stance: Stance, through: Lens) -> bool:
    tweet = card.tweet
    author_id = tweet.author_id
    if author_id in through.people:
        return False
    if through.hosts and card.author.account.host in through.hosts and author_id != through.opened:
        return False
    is_blocked = author_id in stance.blocked_by
    if card.is_open and card.author.is_live and not is_blocked:
        return True
    facts = Facts(
        author_id=author_id,
        visibility=tweet.visibility,
        is_deleted=tweet.deleted_at_ms is not None,
        author_is_live=card.author.is_live,
        viewer_follows=stance.follows(author_id),
        viewer_is_mentioned=card.names(stance.viewer_id),
        viewer_is_blocked=is_blocked,
    )
    return can_see(stance.viewer_id, facts)
