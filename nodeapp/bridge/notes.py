"""Tweets as ActivityPub notes, both ways."""

from collections.abc import Iterable
from html import escape
from urllib.parse import urlsplit

from federation.audience import address, classify
from federation.vocabulary import Attachment, HashtagOut, Mention, Note, NoteOut
from nodeapp.bridge import html
from nodeapp.bridge.actors import account_uri, full_handle
from nodeapp.bridge.attachments import attachments_out, sorted_out
from nodeapp.bridge.questions import foreign_poll, question_out
from nodeapp.bridge.quoting import QuoteOut, policy_in, policy_out, shown_quote
from nodeapp.model import text
from nodeapp.model.accounts import Account
from nodeapp.model.ids import EPOCH_MS
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.tweets import ForeignTweet, Tweet
from nodeapp.model.views import TweetView

_NARROW = ("followers", "direct")
_TITLED = frozenset({"Article", "Page", "Video", "Event", "Audio"})


def tweet_uri(tweet: Tweet, origin: Origin) -> str:
    return tweet.uri or origin.tweet_uri(tweet.id)


def foreign_tweet(note: Note, followers_url: str | None, origin: Origin, limits: Limits, now_ms: int) -> ForeignTweet:
    """Clean and cut to our limits. The caller has made sure who said this, and `followers_url` is that author's."""
    visibility = classify(note.to, note.cc, followers_url)
    media, linked = sorted_out(note.attachments, limits)
    content_html = html.sanitised(_whole(note, linked), limits.remote_text_characters_max)
    mentions = [mention.href for mention in note.mentions]
    if visibility in _NARROW:
        # Some servers address a person without naming them: whoever a private note is sent to may read it.
        mentions += [uri for uri in (*note.to, *note.cc) if origin.account_id_of(uri) is not None]
    language = next(iter(note.languages), None)
    tags = (text.hashtag_key(tag) for tag in note.hashtags)
    quote_policy, quote_asks = policy_in(note.quote_policy, note.attributed_to, followers_url)
    return ForeignTweet(
        uri=note.id,
        author_uri=note.attributed_to,
        url=note.url or note.id,
        content_html=content_html,
        content=html.plain(content_html),
        content_warning=_warning(note, limits)[: limits.content_warning_characters_max],
        sensitive=note.sensitive,
        language=language if language and text.is_language(language, limits.language_characters_max) else None,
        visibility=visibility,
        reply_to_uri=note.in_reply_to,
        quote_of_uri=note.quote_uri,
        quote_is_legacy=note.quote_is_legacy,
        quote_approval_uri=note.quote_authorization,
        quote_policy=quote_policy,
        quote_asks=quote_asks,
        mention_uris=tuple(dict.fromkeys(mentions)),
        hashtags=tuple(dict.fromkeys(tag for tag in tags if 0 < len(tag) <= limits.hashtag_characters_max)),
        created_at_ms=_within(note.published_ms, now_ms) or now_ms,
        edited_at_ms=_within(note.updated_ms, now_ms),
        media=media,
        poll=foreign_poll(note.question, limits),
    )


def note_out(view: TweetView, parent: Tweet | None, origin: Origin, quote: QuoteOut | None = None) -> NoteOut:
    """`parent` is what the tweet answers, where that is known; without `quote` it is the one that the view shows."""
    tweet = view.tweet
    uri = origin.tweet_uri(tweet.id)
    to, cc = address(
        tweet.visibility,
        origin.followers_uri(tweet.author_id),
        [account_uri(account, origin) for account in view.mentions],
    )
    quote = quote or shown_quote(view, origin)
    return NoteOut(
        id=uri,
        attributed_to=origin.account_uri(tweet.author_id),
        content_html=_content(view, origin) + (quote.in_words() if quote else ""),
        published_ms=tweet.created_at_ms,
        updated_ms=tweet.edited_at_ms,
        to=to,
        cc=cc,
        url=origin.tweet_url(view.author.username, tweet.id),
        language=tweet.language,
        summary=tweet.content_warning or None,
        sensitive=tweet.sensitive,
        in_reply_to=tweet_uri(parent, origin) if parent else tweet.reply_to_uri,
        quote_uri=quote.uri if quote else None,
        quote_is_asked=quote is not None and quote.is_asked,
        quote_authorization=quote.approval_uri if quote else None,
        quote_policy=policy_out(tweet, origin),
        mentions=[Mention(account_uri(account, origin), full_handle(account, origin)) for account in view.mentions],
        hashtags=[HashtagOut(tag, origin.tag_url(tag)) for tag in view.hashtags],
        attachments=attachments_out(view.media, origin),
        replies=f"{uri}/replies",
        question=question_out(view.poll),
        closed_ms=view.poll.closed_at_ms if view.poll else None,
    )


def _content(view: TweetView, origin: Origin) -> str:
    pages = {}
    for account in view.mentions:
        page = account.url or account.uri or origin.profile_url(account.username)
        for handle in _spellings(account, origin):
            pages[handle] = page
    return text.to_html(view.tweet.content, lambda handle: pages.get(handle.casefold()), origin.tag_url)


def _spellings(account: Account, origin: Origin) -> tuple[str, ...]:
    name = account.username.casefold()
    return (name, f"{name}@{origin.host}") if account.is_local else (f"{name}@{account.host}",)


def _whole(note: Note, linked: Iterable[Attachment]) -> str:
    """The note's HTML with all that has no place of its own here: a title, what cannot be shown, a way to the whole."""
    content = html.without_quote_fallback(note.content_html) if note.quote_uri else note.content_html
    if note.type in _TITLED:
        title = f"<p><strong>{escape(note.name)}</strong></p>" if note.name else ""
        content = f"{title}{note.summary or content}<p>{_link(note.url or note.id, note.url or note.id)}</p>"
    return content + "".join(f"<p>{_link(item.url, _called(item))}</p>" for item in linked)


def _warning(note: Note, limits: Limits) -> str:
    """Of a longer kind the summary is a summary, and stands in the text."""
    if not note.summary or note.type in _TITLED:
        return ""
    return text.one_line(html.plain(html.sanitised(note.summary, limits.remote_text_characters_max)))


def _called(attachment: Attachment) -> str:
    file_name = urlsplit(attachment.url).path.rpartition("/")[2]
    return text.one_line(attachment.name or "") or file_name or attachment.url


def _link(url: str, words: str) -> str:
    return f'<a href="{escape(url)}">{escape(words)}</a>'


def _within(at_ms: int | None, now_ms: int) -> int | None:
    """No date is before the first id or after now (D11)."""
    return None if at_ms is None else min(max(at_ms, EPOCH_MS), now_ms)
