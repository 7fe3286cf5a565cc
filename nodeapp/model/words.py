"""Words: a text cut into what can be searched for, the same way when it is kept and when it is asked for."""

import re
import unicodedata
from functools import lru_cache

from msgspec import Struct

WORD_CHARACTERS_MAX = 64
"""Of a longer one only the beginning counts."""

# Scripts that leave no space between words, or none that helps: two characters in a row are a word there.
_DENSE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u309f\u30a0-\u30fa\u30fc-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0002fa1f"
)
# Vowel signs of Indic scripts are no letters to `re`, and belong to their words.
_SIGNS = "\u0900-\u0963\u0966-\u0dff\u0f71-\u0fbc"
_EMOJI = "\u2600-\u27bf\U0001f300-\U0001f3fa\U0001f400-\U0001faff"
_RUN = re.compile(rf"(?P<dense>[{_DENSE}]+)|(?P<emoji>[{_EMOJI}])|(?P<word>(?:[^\W_{_DENSE}]|[{_SIGNS}])+)")
_ASCII_WORD = re.compile(r"[a-z0-9]+")

# Accents, Hebrew points, Arabic vowels and tatweel, joiners, skin tones: written or not, it is the same word.
_LEFT_OUT = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u200b-\u200d\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]"
)
_ALIKE = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}


class Token(Struct, frozen=True):
    """A word, and where it stands in the text it is of. `is_dense` of two characters of a run without spaces."""

    text: str
    start: int
    end: int
    is_dense: bool = False


def words(text: str) -> list[str]:
    """In order; a run of a script without spaces gives every two characters in a row, and its last one."""
    if text.isascii():
        return [word[:WORD_CHARACTERS_MAX] for word in _ASCII_WORD.findall(text.lower())]
    return [token.text for token in tokens(text)]


def tokens(text: str) -> list[Token]:
    """As `words`, with their places in the text as it was."""
    folded, places = _folded(text)
    found: list[Token] = []
    for match in _RUN.finditer(folded):
        start, end = match.span()
        if match.lastgroup != "dense":
            found.append(Token(match.group()[:WORD_CHARACTERS_MAX], places[start], places[end - 1] + 1))
            continue
        for at in range(start, end):
            last = min(at + 2, end)
            found.append(Token(folded[at:last], places[at], places[last - 1] + 1, True))
    return found


def is_dense(word: str) -> bool:
    """Whether it is of a script without spaces between words."""
    match = _RUN.match(word)
    return match is not None and match.lastgroup == "dense"


def fold(text: str) -> str:
    """Without case, accents and compatibility forms."""
    return text.lower() if text.isascii() else _folded(text)[0]


def distance(one: str, other: str, most: int) -> int:
    """Letters left out, put in, exchanged, or swapped with the next, to get from one to the other; `most` + 1 is many.

    Source: optimal string alignment.
    """
    many = most + 1
    if abs(len(one) - len(other)) > most:
        return many
    before: list[int] = []
    row = [min(j, many) for j in range(len(other) + 1)]
    for i, letter in enumerate(one, start=1):
        # Only places so near to each other can be reached by so few changes.
        first, last = max(i - most, 1), min(i + most, len(other))
        following = [many] * (len(other) + 1)
        following[0] = min(i, many)
        for j in range(first, last + 1):
            wanted = other[j - 1]
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            following[j] = min(cost, many)
        if min(following) > most and min(row) > most:
            return many
        before, row = row, following
    return row[-1]


def _folded(text: str) -> tuple[str, "range | list[int]"]:
    """The folded text, and for each of its characters where it stood."""
    if text.isascii():
        return text.lower(), range(len(text))
    parts: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        part = _character(character)
        parts.append(part)
        places.extend([place] * len(part))
    return "".join(parts), places


@lru_cache(maxsize=20_000)
def _character(character: str) -> str:
    if character.isascii():
        return character.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    plain = unicodedata.normalize("NFC", _LEFT_OUT.sub("", plain))
    return "".join(_ALIKE.get(letter, letter) for letter in plain)
