"""The only way from ids to what a person is shown: rows in batches, then `can_see` for each."""

from collections.abc import Sequence

from nodeapp.model import sight
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.views import TweetView
from nodeapp.queries import shelves
from nodeapp.queries.shelves import Shelf
from nodeapp.seams.database import Reader


async def of_entries(
    reader: Reader,
    viewer_id: AccountId | None,
    ids: Sequence[TweetId],
    opened: AccountId | None = None,
    *,
    is_home: bool = False,
) -> list[TweetView]:
    """Views of those the viewer may see, in the order given; a retweet's id gives the original with who retweeted it.

    People the viewer blocked or muted are left out, except the one whose page is opened on purpose; at home also what
    the viewer does not want there.
    """
    return on_shelf(await shelves.load(reader, viewer_id, ids), ids, opened, is_home=is_home) if ids else []


def on_shelf(
    shelf: Shelf, ids: Sequence[TweetId], opened: AccountId | None = None, *, is_home: bool = False
) -> list[TweetView]:
    """As `of_entries`, of what has been loaded."""
    through = sight.lens(shelf, opened, is_home=is_home)
    cards = (shelf.cards.get(tweet_id) for tweet_id in ids)
    views = (sight.view(card, shelf, shelf.cards.get, through) for card in cards if card is not None)
    return [view for view in views if view is not None]


async def of_tweet(reader: Reader, viewer_id: AccountId | None, tweet_id: TweetId) -> TweetView | None:
    """One tweet, opened on purpose; None when it is not there for this viewer."""
    shelf = await shelves.load(reader, viewer_id, [tweet_id])
    card = shelf.cards.get(tweet_id)
    return None if card is None else sight.view(card, shelf, shelf.cards.get, sight.ON_PURPOSE)
