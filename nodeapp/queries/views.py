"""The only way from ids to what a person is shown: rows in batches, then `can_see` for each."""

from collections.abc import Sequence

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.tweets import Tweet
from nodeapp.model.views import Flags, TweetView
from nodeapp.model.visibility import Facts, can_see
from nodeapp.queries import shelves
from nodeapp.queries.shelves import Shelf
from nodeapp.seams.database import Reader


async def of_entries(
    reader: Reader, viewer_id: AccountId | None, ids: Sequence[TweetId], opened: AccountId | None = None
) -> list[TweetView]:
    """Views of those the viewer may see, in the order given; a retweet's id gives the original with who retweeted it.

    People the viewer blocked are left out, except the one whose page is opened on purpose.
    """
    if not ids:
        return []
    shelf = await shelves.load(reader, viewer_id, ids)
    hidden = shelf.blocked - {opened}
    views = (_view(shelf, shelf.tweets[tweet_id], hidden) for tweet_id in ids if tweet_id in shelf.tweets)
    return [view for view in views if view is not None]


async def of_tweet(reader: Reader, viewer_id: AccountId | None, tweet_id: TweetId) -> TweetView | None:
    """One tweet, opened on purpose; None when it is not there for this viewer."""
    shelf = await shelves.load(reader, viewer_id, [tweet_id])
    return _view(shelf, shelf.tweets[tweet_id], frozenset()) if tweet_id in shelf.tweets else None


def _view(shelf: Shelf, entry: Tweet, hidden: frozenset[AccountId]) -> TweetView | None:
    """A retweet is seen by those who may see both it and the original."""
    if not _shows(shelf, entry, hidden):
        return None
    if entry.retweet_of_id is None:
        return _plain(shelf, entry)
    original = shelf.tweets.get(entry.retweet_of_id)
    if original is None or not _shows(shelf, original, hidden):
        return None
    return _plain(shelf, original, retweet=entry)


def _shows(shelf: Shelf, tweet: Tweet, hidden: frozenset[AccountId]) -> bool:
    author = shelf.accounts.get(tweet.author_id)
    if author is None or tweet.author_id in hidden:
        return False
    facts = Facts(
        author_id=tweet.author_id,
        visibility=tweet.visibility,
        is_deleted=tweet.deleted_at_ms is not None,
        author_is_live=author.is_live,
        viewer_follows=tweet.author_id in shelf.followed,
        viewer_is_mentioned=shelf.viewer_id in shelf.mentions.get(tweet.id, ()),
        viewer_is_blocked=tweet.author_id in shelf.blocked_by,
    )
    return can_see(shelf.viewer_id, facts)


def _plain(shelf: Shelf, tweet: Tweet, retweet: Tweet | None = None, with_quote: bool = True) -> TweetView:
    mentioned = (shelf.accounts.get(account_id) for account_id in shelf.mentions.get(tweet.id, ()))
    return TweetView(
        tweet=tweet,
        author=shelf.accounts[tweet.author_id],
        mentions=tuple(account for account in mentioned if account is not None),
        hashtags=shelf.hashtags.get(tweet.id, ()),
        quote=_quoted(shelf, tweet) if with_quote else None,
        flags=shelf.flags.get(tweet.id, Flags()),
        entry_id=tweet.id if retweet is None else retweet.id,
        retweeted_by=None if retweet is None else shelf.accounts[retweet.author_id],
        retweeted_at_ms=None if retweet is None else retweet.created_at_ms,
    )


def _quoted(shelf: Shelf, tweet: Tweet) -> TweetView | None:
    """The quoted tweet, to those who may see it; a quote in a quote is only a link."""
    quoted = shelf.tweets.get(tweet.quote_of_id) if tweet.quote_of_id else None
    if quoted is None or not _shows(shelf, quoted, shelf.blocked):
        return None
    return _plain(shelf, quoted, with_quote=False)
