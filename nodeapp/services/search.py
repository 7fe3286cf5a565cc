"""Search: tweets that fit what somebody typed, as far as they may find and see them."""

from collections.abc import Sequence
from dataclasses import dataclass

import anyio.lowlevel
from msgspec import Struct
from msgspec.structs import replace

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotSignedIn, bad
from nodeapp.model.finding import in_library, may_find
from nodeapp.model.highlights import highlight
from nodeapp.model.ids import NEWEST, AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.relevance import ranked
from nodeapp.model.search import Hit, Lookup, Mark, Part, Person, Question, Sort, Words, parse
from nodeapp.model.searchable import EVERYBODY, may
from nodeapp.model.timelines import Entry, Window
from nodeapp.model.tweets import Tweet
from nodeapp.model.views import Page, TweetView
from nodeapp.queries import libraries, tweets
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader
from nodeapp.seams.search import IndexBroken, IndexWatch, SearchIndex
from nodeapp.seams.views import Views

_WORK_AT_ONCE = 10_000
"""Of `search_highlight_work_max`: some milliseconds."""


class Found(Struct, frozen=True):
    """`partial` where the index is being built, is behind, or could not be asked: there may be more."""

    page: Page[TweetView]
    highlights: dict[TweetId, str]
    partial: bool


class _Near(Struct, frozen=True):
    """What a search in somebody's library, or among what somebody shared, needs to know."""

    library: tuple[TweetId, ...] | None = None
    shared: dict[TweetId, TweetId] | None = None
    """By what was shared, the retweet that did it; None where it is not one person's retweets that are wanted."""


