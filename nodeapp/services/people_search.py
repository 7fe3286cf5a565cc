"""People search: people by name and by what they say of themselves, and hashtags by how they begin."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct

from nodeapp.model.accounts import Viewer, username_key
from nodeapp.model.errors import bad
from nodeapp.model.ids import NEWEST, AccountId
from nodeapp.model.limits import Limits
from nodeapp.model.relevance import person_score
from nodeapp.model.search import PersonHit, TagCount, Words, typos
from nodeapp.model.text import hashtag_key, one_line
from nodeapp.model.timelines import Window
from nodeapp.model.views import AccountView, Page
from nodeapp.model.words import words
from nodeapp.queries import accounts, graph, hashtags, libraries
from nodeapp.seams.database import Database, Reader
from nodeapp.seams.search import IndexBroken, IndexWatch, SearchIndex


class People(Struct, frozen=True):
    page: Page[AccountView]
    partial: bool


class Tags(Struct, frozen=True):
    """`following` are those of them that the viewer follows."""

    tags: tuple[TagCount, ...]
    following: frozenset[str]
    partial: bool


class _Rows(Struct, frozen=True):
    views: list[AccountView]
    without: frozenset[AccountId]


@dataclass(frozen=True)
class PeopleSearch:
    database: Database
    limits: Limits
    index: SearchIndex
    watch: IndexWatch

    async def users(
        self, viewer: Viewer, query: str, window: Window, first: Sequence[AccountId] = (), *, following: bool = False
    ) -> People:
        """`first` are those whom the whole handle names; with `following` only those whom the viewer follows.

        While the index cannot be asked people are found by how their name begins. Raises BadInput naming `q`.
        """
        said = self._said(query)
        is_partial, losses = not await self.watch.is_whole(), self.watch.losses
        hits = await self._hits(said) if said else []
        if hits is None:
            is_partial, hits = True, await self._without_index(query)
        views = await self._ordered(viewer, query, hits, first)
        if following:
            views = [view for view in views if view.relationship is not None and view.relationship.following]
        start = window.offset or 0 if window.before == NEWEST else window.before
        shown, more = views[start : start + window.limit], len(views) > start + window.limit
        page = Page(
            items=tuple(shown),
            limit=window.limit,
            offset=window.offset,
            cursor=start + window.limit if more else None,
            has_more=more,
        )
        return People(page, is_partial or self.watch.losses != losses)

    async def hashtags(self, viewer: Viewer, query: str, limit: int) -> Tags:
        """Those in public tweets by nobody whom the viewer keeps away, or who keep the viewer away (P12)."""
        key = self._tag(query)
        me = viewer.id
        if not key:
            return Tags((), frozenset(), not await self.watch.is_whole())

        async def work(reader: Reader) -> tuple[list[AccountId], frozenset[str]]:
            if me is None:
                return [], frozenset()
            return (
                await libraries.kept_out(reader, me, self.limits.search_without_max),
                await hashtags.tags_of(reader, me),
            )

        without, followed = await self.database.read(work)
        losses = self.watch.losses
        found = await self._tags(key, without, min(limit, self.limits.search_hashtags_max))
        is_partial = found is None or self.watch.losses != losses or not await self.watch.is_whole()
        tags = tuple(found or ())
        return Tags(tags, followed.intersection(one.tag for one in tags), is_partial)

    async def _hits(self, said: Sequence[Words]) -> list[PersonHit] | None:
        """None where the index cannot be asked. Whoever nobody is called is looked for once more with a typo."""
        if not self.watch.can_be_asked:
            return None
        losses = self.watch.losses
        try:
            found = await self.index.people(said, self.limits.search_rescored_max)
            if not found and any(typos(part.tokens[0]) for part in said):
                fuzzy = [Words("fuzzy", part.tokens) if typos(part.tokens[0]) else part for part in said]
                found = await self.index.people(fuzzy, self.limits.search_rescored_max)
        except IndexBroken as error:
            self.watch.suspect(error, losses)
            return None
        return list(found)

    async def _tags(self, key: str, without: Sequence[AccountId], limit: int) -> Sequence[TagCount] | None:
        if not self.watch.can_be_asked:
            return None
        losses = self.watch.losses
        try:
            return await self.index.hashtags(key, without, limit)
        except IndexBroken as error:
            self.watch.suspect(error, losses)
            return None

    async def _without_index(self, query: str) -> list[PersonHit]:
        literal = _literal(one_line(query).lstrip("@").casefold())
        most = self.limits.search_rescored_max

        async def work(reader: Reader) -> list[PersonHit]:
            rows = await accounts.named_like(reader, f"{literal}%", f"%{literal}%", most, 0)
            return [PersonHit(row.id, 1.0) for row in rows]

        return await self.database.read(work)

    async def _ordered(
        self, viewer: Viewer, query: str, hits: Sequence[PersonHit], first: Sequence[AccountId]
    ) -> list[AccountView]:
        """The one who is meant, those who are called exactly so, then by relevance."""
        scores = {hit.account_id: hit.score for hit in hits}
        ids = list(dict.fromkeys((*first, *scores)))
        rows = await self._rows(viewer, ids)
        named = username_key(one_line(query).lstrip("@"))
        views = [
            view
            for view in rows.views
            if view.account.id in first
            or (view.account.discoverable and view.account.state == "active" and view.account.id not in rows.without)
        ]

        def order(view: AccountView) -> tuple[bool, bool, float, int]:
            account, relationship = view.account, view.relationship
            followers = max(account.follower_count, account.origin_follower_count)
            is_followed = relationship is not None and relationship.following
            score = person_score(scores.get(account.id, 0.0), followers, account.verified, is_followed)
            return account.id in first, account.username_key == named, score, -account.id

        return sorted(views, key=order, reverse=True)

    async def _rows(self, viewer: Viewer, ids: list[AccountId]) -> _Rows:
        me = viewer.id

        async def work(reader: Reader) -> _Rows:
            found = [account for account in await accounts.by_ids(reader, ids) if account.is_live]
            if me is None:
                return _Rows([AccountView(account) for account in found], frozenset())
            relations = await graph.relationships(reader, me, [account.id for account in found])
            without = frozenset(await libraries.kept_out(reader, me, self.limits.search_without_max))
            return _Rows([AccountView(account, relations[account.id]) for account in found], without)

        return await self.database.read(work)

    def _said(self, query: str) -> list[Words]:
        wanted = one_line(query)
        if not wanted:
            raise bad("q", "missing", "Say whom you are looking for.")
        if len(wanted) > self.limits.search_characters_max:
            most = self.limits.search_characters_max
            raise bad("q", "too_long", f"A search has at most {most} characters.", most)
        found = list(dict.fromkeys(words(wanted)))
        if len(found) > self.limits.search_parts_max:
            most = self.limits.search_parts_max
            raise bad("q", "too_many", f"A search has at most {most} parts.", most)
        return [Words("word", (word,)) for word in found]

    def _tag(self, query: str) -> str:
        wanted = one_line(query).lstrip("#＃")
        if not wanted:
            raise bad("q", "missing", "Say which hashtag you are looking for.")
        if len(wanted) > self.limits.hashtag_characters_max:
            most = self.limits.hashtag_characters_max
            raise bad("q", "too_long", f"A hashtag has at most {most} characters.", most)
        return hashtag_key("".join(wanted.split()))


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
