"""Stems: a word in the form that all its forms share, by language (Snowball, as tantivy has it)."""

from collections.abc import Iterable
from functools import lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from nodeapp.model.languages import STEMMED

_NAMES = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
AS_IT_IS = "-"
"""Stands for a language whose forms are not known."""
USUAL = "en"
"""Taken for words in plain letters of which nobody knows the language: who searches is asked in every language."""


class Stems:
    """A stem carries its language, so that forms of one never meet those of another."""

    def __init__(self) -> None:
        self.in_language = lru_cache(maxsize=100_000)(self._in_language)
        self.in_any = lru_cache(maxsize=5_000)(self._in_any)
        self._analyzers: dict[str, TextAnalyzer] = {}

    def of_text(self, words: Iterable[str], language: str | None) -> list[str]:
        """One for each word, in order."""
        stem = self.in_language
        if language in STEMMED:
            return [stem(word, language) for word in words]
        return [stem(word, USUAL if word.isascii() else AS_IT_IS) for word in words]

    def _in_any(self, word: str) -> frozenset[str]:
        """How it may stand in a text of each language."""
        return frozenset(self.in_language(word, code) for code in (AS_IT_IS, *sorted(STEMMED)))

    def _in_language(self, word: str, code: str) -> str:
        if code == AS_IT_IS:
            return f"{AS_IT_IS}:{word}"
        if code not in self._analyzers:
            raw = TextAnalyzerBuilder(Tokenizer.raw())
            self._analyzers[code] = raw.filter(Filter.stemmer(_NAMES[code])).build()
        stem = self._analyzers[code].analyze(word)
        return f"{code}:{stem[0] if stem else word}"
