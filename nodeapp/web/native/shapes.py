"""Shapes: the JSON of the native API, made from views; ids are strings, times RFC 3339 in UTC."""

from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from nodeapp.model import accounts as people
from nodeapp.model import text, views
from nodeapp.model.errors import NotFound, bad
from nodeapp.model.graph import Relationship as Standing
from nodeapp.model.ids import NEWEST, AccountId, TweetId
from nodeapp.model.origin import Origin
from nodeapp.model.visibility import Visibility

_fields_decoder = msgspec.json.Decoder(list[people.Field])


class Relationship(Struct, frozen=True, kw_only=True):
    """How the viewer stands to somebody."""

    following: bool
    requested: bool
    followed_by: bool
    requested_by: bool
    blocking: bool
    blocked_by: bool
    muting: bool = False
    muting_until: str | None = None
    bell: bool = False
    note: str = ""

    @staticmethod
    def of(standing: Standing) -> "Relationship":
        return Relationship(
            following=standing.following,
            requested=standing.requested,
            followed_by=standing.followed_by,
            requested_by=standing.requested_by,
            blocking=standing.blocking,
            blocked_by=standing.blocked_by,
        )


class Field(Struct, frozen=True):
    """A line of a profile's table."""

    name: str
    value: str
    value_html: str
    verified_at: str | None


class User(Struct, frozen=True, kw_only=True):
    """An account; `host` is null for those who live here."""

    id: str
    username: str
    host: str | None
    handle: str
    display_name: str
    bio: str
    bio_html: str
    avatar_url: str | None
    cover_url: str | None
    location: str
    website: str
    fields: list[Field]
    verified: bool
    bot: bool
    locked: bool
    follower_count: int
    following_count: int
    tweet_count: int
    created_at: str
    url: str
    relationship: Relationship | None

    @staticmethod
    def of(view: views.AccountView, origin: Origin) -> "User":
        account = view.account
        return User(
            id=str(account.id),
            username=account.username,
            host=account.host or None,
            handle=account.handle,
            display_name=account.display_name or account.username,
            bio=account.bio,
            bio_html=_bio_html(account, origin),
            avatar_url=account.avatar_url,
            cover_url=account.cover_url,
            location=account.location,
            website=account.website,
            fields=[_field(field, origin) for field in _fields_decoder.decode(account.fields)],
            verified=account.verified,
            bot=account.bot,
            locked=account.locked,
            follower_count=max(account.follower_count, account.origin_follower_count),
            following_count=max(account.following_count, account.origin_following_count),
            tweet_count=max(account.tweet_count, account.origin_tweet_count),
            created_at=timestamp(account.created_at_ms),
            url=page_of(account, origin),
            relationship=Relationship.of(view.relationship) if view.relationship else None,
        )


class Mention(Struct, frozen=True):
    """Somebody a tweet speaks to; `url` is their page on their own node."""

    id: str
    handle: str
    url: str


class Media(Struct, frozen=True, kw_only=True):
    """A picture, video or sound of a tweet."""

    id: str
    kind: str
    url: str
    preview_url: str | None
    width: int | None
    height: int | None
    alt: str
    blurhash: str | None
    focus: list[float] | None


class Tweet(Struct, frozen=True, kw_only=True):
    """A tweet as the viewer sees it. In a list `entry_id` is its place, which a retweet may have given it."""

    id: str
    entry_id: str
    user: User
    content: str
    content_html: str
    content_warning: str
    sensitive: bool
    language: str | None
    visibility: Visibility
    media: list[Media] = []
    media_urls: list[str] = []
    poll: None = None
    hashtags: list[str]
    mentions: list[Mention]
    reply_to_id: str | None
    reply_to_user_id: str | None
    quote_id: str | None
    quote: "Tweet | None"
    like_count: int
    retweet_count: int
    reply_count: int
    quote_count: int
    is_liked: bool
    is_retweeted: bool
    is_bookmarked: bool
    is_pinned: bool = False
    created_at: str
    edited_at: str | None
    retweeted_by: User | None
    retweeted_at: str | None
    url: str
    uri: str

    @staticmethod
    def of(view: views.TweetView, origin: Origin) -> "Tweet":
        tweet, author = view.tweet, view.author
        return Tweet(
            id=str(tweet.id),
            entry_id=str(view.entry_id),
            user=User.of(views.AccountView(author), origin),
            content=tweet.content,
            content_html=_content_html(view, origin),
            content_warning=tweet.content_warning,
            sensitive=tweet.sensitive,
            language=tweet.language,
            visibility=tweet.visibility,
            hashtags=list(view.hashtags),
            mentions=[Mention(str(some.id), some.handle, page_of(some, origin)) for some in view.mentions],
            reply_to_id=_id(tweet.reply_to_id),
            reply_to_user_id=_id(tweet.reply_to_author_id),
            quote_id=_id(tweet.quote_of_id),
            quote=Tweet.of(view.quote, origin) if view.quote else None,
            like_count=max(tweet.like_count, tweet.origin_like_count),
            retweet_count=max(tweet.retweet_count, tweet.origin_retweet_count),
            reply_count=max(tweet.reply_count, tweet.origin_reply_count),
            quote_count=tweet.quote_count,
            is_liked=view.flags.liked,
            is_retweeted=view.flags.retweeted,
            is_bookmarked=view.flags.bookmarked,
            created_at=timestamp(tweet.created_at_ms),
            edited_at=None if tweet.edited_at_ms is None else timestamp(tweet.edited_at_ms),
            retweeted_by=User.of(views.AccountView(view.retweeted_by), origin) if view.retweeted_by else None,
            retweeted_at=None if view.retweeted_at_ms is None else timestamp(view.retweeted_at_ms),
            url=tweet.url or tweet.uri or origin.tweet_url(author.username, tweet.id),
            uri=tweet.uri or origin.tweet_uri(tweet.id),
        )


