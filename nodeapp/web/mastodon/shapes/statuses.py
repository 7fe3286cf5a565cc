"""Statuses: tweets, and boosts of them, as clients show them."""

from typing import Literal

from msgspec import Struct

from nodeapp.model.accounts import Account as Person
from nodeapp.model.origin import Origin
from nodeapp.model.views import AccountView, TweetView
from nodeapp.model.visibility import Visibility as Audience
from nodeapp.web.mastodon.shapes.accounts import Account, acct
from nodeapp.web.mastodon.shapes.approvals import QuoteApproval
from nodeapp.web.mastodon.shapes.media import MediaAttachment
from nodeapp.web.mastodon.shapes.polls import Poll
from nodeapp.web.rendering import content_html, page_of
from nodeapp.web.values import id_or_none, timestamp

Visibility = Literal["public", "unlisted", "private", "direct"]

VISIBILITIES: dict[Audience, Visibility] = {
    "public": "public",
    "unlisted": "unlisted",
    "followers": "private",
    "direct": "direct",
}
"""What this API calls them."""


class Mention(Struct, frozen=True):
    """Somebody a status speaks to."""

    id: str
    username: str
    url: str
    acct: str


class Tag(Struct, frozen=True):
    """A hashtag of a status."""

    name: str
    url: str


QuoteState = Literal["accepted", "pending", "rejected", "revoked", "unauthorized"]
"""`unauthorized` is what the quoted author allowed, and this viewer may not see."""


class Quote(Struct, frozen=True):
    """A quoted status, or that it cannot be shown."""

    state: QuoteState
    quoted_status: "Status | None"


class ShallowQuote(Struct, frozen=True):
    """A quote within a quote: only which status it was."""

    state: QuoteState
    quoted_status_id: str | None


class Status(Struct, frozen=True, kw_only=True):
    """A status as the viewer sees it, in this order: its words, its author, what it carries, its counts, the viewer.

    Nothing down to `account` changes with counts or with who looks.
    """

    id: str
    created_at: str
    in_reply_to_id: str | None = None
    in_reply_to_account_id: str | None = None
    sensitive: bool = False
    spoiler_text: str = ""
    visibility: Visibility
    language: str | None = None
    uri: str
    url: str
    content: str = ""
    edited_at: str | None = None
    application: None = None
    media_attachments: list[MediaAttachment] = []
    mentions: list[Mention] = []
    tags: list[Tag] = []
    emojis: list[str] = []
    card: None = None
    quote_approval: QuoteApproval
    account: Account
    quote: Quote | ShallowQuote | None = None
    poll: Poll | None = None
    reblog: "Status | None" = None
    replies_count: int = 0
    reblogs_count: int = 0
    favourites_count: int = 0
    quotes_count: int = 0
    favourited: bool
    reblogged: bool
    bookmarked: bool
    muted: bool = False
    pinned: bool = False
    filtered: list[str] = []

    @staticmethod
    def of(view: TweetView, origin: Origin) -> "Status":
        """What was boosted comes wrapped: the place and the name are the booster's, the rest is inside."""
        shown = _plain(view, origin)
        booster, boosted_at_ms = view.retweeted_by, view.retweeted_at_ms
        if booster is None or boosted_at_ms is None:
            return shown
        return Status(
            id=str(view.entry_id),
            created_at=timestamp(boosted_at_ms),
            visibility=shown.visibility,
            uri=origin.activity_uri("retweets", view.entry_id) if booster.is_local else shown.uri,
            url=shown.url,
            quote_approval=shown.quote_approval,
            account=Account.of(AccountView(booster), origin),
            reblog=shown,
            favourited=shown.favourited,
            reblogged=shown.reblogged,
            bookmarked=shown.bookmarked,
        )


class DeletedStatus(Status, frozen=True, kw_only=True):
    """What was deleted, with its words as they were written, to begin again."""

    text: str

    @staticmethod
    def of(view: TweetView, origin: Origin) -> "DeletedStatus":
        shown = Status.of(view, origin)
        told = {field: getattr(shown, field) for field in Status.__struct_fields__}
        return DeletedStatus(**told, text=view.tweet.content)


def _plain(view: TweetView, origin: Origin, quotes: bool = True) -> Status:
    tweet, author = view.tweet, view.author
    return Status(
        id=str(tweet.id),
        created_at=timestamp(tweet.created_at_ms),
        in_reply_to_id=id_or_none(tweet.reply_to_id),
        in_reply_to_account_id=id_or_none(tweet.reply_to_author_id),
        sensitive=tweet.sensitive,
        spoiler_text=tweet.content_warning,
        visibility=VISIBILITIES[tweet.visibility],
        language=tweet.language,
        uri=tweet.uri or origin.tweet_uri(tweet.id),
        url=tweet.url or tweet.uri or origin.tweet_url(author.username, tweet.id),
        content=content_html(view, origin, lambda some: page_of(some, origin)),
        edited_at=None if tweet.edited_at_ms is None else timestamp(tweet.edited_at_ms),
        media_attachments=[MediaAttachment.of(one, origin) for one in view.media],
        mentions=[_mention(some, origin) for some in view.mentions],
        tags=[Tag(tag, origin.tag_url(tag)) for tag in view.hashtags],
        quote_approval=QuoteApproval.of(tweet),
        account=Account.of(AccountView(author), origin),
        quote=_quote(view, origin, quotes),
        poll=Poll.of(view.poll, view.votes) if view.poll else None,
        replies_count=max(tweet.reply_count, tweet.origin_reply_count),
        reblogs_count=max(tweet.retweet_count, tweet.origin_retweet_count),
        favourites_count=max(tweet.like_count, tweet.origin_like_count),
        quotes_count=max(tweet.quote_count, tweet.origin_quote_count),
        favourited=view.flags.liked,
        reblogged=view.flags.retweeted,
        bookmarked=view.flags.bookmarked,
        pinned=tweet.pinned_at_ms is not None,
    )


def _mention(account: Person, origin: Origin) -> Mention:
    """Its url is the one the content links to, by which clients know the link for a mention."""
    return Mention(str(account.id), account.username, page_of(account, origin), acct(account))


def _quote(view: TweetView, origin: Origin, whole: bool) -> Quote | ShallowQuote | None:
    if view.tweet.quote_of_id is None:
        return None
    state = view.tweet.quote_state
    if state in ("pending", "rejected", "revoked"):
        return Quote(state, None) if whole else ShallowQuote(state, None)
    if not whole:
        return ShallowQuote("accepted", str(view.tweet.quote_of_id))
    if view.quote is None:
        return Quote("unauthorized", None)
    return Quote("accepted", _plain(view.quote, origin, quotes=False))
