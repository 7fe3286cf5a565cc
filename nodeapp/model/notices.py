"""Notices: whom an event concerns, as far as it says so itself, and what it takes back."""

from nodeapp.model.events import (
    AccountErased,
    AnyEvent,
    BlockChanged,
    FollowNew,
    FollowRemoved,
    FollowRequested,
    LikeAdded,
    LikeRemoved,
    Logged,
    MuteChanged,
    PeerBlockChanged,
    PollClosed,
    QuoteChanged,
    QuoteRequested,
    RetweetCreated,
    RetweetRemoved,
    ScheduledFailed,
    ThreadMuteChanged,
    TweetCreated,
    TweetDeleted,
    TweetEdited,
    TweetRestored,
)
from nodeapp.model.ids import AccountId, TweetId, is_drawn_here
from nodeapp.model.notifications import Cause, Kind

Key = tuple[AccountId, int, Kind]

FOLLOWED: tuple[type[AnyEvent], ...] = (
    TweetCreated,
    TweetRestored,
    TweetEdited,
    TweetDeleted,
    LikeAdded,
    LikeRemoved,
    RetweetCreated,
    RetweetRemoved,
    FollowRequested,
    FollowNew,
    FollowRemoved,
    QuoteRequested,
    QuoteChanged,
    PollClosed,
    ScheduledFailed,
    BlockChanged,
    MuteChanged,
    PeerBlockChanged,
    ThreadMuteChanged,
    AccountErased,
)


def cause_of(logged: Logged) -> Cause | None:
    """Whom one act of one person concerns; None for somebody elsewhere, or oneself."""
    me = logged.event.actor_id
    if isinstance(logged.event, ScheduledFailed):
        # Told each time it fails: the draft may be the same one, so its place in the log stands for it.
        return Cause(me, "scheduled_failed", me, logged.position, logged.at_ms)
    return _cause_by_somebody(logged)


def taken_back(event: AnyEvent) -> list[Key]:
    """What somebody here was told by that, and is not so any more."""
    match event:
        case LikeRemoved():
            keys: list[Key] = [(event.author_id, event.like_id, "like")]
        case RetweetRemoved():
            keys = [(event.author_id, event.entry_id, "retweet")]
        case FollowRemoved():
            receiver = AccountId(event.subject_id)
            keys = [(receiver, event.follow_id, "follow"), (receiver, event.follow_id, "follow_request")]
        case FollowNew():
            keys = [(AccountId(event.subject_id), event.follow_id, "follow_request")]
        case QuoteChanged():
            keys = [] if event.request_id is None else [(event.actor_id, event.request_id, "quote_request")]
            if event.state != "accepted" and event.quoting_id is not None:
                keys.append((event.actor_id, event.quoting_id, "quote"))
        case _:
            return []
    return [key for key in keys if is_drawn_here(key[0])]


def words_of(event: AnyEvent) -> TweetId | None:
    """The tweet whose words may concern somebody from now on."""
    match event:
        case TweetCreated() | TweetRestored():
            return TweetId(event.subject_id)
        case QuoteChanged(state="accepted"):
            return event.quoting_id
        case _:
            return None


def sweeps(event: AnyEvent) -> bool:
    """Whether much that was told before may go with it; then the order among other events counts."""
    match event:
        case TweetDeleted() | AccountErased():
            return True
        case BlockChanged() | MuteChanged() | PeerBlockChanged() | ThreadMuteChanged():
            return event.on
        case FollowRemoved():
            return is_drawn_here(event.actor_id)
        case _:
            return False


def _cause_by_somebody(logged: Logged) -> Cause | None:
    event = logged.event
    match event:
        case LikeAdded():
            return _cause(logged, "like", event.author_id, event.like_id, event.subject_id)
        case RetweetCreated():
            return _cause(logged, "retweet", event.author_id, event.entry_id, event.subject_id)
        case FollowRequested():
            return _cause(logged, "follow_request", event.subject_id, event.follow_id)
        case FollowNew():
            return _cause(logged, "follow", event.subject_id, event.follow_id)
        case QuoteRequested(request_id=int(request_id)):
            return _cause(logged, "quote_request", event.author_id, request_id, event.quoting_id or event.subject_id)
        case _:
            return None


def _cause(logged: Logged, kind: Kind, receiver: int, cause_id: int, tweet_id: int = 0) -> Cause | None:
    actor_id = logged.event.actor_id
    if receiver == actor_id or not is_drawn_here(receiver):
        return None
    return Cause(
        AccountId(receiver), kind, actor_id, cause_id, logged.at_ms, TweetId(tweet_id), position=logged.position
    )
