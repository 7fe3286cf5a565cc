"""Events: what happened, by name, with ids and what routing needs; never bodies."""

from typing import ClassVar, Literal

from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.tweets import QuoteState, Tweet
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
    quote_of_id: TweetId | None = None


class TweetEdited(Event, frozen=True, kw_only=True, tag="tweet_edited"):
    """Subject: the tweet, whose words are others now."""

    visibility: Visibility


class TweetDeleted(Event, frozen=True, kw_only=True, tag="tweet_deleted"):
    """Subject: the tweet, now a tombstone."""

    visibility: Visibility
    reply_to_id: TweetId | None = None


class TweetRestored(Event, frozen=True, kw_only=True, tag="tweet_restored"):
    """Subject: the tweet, which was deleted and is back where it stood."""

    visibility: Visibility
    reply_to_id: TweetId | None = None


class PinChanged(Event, frozen=True, kw_only=True, tag="pin_changed"):
    """Subject: the tweet that its author (the actor) pinned to the profile, or took off it."""

    on: bool


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


class QuoteRequested(Event, frozen=True, kw_only=True, tag="quote_requested"):
    """Subject: the tweet whose author is asked. `quoting_id` is None where the quote has not come yet.

    `request_id` is the row that is kept of it where the author lives here.
    """

    author_id: AccountId
    quoting_id: TweetId | None = None
    request_id: int | None = None


class QuoteChanged(Event, frozen=True, kw_only=True, tag="quote_changed"):
    """Subject: the quoted tweet, whose author (the actor) has decided. The rest as in `quote_requested`."""

    state: QuoteState
    quoting_id: TweetId | None = None
    request_id: int | None = None


class QuotePolicyChanged(Event, frozen=True, kw_only=True, tag="quote_policy_changed"):
    """Subject: the tweet, which others may quote now, or no longer."""


class BookmarkChanged(Event, frozen=True, kw_only=True, tag="bookmark_changed"):
    """Subject: the tweet."""

    on: bool


class PollVoted(Event, frozen=True, kw_only=True, tag="poll_voted"):
    """Subject: the tweet that asks; one event for each option chosen."""

    vote_id: int
    place: int
    author_id: AccountId


class PollCounted(Event, frozen=True, kw_only=True, tag="poll_counted"):
    """Subject: the tweet that asks, whose new votes were gathered for others to be told. Actor: its author."""


class PollClosed(Event, frozen=True, kw_only=True, tag="poll_closed"):
    """Subject: the tweet that asked. Actor: its author.

    Of a poll from elsewhere `origin` is '' where it ended by this node's clock, else who told that it is over.
    """


class FollowRequested(Event, frozen=True, kw_only=True, tag="follow_requested"):
    """Subject: who was asked. `uri` is the Follow's own, when it came from elsewhere."""

    follow_id: int
    uri: str | None = None


class FollowNew(Event, frozen=True, kw_only=True, tag="follow_new"):
    """Subject: who is followed from now on. `again` where the same was asked twice from elsewhere: nothing is new."""

    follow_id: int
    uri: str | None = None
    again: bool = False


class FollowRemoved(Event, frozen=True, kw_only=True, tag="follow_removed"):
    """Subject: who is no longer followed. `by_id` ended it: the follower (Undo) or the followee (Reject).

    `was_asked` where it was a request that had not been granted.
    """

    follow_id: int
    by_id: AccountId
    uri: str | None = None
    was_asked: bool = False


class BlockChanged(Event, frozen=True, kw_only=True, tag="block_changed"):
    """Subject: who is blocked, or no longer."""

    block_id: int
    on: bool


class FollowChanged(Event, frozen=True, kw_only=True, tag="follow_changed"):
    """Subject: who is followed, with or without their retweets, with or without a bell."""


class MuteChanged(Event, frozen=True, kw_only=True, tag="mute_changed"):
    """Subject: who is muted, or no longer."""

    on: bool


class ThreadMuteChanged(Event, frozen=True, kw_only=True, tag="thread_mute_changed"):
    """Subject: the conversation that is muted, or no longer."""

    on: bool


class PeerBlockChanged(Event, frozen=True, kw_only=True, tag="peer_block_changed"):
    """Actor and subject: who wants nothing of a whole peer, or no longer minds it."""

    host: str
    on: bool


class NoteChanged(Event, frozen=True, kw_only=True, tag="note_changed"):
    """Subject: whom the actor's own note is about."""


class ListChanged(Event, frozen=True, kw_only=True, tag="list_changed"):
    """Subject: the list that is new, another, has others in it, or is gone."""


