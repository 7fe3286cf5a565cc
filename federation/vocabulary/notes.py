"""Reads what peers post: notes first of all, and the kinds that are shown as posts."""

from typing import NamedTuple

from msgspec import Struct

from federation.errors import Malformed
from federation.jsonld import JsonObject, is_activity_type
from federation.vocabulary import values

NOTE_TYPES = frozenset({"Note", "Article", "Page", "Video", "Question", "Event", "Audio"})
CONTENT_CHARACTERS_MAX = 500_000
NAME_CHARACTERS_MAX = 5_000
MENTIONS_MAX = 100
HASHTAGS_MAX = 100
ATTACHMENTS_MAX = 50
RECIPIENTS_MAX = 500

_QUOTES = ("quote", "quoteUri", "quoteUrl", "_misskey_quote")


class Mention(NamedTuple):
    href: str
    name: str


class Attachment(NamedTuple):
    """`name` is the description for those who cannot see it."""

    url: str
    media_type: str | None
    name: str | None


class Note(Struct, frozen=True, kw_only=True):
    """A post as its author's server tells it. HTML is a stranger's and not clean; times are not checked."""

    id: str
    type: str
    attributed_to: str
    content_html: str
    languages: tuple[str, ...]
    summary: str | None
    sensitive: bool
    published_ms: int | None
    updated_ms: int | None
    in_reply_to: str | None
    url: str | None
    to: tuple[str, ...]
    cc: tuple[str, ...]
    mentions: tuple[Mention, ...]
    hashtags: tuple[str, ...]
    quote_uri: str | None
    attachments: tuple[Attachment, ...]
    replies: str | None
    name: str | None


def parse_note(value: JsonObject) -> Note:
    """Raises Malformed unless it is a kind of post with an id and an author. Lists are cut at their limits."""
    note_type = values.kind(value)
    if note_type not in NOTE_TYPES:
        raise Malformed("The object is not a post.")
    languages = values.language_map(value.get("contentMap"))
    tags = values.objects(value.get("tag"))
    return Note(
        id=values.needed_uri(value, "id"),
        type=note_type,
        attributed_to=values.needed_uri(value, "attributedTo"),
        content_html=_content(value, languages),
        languages=tuple(languages),
        summary=values.text(value.get("summary"), NAME_CHARACTERS_MAX),
        sensitive=value.get("sensitive") is True,
        published_ms=values.timestamp_ms(value.get("published")),
        updated_ms=values.timestamp_ms(value.get("updated")),
        in_reply_to=values.web_uri(value.get("inReplyTo")),
        url=values.page_url(value.get("url")),
        to=values.uris(value.get("to"))[:RECIPIENTS_MAX],
        cc=values.uris(value.get("cc"))[:RECIPIENTS_MAX],
        mentions=_mentions(tags),
        hashtags=_hashtags(tags),
        quote_uri=_quote(value, tags),
        attachments=_attachments(value.get("attachment")),
        replies=values.web_uri(value.get("replies")),
        name=values.text(value.get("name"), NAME_CHARACTERS_MAX),
    )


def _content(value: JsonObject, languages: dict[str, str]) -> str:
    own = values.text(value.get("content"), CONTENT_CHARACTERS_MAX)
    return own or next(iter(languages.values()), "")[:CONTENT_CHARACTERS_MAX]


def _mentions(tags: list[JsonObject]) -> tuple[Mention, ...]:
    found: dict[str, Mention] = {}
    for tag in tags:
        href = values.web_uri(tag.get("href"))
        if tag.get("type") == "Mention" and href is not None:
            found.setdefault(href, Mention(href, values.text(tag.get("name"), NAME_CHARACTERS_MAX) or ""))
    return tuple(found.values())[:MENTIONS_MAX]


def _hashtags(tags: list[JsonObject]) -> tuple[str, ...]:
    """Names without their #, each once."""
    names = [values.text(tag.get("name"), NAME_CHARACTERS_MAX) for tag in tags if tag.get("type") == "Hashtag"]
    bare = dict.fromkeys(name.removeprefix("#") for name in names if name)
    return tuple(name for name in bare if name)[:HASHTAGS_MAX]


def _quote(value: JsonObject, tags: list[JsonObject]) -> str | None:
    """The quoted post in any of its five spellings; the last, a Link among the tags, is FEP-e232."""
    named = next((found for name in _QUOTES if (found := values.web_uri(value.get(name))) is not None), None)
    return named or next((found for tag in tags if (found := _quote_link(tag)) is not None), None)


def _quote_link(tag: JsonObject) -> str | None:
    media_type = tag.get("mediaType")
    if tag.get("type") != "Link" or not isinstance(media_type, str) or not is_activity_type(media_type):
        return None
    return values.web_uri(tag.get("href"))


def _attachments(value: object) -> tuple[Attachment, ...]:
    found = []
    for item in values.objects(value)[:ATTACHMENTS_MAX]:
        url = values.page_url(item.get("url") or item.get("href"))
        if url is not None:
            media_type = values.text(item.get("mediaType"), values.TYPE_CHARACTERS_MAX)
            found.append(Attachment(url, media_type, values.text(item.get("name"), NAME_CHARACTERS_MAX)))
    return tuple(found)
