"""Search: what somebody types, read as words, phrases and operators; `docs/search.md` is the same for people."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from nodeapp.model.errors import BadInput, bad
from nodeapp.model.ids import NEWEST, OLDEST, AccountId, TweetId, first_id_at
from nodeapp.model.languages import is_little, language_of, main_language
from nodeapp.model.limits import Limits
from nodeapp.model.text import clean, hashtag_key, is_language
from nodeapp.model.words import is_dense, words

Form = Literal["word", "phrase", "prefix", "fuzzy"]
Who = Literal["from", "to", "mentions"]
Sort = Literal["relevance", "latest"]
HAS = ("media", "poll", "link", "quote")
IS = ("reply", "retweet")
OPERATORS = ("from", "to", "mentions", "since", "until", "has", "is", "lang", "in")
FUZZY_FROM, VERY_FUZZY_FROM = 4, 8
"""Letters from which on one may be wrong, and two."""
_PREFIX_LETTERS_MIN = 2

_PIECE = re.compile(r'(?P<no>-)?(?:(?P<key>[A-Za-z]+):(?=[^\s]))?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))')
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "−": "-", "：": ":", "＃": "#"})


class Words(Struct, frozen=True):
    """Folded words (`model.words`). A word is found in every form of its language; the others are found as they are.

    `optional` is of little words between others: found with them or without.
    """

    form: Form
    tokens: tuple[str, ...]
    optional: bool = False


class Mark(Struct, frozen=True):
    """Something that is true of a tweet: `tag:tea`, `has:media`, `is:reply`, `is:retweeted`, `lang:en`."""

    name: str


class Person(Struct, frozen=True):
    """A tweet by somebody, to them, or that names them; a handle as it was typed, or `me`."""

    how: Who
    handle: str


Part = Words | Mark | Person


class Question(Struct, frozen=True, kw_only=True):
    """Everything wanted must be true of what is found, and nothing unwanted."""

    wanted: tuple[Part, ...] = ()
    unwanted: tuple[Part, ...] = ()
    since: TweetId = OLDEST
    """Nothing below this id."""
    before: TweetId = NEWEST
    in_library: bool = False
    retweets: bool = False
    """Not what was written, but what was shared."""

    @property
    def said(self) -> tuple[Words, ...]:
        """The words to be shown where they were found."""
        return tuple(part for part in self.wanted if isinstance(part, Words))

    @property
    def can_be_fuzzy(self) -> bool:
        return any(part.form == "word" and len(part.tokens[0]) >= FUZZY_FROM for part in self.said)

    def fuzzy(self) -> "Question":
        """The same, with a typo in any of its longer words."""
        return replace(self, wanted=tuple(_fuzzy(part) for part in self.wanted))


def typos(word: str) -> int:
    """How many letters of a word may be wrong."""
    return 0 if len(word) < FUZZY_FROM else 1 if len(word) < VERY_FUZZY_FROM else 2


def parse(raw: str, limits: Limits) -> Question:
    """Raises BadInput naming `q`: for what is empty, too long, or an operator that cannot be used (W24)."""
    if len(raw) > limits.search_characters_max:
        most = limits.search_characters_max
        raise bad("q", "too_long", f"A search has at most {most} characters.", most)
    text = clean(raw).translate(_QUOTES)
    reading = _Reading(limits)
    for match in _PIECE.finditer(text):
        reading.take(match)
    return reading.question()


class _Reading:
    """One search, piece by piece."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._wanted: list[Part] = []
        self._unwanted: list[Part] = []
        self._since: TweetId = OLDEST
        self._before: TweetId = NEWEST
        self._in_library = False
        self._retweets = False
        self._count = 0
        self._operators: dict[str, Callable[[str, bool], None]] = {
            "from": partial(self._person, "from"),
            "to": partial(self._person, "to"),
            "mentions": partial(self._person, "mentions"),
            "has": self._has,
            "is": self._is,
            "lang": self._lang,
            "in": self._in,
            "since": self._since_day,
            "until": self._until_day,
        }

    def take(self, match: re.Match[str]) -> None:
        unwanted, key, quoted, plain = bool(match["no"]), match["key"], match["quoted"], match["plain"]
        value = plain if quoted is None else quoted
        self._count += 1
        if self._count > self._limits.search_parts_max:
            most = self._limits.search_parts_max
            raise bad("q", "too_many", f"A search has at most {most} parts.", most)
        operator = self._operators.get(key.lower()) if key else None
        if operator is not None:
            operator(value, unwanted)
            return
        literal = f"{key}:{value}" if key else value
        part = _quoted(literal) if quoted is not None else self._plain(literal)
        if part is not None:
            self._put(part, unwanted)

    def question(self) -> Question:
        named = self._wanted or self._unwanted or self._in_library or self._retweets
        if not named and self._since == OLDEST and self._before == NEWEST:
            raise bad("q", "missing", "Say what you are looking for: a word, a #hashtag, or from: somebody.")
        return Question(
            wanted=_without_little(self._wanted),
            unwanted=tuple(self._unwanted),
            since=self._since,
            before=self._before,
            in_library=self._in_library,
            retweets=self._retweets,
        )

    def _put(self, part: Part, unwanted: bool) -> None:
        (self._unwanted if unwanted else self._wanted).append(part)

    def _plain(self, text: str) -> Part | None:
        """A word, `#tag`, `begin*`, `typo~`; what is cut into several words is a phrase."""
        if text.startswith("#") and 0 < len(key := hashtag_key(text[1:])) <= self._limits.hashtag_characters_max:
            return Mark(f"tag:{key}") if words(key) else None
        found = words(text)
        if not found:
            return None
        if text.endswith("*"):
            if len(found) > 1 or (len(found[0]) < _PREFIX_LETTERS_MIN and not is_dense(found[0])):
                raise bad("q", "invalid", "Before a * stand at least two letters, of one word.")
            return Words("prefix", (found[0],))
        if text.endswith("~") and len(found) == 1:
            return Words("fuzzy" if typos(found[0]) else "word", (found[0],))
        return _as_words(found)

    def _person(self, how: Who, handle: str, unwanted: bool) -> None:
        name = handle.removeprefix("@")
        if not name or any(letter in name for letter in " \n\"'"):
            raise _unusable(how, "a handle, such as ada or @ada@tea.example, or me")
        self._put(Person(how, name), unwanted)

    def _has(self, value: str, unwanted: bool) -> None:
        if value.lower() not in HAS:
            raise _unusable("has", f"one of {', '.join(HAS)}")
        self._put(Mark(f"has:{value.lower()}"), unwanted)

    def _is(self, value: str, unwanted: bool) -> None:
        if value.lower() not in IS:
            raise _unusable("is", f"one of {', '.join(IS)}")
        if value.lower() == "reply":
            self._put(Mark("is:reply"), unwanted)
        elif not unwanted:
            # What was only shared is left out anyway where nobody asks for it.
            self._retweets = True

    def _lang(self, value: str, unwanted: bool) -> None:
        if not is_language(value, self._limits.language_characters_max):
            raise _unusable("lang", "a language, such as en or pt-BR")
        named = value.lower() if "-" in value else main_language(value)
        self._put(Mark(f"lang:{named}"), unwanted)

    def _in(self, value: str, unwanted: bool) -> None:
        if value.lower() != "library" or unwanted:
            raise _unusable("in", "library: what is your own, and what you liked, kept or are named in")
        self._in_library = True

    def _since_day(self, value: str, unwanted: bool) -> None:
        self._since = TweetId(max(self._since, _moment("since", value, unwanted)))

    def _until_day(self, value: str, unwanted: bool) -> None:
        self._before = TweetId(min(self._before, _moment("until", value, unwanted)))


