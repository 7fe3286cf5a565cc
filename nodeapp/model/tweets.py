"""Tweets: what one is, and what a draft must be to become one."""

from typing import Literal

from msgspec import Struct

from nodeapp.model import polls, text
from nodeapp.model.errors import BadInput, FieldError
from nodeapp.model.ids import AccountId, MediaId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.media import ForeignMedia
from nodeapp.model.polls import ForeignPoll, PollDraft
from nodeapp.model.visibility import VISIBILITIES, Visibility

QuotePolicy = Literal["public", "followers", "nobody"]
"""Who may quote a tweet without asking; the author always may."""
QuoteState = Literal["pending", "accepted", "rejected", "revoked", "unasked"]
"""How the quote in a tweet stands with the quoted author; `unasked` is of software that asks nobody."""
QUOTE_POLICIES: tuple[QuotePolicy, ...] = ("public", "followers", "nobody")
QUOTES_NOT_SHOWN: frozenset[QuoteState | None] = frozenset({"pending", "rejected", "revoked"})


class Tweet(Struct, frozen=True, kw_only=True):
    """A row of `tweets`. One from elsewhere has a `uri` and sanitised `content_html`; a retweet has no words."""

    id: TweetId
    author_id: AccountId
    visibility: Visibility
    conversation_id: TweetId
    created_at_ms: int
    received_at_ms: int
    uri: str | None = None
    url: str | None = None
    content: str = ""
    content_html: str | None = None
    content_warning: str = ""
    sensitive: bool = False
    language: str | None = None
    reply_to_id: TweetId | None = None
    reply_to_uri: str | None = None
    reply_to_author_id: AccountId | None = None
    quote_of_id: TweetId | None = None
    quote_of_uri: str | None = None
    retweet_of_id: TweetId | None = None
    retweet_of_author_id: AccountId | None = None
    like_count: int = 0
    retweet_count: int = 0
    reply_count: int = 0
    quote_count: int = 0
    origin_like_count: int = 0
    origin_retweet_count: int = 0
    origin_reply_count: int = 0
    origin_quote_count: int = 0
    media_count: int = 0
    has_poll: bool = False
    pinned_at_ms: int | None = None
    quote_policy: QuotePolicy = "public"
    quote_asks: QuotePolicy | None = None
    """Of one from elsewhere: who else may ask its author; None where its node says nothing of quotes."""
    quote_state: QuoteState | None = None
    quote_approval_uri: str | None = None
    edited_at_ms: int | None = None
    deleted_at_ms: int | None = None

    @property
    def is_local(self) -> bool:
        return self.uri is None


class Idempotency(Struct, frozen=True):
    """A key chosen by the client and the hash of what it was first used for."""

    key: str
    fingerprint: bytes = b""


class Draft(Struct, frozen=True, kw_only=True):
    """What somebody wants to say. `visibility` None means public, or for a reply the parent's."""

    content: str
    reply_to_id: TweetId | None = None
    quote_id: TweetId | None = None
    visibility: str | None = None
    content_warning: str = ""
    sensitive: bool = False
    language: str | None = None
    media_ids: tuple[MediaId, ...] = ()
    poll: PollDraft | None = None
    quote_policy: QuotePolicy | None = None
    idempotency: Idempotency | None = None


class ForeignTweet(Struct, frozen=True, kw_only=True):
    """A tweet as its own node tells it, cleaned and cut to our limits; accounts and parents are named by uri."""

    uri: str
    author_uri: str
    url: str | None
    content_html: str
    content: str
    content_warning: str
    sensitive: bool
    language: str | None
    visibility: Visibility
    reply_to_uri: str | None
    quote_of_uri: str | None
    quote_is_legacy: bool = False
    quote_approval_uri: str | None = None
    quote_policy: QuotePolicy = "public"
    quote_asks: QuotePolicy | None = None
    mention_uris: tuple[str, ...]
    hashtags: tuple[str, ...]
    created_at_ms: int
    edited_at_ms: int | None = None
    media: tuple[ForeignMedia, ...] = ()
    poll: ForeignPoll | None = None


def checked(draft: Draft, limits: Limits) -> Draft:
    """The draft with clean text, or BadInput naming each field that breaks a rule."""
    content = text.clean(draft.content)
    warning = text.clean(draft.content_warning).replace("\n", " ")
    errors = [
        *_content_errors(content, draft, limits),
        *_other_errors(draft, warning, limits),
        *_poll_errors(draft, limits),
    ]
    if errors:
        raise BadInput(*errors)
    return Draft(
        content=content,
        reply_to_id=draft.reply_to_id,
        quote_id=draft.quote_id,
        visibility=draft.visibility,
        content_warning=warning,
        sensitive=draft.sensitive or bool(warning),
        language=draft.language or None,
        media_ids=draft.media_ids,
        poll=None if draft.poll is None else polls.cleaned(draft.poll),
        quote_policy=draft.quote_policy,
        idempotency=draft.idempotency,
    )


def _content_errors(content: str, draft: Draft, limits: Limits) -> list[FieldError]:
    """Of code points those that were sent count: also what cleaning leaves out. A picture or a poll needs no words."""
    if not content and not draft.media_ids and draft.poll is None:
        return [FieldError("content", "missing", "Write something first.")]
    if len(draft.content) > limits.tweet_code_points_max:
        most = limits.tweet_code_points_max
        return [FieldError("content", "too_long", f"A tweet has at most {most} code points.", most)]
    over = text.length(content, limits.link_characters) - limits.tweet_characters_max
    if over > 0:
        most = limits.tweet_characters_max
        noun = "character" if over == 1 else "characters"
        return [FieldError("content", "too_long", f"{over} {noun} too many: a tweet has {most}.", most)]
    errors = []
    if len(text.mentions(content)) > limits.mentions_per_tweet_max:
        most = limits.mentions_per_tweet_max
        errors.append(FieldError("content", "too_many_mentions", f"A tweet mentions at most {most} people.", most))
    if len(text.hashtags(content, limits.hashtag_characters_max)) > limits.hashtags_per_tweet_max:
        most = limits.hashtags_per_tweet_max
        errors.append(FieldError("content", "too_many_hashtags", f"A tweet has at most {most} hashtags.", most))
    return errors


def _poll_errors(draft: Draft, limits: Limits) -> list[FieldError]:
    if draft.poll is None:
        return []
    if draft.media_ids:
        return [FieldError("poll", "not_with_media", "A tweet has a poll or media, not both.")]
    return polls.faults(draft.poll, limits)


def _other_errors(draft: Draft, warning: str, limits: Limits) -> list[FieldError]:
    errors = []
    if draft.visibility is not None and draft.visibility not in VISIBILITIES:
        errors.append(FieldError("visibility", "invalid", f"Visibility is one of {', '.join(VISIBILITIES)}."))
    if len(warning) > limits.content_warning_characters_max:
        most = limits.content_warning_characters_max
        errors.append(FieldError("content_warning", "too_long", f"A note has at most {most} characters.", most))
    if draft.language and not text.is_language(draft.language, limits.language_characters_max):
        errors.append(FieldError("language", "invalid", "A language is a code such as en or pt-BR."))
    key = draft.idempotency.key if draft.idempotency else "-"
    if not 0 < len(key) <= limits.idempotency_key_characters_max:
        most = limits.idempotency_key_characters_max
        errors.append(FieldError("Idempotency-Key", "invalid", f"A key has 1 to {most} characters.", most))
    return errors
