"""Telling: what is to be told comes into people's lists, or is held back, each thing once and all of it at once."""

from collections.abc import Sequence

from msgspec import Struct

from nodeapp.model.events import NotificationAdded
from nodeapp.model.ids import AccountId, Snowflakes, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.notices import Key
from nodeapp.model.notifications import GROUPED, TWEET_KINDS, Cause, Kind, answer, is_newcomer
from nodeapp.queries import (
    acquaintances,
    event_log,
    notices,
    notification_requests,
    notification_settings,
    notifications,
)
from nodeapp.queries.acquaintances import Acquaintances, Settings
from nodeapp.queries.notification_requests import Request
from nodeapp.queries.notifications import Joining, OpenGroup
from nodeapp.seams.database import Transaction

_HOUR_MS = 3_600_000

Place = tuple[AccountId, Kind, TweetId]


Numbered = tuple[int, Cause]
"""With the id of its row; ids are drawn in the order of causes."""


class Sorted(Struct, frozen=True):
    """What is told, what is held back, and how many newcomers spoke to whom in which hour."""

    told: list[Numbered]
    held: list[Numbered]
    newcomers: dict[AccountId, tuple[int, int]]


async def take_back(tx: Transaction, keys: Sequence[Key]) -> frozenset[Key]:
    """At most 500; those of them that somebody was told of."""
    if not keys:
        return frozenset()
    known = await notifications.by_causes(tx, keys)
    await notifications.drop(tx, [row for row, _ in known])
    return frozenset(key for _, key in known)


async def tell(tx: Transaction, causes: Sequence[Cause], ids: Snowflakes, limits: Limits, now_ms: int) -> None:
    """At most 500. What was told before is not told again, nor what is not so any more."""
    fresh = await _fresh(tx, causes)
    if not fresh:
        return
    facts = await acquaintances.of(tx, fresh, now_ms)
    numbered = [(ids.next(now_ms), cause) for cause in fresh if facts.may_be_told(cause)]
    found = _sorted(numbered, facts, limits)
    for account_id, (hour, count) in found.newcomers.items():
        await notification_settings.put_newcomers(tx, account_id, hour, count)
    await _put(tx, found.told, ids, limits, now_ms)
    await _hold(tx, found.held, ids, limits, now_ms)


async def _fresh(tx: Transaction, causes: Sequence[Cause]) -> list[Cause]:
    """Each once; of one tweet somebody is told once, whatever it is to them."""
    if not causes:
        return []
    known = {_once(key) for key in await notifications.known_among(tx, causes)}
    present = await notices.still_so(tx, causes)
    fresh = []
    for cause in causes:
        key = _once(cause.key)
        if key in known or (cause.kind in notices.CHECKED and (cause.kind, cause.cause_id) not in present):
            continue
        known.add(key)
        fresh.append(cause)
    return fresh


def _once(key: Key) -> tuple[AccountId, int, str]:
    account_id, cause_id, kind = key
    return account_id, cause_id, "tweet" if kind in TWEET_KINDS else kind


def _sorted(causes: Sequence[Numbered], facts: Acquaintances, limits: Limits) -> Sorted:
    found = Sorted([], [], {})
    preferences = {account_id: row.preferences for account_id, row in facts.settings.items()}
    usual = Settings(AccountId(0)).preferences
    for id, cause in causes:
        wanted = preferences.get(cause.account_id, usual)
        if not wanted.choice(cause.kind).shown:
            continue
        sender = facts.sender(cause)
        verdict = answer(cause.kind, sender, wanted.strangers, cause.at_ms, limits)
        if verdict == "accept" and is_newcomer(cause.kind, sender, cause.at_ms, limits):
            hour, count = _newcomers(found, facts, cause)
            if count >= limits.notification_newcomers_per_hour:
                verdict = "filter"
            else:
                found.newcomers[cause.account_id] = (hour, count + 1)
        if verdict != "drop":
            (found.told if verdict == "accept" else found.held).append((id, cause))
    return found


