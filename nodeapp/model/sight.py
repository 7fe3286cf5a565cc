"""Sight: from a card to what one viewer is shown of it, or nothing."""

from collections.abc import Callable, Container, Mapping, Sequence
from typing import Protocol

from nodeapp.model.cards import Card
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.views import FLAGS, Flags, TweetView
from nodeapp.model.visibility import Facts, can_see

Find = Callable[[TweetId], Card | None]


class Stance(Protocol):
    """How one viewer stands to people and tweets."""

    @property
    def viewer_id(self) -> AccountId | None: ...
    @property
    def blocked(self) -> Container[AccountId]: ...
    @property
    def blocked_by(self) -> Container[AccountId]: ...

    def follows(self, account_id: AccountId) -> bool: ...

    def flags(self, tweet_id: TweetId) -> Flags:
        """What the viewer did with this tweet."""
        ...


def page(
    ids: Sequence[TweetId],
    stance: Stance,
    find: Callable[[TweetId], Card],
    hidden: Container[AccountId],
    marked: Mapping[TweetId, Flags] | None,
) -> list[TweetView]:
    """As `view` of each that is shown, in this order; without a call for what nearly every tweet is.

    `marked` has what the viewer did with any of these ids, None where that is not known of all of them. What `find`
    raises passes through.
    """
    shown: list[TweetView] = []
    blocked_by, none = stance.blocked_by, FLAGS[0]
    for tweet_id in ids:
        entry = find(tweet_id)
        if entry.is_plain and marked is not None and entry.author.is_live:
            # Open to anybody whom its author did not block.
            author_id = entry.author_id
            if author_id not in hidden and author_id not in blocked_by:
                entry.is_used = True
                shown.append(TweetView(entry, marked.get(tweet_id, none)))
                continue
        seen = view(entry, stance, find, hidden)
        if seen is not None:
            seen.card.is_used = True
            shown.append(seen)
    return shown


def view(entry: Card, stance: Stance, find: Find, hidden: Container[AccountId]) -> TweetView | None:
    """What stands at an entry, to those who may see it; a retweet is seen by who may see both it and the original.

    `hidden` are people whose tweets are left out, though they might be seen.
    """
    if not _shows(entry, stance, hidden):
        return None
    original_id = entry.tweet.retweet_of_id
    if original_id is None:
        return _plain(entry, stance, find, None)
    original = find(original_id)
    if original is None or not _shows(original, stance, hidden):
        return None
    return _plain(original, stance, find, entry)


def _plain(card: Card, stance: Stance, find: Find, retweet: Card | None) -> TweetView:
    quote = None if card.tweet.quote_of_id is None else _quoted(card.tweet.quote_of_id, stance, find)
    return TweetView(card, stance.flags(card.tweet.id), quote, retweet)


def _quoted(tweet_id: TweetId, stance: Stance, find: Find) -> TweetView | None:
    """The quoted tweet, to those who may see it; a quote in a quote is only a link."""
    card = find(tweet_id)
    if card is None or not _shows(card, stance, stance.blocked):
        return None
    return TweetView(card, stance.flags(card.tweet.id))


def _shows(card: Card, stance: Stance, hidden: Container[AccountId]) -> bool:
    tweet = card.tweet
    author_id = tweet.author_id
    if author_id in hidden:
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
