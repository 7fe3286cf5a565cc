"""Drafts: what somebody is writing, finished or not, and what they have written for later."""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from nodeapp.model.errors import BadInput, FieldError, bad
from nodeapp.model.ids import NEWEST, AccountId, DraftId, MediaId
from nodeapp.model.limits import Limits
from nodeapp.model.media import Media
from nodeapp.model.threads import checked_thread, placed
from nodeapp.model.tweets import QUOTE_POLICIES, Draft, checked
from nodeapp.model.views import TweetView
from nodeapp.model.visibility import VISIBILITIES

_DAY_MS = 86_400_000
_DIGITS_MAX = len(str(NEWEST))


class KeptDraft(Struct, frozen=True, kw_only=True):
    """A row of `drafts`: one tweet, or all of a thread. `problem` says why it could not be posted at its time."""

    id: DraftId
    account_id: AccountId
    tweets: tuple[Draft, ...]
    scheduled_at_ms: int | None
    problem: str
    created_at_ms: int
    changed_at_ms: int


class DraftView(Struct, frozen=True, kw_only=True):
    """A draft as its author sees it: with its files that are still there, and what it answers and quotes if shown."""

    kept: KeptDraft
    media: Mapping[MediaId, Media]
    reply_to: TweetView | None
    quote: TweetView | None


class Place(Struct, frozen=True):
    """A place in the list of what is scheduled, which goes by time."""

    at_ms: int = 0
    id: int = 0

    def __str__(self) -> str:
        return f"{self.at_ms}-{self.id}"

    @staticmethod
    def parse(cursor: str | None) -> "Place":
        """The beginning where nothing is given. Raises BadInput for what `str` did not make."""
        if not cursor:
            return Place()
        at_ms, _, number = cursor.partition("-")
        is_place = all(part.isascii() and part.isdecimal() and len(part) <= _DIGITS_MAX for part in (at_ms, number))
        if not is_place or max(int(at_ms), int(number)) > NEWEST:
            raise bad("cursor", "invalid", "This cursor is not one this node gave out.")
        return Place(int(at_ms), int(number))


def encoded(tweets: Sequence[Draft]) -> bytes:
    return msgspec.json.encode(tweets)


_decoder = msgspec.json.Decoder(tuple[Draft, ...])


def decoded(body: bytes) -> tuple[Draft, ...]:
    """What an earlier version of this program encoded may lack fields, which then are as usual."""
    return _decoder.decode(body)


def files_of(tweets: Sequence[Draft]) -> list[MediaId]:
    """Each once."""
    return list(dict.fromkeys(media_id for draft in tweets for media_id in draft.media_ids))


def check_unfinished(tweets: Sequence[Draft], limits: Limits) -> None:
    """Whether it can be kept: it may break the rules of tweets, but is bounded. Raises BadInput naming each field."""
    if len(tweets) > (most := limits.thread_tweets_max):
        raise bad("thread", "too_long", f"A thread has at most {most} tweets.", most)
    if all(_is_blank(draft) for draft in tweets):
        raise bad("content", "missing", "Write something first.")
    errors: list[FieldError] = []
    for place, draft in enumerate(tweets):
        found = _faults(draft, limits)
        errors += placed(place, found) if len(tweets) > 1 else found
    if errors:
        raise BadInput(*errors)
    if len(encoded(tweets)) > (most := limits.draft_bytes_max):
        raise bad("content", "too_long", f"A draft has at most {most} bytes.", most)


def finished(tweets: Sequence[Draft], limits: Limits) -> list[Draft]:
    """Clean and by the rules of tweets and threads. Raises BadInput naming each field."""
    return [checked(tweets[0], limits)] if len(tweets) == 1 else checked_thread(tweets, limits)


def check_time(at_ms: int, now_ms: int, limits: Limits) -> None:
    """Raises BadInput at `scheduled_at`."""
    least, most = limits.schedule_seconds_min, limits.schedule_days_max
    if at_ms < now_ms + least * 1_000:
        raise bad("scheduled_at", "too_soon", f"Choose a time at least {least} seconds from now.", least)
    if at_ms > now_ms + most * _DAY_MS:
        raise bad("scheduled_at", "too_late", f"Choose a time at most {most} days from now.", most)


def _faults(draft: Draft, limits: Limits) -> list[FieldError]:
    found = []
    if len(draft.content) > (most := limits.tweet_code_points_max):
        found.append(FieldError("content", "too_long", f"A tweet has at most {most} code points.", most))
    if len(draft.media_ids) > (most := limits.media_per_tweet_max):
        found.append(FieldError("media_ids", "too_many", f"A tweet has at most {most} files.", most))
    if draft.visibility is not None and draft.visibility not in VISIBILITIES:
        found.append(FieldError("visibility", "invalid", f"Visibility is one of {', '.join(VISIBILITIES)}."))
    if draft.quote_policy is not None and draft.quote_policy not in QUOTE_POLICIES:
        found.append(FieldError("quote_policy", "invalid", f"A policy is one of {', '.join(QUOTE_POLICIES)}."))
    if draft.poll is not None and len(draft.poll.options) > (most := limits.poll_options_max):
        found.append(FieldError("poll.options", "too_many", f"A poll has at most {most} options.", most))
    return found


def _is_blank(draft: Draft) -> bool:
    has_question = draft.poll is not None and any(option.strip() for option in draft.poll.options)
    return not (draft.content.strip() or draft.content_warning.strip() or draft.media_ids or has_question)
