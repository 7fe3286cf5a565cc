"""An open index: what is done with it on threads, in tantivy's own words."""

from collections.abc import Sequence
from pathlib import Path

from tantivy import DocAddress, Index, IndexWriter, Searcher

from nodeapp.backends.tantivy import folder
from nodeapp.backends.tantivy.queries import Queries
from nodeapp.backends.tantivy.schema import (
    ABOUT_PERSON,
    AUTHOR,
    AUTHORITY,
    ENGAGEMENT,
    MARKS,
    PERSON,
    TAGS,
    TWEET,
    document_of_person,
    document_of_tweet,
    key_of,
    schema,
)
from nodeapp.backends.tantivy.stems import Stems
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.search import Hit, Lookup, PersonHit, Sort, TagCount, Words
from nodeapp.model.searchable import SearchablePerson, SearchableTweet
from nodeapp.seams.search import IndexBroken

_TAGS_LOOKED_AT = 1_000


class Opened:
    """Writing is for one thread at a time, and takes memory from the first write until `rest`."""

    def __init__(self, index: Index, stems: Stems) -> None:
        self._index = index
        self._stems = stems
        self._queries = Queries(index.schema, stems)
        self._writer: IndexWriter | None = None

    @classmethod
    def open(cls, path: Path, stems: Stems, *, is_new: bool) -> "Opened":
        """Raises IndexBroken where a file is not as it was written."""
        if is_new:
            return cls(Index(schema(), path=str(path)), stems)
        if not folder.is_made_sound(path):
            raise IndexBroken("A file of the search index is damaged.")
        return cls(Index.open(str(path)), stems)

    def put(
        self, tweets: Sequence[SearchableTweet], people: Sequence[SearchablePerson], heap_bytes: int, *, is_new: bool
    ) -> None:
        """`is_new` says that none of them can be there already."""
        writer = self._writing(heap_bytes)
        for tweet in tweets:
            if not is_new:
                writer.delete_documents_by_term(MARKS, key_of(tweet.id))
            writer.add_document(document_of_tweet(tweet, self._stems))
        for person in people:
            writer.delete_documents_by_term(ABOUT_PERSON, key_of(person.id))
            writer.add_document(document_of_person(person))

    def drop(
        self,
        tweets: Sequence[TweetId],
        people: Sequence[AccountId],
        authors: Sequence[AccountId],
        heap_bytes: int,
    ) -> None:
        writer = self._writing(heap_bytes)
        for tweet_id in tweets:
            writer.delete_documents_by_term(MARKS, key_of(tweet_id))
        for account_id in people:
            writer.delete_documents_by_term(ABOUT_PERSON, key_of(account_id))
        for author_id in authors:
            writer.delete_documents_by_term(MARKS, f"from:{author_id}")

    def commit(self) -> None:
        if self._writer is not None:
            self._writer.commit()
            self._index.reload()

    @property
    def is_writing(self) -> bool:
        return self._writer is not None

    def rest(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.wait_merging_threads()

    def tweets(self, lookup: Lookup, sort: Sort, limit: int, offset: int) -> list[Hit]:
        searcher = self._index.searcher()
        query = self._queries.of_tweets(lookup)
        if sort == "latest":
            newest = searcher.search(query, limit, count=False, order_by_field=TWEET, offset=offset).hits
            return [Hit(TweetId(tweet_id)) for tweet_id, _ in newest]
        hits = searcher.search(query, limit, count=False, offset=offset).hits
        where = [address for _, address in hits]
        columns = (_numbers(searcher, name, where) for name in (TWEET, AUTHOR, ENGAGEMENT, AUTHORITY))
        return [
            Hit(TweetId(tweet_id), AccountId(author_id), score, engagement, authority)
            for (score, _), tweet_id, author_id, engagement, authority in zip(hits, *columns, strict=True)
        ]

    def people(self, said: Sequence[Words], limit: int) -> list[PersonHit]:
        searcher = self._index.searcher()
        hits = searcher.search(self._queries.of_people(said), limit, count=False).hits
        numbers = _numbers(searcher, PERSON, [address for _, address in hits])
        return [PersonHit(AccountId(number), score) for number, (score, _) in zip(numbers, hits, strict=True)]

    def hashtags(self, prefix: str, without: Sequence[AccountId], limit: int) -> list[TagCount]:
        """The tag itself comes first of those looked at, since they are looked at by the alphabet."""
        searcher, queries = self._index.searcher(), self._queries
        found = searcher.terms_with_prefix(TAGS, prefix, queries.of_public(without), _TAGS_LOOKED_AT)
        most = sorted(((tag, count) for tag, count in found if count), key=lambda one: (one[0] != prefix, -one[1]))
        return [
            TagCount(tag, count, min(count, round(searcher.cardinality(queries.of_public(without, tag), AUTHOR))))
            for tag, count in most[:limit]
        ]

    def holds(self, marks: Sequence[str], but: Sequence[str]) -> bool:
        return bool(self._index.searcher().search(self._queries.of_marks(marks, but), 1, count=False).hits)

    def _writing(self, heap_bytes: int) -> IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_bytes, 1)
        return self._writer


def _numbers(searcher: Searcher, name: str, where: list[DocAddress]) -> list[int]:
    return [int(number or 0) for number in searcher.fast_field_values(name, where)]