@dataclass(frozen=True)
class Search:
    database: Database
    clock: Clock
    limits: Limits
    origin: Origin
    views: Views
    index: SearchIndex
    watch: IndexWatch

    async def tweets(
        self, viewer: Viewer, query: str, sort: Sort, window: Window, by: AccountId | None = None
    ) -> Found:
        """Raises BadInput naming `q`. What nobody wrote so is looked for once more with a typo in its longer words.

        `by` asks for tweets of one person.
        """
        question = parse(query, self.limits)
        if by is not None:
            question = replace(question, wanted=(*question.wanted, Mark(f"from:{by}")))
        partial, losses = not await self.watch.is_whole(), self.watch.losses
        page = Page[TweetView](items=(), limit=window.limit, offset=window.offset)
        is_first = window.before == NEWEST and not window.offset
        if self.watch.can_be_asked:
            try:
                page = await self._found(viewer, question, sort, window)
                if not page.items and not page.has_more and question.can_be_fuzzy and is_first:
                    question = question.fuzzy()
                    page = await self._found(viewer, question, sort, window)
            except IndexBroken as error:
                self.watch.suspect(error, losses)
        is_part = partial or self.watch.losses != losses
        return Found(page, await self._highlights(question, page.items), is_part)

    async def by_address(self, viewer: Viewer, address: str) -> TweetView | None:
        """The tweet whose page or uri this is, as far as it is known here and the viewer may see it. Asks nobody."""
        local_id = self.origin.tweet_id_of(address)
        if local_id is None:

            async def work(reader: Reader) -> Tweet | None:
                return await tweets.by_uri(reader, address)

            row = await self.database.read(work)
            local_id = row.id if row is not None else None
        return None if local_id is None else await self.views.of_tweet(viewer.id, local_id)

    async def _found(self, viewer: Viewer, question: Question, sort: Sort, window: Window) -> Page[TweetView]:
        people = await self._people(viewer, question)
        near = await self._near(viewer, question, people)
        lookup = _lookup(viewer, question, people, near)
        if lookup is None:
            return Page(items=(), limit=window.limit, offset=window.offset)
        if near.shared is not None:
            return await self._retweets(viewer, question, lookup, near.shared, window)
        if sort == "latest":
            return await self._latest(viewer, question, lookup, window)
        return await self._best(viewer, question, lookup, window)

    async def _latest(self, viewer: Viewer, question: Question, lookup: Lookup, window: Window) -> Page[TweetView]:
        """Newest first."""
        filling = _Filling(window, self.limits.refill_rounds_max)
        before, skip, more = min(window.before, lookup.before), window.offset or 0, True
        while more and filling.goes_on:
            size = filling.next_size
            hits = await self.index.tweets(replace(lookup, before=TweetId(before)), "latest", size, skip)
            more, skip = len(hits) == size, 0
            if hits:
                before = hits[-1].tweet_id
                filling.take(await self._shown(viewer, question, [hit.tweet_id for hit in hits]), before)
        return filling.page(more)

    async def _best(self, viewer: Viewer, question: Question, lookup: Lookup, window: Window) -> Page[TweetView]:
        """The best by their words, in blocks, each in the order of relevance; the cursor is the last tweet shown."""
        size, most = self.limits.search_rescored_max, self.limits.search_hits_max
        filling = _Filling(window, self.limits.refill_rounds_max)
        start, at = divmod(window.offset or 0, size)
        start, more, is_found = start * size, True, window.before == NEWEST
        while more and filling.goes_on:
            hits = await self._ranked(viewer, lookup, size, start)
            if not is_found:
                place = next((number for number, hit in enumerate(hits) if hit.tweet_id == window.before), None)
                is_found, at = place is not None, 0 if place is None else place + 1
            while is_found and at < len(hits) and filling.goes_on:
                ids = [hit.tweet_id for hit in hits[at : at + filling.next_size]]
                filling.take(await self._shown(viewer, question, ids), ids[-1])
                at += len(ids)
            start += size
            more = (is_found and at < len(hits)) or (len(hits) == size and start < most)
            at = 0
        return filling.page(more)

    async def _retweets(
        self, viewer: Viewer, question: Question, lookup: Lookup, shared: dict[TweetId, TweetId], window: Window
    ) -> Page[TweetView]:
        """Of what somebody shared: newest first, each judged as the retweet it is."""
        hits = await self.index.tweets(lookup, "latest", self.limits.search_retweets_max, 0)
        entries = sorted((shared[hit.tweet_id] for hit in hits if hit.tweet_id in shared), reverse=True)
        left = [entry for entry in entries if entry < window.before][window.offset or 0 :]
        filling = _Filling(window, self.limits.refill_rounds_max)
        while left and filling.goes_on:
            asked, left = left[: filling.next_size], left[filling.next_size :]
            filling.take(await self._shown(viewer, question, asked), asked[-1])
        return filling.page(bool(left))

    async def _shown(self, viewer: Viewer, question: Question, ids: Sequence[TweetId]) -> list[TweetView]:
        """Those the viewer may see and find, as both stand now, whatever the index says."""
        judge = in_library if question.in_library else may_find
        views = await self.views.of_entries(viewer.id, ids)
        return [view for view in views if judge(view, viewer.id)]

    async def _ranked(self, viewer: Viewer, lookup: Lookup, limit: int, offset: int) -> list[Hit]:
        hits = await self.index.tweets(lookup, "relevance", limit, offset)
        return ranked(hits, self.clock(), await self._followed(viewer, hits))

    async def _followed(self, viewer: Viewer, hits: Sequence[Hit]) -> frozenset[AccountId]:
        me, authors = viewer.id, sorted({hit.author_id for hit in hits})
        if me is None or not authors:
            return frozenset()

        async def work(reader: Reader) -> frozenset[AccountId]:
            return await libraries.followed_among(reader, me, authors)

        return await self.database.read(work)

    async def _people(self, viewer: Viewer, question: Question) -> dict[str, AccountId]:
        """Whom the handles in it name, as far as they are known here. Nobody else is asked."""
        named = {part.handle for part in (*question.wanted, *question.unwanted) if isinstance(part, Person)}
        found: dict[str, AccountId] = {}
        for handle in named:
            if handle.lower() == "me":
                if viewer.id is None:
                    raise NotSignedIn("Sign in to search for what is yours.")
                found[handle] = viewer.id
                continue
            username, _, host = handle.partition("@")
            account = await self.views.account_named(username, "" if host == self.origin.host else host.lower())
            if account is not None and account.is_live:
                found[handle] = account.id
        return found

    async def _near(self, viewer: Viewer, question: Question, people: dict[str, AccountId]) -> _Near:
        me, limits = viewer.id, self.limits
        if question.in_library and me is None:
            raise NotSignedIn("Sign in to search in your library.")
        by = next((part for part in question.wanted if isinstance(part, Person) and part.how == "from"), None)
        sharer = people.get(by.handle) if question.retweets and by is not None else None
        if not question.in_library and sharer is None:
            return _Near()

        async def work(reader: Reader) -> _Near:
            library: tuple[TweetId, ...] | None = None
            shared: dict[TweetId, TweetId] | None = None
            if question.in_library and me is not None:
                library = tuple(await libraries.ids_of(reader, me, limits.search_library_max))
            if sharer is not None:
                shared = _newest(await libraries.shared_by(reader, sharer, limits.search_retweets_max))
            return _Near(library, shared)

        return await self.database.read(work)

    async def _highlights(self, question: Question, views: Sequence[TweetView]) -> dict[TweetId, str]:
        """As far as it is worth the work, and others get their turn between (D08)."""
        said, limits, found = question.said, self.limits, dict[TweetId, str]()
        if not said:
            return found
        work, rested_at = 0, 0
        for view in views:
            texts = [text[: limits.search_highlight_text_characters] for text in _texts(view)]
            work += len(said) * sum(map(len, texts))
            if work > limits.search_highlight_work_max:
                break
            if work - rested_at > _WORK_AT_ONCE:
                rested_at = work
                await anyio.lowlevel.checkpoint()
            html = highlight(texts, said, self.index.stems, limits.search_highlight_characters)
            if html is not None:
                found[view.entry_id] = html
        return found


