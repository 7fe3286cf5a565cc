"""Rendering: what people wrote as HTML, and where they are read; the same for both APIs."""

from collections.abc import Callable, Iterable
from html import escape

import msgspec

from nodeapp.model import text
from nodeapp.model.accounts import Account, Field
from nodeapp.model.origin import Origin
from nodeapp.model.tweets import QUOTES_NOT_SHOWN, Tweet
from nodeapp.model.views import TweetView

_fields_decoder = msgspec.json.Decoder(list[Field])


def page_of(account: Account, origin: Origin) -> str:
    """Where people read this account, on its own node."""
    return origin.profile_url(account.username) if account.is_local else account.url or account.uri or ""


def content_html(view: TweetView, origin: Origin, page: Callable[[Account], str]) -> str:
    """What others sent was cleaned when it came; our own words are rendered, mentions leading to `page`."""
    people = (*view.mentions, view.author)
    words = words_html(view.tweet.content, view.tweet.content_html, people, origin, page)
    return words if view.quote is not None else words + _quote_link(view.tweet, words, origin)


def words_html(
    content: str, html: str | None, people: Iterable[Account], origin: Origin, page: Callable[[Account], str]
) -> str:
    """Words without what is quoted; `people` are those to whose pages names may lead."""
    if html is not None:
        return html
    pages = {some.handle[1:].casefold(): page(some) for some in people}

    def page_named(handle: str) -> str | None:
        name, _, host = handle.casefold().partition("@")
        return pages.get(name if host == origin.host else handle.casefold())

    return text.to_html(content, page_named, origin.tag_url)


def _quote_link(tweet: Tweet, words: str, origin: Origin) -> str:
    """A quote that nobody is shown, or of what is not known here, is a link."""
    if tweet.quote_of_id is None:
        url = tweet.quote_of_uri
    else:
        is_hidden = tweet.quote_state in QUOTES_NOT_SHOWN
        url = (tweet.quote_of_uri or origin.tweet_uri(tweet.quote_of_id)) if is_hidden else None
    href = escape(url or "")
    if not href or href in words:
        return ""
    return f'<p class="quote-inline">RE: <a href="{href}" rel="nofollow noopener noreferrer">{href}</a></p>'


def bio_html(account: Account, origin: Origin) -> str:
    if account.bio_html is not None:
        return account.bio_html
    return text.to_html(account.bio, lambda handle: origin.profile_url(*_split(handle, origin)), origin.tag_url)


def fields_of(account: Account) -> list[Field]:
    """The lines of a profile's table."""
    return _fields_decoder.decode(account.fields)


def field_html(field: Field, origin: Origin) -> str:
    if field.value_html is not None:
        return field.value_html
    return text.to_html(field.value, lambda handle: None, origin.tag_url)


def _split(handle: str, origin: Origin) -> tuple[str, str]:
    name, _, host = handle.partition("@")
    return name, "" if host == origin.host else host