class HashtagFollowChanged(Event, frozen=True, kw_only=True, tag="hashtag_follow_changed"):
    """Actor and subject: who follows a hashtag, or no longer."""

    tag: str
    on: bool


class DraftChanged(Event, frozen=True, kw_only=True, tag="draft_changed"):
    """Subject: the draft, or what is scheduled, that is new, another, posted or gone."""


class ScheduledFailed(Event, frozen=True, kw_only=True, tag="scheduled_failed"):
    """Subject: the draft that could not be posted when it was time, and says why. Actor: its author."""


class AccountVerified(Event, frozen=True, kw_only=True, tag="account_verified"):
    """Subject: the account that was given its badge, or lost it, or of whose links others are confirmed now."""


class AccountCreated(Event, frozen=True, kw_only=True, tag="account_created"):
    """Actor and subject: the new account."""


class AccountChanged(Event, frozen=True, kw_only=True, tag="account_changed"):
    """Actor and subject: the account whose profile is another now."""


class AccountDeactivated(Event, frozen=True, kw_only=True, tag="account_deactivated"):
    """Actor and subject: the account that is hidden until it comes back, or is erased."""


class AccountReturned(Event, frozen=True, kw_only=True, tag="account_returned"):
    """Actor and subject: the account that was deactivated, and is back as it was."""


class AccountErased(Event, frozen=True, kw_only=True, tag="account_erased"):
    """Actor and subject: the account that is gone. What it wrote and liked goes after it, in portions."""


class RegistrationRequested(Event, frozen=True, kw_only=True, tag="registration_requested"):
    """Actor and subject: the account that waits to be let in, and is there for nobody yet."""


class RegistrationDecided(Event, frozen=True, kw_only=True, tag="registration_decided"):
    """Subject: the account that was let in, or not. Actor: who decided, itself where nobody answered in time."""

    accepted: bool


class NotificationAdded(Event, frozen=True, kw_only=True, tag="notification_added"):
    """Subject: the notification, of what the actor did. `account_id` is who is told."""

    account_id: AccountId
    kind: str


class PushChanged(Event, frozen=True, kw_only=True, tag="push_changed"):
    """Actor: whom it is; subject: the subscription by which they are told beside the page, or no longer."""

    on: bool


class NotificationRead(Event, frozen=True, kw_only=True, tag="notification_read"):
    """Actor: who has read; subject: the newest notification that counts as read now."""


class ActivityReceived(Event, frozen=True, kw_only=True, tag="activity_received"):
    """Subject: the row of `received`. The actor is 0 until the activity has been understood."""


AnyEvent = (
    TweetCreated
    | TweetEdited
    | TweetDeleted
    | TweetRestored
    | PinChanged
    | LikeAdded
    | LikeRemoved
    | RetweetCreated
    | RetweetRemoved
    | QuoteRequested
    | QuoteChanged
    | QuotePolicyChanged
    | BookmarkChanged
    | PollVoted
    | PollCounted
    | PollClosed
    | FollowRequested
    | FollowNew
    | FollowRemoved
    | BlockChanged
    | FollowChanged
    | MuteChanged
    | ThreadMuteChanged
    | PeerBlockChanged
    | NoteChanged
    | ListChanged
    | HashtagFollowChanged
    | DraftChanged
    | ScheduledFailed
    | AccountVerified
    | AccountCreated
    | AccountChanged
    | AccountDeactivated
    | AccountReturned
    | AccountErased
    | RegistrationRequested
    | RegistrationDecided
    | NotificationAdded
    | PushChanged
    | NotificationRead
    | ActivityReceived
)

EventName = Literal[
    "tweet_created",
    "tweet_edited",
    "tweet_deleted",
    "tweet_restored",
    "pin_changed",
    "like_added",
    "like_removed",
    "retweet_created",
    "retweet_removed",
    "quote_requested",
    "quote_changed",
    "quote_policy_changed",
    "bookmark_changed",
    "poll_voted",
    "poll_counted",
    "poll_closed",
    "follow_requested",
    "follow_new",
    "follow_removed",
    "block_changed",
    "follow_changed",
    "mute_changed",
    "thread_mute_changed",
    "peer_block_changed",
    "note_changed",
    "list_changed",
    "hashtag_follow_changed",
    "draft_changed",
    "scheduled_failed",
    "account_verified",
    "account_created",
    "account_changed",
    "account_deactivated",
    "account_returned",
    "account_erased",
    "registration_requested",
    "registration_decided",
    "notification_added",
    "push_changed",
    "notification_read",
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
