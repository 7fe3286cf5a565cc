"""Rendering: what people wrote as HTML, and where they are read; the same for both APIs."""

from collections.abc import Callable

import msgspec

from nodeapp.model import text
from nodeapp.model.accounts import Account, Field
from nodeapp.model.origin import Origin
from nodeapp.model.views import TweetView

_fields_decoder = msgspec.json.Decoder(list[Field])


def page_of(account: Account, origin: Origin) -> str:
    """Where people read this account, on its own node."""
    return origin.profile_url(account.username) if account.is_local else account.url or account.uri or ""


def content_html(view: TweetView, origin: Origin, page: Callable[[Account], str]) -> str:
    """What others sent was cleaned when it came; our own words are rendered, mentions leading to `page`."""
    if view.tweet.content_html is not None:
        return view.tweet.content_html
    pages = {some.handle[1:].casefold(): page(some) for some in (*view.mentions, view.author)}

    def page_named(handle: str) -> str | None:
        name, _, host = handle.casefold().partition("@")
        return pages.get(name if host == origin.host else handle.casefold())

    return text.to_html(view.tweet.content, page_named, origin.tag_url)


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
