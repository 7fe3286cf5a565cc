"""Searchable: what an index is told of tweets and people, and by which marks they are found; no index decides more."""

import re
from html import unescape

from msgspec import Struct

from nodeapp.model.accounts import HIDDEN_STATES, State
from nodeapp.model.ids import NEWEST, AccountId, TweetId
from nodeapp.model.languages import main_language
from nodeapp.model.relevance import authority_level, engagement_level
from nodeapp.model.visibility import Visibility

EVERYBODY = "open"
"""May be found by anybody who may see it: public, by an author who wants to be found."""
PUBLIC = "public"
SHOWN = "shown"
"""Somebody who wants to be found by a part of their name."""
_LINK = re.compile(r"https?://", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


class Row(Struct, frozen=True, kw_only=True):
    """A live tweet with what its author decides."""

    id: TweetId
    author_id: AccountId
    content: str
    content_warning: str
    language: str | None
    visibility: Visibility
    reply_to_id: TweetId | None
    reply_to_uri: str | None
    reply_to_author_id: AccountId | None
    quote_of_id: TweetId | None
    quote_of_uri: str | None
    media_count: int
    has_poll: bool
    like_count: int
    retweet_count: int
    reply_count: int
    quote_count: int
    origin_like_count: int
    origin_retweet_count: int
    origin_reply_count: int
    origin_quote_count: int
    indexable: bool
    verified: bool
    follower_count: int
    origin_follower_count: int


class SearchableTweet(Struct, frozen=True):
    """Texts are searched each by itself; `marks` and `tags` are single words."""

    id: TweetId
    author_id: AccountId
    texts: tuple[str, ...]
    language: str | None
    marks: tuple[str, ...]
    tags: tuple[str, ...]
    engagement: int
    authority: int


class SearchablePerson(Struct, frozen=True):
    id: AccountId
    names: tuple[str, ...]
    about: str
    marks: tuple[str, ...]


class Hanging(Struct, frozen=True):
    """What hangs on a tweet: alternative texts and poll options, people and hashtags, and who else may find it."""

    texts: tuple[str, ...] = ()
    mentions: tuple[AccountId, ...] = ()
    hashtags: tuple[str, ...] = ()
    finders: tuple[AccountId, ...] = ()


class IndexState(Struct, frozen=True, kw_only=True):
    """How far an index has come: what it says is true of what has been committed into it, or of a little less.

    `position` is its place in the log. Below `tweets_before` and `people_before` it has yet to look, 0 means all is
    there; of each of `authors` the tweets below an id are to be looked at again.
    """

    FORMAT = 1

    format: int
    database_id: str
    folder: str
    position: int
    tweets_before: int = int(NEWEST)
    people_before: int = int(NEWEST)
    authors: tuple[tuple[int, int], ...] = ()

    @property
    def is_whole(self) -> bool:
        return self.tweets_before == 0 and self.people_before == 0


def is_open(row: Row) -> bool:
    return row.visibility == "public" and row.indexable


def level_of(row: Row) -> int:
    return engagement_level(
        max(row.like_count, row.origin_like_count),
        max(row.retweet_count, row.origin_retweet_count),
        max(row.reply_count, row.origin_reply_count),
        max(row.quote_count, row.origin_quote_count),
    )


def searchable(row: Row, hanging: Hanging) -> SearchableTweet:
    texts = tuple(text for text in (row.content, row.content_warning, *hanging.texts) if text)
    followers = max(row.follower_count, row.origin_follower_count)
    return SearchableTweet(
        id=row.id,
        author_id=row.author_id,
        texts=texts,
        language=main_language(row.language),
        marks=_marks(row, hanging),
        tags=hanging.hashtags,
        engagement=level_of(row),
        authority=authority_level(followers, row.verified),
    )


def may(account_id: int) -> str:
    """Who may find what is not for everybody: its author, whom it names, who liked or kept it."""
    return f"may:{account_id}"


def _marks(row: Row, hanging: Hanging) -> tuple[str, ...]:
    marks = [f"from:{row.author_id}", *(f"at:{account_id}" for account_id in hanging.mentions)]
    if row.reply_to_author_id is not None:
        marks.append(f"to:{row.reply_to_author_id}")
    if row.language:
        marks += dict.fromkeys((f"lang:{main_language(row.language)}", f"lang:{row.language.lower()}"))
    facts = (
        (PUBLIC, row.visibility == "public"),
        (EVERYBODY, is_open(row)),
        ("has:media", row.media_count > 0),
        ("has:poll", row.has_poll),
        ("has:link", _LINK.search(row.content) is not None),
        ("has:quote", row.quote_of_id is not None or row.quote_of_uri is not None),
        ("is:reply", row.reply_to_id is not None or row.reply_to_uri is not None),
        ("is:retweeted", max(row.retweet_count, row.origin_retweet_count) > 0),
    )
    marks += [name for name, is_true in facts if is_true]
    if not is_open(row):
        marks += [may(account_id) for account_id in dict.fromkeys((row.author_id, *hanging.finders))]
    return tuple(marks)


class PersonRow(Struct, frozen=True, kw_only=True):
    id: AccountId
    username: str
    host: str
    display_name: str
    bio: str
    bio_html: str | None
    state: State
    discoverable: bool
    indexable: bool
    tweet_count: int

    @property
    def is_live(self) -> bool:
        return self.state not in HIDDEN_STATES


def searchable_person(row: PersonRow) -> SearchablePerson:
    marks = (SHOWN,) if row.is_live and row.discoverable else ()
    return SearchablePerson(row.id, (row.display_name, row.username, row.host), row.bio or _plain(row.bio_html), marks)


def _plain(html: str | None) -> str:
    return unescape(_TAG.sub(" ", html)) if html else ""