def _as_words(found: list[str]) -> Words:
    """Of a script without spaces the last character alone says nothing where others stand before it."""
    if len(found) > 1 and len(found[-1]) == 1 and is_dense(found[-1]) and is_dense(found[-2]):
        found = found[:-1]
    if len(found) > 1:
        return Words("phrase", tuple(found))
    if len(found[0]) == 1 and is_dense(found[0]):
        return Words("prefix", (found[0],))
    return Words("phrase" if is_dense(found[0]) else "word", (found[0],))


def _quoted(text: str) -> Part | None:
    found = words(text)
    if not found:
        return None
    part = _as_words(found)
    return part if part.form == "prefix" else Words("phrase", part.tokens)


def _without_little(wanted: list[Part]) -> tuple[Part, ...]:
    """Little words of the language that the search looks like may be missing in what is found, if others are there."""
    plain = [part.tokens[0] for part in wanted if isinstance(part, Words) and part.form == "word"]
    told = next((part.name[5:] for part in wanted if isinstance(part, Mark) and part.name.startswith("lang:")), None)
    language = language_of(plain, told)
    if not any(not _is_little(part, language) for part in wanted if isinstance(part, Words)):
        return tuple(wanted)
    return tuple(
        Words(part.form, part.tokens, optional=True) if isinstance(part, Words) and _is_little(part, language) else part
        for part in wanted
    )


def _is_little(part: Words, language: str | None) -> bool:
    return part.form == "word" and is_little(part.tokens[0], language)


def _fuzzy(part: Part) -> Part:
    if isinstance(part, Words) and part.form == "word" and typos(part.tokens[0]) and not part.optional:
        return Words("fuzzy", part.tokens)
    return part


def _moment(operator: str, value: str, unwanted: bool) -> TweetId:
    """A day begins at midnight (UTC); the first id of that moment."""
    try:
        moment = datetime.fromisoformat(value)
        if unwanted:
            raise ValueError(value)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return TweetId(first_id_at(int(aware.timestamp() * 1_000)))
    except (ValueError, OverflowError):
        raise _unusable(operator, "a day or a moment, such as 2026-01-31 or 2026-01-31T12:00:00Z") from None


def _unusable(operator: str, wants: str) -> BadInput:
    return bad("q", "invalid", f"After {operator}: stands {wants}.")


class Lookup(Struct, frozen=True, kw_only=True):
    """A question as an index takes it: people are ids, and who asks is said in marks.

    Found is what has any of `scope` or is in the `library`, all that is wanted and nothing unwanted; where `among` is
    not None only those ids.
    """

    wanted: tuple[Words | Mark, ...] = ()
    unwanted: tuple[Words | Mark, ...] = ()
    scope: tuple[str, ...] = ()
    library: tuple[TweetId, ...] | None = None
    among: tuple[TweetId, ...] | None = None
    since: TweetId = OLDEST
    before: TweetId = NEWEST


class PersonHit(Struct, frozen=True):
    account_id: AccountId
    score: float


class Hit(Struct, frozen=True):
    """A tweet that was found, best or newest first, with what its rank is made of (`model.relevance`)."""

    tweet_id: TweetId
    author_id: AccountId = AccountId(0)
    score: float = 0.0
    engagement: int = 0
    authority: int = 0


class TagCount(Struct, frozen=True):
    """A hashtag, in how many tweets it is that the viewer may find, and of how many people."""

    tag: str
    tweet_count: int
    people_count: int
