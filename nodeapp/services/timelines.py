"""Timelines: home and every other list of tweets, filtered for the viewer and filled up again."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound, NotSignedIn, bad
from nodeapp.model.ids import NEWEST, AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.text import hashtag_key
from nodeapp.model.timelines import Entry, Window
from nodeapp.model.views import Page, TweetView
from nodeapp.queries import accounts, timelines, views
from nodeapp.seams.database import Database, Reader
from nodeapp.seams.timelines import HomeTimelines

Fetch = Callable[[Window], Awaitable[Sequence[Entry]]]

_ONCE_PER_ENTRIES = 100


@dataclass(frozen=True)
class Timelines:
    database: Database
    limits: Limits
    homes: HomeTimelines

    async def home(self, viewer: Viewer, window: Window) -> Page[TweetView]:
        """Those the viewer follows, and the viewer; the same original at most once in 100 entries."""
        me = _signed_in(viewer)

        async def fetch(some: Window) -> Sequence[Entry]:
            return await self.homes.home(me, some)

        return await self._page(viewer, window, fetch, await self._just_above(me, window))

    async def by_author(
        self, viewer: Viewer, account_id: AccountId, window: Window, include: frozenset[str]
    ) -> Page[TweetView]:
        """A profile's tweets; `include` may name replies and retweets."""

        async def there(reader: Reader) -> bool:
            account = await accounts.by_id(reader, account_id)
            return account is not None and account.is_live

        if not await self.database.read(there):
            raise NotFound("There is no such account.")
        replies, retweets = "replies" in include, "retweets" in include
        return await self._read(
            viewer,
            window,
            lambda reader, some: timelines.by_author(reader, account_id, some, replies, retweets),
            opened=account_id,
        )

    async def public(self, viewer: Viewer, window: Window) -> Page[TweetView]:
        return await self._read(viewer, window, timelines.public)

    async def local(self, viewer: Viewer, window: Window) -> Page[TweetView]:
        return await self._read(viewer, window, timelines.local)

    async def hashtag(self, viewer: Viewer, tag: str, window: Window) -> Page[TweetView]:
        key = hashtag_key(tag.removeprefix("#"))
        if not 0 < len(key) <= self.limits.hashtag_characters_max:
            most = self.limits.hashtag_characters_max
            raise bad("tag", "too_long", f"A hashtag has 1 to {most} characters.", most)
        return await self._read(viewer, window, lambda reader, some: timelines.hashtag(reader, key, some))

    async def mentions(self, viewer: Viewer, window: Window) -> Page[TweetView]:
        me = _signed_in(viewer)
        return await self._read(viewer, window, lambda reader, some: timelines.mentions(reader, me, some))

    async def likes(self, viewer: Viewer, window: Window) -> Page[TweetView]:
        me = _signed_in(viewer)
        return await self._read(viewer, window, lambda reader, some: timelines.likes(reader, me, some))

    async def bookmarks(self, viewer: Viewer, window: Window) -> Page[TweetView]:
        me = _signed_in(viewer)
        return await self._read(viewer, window, lambda reader, some: timelines.bookmarks(reader, me, some))

    async def replies(self, viewer: Viewer, tweet_id: TweetId, window: Window) -> Page[TweetView]:
        """Direct replies, newest first."""

        async def there(reader: Reader) -> TweetView | None:
            return await views.of_tweet(reader, viewer.id, tweet_id)

        tweet = await self.database.read(there)
        if tweet is None:
            raise NotFound("There is no such tweet.")
        return await self._read(viewer, window, lambda reader, some: timelines.replies(reader, tweet.tweet.id, some))

    async def _read(
        self,
        viewer: Viewer,
        window: Window,
        query: Callable[[Reader, Window], Awaitable[list[Entry]]],
        opened: AccountId | None = None,
    ) -> Page[TweetView]:
        async def fetch(some: Window) -> Sequence[Entry]:
            async def work(reader: Reader) -> list[Entry]:
                return await query(reader, some)

            return await self.database.read(work)

        return await self._page(viewer, window, fetch, frozenset(), opened)

    async def _page(
        self,
        viewer: Viewer,
        window: Window,
        fetch: Fetch,
        seen: frozenset[TweetId],
        opened: AccountId | None = None,
    ) -> Page[TweetView]:
        """Fetches, drops what the viewer may not see, and fills the page up again: three rounds at most.

        Its places are those of tweets shown, so that not even the id of a hidden one is told (P05); only a page on
        which everything was hidden must name where to go on.
        """
        shown: list[TweetView] = []
        places: list[int] = []
        originals = set(seen)
        asking, more = window, True
        while more and len(shown) < window.limit and asking.round < self.limits.refill_rounds_max:
            missing = window.limit - len(shown)
            entries = await fetch(Window(missing + 1, asking.before, asking.since, asking.offset))
            taken, more = entries[:missing], len(entries) > missing
            position_of = {entry.tweet_id: entry.position for entry in taken}
            for view in _fresh(await self._views(viewer, taken, opened), originals):
                shown.append(view)
                places.append(position_of[view.entry_id])
            asking = asking.below(taken[-1].position if taken else asking.before)
        return Page(
            items=tuple(shown),
            limit=window.limit,
            offset=window.offset,
            cursor=(places[-1] if places else asking.before) if more else None,
            newest=places[0] if places else window.since or None,
            has_more=more,
        )

    async def _views(self, viewer: Viewer, entries: Sequence[Entry], opened: AccountId | None) -> list[TweetView]:
        async def work(reader: Reader) -> list[TweetView]:
            return await views.of_entries(reader, viewer.id, [entry.tweet_id for entry in entries], opened)

        return await self.database.read(work)

    async def _just_above(self, account_id: AccountId, window: Window) -> frozenset[TweetId]:
        """Originals among the 100 entries before this page, which must not come again as retweets."""
        if window.before == NEWEST and not window.offset:
            return frozenset()
        if window.before == NEWEST:
            entries = await self.homes.home(account_id, Window(min(window.offset or 0, _ONCE_PER_ENTRIES)))
        else:
            entries = await self._above(account_id, window.before)
        return frozenset(entry.original_id for entry in entries)

    async def _above(self, account_id: AccountId, position: int) -> Sequence[Entry]:
        async def work(reader: Reader) -> list[Entry]:
            return await timelines.home_above(reader, account_id, position - 1, _ONCE_PER_ENTRIES)

        return await self.database.read(work)


def _fresh(shown: Sequence[TweetView], originals: set[TweetId]) -> list[TweetView]:
    """Leaves out retweets of what stood above already, and notes what stands here."""
    fresh = []
    for view in shown:
        if view.retweeted_by is None or view.tweet.id not in originals:
            fresh.append(view)
        originals.add(view.tweet.id)
    return fresh


def _signed_in(viewer: Viewer) -> AccountId:
    if viewer.id is None:
        raise NotSignedIn("Sign in to read this.")
    return viewer.id