def _lookup(viewer: Viewer, question: Question, people: dict[str, AccountId], near: _Near) -> Lookup | None:
    """None where somebody is wanted who is not known here: nothing is by them."""
    wanted: list[Words | Mark] = []
    for part in question.wanted:
        if isinstance(part, Person) and part.handle not in people:
            return None
        if near.shared is not None and isinstance(part, Person) and part.how == "from":
            continue
        wanted.append(_known(part, people))
    if question.retweets and near.shared is None:
        wanted.append(Mark("is:retweeted"))
    unwanted = [
        _known(part, people) for part in question.unwanted if not isinstance(part, Person) or part.handle in people
    ]
    among = tuple(near.shared) if near.shared is not None else None
    return Lookup(
        wanted=tuple(wanted),
        unwanted=tuple(unwanted),
        scope=_scope(viewer, question),
        among=among,
        library=near.library,
        since=question.since,
        before=question.before,
    )


def _scope(viewer: Viewer, question: Question) -> tuple[str, ...]:
    if viewer.id is None:
        return (EVERYBODY,)
    if question.in_library:
        return (may(viewer.id), f"from:{viewer.id}", f"at:{viewer.id}")
    return (EVERYBODY, may(viewer.id))


def _known(part: Part, people: dict[str, AccountId]) -> Words | Mark:
    if not isinstance(part, Person):
        return part
    how = {"from": "from", "to": "to", "mentions": "at"}[part.how]
    return Mark(f"{how}:{people[part.handle]}")


def _newest(rows: Sequence[Entry]) -> dict[TweetId, TweetId]:
    """Somebody shares a tweet once at a time."""
    return {row.retweet_of_id: row.tweet_id for row in reversed(rows) if row.retweet_of_id is not None}


class _Filling:
    """A page while it is filled, with one tweet more than it shows: only what can be shown says that there is more.

    Three rounds at most, each looking at more than the one before; its places are those of tweets that are shown
    (P05), but where nothing was.
    """

    def __init__(self, window: Window, rounds: int) -> None:
        self._window = window
        self._rounds_left = rounds
        self._shown: list[TweetView] = []
        self._last = int(window.before)
        self.next_size = window.limit + 1

    @property
    def goes_on(self) -> bool:
        return len(self._shown) <= self._window.limit and self._rounds_left > 0

    def take(self, shown: Sequence[TweetView], last: int) -> None:
        self._shown += shown
        self._last = last
        self._rounds_left -= 1
        self.next_size = min(self.next_size * 2, SET_SIZE_MAX)

    def page(self, more: bool) -> Page[TweetView]:
        """`more` says whether there was something left to look at."""
        limit = self._window.limit
        shown = self._shown[:limit]
        has_more = len(self._shown) > limit or (more and self._rounds_left == 0)
        return Page(
            items=tuple(shown),
            limit=limit,
            offset=self._window.offset,
            cursor=(shown[-1].entry_id if shown else self._last) if has_more else None,
            has_more=has_more,
        )


def checked_sort(sort: str) -> Sort:
    """Raises BadInput naming it."""
    match sort:
        case "relevance" | "latest":
            return sort
        case _:
            raise bad("sort", "invalid", "A search is sorted by relevance or latest.")


def _texts(view: TweetView) -> list[str]:
    poll = view.poll
    options = [option.title for option in poll.options] if poll is not None else []
    return [view.tweet.content, view.tweet.content_warning, *(one.alt for one in view.media), *options]
