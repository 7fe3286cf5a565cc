"""Pushed: a notification in few words, for screens that others may see and services that are not ours."""

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.notifications import Kind, NotificationView
from nodeapp.model.push import Note
from nodeapp.model.text import one_line
from nodeapp.model.views import AccountView, TweetView

_DID: dict[Kind, str] = {
    "like": "liked your tweet",
    "retweet": "retweeted your tweet",
    "quote": "quoted your tweet",
    "reply": "answered you",
    "follow": "follows you",
    "follow_request": "asks to follow you",
    "mention": "named you",
    "edited": "edited a tweet",
    "direct": "wrote to you",
    "bell": "has written something",
    "quote_request": "asks to quote your tweet",
}
_DO: dict[Kind, str] = {"follow": "follow you", "follow_request": "ask to follow you"}
"""Of several."""
_PLACES: dict[Kind, str] = {
    "follow_request": "/follow-requests",
    "quote_request": "/quote-requests",
    "scheduled_failed": "/drafts",
}
_OPEN = ("public", "unlisted")


def note_of(view: NotificationView, me: AccountId, limits: Limits) -> Note:
    """Who did what; and the words, as far as everybody may read them and nothing hides them."""
    return Note(_title(view, me, limits), _body(view, limits), _path(view))


def _title(view: NotificationView, me: AccountId, limits: Limits) -> str:
    person = view.people[0].account
    if view.kind == "scheduled_failed":
        return "Your scheduled tweet could not be posted"
    if view.kind == "poll_ended":
        return "Your poll has ended" if person.id == me else "A poll you voted in has ended"
    name = _cut(one_line(person.display_name) or person.username, limits.push_name_characters_max)
    others = view.person_count - 1
    if others < 1:
        return f"{name} {_DID[view.kind]}"
    return f"{name} and {'1 other' if others == 1 else f'{others:,} others'} {_DO.get(view.kind, _DID[view.kind])}"


def _body(view: NotificationView, limits: Limits) -> str:
    """Never empty, since some screens show nothing then."""
    if view.kind == "scheduled_failed":
        return "It is among your drafts, with the reason."
    handle = view.people[0].account.handle
    tweet = view.tweet
    if tweet is None or tweet.tweet.visibility not in _OPEN:
        # What few may read is not shown on a screen that lies on a table: who and what is enough to look.
        return handle
    words = one_line(tweet.tweet.content_warning) or one_line(tweet.tweet.content) or _files(tweet)
    return _cut(words, limits.push_body_characters_max) or handle


def _files(view: TweetView) -> str:
    if not view.media:
        return ""
    return "One file" if len(view.media) == 1 else f"{len(view.media)} files"


def _path(view: NotificationView) -> str:
    if (place := _PLACES.get(view.kind)) is not None:
        return place
    if view.tweet is None:
        return _page(view.people[0])
    return f"{_page(AccountView(view.tweet.author))}/{TweetId(view.tweet.tweet.id)}"


def _page(person: AccountView) -> str:
    account = person.account
    return f"/@{account.username}@{account.host}" if account.host else f"/@{account.username}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
