"""Push: carries what is to be told beside the page to browsers, apps and the window, a few a minute to each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from msgspec import Struct

from federation.breaker import Breaker
from federation.retry import next_try_ms
from nodeapp import telemetry
from nodeapp.model.accounts import Viewer
from nodeapp.model.events import PushChanged
from nodeapp.model.limits import Limits
from nodeapp.model.notifications import NotificationView, Preferences
from nodeapp.model.push import Dialect, Gone, Later, Note, Outcome, Refused, Sent, Subscription, topic, urgency
from nodeapp.model.pushed import note_of
from nodeapp.queries import event_log, notification_settings, push_messages, push_subscriptions
from nodeapp.queries.push_messages import Waiting
from nodeapp.seams.clock import Clock, Random
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader, Transaction
from nodeapp.seams.push import PushServices, Screen
from nodeapp.seams.secrets import Seals
from nodeapp.services.notifications import Notifications

_MINUTE_MS = 60_000
_HOUR_MS = 3_600_000
_HOST_REST_MS = 30_000

Face = Callable[[Subscription, NotificationView, Note, str], bytes]
"""What is sent, in the words of one dialect; the last is the app's token."""


class Round(Struct, frozen=True):
    """What is due for one subscription."""

    row: Subscription
    waiting: list[Waiting]
    preferences: Preferences
    left: int
    """How many more in this minute."""


