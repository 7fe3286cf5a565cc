"""Finding: who may find what they may see; the index only proposes."""

from nodeapp.model.ids import AccountId
from nodeapp.model.views import TweetView


def may_find(view: TweetView, viewer_id: AccountId | None) -> bool:
    """Public tweets of those who want to be found; anything else only who wrote it, is named, liked or kept it.

    Source: design rules, "Where it shows, beyond being allowed".
    """
    if view.retweet is not None and view.retweet.tweet.visibility != "public" and view.retweet.author_id != viewer_id:
        return False
    if view.tweet.visibility == "public" and view.author.indexable:
        return True
    return in_library(view, viewer_id)


def in_library(view: TweetView, viewer_id: AccountId | None) -> bool:
    if viewer_id is None:
        return False
    is_near = view.author.id == viewer_id or view.card.names(viewer_id)
    return is_near or view.flags.liked or view.flags.bookmarked