def _newcomers(found: Sorted, facts: Acquaintances, cause: Cause) -> tuple[int, int]:
    """How many have spoken before in the hour of the cause."""
    hour = cause.at_ms // _HOUR_MS
    row = facts.settings.get(cause.account_id)
    last, count = found.newcomers.get(cause.account_id) or (
        (row.newcomers_hour, row.newcomers) if row is not None else (hour, 0)
    )
    return hour, count if last == hour else 0


async def _put(tx: Transaction, causes: Sequence[Numbered], ids: Snowflakes, limits: Limits, now_ms: int) -> None:
    """Into groups; one event for each group that has something new."""
    open_groups = await _open(tx, [cause for _, cause in causes], limits)
    joinings: dict[int, Joining] = {}
    for id, cause in causes:
        joining = _joining(cause, open_groups, joinings, ids, limits, now_ms)
        joining.members.append((id, cause))
    for joining in joinings.values():
        await notifications.put_group(tx, joining)
        await notifications.insert(tx, joining.members, joining.id, held=False)
        newest_id, newest = joining.newest
        if joining.unread:
            added = NotificationAdded(
                actor_id=newest.actor_id, subject_id=newest_id, account_id=newest.account_id, kind=newest.kind
            )
            await event_log.append(tx, added, now_ms)


async def _open(tx: Transaction, causes: Sequence[Cause], limits: Limits) -> dict[Place, OpenGroup]:
    """The newest group at each place that may be open still."""
    grouped = [cause for cause in causes if cause.kind in GROUPED]
    if not grouped:
        return {}
    since_ms = min(cause.at_ms for cause in grouped) - limits.notification_group_hours * _HOUR_MS
    found = await notifications.open_groups(tx, grouped, since_ms)
    return {(group.account_id, group.kind, group.tweet_id): group for group in found}


def _joining(
    cause: Cause,
    open_groups: dict[Place, OpenGroup],
    joinings: dict[int, Joining],
    ids: Snowflakes,
    limits: Limits,
    now_ms: int,
) -> Joining:
    place = (cause.account_id, cause.kind, cause.tweet_id)
    group = open_groups.get(place) if cause.kind in GROUPED else None
    if group is not None and cause.at_ms < group.created_at_ms + limits.notification_group_hours * _HOUR_MS:
        return joinings.setdefault(group.id, Joining(group.id, False, []))
    joining = Joining(ids.next(now_ms), True, [])
    joinings[joining.id] = joining
    if cause.kind in GROUPED:
        open_groups[place] = OpenGroup(joining.id, *place, cause.at_ms)
    return joining


async def _hold(tx: Transaction, causes: Sequence[Numbered], ids: Snowflakes, limits: Limits, now_ms: int) -> None:
    """One request for each sender; of more than so many nobody is told."""
    if not causes:
        return
    receivers, senders = {int(cause.account_id) for _, cause in causes}, {int(cause.actor_id) for _, cause in causes}
    known = await notification_requests.between(tx, list(receivers), list(senders))
    requests = {(request.account_id, request.sender_id): request for request in known}
    waiting = {
        account_id: (await notification_requests.waiting(tx, AccountId(account_id))).requests
        for account_id in receivers
    }
    for id, cause in causes:
        pair = (cause.account_id, cause.actor_id)
        request = requests.get(pair)
        if request is None and waiting[cause.account_id] >= limits.notification_requests_max:
            continue
        if request is None:
            waiting[cause.account_id] += 1
            request = Request(ids.next(now_ms), *pair, "pending", 0, 0, cause.at_ms, cause.at_ms)
        if request.member_count < limits.notifications_held_per_request:
            requests[pair] = await _hold_one(tx, request, cause, id)


async def _hold_one(tx: Transaction, request: Request, cause: Cause, id: int) -> Request:
    grown = Request(
        request.id,
        request.account_id,
        request.sender_id,
        request.state,
        id,
        request.member_count + 1,
        request.created_at_ms,
        cause.at_ms,
    )
    await notification_requests.put(tx, grown)
    await notifications.insert(tx, [(id, cause)], request.id, held=True)
    return grown
