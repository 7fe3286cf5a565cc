"""Highlights: a piece of a tweet with the words that were searched for marked; escaped text and <mark> alone."""

from collections.abc import Callable, Iterable, Sequence
from html import escape

from nodeapp.model.search import Words, typos
from nodeapp.model.words import Token, distance, tokens

Stems = Callable[[str], frozenset[str]]
"""A word in the forms in which it is found."""

Span = tuple[int, int]


def highlight(texts: Iterable[str], wanted: Sequence[Words], stems: Stems, characters_max: int) -> str | None:
    """Of the first of these texts in which one of them stands; None where none does."""
    for text in texts:
        found = spans(text, wanted, stems)
        if found:
            return _marked(text, found, characters_max)
    return None


def spans(text: str, wanted: Sequence[Words], stems: Stems) -> list[Span]:
    """Where they stand, in order, those that touch as one."""
    there = tokens(text)
    found: set[Span] = set()
    for part in wanted:
        found.update(_of_part(there, part, stems))
    joined: list[Span] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _of_part(there: Sequence[Token], part: Words, stems: Stems) -> Iterable[Span]:
    first = part.tokens[0]
    match part.form:
        case "phrase":
            size = len(part.tokens)
            for at in range(len(there) - size + 1):
                if tuple(token.text for token in there[at : at + size]) == part.tokens:
                    yield there[at].start, there[at + size - 1].end
        case "prefix":
            # Of two characters in a row the second is marked as well: it belongs to the word.
            yield from ((token.start, token.end) for token in there if token.text.startswith(first))
        case "fuzzy":
            most = typos(first)
            yield from ((token.start, token.end) for token in there if distance(token.text, first, most) <= most)
        case "word":
            forms = stems(first)
            yield from ((token.start, token.end) for token in there if not forms.isdisjoint(stems(token.text)))


def _marked(text: str, found: Sequence[Span], characters_max: int) -> str:
    """Cut around the first place where it is long, at spaces where there are some."""
    start, end = 0, len(text)
    if end > characters_max:
        start = max(0, min(found[0][0] - characters_max // 3, end - characters_max))
        if start and (space := text.find(" ", start, found[0][0])) >= 0:
            start = space + 1
        end = min(end, start + characters_max)
        if end < len(text) and (space := text.rfind(" ", found[0][1], end)) > 0:
            end = space
    pieces: list[str] = []
    at = start
    for first, last in found:
        if first >= end:
            break
        pieces += [escape(text[at:first]), "<mark>", escape(text[first : min(last, end)]), "</mark>"]
        at = min(last, end)
    pieces.append(escape(text[at:end]))
    return ("…" if start else "") + "".join(pieces) + ("…" if end < len(text) else "")
