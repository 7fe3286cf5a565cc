"""Timelines: home and every other list of tweets, filtered for the viewer and filled up again."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from nodeapp.model.accounts import Viewer
from nodeapp.model.cards import Card
from nodeapp.model.errors import NotFound, bad
from nodeapp.model.ids import NEWEST, AccountId, ListId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.lists import PeopleList
from nodeapp.model.served import Served
from nodeapp.model.text import hashtag_key
from nodeapp.model.timelines import Entry, Place, Window
from nodeapp.model.views import Page, TweetView
from nodeapp.queries import lists, pins, reactions, timelines
from nodeapp.seams.database import Database, Reader
from nodeapp.seams.timelines import Entries
from nodeapp.seams.views import Views

Fetch = Callable[[Window], Awaitable[Sequence[Place]]]

_ONCE_PER_ENTRIES = 100


_SIGN_IN = "Sign in to read this."


@dataclass(frozen=True)
class Timelines:
    database: Database
    limits: Limits
    entries: Entries
    views: Views
    served: Served

    async def home(self, viewer: Viewer, window: Window) -> Page[TweetView]:
        """Those the viewer follows, and the viewer; the same original at most once in 100 entries."""
        me = viewer.signed_in(_SIGN_IN)

        async def fetch(some: Window) -> Sequence[Place]:
            return await self.entries.home(me, some)

        return await self._page(viewer, window, fetch, await self._just_above(me, window), is_home=True)

    async def by_author(
        self, viewer: Viewer, account_id: AccountId, window: Window, include: frozenset[str]
    ) -> Page[TweetView]:
        """A profile's tweets; `include` may name replies and retweets, or media for those with files alone."""

        account = await self.views.account(account_id)
        if account is None or not account.is_live:
            raise NotFound("There is no such account.")
        if "media" in include:
            return await self._read(
                viewer, window, lambda reader, some: timelines.with_media(reader, account_id, some), account_id
            )
        replies, retweets = "replies" in include, "retweets" in include

        async def fetch(some: Window) -> Sequence[Place]:
            return await self.entries.by_author(account_id, some, replies, retweets)

        return await self._page(viewer, window, fetch, (), opened=account_id)

    async def public(self, viewer: Viewer, window: Window) -> Page[TweetView]:
        return await self._page(viewer, window, self.entries.public, ())

    async def local(self, viewer: Viewer, window: Window) -> Page[TweetView]:
        return await self._page(viewer, window, self.entries.local, ())

    async def hashtag(self, viewer: Viewer, tag: str, window: Window) -> Page[TweetView]:
        key = hashtag_key(tag.removeprefix("#"))
        if not 0 < len(key) <= self.limits.hashtag_characters_max:
            most = self.limits.hashtag_characters_max
            raise bad("tag", "too_long", f"A hashtag has 1 to {most} characters.", most)
        return await self._read(viewer, window, lambda reader, some: timelines.hashtag(reader, key, some))

    async def of_list(self, viewer: Viewer, list_id: ListId, window: Window) -> Page[TweetView]:
        """What the people in one of the viewer's own lists wrote and shared. Another's list is not there (P07)."""
        me = viewer.signed_in(_SIGN_IN)

        async def work(reader: Reader) -> PeopleList | None:
            return await lists.mine(reader, me, list_id)

        found = await self.database.read(work)
        if found is None:
            raise NotFound("There is no such list.")
        replies = found.replies
        return await self._read(
            viewer, window, lambda reader, some: timelines.of_list(reader, list_id, me, replies, some)
        )

    async def mentions(self, viewer: Viewer, window: Window) -> Page[TweetView]:
        me = viewer.signed_in(_SIGN_IN)
        return await self._read(viewer, window, lambda reader, some: timelines.mentions(reader, me, some))

    async def likes(self, viewer: Viewer, window: Window) -> Page[TweetView]:
        me = viewer.signed_in(_SIGN_IN)
        return await self._read(viewer, window, lambda reader, some: timelines.likes(reader, me, some))

    async def bookmarks(self, viewer: Viewer, window: Window) -> Page[TweetView]:
        me = viewer.signed_in(_SIGN_IN)
        return await self._read(viewer, window, lambda reader, some: timelines.bookmarks(reader, me, some))

    async def replies(self, viewer: Viewer, tweet_id: TweetId, window: Window) -> Page[TweetView]:
        """Direct replies, newest first."""

        tweet = await self.views.of_tweet(viewer.id, tweet_id)
        if tweet is None:
            raise NotFound("There is no such tweet.")
        return await self._read(viewer, window, lambda reader, some: timelines.replies(reader, tweet.tweet.id, some))

    async def quotes(self, viewer: Viewer, tweet_id: TweetId, window: Window) -> Page[TweetView]:
        """Tweets that quote it, newest first."""
        tweet = await self.views.of_tweet(viewer.id, tweet_id)
        if tweet is None:
            raise NotFound("There is no such tweet.")
        return await self._read(viewer, window, lambda reader, some: reactions.quotes(reader, tweet.tweet.id, some))

    async def pinned(self, viewer: Viewer, account_id: AccountId) -> Page[TweetView]:
        """What somebody shows first on the profile, newest pin first; all of it."""
        account = await self.views.account(account_id)
        if account is None or not account.is_live:
            raise NotFound("There is no such account.")

        async def work(reader: Reader) -> list[TweetId]:
            return await pins.of_author(reader, account_id, self.limits.pins_max)

        shown = await self.views.of_entries(viewer.id, await self.database.read(work), account_id)
        self.served.note(viewer, shown)
        return Page(items=tuple(shown), limit=self.limits.pins_max)

    async def _read(
        self,
        viewer: Viewer,
        window: Window,
        query: Callable[[Reader, Window], Awaitable[list[Entry]]],
        opened: AccountId | None = None,
    ) -> Page[TweetView]:
        async def fetch(some: Window) -> Sequence[Place]:
            async def work(reader: Reader) -> list[Entry]:
                return await query(reader, some)

            return await self.database.read(work)

        return await self._page(viewer, window, fetch, (), opened)

    async def _page(
        self,
        viewer: Viewer,
        window: Window,
        fetch: Fetch,
        above: Sequence[Place],
        opened: AccountId | None = None,
        *,
        is_home: bool = False,
    ) -> Page[TweetView]:
        """Fetches, drops what the viewer may not see, and fills the page up again: three rounds at most.

        Its places are those of tweets shown, so that not even the id of a hidden one is told (P05); only a page on
        which everything was hidden must name where to go on.
        """
        shown: list[TweetView] = []
        originals = set[TweetId]()
        newest: int | None = None
        oldest: int | None = None
        asking, more = window, True
        while more and len(shown) < window.limit and asking.round < self.limits.refill_rounds_max:
            missing = window.limit - len(shown)
            places = await fetch(Window(missing + 1, asking.before, asking.since, asking.offset))
            taken, more = places[:missing], len(places) > missing
            ids = [place.tweet_id for place in taken]
            views = await self.views.of_entries(viewer.id, ids, opened, is_home=is_home)
            if above:
                originals |= await self._shown_above(viewer, above, views)
            fresh = _fresh(views, originals)
            if fresh:
                shown += fresh
                newest = _position(taken, fresh[0]) if newest is None else newest
                oldest = _position(reversed(taken), fresh[-1])
            asking = asking.below(taken[-1].position if taken else asking.before)
        if asking.round > 1:
            shown = _still_there(shown)
        self.served.note(viewer, shown)
        return Page(
            items=tuple(shown),
            limit=window.limit,
            offset=window.offset,
            cursor=(asking.before if oldest is None else oldest) if more else None,
            newest=(window.since or None) if newest is None else newest,
            has_more=more,
        )

    async def _just_above(self, account_id: AccountId, window: Window) -> Sequence[Place]:
        """The 100 entries before this page: what stood there must not come again as a retweet."""
        if window.before == NEWEST and not window.offset:
            return ()
        if window.before == NEWEST:
            return await self.entries.home(account_id, Window(min(window.offset or 0, _ONCE_PER_ENTRIES)))
        return await self.entries.home_above(account_id, window.before - 1, _ONCE_PER_ENTRIES)

    async def _shown_above(self, viewer: Viewer, above: Sequence[Place], views: Sequence[TweetView]) -> set[TweetId]:
        """Those originals of retweets on this page that did stand above it: what was hidden there has not been seen."""
        again = {view.card.tweet_id for view in views if view.retweet is not None}
        meant = [place.tweet_id for place in above if (place.retweet_of_id or place.tweet_id) in again]
        if not meant:
            return set()
        return {view.card.tweet_id for view in await self.views.of_entries(viewer.id, meant, is_home=True)}


def _fresh(shown: Sequence[TweetView], originals: set[TweetId]) -> list[TweetView]:
    """Leaves out retweets of what stood above already, and notes what stands here."""
    fresh = []
    for view in shown:
        original_id = view.card.tweet_id
        if view.retweet is None or original_id not in originals:
            fresh.append(view)
        originals.add(original_id)
    return fresh


def _still_there(shown: Sequence[TweetView]) -> list[TweetView]:
    """While a page was filled up again, some of what was found first may have been deleted, or its author be gone."""
    return [view for view in shown if _stands(view.card) and (view.retweet is None or _stands(view.retweet))]


def _stands(card: Card) -> bool:
    return not card.is_gone and card.author.is_live


def _position(places: Iterable[Place], view: TweetView) -> int:
    """Of one that stands at one of these places; most often at the first."""
    entry_id = view.entry_id
    for place in places:
        if place.tweet_id == entry_id:
            return place.position
    raise LookupError(entry_id)
