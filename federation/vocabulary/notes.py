"""Reads what peers post: notes first of all, and the kinds that are shown as posts."""

from typing import NamedTuple

from msgspec import Struct

from federation.errors import Malformed
from federation.jsonld import JsonObject
from federation.vocabulary import values
from federation.vocabulary.attachments import Attachment, read_attachments
from federation.vocabulary.questions import Question, read_question
from federation.vocabulary.quotes import QuotePolicy, read_policy, read_quote

NOTE_TYPES = frozenset({"Note", "Article", "Page", "Video", "Question", "Event", "Audio"})
CONTENT_CHARACTERS_MAX = 500_000
NAME_CHARACTERS_MAX = 5_000
MENTIONS_MAX = 100
HASHTAGS_MAX = 100
RECIPIENTS_MAX = 500


class Mention(NamedTuple):
    href: str
    name: str


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
    quote_is_legacy: bool = False
    quote_authorization: str | None = None
    quote_policy: QuotePolicy | None = None
    attachments: tuple[Attachment, ...]
    replies: str | None
    name: str | None
    question: Question | None = None


def parse_note(value: JsonObject) -> Note:
    """Raises Malformed unless it is a kind of post with an id and an author. Lists are cut at their limits."""
    note_type = values.kind(value)
    if note_type not in NOTE_TYPES:
        raise Malformed("The object is not a post.")
    languages = values.language_map(value.get("contentMap"))
    tags = values.objects(value.get("tag"))
    quote = read_quote(value, tags)
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
        quote_uri=quote.uri,
        quote_is_legacy=quote.is_legacy,
        quote_authorization=quote.authorization,
        quote_policy=read_policy(value),
        attachments=read_attachments(value.get("attachment")),
        replies=values.web_uri(value.get("replies")),
        name=values.text(value.get("name"), NAME_CHARACTERS_MAX),
        question=read_question(value) if note_type == "Question" else None,
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
