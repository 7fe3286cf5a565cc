"""Push: writes down what is to be told beside the page, for each browser and app that wants it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from msgspec import Struct

from nodeapp.model.events import AnyEvent, Logged, NotificationAdded
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.model.notifications import KINDS, Kind, Preferences
from nodeapp.model.push import Policy, Subscribers, Subscription, delay_seconds, is_wanted
from nodeapp.queries import notification_settings, push_messages, push_subscriptions
from nodeapp.queries.push_messages import Place, Waiting
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import SET_SIZE_MAX, Database, Transaction


class Known(Struct, frozen=True):
    """What decides about a batch."""

    preferences: Mapping[AccountId, Preferences]
    places: Mapping[int, Place]
    ties: frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Pushing:
    """An effect: a subscription remembers how far the log was looked at for it, so that nothing is written twice.

    What is told, and whether it still may be, is seen by whoever carries it.
    """

    database: Database
    clock: Clock
    limits: Limits
    subscribers: Subscribers
    wake: Callable[[], None]
    """Tells whoever carries the messages that there are new ones."""

    name = "push"
    follows: tuple[type[AnyEvent], ...] = (NotificationAdded,)

    def wants(self, event: AnyEvent) -> bool:
        return self.subscribers.concerns(event)

    async def handle(self, batch: Sequence[Logged]) -> None:
        for start in range(0, len(batch), SET_SIZE_MAX):
            part = batch[start : start + SET_SIZE_MAX]

            async def work(tx: Transaction, part: Sequence[Logged] = part) -> bool:
                return await self._write(tx, part)

            if await self.database.write(work):
                self.wake()

    async def _write(self, tx: Transaction, part: Sequence[Logged]) -> bool:
        """Whether there is something to carry."""
        now_ms = self.clock()
        told = [(logged, logged.event) for logged in part if isinstance(logged.event, NotificationAdded)]
        rows = await push_subscriptions.of_accounts(tx, list({event.account_id for _, event in told}), now_ms)
        if not rows:
            return False
        known = await self._known(tx, rows, [event for _, event in told])
        waiting: list[Waiting] = []
        for row in rows:
            mine = [
                _waiting(row, logged, event, known, self.limits)
                for logged, event in told
                if event.account_id == row.account_id and logged.position > row.position
            ]
            waiting += [one for one in mine if one is not None]
        await push_messages.put(tx, waiting)
        for subscription_id in {one.subscription_id for one in waiting}:
            await push_messages.shorten(tx, subscription_id, self.limits.push_queue_max)
        for start in range(0, len(rows), SET_SIZE_MAX):
            some = [row.id for row in rows[start : start + SET_SIZE_MAX]]
            await push_subscriptions.looked_at(tx, some, part[-1].position)
        return bool(waiting)

    async def _known(self, tx: Transaction, rows: Sequence[Subscription], events: Sequence[NotificationAdded]) -> Known:
        people = list({row.account_id for row in rows})
        is_choosy = any(row.policy not in ("all", "none") for row in rows)
        actors = list({int(event.actor_id) for event in events})
        return Known(
            await notification_settings.of_all(tx, people),
            await push_messages.places(tx, [event.subject_id for event in events]),
            await push_messages.ties(tx, list[int](people), actors) if is_choosy else frozenset(),
        )


def _waiting(
    row: Subscription, logged: Logged, event: NotificationAdded, known: Known, limits: Limits
) -> Waiting | None:
    """None for what is not wanted there, or is gone already."""
    place, kind = known.places.get(event.subject_id), _kind(event.kind)
    if place is None or kind is None:
        return None
    ties = _ties(known, row.account_id, event.actor_id)
    if not is_wanted(row, known.preferences.get(row.account_id, Preferences()), kind, ties):
        return None
    delay_ms = delay_seconds(kind, place.member_count, limits.push_group_seconds) * 1_000
    due_at_ms = max(logged.at_ms + delay_ms, row.rests_until_ms)
    return Waiting(row.id, place.group_id, place.id, logged.at_ms, due_at_ms)


def _ties(known: Known, account_id: AccountId, actor_id: AccountId) -> frozenset[Policy]:
    found: set[Policy] = set()
    if (account_id, actor_id) in known.ties:
        found.add("followed")
    if (actor_id, account_id) in known.ties:
        found.add("follower")
    return frozenset(found)


def _kind(name: str) -> Kind | None:
    return next((kind for kind in KINDS if kind == name), None)
