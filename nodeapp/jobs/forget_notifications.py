"""Forgets notifications: those that are old, and of long lists the end."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from nodeapp import telemetry
from nodeapp.model.ids import AccountId, first_id_at
from nodeapp.model.limits import Limits
from nodeapp.queries import notification_marks
from nodeapp.queries.notification_marks import Told
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader, Transaction

_log = telemetry.Log(__name__)

_DAY_MS = 86_400_000


@dataclass
class ForgetNotifications:
    """In portions, so that nobody's write waits long behind them."""

    database: Database
    clock: Clock
    limits: Limits
    _looked_at: int = field(default=0, init=False)
    """Groups up to this id have been looked at for lists that are too long."""

    name = "forget_notifications"
    every_seconds = 600.0

    async def run(self) -> None:
        before = first_id_at(self.clock() - self.limits.notifications_kept_days * _DAY_MS)

        async def old(tx: Transaction, most: int) -> int:
            return await notification_marks.drop_old(tx, before, most)

        async def waiting(tx: Transaction, most: int) -> int:
            return await notification_marks.drop_old_requests(tx, before, most)

        forgotten = await self._drop(old) + await self._drop(waiting) + await self._shorten()
        if forgotten:
            telemetry.count("forgotten", forgotten, what="notifications")
            _log.info("forgotten", what="notifications", count=forgotten)

    async def _shorten(self) -> int:
        """Only lists to which something was added since the last time can have become too long."""
        self._looked_at = self._looked_at or first_id_at(self.clock() - _DAY_MS)
        dropped, is_more = 0, True
        while is_more:
            since = self._looked_at

            async def look(reader: Reader, since: int = since) -> tuple[list[Told], list[AccountId]]:
                told = await notification_marks.told_since(reader, since, SET_SIZE_MAX)
                people = list({one.account_id for one in told})
                kept = self.limits.notification_groups_max
                return told, await notification_marks.too_long(reader, people, kept) if people else []

            told, long = await self.database.read(look)
            for account_id in long:
                dropped += await self._drop(self._end_of(account_id))
            self._looked_at = told[-1].id if told else since
            is_more = len(told) == SET_SIZE_MAX
        return dropped

    def _end_of(self, account_id: AccountId) -> Callable[[Transaction, int], Awaitable[int]]:
        async def work(tx: Transaction, most: int) -> int:
            return await notification_marks.drop_below(tx, account_id, self.limits.notification_groups_max, most)

        return work

    async def _drop(self, drop: Callable[[Transaction, int], Awaitable[int]]) -> int:
        async def work(tx: Transaction) -> int:
            return await drop(tx, SET_SIZE_MAX)

        dropped = portion = await self.database.write(work)
        while portion >= SET_SIZE_MAX:
            portion = await self.database.write(work)
            dropped += portion
        return dropped
