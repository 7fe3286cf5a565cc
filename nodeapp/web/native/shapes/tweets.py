"""Tweets and threads, as one viewer sees them."""

from msgspec import Struct

from nodeapp.model import views
from nodeapp.model.origin import Origin
from nodeapp.model.tweets import QuotePolicy, QuoteState
from nodeapp.model.visibility import Visibility
from nodeapp.web.native.shapes.media import Media, Poll
from nodeapp.web.native.shapes.people import User
from nodeapp.web.rendering import content_html, page_of
from nodeapp.web.values import id_or_none, timestamp


class Mention(Struct, frozen=True):
    """Somebody a tweet speaks to; `url` is their page on their own node."""

    id: str
    handle: str
    url: str


class Tweet(Struct, frozen=True, kw_only=True):
    """A tweet as the viewer sees it, in this order: its words, its author, what it quotes and asks, its
    counts, the viewer.

    In a list `entry_id` is its place, which a retweet may have given it. Nothing down to `user` changes with counts
    or with who looks.
    """

    id: str
    content: str
    content_html: str
    content_warning: str
    sensitive: bool
    language: str | None
    visibility: Visibility
    media: list[Media]
    media_urls: list[str]
    hashtags: list[str]
    mentions: list[Mention]
    reply_to_id: str | None
    reply_to_user_id: str | None
    quote_id: str | None
    created_at: str
    edited_at: str | None
    url: str
    uri: str
    quote_policy: QuotePolicy
    quote_state: QuoteState | None
    is_pinned: bool
    user: User
    quote: "Tweet | None"
    poll: Poll | None
    like_count: int
    retweet_count: int
    reply_count: int
    quote_count: int
    is_liked: bool
    is_retweeted: bool
    is_bookmarked: bool
    entry_id: str
    retweeted_by: User | None
    retweeted_at: str | None

    @staticmethod
    def of(view: views.TweetView, origin: Origin) -> "Tweet":
        tweet, author = view.tweet, view.author
        files = [Media.of(one, origin) for one in view.media]
        return Tweet(
            id=str(tweet.id),
            content=tweet.content,
            content_html=_content_html(view, origin),
            content_warning=tweet.content_warning,
            sensitive=tweet.sensitive,
            language=tweet.language,
            visibility=tweet.visibility,
            media=files,
            media_urls=[file.url for file in files],
            hashtags=list(view.hashtags),
            mentions=[Mention(str(some.id), some.handle, page_of(some, origin)) for some in view.mentions],
            reply_to_id=id_or_none(tweet.reply_to_id),
            reply_to_user_id=id_or_none(tweet.reply_to_author_id),
            quote_id=id_or_none(tweet.quote_of_id),
            created_at=timestamp(tweet.created_at_ms),
            edited_at=None if tweet.edited_at_ms is None else timestamp(tweet.edited_at_ms),
            url=tweet.url or tweet.uri or origin.tweet_url(author.username, tweet.id),
            uri=tweet.uri or origin.tweet_uri(tweet.id),
            quote_policy=tweet.quote_policy,
            quote_state=tweet.quote_state,
            is_pinned=tweet.pinned_at_ms is not None,
            user=User.of(views.AccountView(author), origin),
            quote=Tweet.of(view.quote, origin) if view.quote else None,
            poll=Poll.of(view.poll, view.votes) if view.poll else None,
            like_count=max(tweet.like_count, tweet.origin_like_count),
            retweet_count=max(tweet.retweet_count, tweet.origin_retweet_count),
            reply_count=max(tweet.reply_count, tweet.origin_reply_count),
            quote_count=max(tweet.quote_count, tweet.origin_quote_count),
            is_liked=view.flags.liked,
            is_retweeted=view.flags.retweeted,
            is_bookmarked=view.flags.bookmarked,
            entry_id=str(view.entry_id),
            retweeted_by=User.of(views.AccountView(view.retweeted_by), origin) if view.retweeted_by else None,
            retweeted_at=None if view.retweeted_at_ms is None else timestamp(view.retweeted_at_ms),
        )


class Thread(Struct, frozen=True):
    """`known` direct replies can be shown of the `expected` ones said to exist."""

    ancestors: list[Tweet]
    tweet: Tweet
    descendants: list[Tweet]
    known: int
    expected: int
    muted: bool

    @staticmethod
    def of(thread: views.Thread, origin: Origin) -> "Thread":
        return Thread(
            [Tweet.of(view, origin) for view in thread.ancestors],
            Tweet.of(thread.tweet, origin),
            [Tweet.of(view, origin) for view in thread.descendants],
            thread.known,
            thread.expected,
            thread.muted,
        )


def _content_html(view: views.TweetView, origin: Origin) -> str:
    """Mentions lead to pages here."""
    return content_html(view, origin, lambda some: origin.profile_url(some.username, some.host))