@dataclass
class CarryPushes:
    """State is in the database only. What was sent but not crossed off before a crash is sent again under the same
    topic and tag, by which it is shown once."""

    database: Database
    clock: Clock
    limits: Limits
    random: Random
    notifications: Notifications
    services: PushServices
    seals: Seals
    faces: Mapping[Dialect, Face]
    screen: Screen | None
    """None where there is no window."""
    breaker: Breaker = field(init=False)

    name = "push"

    def __post_init__(self) -> None:
        self.breaker = Breaker(self.clock)

    async def find(self, limit: int) -> Sequence[str]:
        async def work(reader: Reader) -> list[int]:
            return await push_messages.due_for_whom(reader, self.clock(), SET_SIZE_MAX)

        return [str(id) for id in (await self.database.read(work))[:limit]]

    async def serve(self, host: str) -> bool:
        """One round for one subscription; false when there is nothing more for it at this moment."""
        id = int(host)
        found = await self._look(id)
        if found is None:
            await self._remove(id)
            return False
        where, now_ms = urlsplit(found.row.endpoint).netloc, self.clock()
        if found.left <= 0:
            await self._postpone(id, (now_ms // _MINUTE_MS + 1) * _MINUTE_MS)
            return False
        if not self.breaker.allows(where):
            await self._postpone(id, now_ms + _HOST_REST_MS)
            return False
        told = found.row.told_in_minute if found.row.minute == now_ms // _MINUTE_MS else 0
        for waiting in found.waiting[: found.left]:
            outcome = await self._tell(found, waiting)
            if isinstance(outcome, Sent):
                told += 1
            if not await self._settle(found.row, waiting, outcome, told, where):
                return False
        return bool(found.waiting)

    async def _look(self, id: int) -> Round | None:
        """None where nobody is to be told any more."""
        now_ms = self.clock()

        async def work(reader: Reader) -> Round | None:
            row = await push_subscriptions.live(reader, id, now_ms)
            if row is None:
                return None
            most = self.limits.push_per_minute
            left = most - (row.told_in_minute if row.minute == now_ms // _MINUTE_MS else 0)
            due = await push_messages.due_for(reader, id, now_ms, most)
            return Round(row, due, await notification_settings.of(reader, row.account_id), left)

        return await self.database.read(work)

    async def _tell(self, found: Round, waiting: Waiting) -> Outcome | None:
        """None for what is not to be told any more: read, taken back, hidden, switched off, or too old."""
        left_ms = waiting.queued_at_ms + self.limits.push_hours * _HOUR_MS - self.clock()
        view = await self._view(found, waiting)
        if left_ms <= 0 or view is None or view.is_read or not found.preferences.choice(view.kind).push:
            return None
        note = note_of(view, found.row.account_id, self.limits)
        if found.row.dialect == "window":
            return Refused() if self.screen is None else await self.screen.show(note)
        token = await run_sync(self._token, found.row)
        text = self.faces[found.row.dialect](found.row, view, note, token)
        return await self.services.send(
            found.row, text, max(left_ms // 1_000, 1), urgency(view.kind), topic(view.group_id)
        )

    async def _view(self, found: Round, waiting: Waiting) -> NotificationView | None:
        views = await self.notifications.views(Viewer(found.row.account_id), [waiting.notification_id])
        return views[0] if views else None

    def _token(self, row: Subscription) -> str:
        return self.seals.open(row.token).decode() if row.token else ""

    async def _settle(
        self, row: Subscription, waiting: Waiting, outcome: Outcome | None, told: int, where: str
    ) -> bool:
        """Whether to go on with the next one."""
        if isinstance(outcome, Gone) or (row.failures >= self.limits.push_failures_max and _is_failure(outcome)):
            await self._remove(row.id)
            return False
        if isinstance(outcome, Later):
            self.breaker.failed(where)
            await self._rest(row, outcome)
            return False
        if outcome is not None:
            self.breaker.succeeded(where)
        minute, rests_until_ms = self.clock() // _MINUTE_MS, row.rests_until_ms

        async def work(tx: Transaction) -> None:
            await push_messages.drop(tx, waiting)
            if isinstance(outcome, Sent):
                await push_subscriptions.told(tx, row.id, minute, told)
            elif isinstance(outcome, Refused):
                await push_subscriptions.failed(tx, row.id, rests_until_ms)

        await self.database.write(work)
        return True

    async def _rest(self, row: Subscription, outcome: Later) -> None:
        now_ms = self.clock()
        until_ms = (
            next_try_ms(
                row.failures + 1,
                now_ms,
                self.random.fraction,
                first_ms=now_ms,
                after_seconds=outcome.after_seconds,
            )
            or now_ms
        )

        async def work(tx: Transaction) -> None:
            await push_subscriptions.failed(tx, row.id, until_ms)
            await push_messages.postpone(tx, row.id, until_ms)

        await self.database.write(work)

    async def _postpone(self, id: int, until_ms: int) -> None:
        async def work(tx: Transaction) -> None:
            await push_messages.postpone(tx, id, until_ms)

        await self.database.write(work)

    async def _remove(self, id: int) -> None:
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            await forget(tx, [id], now_ms)

        await self.database.write(work)
        telemetry.count("forgotten", 1, what="push_subscriptions")


@dataclass(frozen=True)
class ForgetSubscriptions:
    """Those whose session has ended: nothing is sent to them from that moment on, and their rows go here."""

    database: Database
    clock: Clock

    name = "forget_push_subscriptions"
    every_seconds = 600.0

    async def run(self) -> None:
        after, some = 0, [0]
        while some:
            some = await self._portion(after)
            after = some[-1] if some else after

    async def _portion(self, after: int) -> list[int]:
        now_ms = self.clock()

        async def look(reader: Reader) -> list[int]:
            return await push_subscriptions.ended(reader, now_ms, after, SET_SIZE_MAX)

        async def work(tx: Transaction) -> list[int]:
            found = await push_subscriptions.ended(tx, now_ms, after, SET_SIZE_MAX)
            await forget(tx, found, now_ms)
            return found

        return await self.database.write(work) if await self.database.read(look) else []


async def forget(tx: Transaction, ids: Sequence[int], now_ms: int) -> None:
    """With what waits for them; at most 500."""
    for row in await push_subscriptions.by_ids(tx, ids):
        await event_log.append(tx, PushChanged(actor_id=row.account_id, subject_id=row.id, on=False), now_ms)
    await push_subscriptions.delete(tx, ids)


def _is_failure(outcome: Outcome | None) -> bool:
    return isinstance(outcome, Later | Refused)
