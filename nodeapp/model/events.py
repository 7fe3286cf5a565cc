"""Events: what happened, by name, with ids and what routing needs; never bodies."""

from typing import ClassVar, Literal

from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.tweets import Tweet
from nodeapp.model.visibility import Visibility


class Event(Struct, frozen=True, kw_only=True, tag_field="name"):
    """`actor_id` did it, `subject_id` is what it was done to.

    `origin` is where it was done: '' here, else the host of the peer that told. An acceptance given here of a
    follow that came from elsewhere was done here.
    """

    actor_id: AccountId
    subject_id: int
    origin: str = ""


class TweetCreated(Event, frozen=True, kw_only=True, tag="tweet_created"):
    """Subject: the tweet."""

    visibility: Visibility
    reply_to_id: TweetId | None = None


class TweetEdited(Event, frozen=True, kw_only=True, tag="tweet_edited"):
    """Subject: the tweet, whose words are others now."""

    visibility: Visibility


class TweetDeleted(Event, frozen=True, kw_only=True, tag="tweet_deleted"):
    """Subject: the tweet, now a tombstone."""

    visibility: Visibility
    reply_to_id: TweetId | None = None


class LikeAdded(Event, frozen=True, kw_only=True, tag="like_added"):
    """Subject: the tweet."""

    like_id: int
    author_id: AccountId


class LikeRemoved(Event, frozen=True, kw_only=True, tag="like_removed"):
    """Subject: the tweet."""

    like_id: int
    author_id: AccountId


class RetweetCreated(Event, frozen=True, kw_only=True, tag="retweet_created"):
    """Subject: the original tweet; `entry_id` is the retweet's own id."""

    entry_id: TweetId
    author_id: AccountId
    visibility: Visibility


class RetweetRemoved(Event, frozen=True, kw_only=True, tag="retweet_removed"):
    """Subject: the original tweet."""

    entry_id: TweetId
    author_id: AccountId
    visibility: Visibility


class BookmarkChanged(Event, frozen=True, kw_only=True, tag="bookmark_changed"):
    """Subject: the tweet."""

    on: bool


class FollowRequested(Event, frozen=True, kw_only=True, tag="follow_requested"):
    """Subject: who was asked. `uri` is the Follow's own, when it came from elsewhere."""

    follow_id: int
    uri: str | None = None


class FollowNew(Event, frozen=True, kw_only=True, tag="follow_new"):
    """Subject: who is followed from now on (again, when the same was asked twice from elsewhere)."""

    follow_id: int
    uri: str | None = None


class FollowRemoved(Event, frozen=True, kw_only=True, tag="follow_removed"):
    """Subject: who is no longer followed. `by_id` ended it: the follower (Undo) or the followee (Reject)."""

    follow_id: int
    by_id: AccountId
    uri: str | None = None


class BlockChanged(Event, frozen=True, kw_only=True, tag="block_changed"):
    """Subject: who is blocked, or no longer."""

    block_id: int
    on: bool


class AccountCreated(Event, frozen=True, kw_only=True, tag="account_created"):
    """Actor and subject: the new account."""


class AccountChanged(Event, frozen=True, kw_only=True, tag="account_changed"):
    """Actor and subject: the account whose profile is another now."""


class AccountErased(Event, frozen=True, kw_only=True, tag="account_erased"):
    """Actor and subject: the account that is gone."""


class ActivityReceived(Event, frozen=True, kw_only=True, tag="activity_received"):
    """Subject: the row of `received`. The actor is 0 until the activity has been understood."""


AnyEvent = (
    TweetCreated
    | TweetEdited
    | TweetDeleted
    | LikeAdded
    | LikeRemoved
    | RetweetCreated
    | RetweetRemoved
    | BookmarkChanged
    | FollowRequested
    | FollowNew
    | FollowRemoved
    | BlockChanged
    | AccountCreated
    | AccountChanged
    | AccountErased
    | ActivityReceived
)

EventName = Literal[
    "tweet_created",
    "tweet_edited",
    "tweet_deleted",
    "like_added",
    "like_removed",
    "retweet_created",
    "retweet_removed",
    "bookmark_changed",
    "follow_requested",
    "follow_new",
    "follow_removed",
    "block_changed",
    "account_created",
    "account_changed",
    "account_erased",
    "activity_received",
]


class Logged(Struct, frozen=True):
    """An event with its place in the log."""

    position: int
    at_ms: int
    event: AnyEvent

    BEGINNING: ClassVar[int] = 0


def removed(tweet: Tweet, origin: str) -> TweetDeleted | RetweetRemoved:
    """What tells that this row is gone, be it a tweet or a retweet."""
    if tweet.retweet_of_id and tweet.retweet_of_author_id:
        return RetweetRemoved(
            actor_id=tweet.author_id,
            subject_id=tweet.retweet_of_id,
            origin=origin,
            entry_id=tweet.id,
            author_id=tweet.retweet_of_author_id,
            visibility=tweet.visibility,
        )
    return TweetDeleted(
        actor_id=tweet.author_id,
        subject_id=tweet.id,
        origin=origin,
        visibility=tweet.visibility,
        reply_to_id=tweet.reply_to_id,
    )