class Pagination(Struct, frozen=True, kw_only=True):
    """`cursor` asks for what follows; `newest` is what to pass as `since` to ask for what has come."""

    limit: int
    offset: int | None
    cursor: str | None
    newest: str | None
    has_more: bool


class TweetPage(Struct, frozen=True):
    tweets: list[Tweet]
    pagination: Pagination

    @staticmethod
    def of(page: views.Page[views.TweetView], origin: Origin) -> "TweetPage":
        return TweetPage([Tweet.of(view, origin) for view in page.items], _pagination(page))


class UserPage(Struct, frozen=True):
    users: list[User]
    pagination: Pagination

    @staticmethod
    def of(page: views.Page[views.AccountView], origin: Origin) -> "UserPage":
        return UserPage([User.of(view, origin) for view in page.items], _pagination(page))


class Thread(Struct, frozen=True):
    """`known` direct replies can be shown of the `expected` ones said to exist."""

    ancestors: list[Tweet]
    tweet: Tweet
    descendants: list[Tweet]
    known: int
    expected: int

    @staticmethod
    def of(thread: views.Thread, origin: Origin) -> "Thread":
        return Thread(
            [Tweet.of(view, origin) for view in thread.ancestors],
            Tweet.of(thread.tweet, origin),
            [Tweet.of(view, origin) for view in thread.descendants],
            thread.known,
            thread.expected,
        )


def tweet_id(given: str) -> TweetId:
    """A tweet's id in a path; what cannot be one is not there."""
    if given.isascii() and given.isdecimal() and len(given) <= len(str(NEWEST)) and int(given) < NEWEST:
        return TweetId(int(given))
    raise NotFound("There is no such tweet.")


def optional_tweet_id(field: str, given: str | int | None) -> TweetId | None:
    """A tweet's id in a body, as a string or a number."""
    if given is None or given == "":
        return None
    try:
        return tweet_id(str(given))
    except NotFound:
        raise bad(field, "invalid", "A tweet's id is a number.") from None


def timestamp(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def page_of(account: people.Account, origin: Origin) -> str:
    """Where people read this account, on its own node."""
    return origin.profile_url(account.username) if account.is_local else account.url or account.uri or ""


def _content_html(view: views.TweetView, origin: Origin) -> str:
    """What others sent was cleaned when it came; our own words are rendered, mentions leading to pages here."""
    if view.tweet.content_html is not None:
        return view.tweet.content_html
    pages = {
        some.handle[1:].casefold(): origin.profile_url(some.username, some.host)
        for some in (*view.mentions, view.author)
    }

    def page(handle: str) -> str | None:
        name, _, host = handle.casefold().partition("@")
        return pages.get(name if host == origin.host else handle.casefold())

    return text.to_html(view.tweet.content, page, origin.tag_url)


def _bio_html(account: people.Account, origin: Origin) -> str:
    if account.bio_html is not None:
        return account.bio_html
    return text.to_html(account.bio, lambda handle: origin.profile_url(*_split(handle, origin)), origin.tag_url)


def _split(handle: str, origin: Origin) -> tuple[str, str]:
    name, _, host = handle.partition("@")
    return name, "" if host == origin.host else host


def _field(field: people.Field, origin: Origin) -> Field:
    html = field.value_html
    if html is None:
        html = text.to_html(field.value, lambda handle: None, origin.tag_url)
    return Field(
        field.name, field.value, html, None if field.verified_at_ms is None else timestamp(field.verified_at_ms)
    )


def _pagination(page: views.Page[views.TweetView] | views.Page[views.AccountView]) -> Pagination:
    return Pagination(
        limit=page.limit, offset=page.offset, cursor=_id(page.cursor), newest=_id(page.newest), has_more=page.has_more
    )


def _id(number: int | AccountId | TweetId | None) -> str | None:
    return None if number is None else str(number)
