"""From what is looked up to tantivy's queries: built, never parsed, so that nobody types its syntax (W24)."""

from collections.abc import Sequence

from tantivy import FieldType, Occur, Query, Schema

from nodeapp.backends.tantivy.schema import ABOUT, ABOUT_PERSON, MARKS, NAMES, STEMS, TAGS, TWEET, WORDS
from nodeapp.backends.tantivy.stems import Stems
from nodeapp.model.ids import NEWEST, OLDEST, AccountId
from nodeapp.model.search import Lookup, Mark, Words, typos
from nodeapp.model.searchable import PUBLIC, SHOWN

_TAG = "tag:"
_NAME_BOOST, _BEGIN_BOOST, _ABOUT_BOOST = 3.0, 1.0, 0.5


class Queries:
    def __init__(self, schema: Schema, stems: Stems) -> None:
        self._schema = schema
        self._stems = stems

    def of_tweets(self, lookup: Lookup) -> Query:
        """Only words count for the score; everything else is true or not."""
        must = [self._silent(self._scope(lookup))]
        should = []
        for part in lookup.wanted:
            if isinstance(part, Words) and part.optional:
                should.append(self._said(part))
            else:
                must.append(self._part(part))
        must_not = [self._part(part) for part in lookup.unwanted]
        if lookup.since > OLDEST or lookup.before < NEWEST:
            must.append(self._silent(self._between(lookup.since, lookup.before)))
        if lookup.among is not None:
            must.append(self._silent(self._ids(lookup.among)))
        return self._all_of(must, should, must_not)

    def of_people(self, said: Sequence[Words]) -> Query:
        must = [self._silent(self._term(ABOUT_PERSON, SHOWN))]
        must += [self._name(part, word) for part in said for word in part.tokens]
        return self._all_of(must)

    def of_public(self, without: Sequence[AccountId], tag: str | None = None) -> Query:
        """Public tweets, by none of these authors; with a hashtag."""
        must = [self._term(MARKS, PUBLIC)]
        if tag is not None:
            must.append(self._term(TAGS, tag))
        must_not = [self._any(MARKS, [f"from:{author_id}" for author_id in without])] if without else []
        return self._all_of(must, (), must_not)

    def of_marks(self, marks: Sequence[str], but: Sequence[str]) -> Query:
        return self._all_of([self._term(MARKS, mark) for mark in marks], (), [self._term(MARKS, mark) for mark in but])

    def _scope(self, lookup: Lookup) -> Query:
        marked = self._any(MARKS, lookup.scope)
        return self._all_of((), [marked, self._ids(lookup.library)]) if lookup.library else marked

    def _ids(self, ids: Sequence[int]) -> Query:
        return Query.term_set_query(self._schema, TWEET, list(ids))

    def _part(self, part: Words | Mark) -> Query:
        if isinstance(part, Words):
            return self._said(part)
        field, value = (TAGS, part.name[len(_TAG) :]) if part.name.startswith(_TAG) else (MARKS, part.name)
        return self._silent(self._term(field, value))

    def _said(self, part: Words) -> Query:
        word = part.tokens[0]
        match part.form:
            case "word":
                return self._any(STEMS, sorted(self._stems.in_any(word)))
            case "phrase" if len(part.tokens) > 1:
                return Query.phrase_query(self._schema, WORDS, list(part.tokens))
            case "phrase":
                return self._term(WORDS, word)
            case "prefix":
                return Query.fuzzy_term_query(self._schema, WORDS, word, 0, True, True)
            case "fuzzy":
                return Query.fuzzy_term_query(self._schema, WORDS, word, typos(word), True, False)

    def _name(self, part: Words, word: str) -> Query:
        """The whole name is better than its beginning, and both are better than what somebody says of themselves."""
        if part.form == "fuzzy":
            return Query.fuzzy_term_query(self._schema, NAMES, word, typos(word), True, False)
        return self._all_of(
            (),
            [
                Query.boost_query(self._term(NAMES, word), _NAME_BOOST),
                Query.boost_query(Query.fuzzy_term_query(self._schema, NAMES, word, 0, True, True), _BEGIN_BOOST),
                Query.boost_query(self._term(ABOUT, word), _ABOUT_BOOST),
            ],
        )

    def _term(self, field: str, value: str) -> Query:
        return Query.term_query(self._schema, field, value)

    def _any(self, field: str, values: Sequence[str]) -> Query:
        if len(values) == 1:
            return self._term(field, values[0])
        return self._all_of((), [self._term(field, value) for value in values])

    def _between(self, since: int, before: int) -> Query:
        kind = FieldType.Unsigned
        return Query.range_query(self._schema, TWEET, kind, since, before, True, False)

    def _silent(self, query: Query) -> Query:
        return Query.const_score_query(query, 0.0)

    def _all_of(self, must: Sequence[Query], should: Sequence[Query] = (), must_not: Sequence[Query] = ()) -> Query:
        clauses = [(Occur.Must, query) for query in must]
        clauses += [(Occur.Should, query) for query in should]
        clauses += [(Occur.MustNot, query) for query in must_not]
        return Query.boolean_query(clauses)
