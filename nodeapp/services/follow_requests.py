"""Follow requests: many of them answered at once."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import bad
from nodeapp.model.graph import Follow
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.queries import follows
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader, Transaction

Fetch = Callable[[Reader], Awaitable[list[Follow]]]


@dataclass(frozen=True)
class FollowRequests:
    database: Database
    clock: Clock
    limits: Limits

    async def review(self, viewer: Viewer, ids: Sequence[AccountId] | None, *, accept: bool) -> int:
        """Accepts or turns down these, or all there are; the number of requests that were answered.

        Whoever among them has not asked is passed over. Each of them is told, as if they were answered one by one.
        """
        me = viewer.signed_in()
        if ids is None:
            done = portion = await self._answer(me, lambda tx: follows.asked_of(tx, me, SET_SIZE_MAX), accept)
            while portion == SET_SIZE_MAX:
                portion = await self._answer(me, lambda tx: follows.asked_of(tx, me, SET_SIZE_MAX), accept)
                done += portion
            return done
        if len(ids) > self.limits.review_ids_max:
            most = self.limits.review_ids_max
            raise bad("ids", "too_many", f"At most {most} at once; `all` answers everybody.", most)
        wanted = list(dict.fromkeys(ids))
        return await self._answer(me, lambda tx: follows.asked_by(tx, me, wanted), accept)

    async def _answer(self, me: AccountId, fetch: Fetch, accept: bool) -> int:
        now_ms = self.clock()

        async def work(tx: Transaction) -> int:
            asked = await fetch(tx)
            for follow in asked:
                if accept:
                    await follows.settle(tx, follow, "", now_ms)
                else:
                    await follows.end(tx, follow, me, "", now_ms)
            return len(asked)

        return await self.database.write(work)
