"""Ranked: home in another order than that of time, for who asks for it; every place in it is explained."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotSignedIn
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.ranking import Candidate, Closeness, Order, Place, Score, candidates, ordered, place_of, scored
from nodeapp.model.served import Served
from nodeapp.model.timelines import Window
from nodeapp.model.views import TweetView
from nodeapp.queries import closeness
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader
from nodeapp.seams.ranking import Ranking
from nodeapp.seams.timelines import Entries
from nodeapp.seams.views import Views


class RankedPage(Struct, frozen=True):
    """`scores` tells of each entry why it stands there."""

    items: tuple[TweetView, ...]
    scores: Mapping[TweetId, Score]
    limit: int
    cursor: str | None


class PlainRanking:
    """Satisfies `seams.ranking.Ranking` by the node's own score."""

    async def scores(
        self, reader_id: AccountId, candidates: Sequence[Candidate], closeness: Closeness, now_ms: int
    ) -> Mapping[TweetId, Score]:
        return {one.entry_id: scored(one, closeness, now_ms) for one in candidates}


@dataclass(frozen=True)
class RankedHome:
    """An order is made once and remembered while it is read, so that no page repeats or skips what another had."""

    database: Database
    clock: Clock
    limits: Limits
    entries: Entries
    views: Views
    served: Served
    ranking: Ranking
    _orders: OrderedDict[tuple[AccountId, int, int], Order] = field(default_factory=OrderedDict)

    async def page(self, viewer: Viewer, limit: int, cursor: str | None) -> RankedPage:
        """The newest entries of home, best first; after them those older than they are, and so on.

        What was deleted or hidden since the order was made is left out; what came since is in the next first page.
        An order that is no longer remembered is made again for its moment, as far as numbers are still the same.
        """
        if viewer.id is None:
            raise NotSignedIn("Sign in to read this.")
        place = place_of(cursor, self.clock())
        if place.offset == 0 and not cursor:
            place = Place(place.moment_ms, await self._top(viewer.id))
        order = await self._order(viewer.id, place)
        shown: list[TweetView] = []
        offset = place.offset
        while offset < len(order.ids) and len(shown) < limit:
            ids = order.ids[offset : offset + limit - len(shown)]
            shown += await self.views.of_entries(viewer.id, ids, is_home=True)
            offset += len(ids)
        self.served.note(viewer, shown)
        following = Place(place.moment_ms, place.before, offset) if offset < len(order.ids) else None
        if following is None and order.floor:
            following = Place(place.moment_ms, order.floor)
        return RankedPage(
            tuple(shown), order.scores(place.offset, offset), limit, following.cursor if following else None
        )

    async def _top(self, me: AccountId) -> int:
        """Just above what stands highest now: what comes later is not in this order."""
        newest = await self.entries.home(me, Window(1))
        return newest[0].position + 1 if newest else 1

    async def _order(self, me: AccountId, place: Place) -> Order:
        key = (me, place.moment_ms, place.before)
        order = self._orders.get(key)
        if order is None:
            order = await self._make(me, place)
            if len(self._orders) >= self.limits.ranked_orders_max:
                self._orders.popitem(last=False)
            self._orders[key] = order
        self._orders.move_to_end(key)
        return order

    async def _make(self, me: AccountId, place: Place) -> Order:
        most = self.limits.ranked_candidates_max
        places = await self.entries.home(me, Window(most, place.before))
        views = await self.views.of_entries(me, [one.tweet_id for one in places], is_home=True)
        some = candidates(views)

        async def work(reader: Reader) -> dict[AccountId, int]:
            return await closeness.of(reader, me, self.limits.ranked_actions_max)

        scores = await self.ranking.scores(me, some, await self.database.read(work), place.moment_ms)
        ids, final = ordered(some, scores)
        return Order.of(ids, final, places[-1].position if len(places) == most else 0)
