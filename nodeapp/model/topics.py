"""Topics: what hashtags are about, by a map of words, and the regions that profiles say people live in."""

import re
from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct

from nodeapp.model.text import hashtag_key, normalized

_PART_CHARACTERS_MIN = 5
"""So long must a word be to be found within a hashtag: #ukpolitics is about politics, #starters not about art."""
_REGION_PARTS_MAX = 4
_BETWEEN = re.compile(r"[,;/|\u00b7\u2022\u3001\uff0c]|\s[-\u2013\u2014]\s|\s&\s")
_NOISE = re.compile(r"[^\w\s'\u2019.-]+")


class Topics(Struct, frozen=True, dict=True):
    """Words by topic, all in small letters."""

    words: Mapping[str, tuple[str, ...]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.words))

    def of(self, tag: str) -> str | None:
        """The topic of a hashtag: one of its words, or one that begins or ends with a longer one; else None.

        Of several the one with the longest word, and of those the first by name.
        """
        exact = self._topic_by_word.get(tag)
        if exact is not None:
            return exact
        for word, topic in self._within:
            if tag.startswith(word) or tag.endswith(word):
                return topic
        return None

    @cached_property
    def _topic_by_word(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for topic in self.names:
            for word in self.words[topic]:
                found.setdefault(word, topic)
        return found

    @cached_property
    def _within(self) -> list[tuple[str, str]]:
        longer = [pair for pair in self._topic_by_word.items() if len(pair[0]) >= _PART_CHARACTERS_MIN]
        return sorted(longer, key=lambda pair: (-len(pair[0]), pair[1], pair[0]))


def topics_of(told: Mapping[str, tuple[str, ...]]) -> Topics:
    """As somebody wrote them: in any case, with or without #. A topic without words is none."""
    cleaned = {
        topic.strip().casefold(): tuple(dict.fromkeys(hashtag_key(word.strip().removeprefix("#")) for word in words))
        for topic, words in told.items()
    }
    return Topics({topic: words for topic, words in cleaned.items() if words})


def region_key(place: str) -> str:
    """One name of a place: NFKC, small letters, without signs that are not part of names, single spaces."""
    plain = _NOISE.sub(" ", normalized("NFKC", place).casefold())
    return " ".join(plain.split()).strip(" .-'")


def regions_of(location: str) -> tuple[str, ...]:
    """The places that a profile's location names, from the narrow to the wide: `Kreuzberg, Berlin` is in both."""
    parts = (region_key(part) for part in _BETWEEN.split(location))
    return tuple(dict.fromkeys(part for part in parts if part))[:_REGION_PARTS_MAX]


def is_within(location: str, region: str) -> bool:
    """Whether a profile's location is in a region that somebody asks for; `Berlin, Germany` asks for the narrowest."""
    wanted = regions_of(region)
    return bool(wanted) and wanted[0] in regions_of(location)
