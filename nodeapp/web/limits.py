"""Limits over time: token buckets by address and by account, and for what one can do too often."""

import re
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus
from ipaddress import ip_address
from typing import Literal

from litestar import Request
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from msgspec import Struct

from nodeapp.model.credentials import Principal
from nodeapp.model.errors import TooMany
from nodeapp.model.limits import Limits

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
Who = Literal["account", "address"]


class Rate(Struct, frozen=True):
    """`capacity` at once; an empty bucket is full again after `seconds`."""

    name: str
    capacity: int
    seconds: float


class Taken(Struct, frozen=True):
    """How a bucket stands after one was asked of it."""

    allowed: bool
    limit: int
    remaining: int
    full_at_seconds: int
    wait_seconds: int

    @property
    def headers(self) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.full_at_seconds),
        }


class _Bucket:
    __slots__ = ("at_ms", "tokens")

    def __init__(self, tokens: float, at_ms: int) -> None:
        self.tokens = tokens
        self.at_ms = at_ms


class Buckets:
    """At most `size`; the one longest untouched makes room, and counts as full from then on."""

    def __init__(self, clock: Callable[[], int], size: int) -> None:
        self._clock = clock
        self._size = size
        self._buckets: OrderedDict[tuple[str, str | int], _Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, rate: Rate, who: str | int) -> Taken:
        now_ms, per_second = self._clock(), rate.capacity / rate.seconds
        bucket = self._bucket(rate, who, now_ms)
        passed = max(now_ms - bucket.at_ms, 0) / 1_000
        bucket.tokens = min(bucket.tokens + passed * per_second, rate.capacity)
        bucket.at_ms = now_ms
        allowed = bucket.tokens >= 1
        if allowed:
            bucket.tokens -= 1
        full_at = now_ms / 1_000 + (rate.capacity - bucket.tokens) / per_second
        wait = 0 if allowed else (1 - bucket.tokens) / per_second
        return Taken(allowed, rate.capacity, int(bucket.tokens), int(full_at) + 1, int(wait) + 1)

    def give_back(self, rate: Rate, who: str | int) -> None:
        if (bucket := self._buckets.get((rate.name, who))) is not None:
            bucket.tokens = min(bucket.tokens + 1, rate.capacity)

    def _bucket(self, rate: Rate, who: str | int, now_ms: int) -> _Bucket:
        key = (rate.name, who)
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= self._size:
                self._buckets.popitem(last=False)
            bucket = self._buckets[key] = _Bucket(rate.capacity, now_ms)
        else:
            self._buckets.move_to_end(key)
        return bucket


class Action(Struct, frozen=True):
    """What is counted besides requests: each of `rates` must have room. What failed is counted only if `counts_all`."""

    path: str
    who: Who
    rates: tuple[Rate, ...]
    words: str
    counts_all: bool = False


class RateLimits:
    """Every rate of a node. Switched off it lets everything pass; sizes are not its business."""

    def __init__(self, limits: Limits, clock: Callable[[], int], *, on: bool, loopback_is_free: bool) -> None:
        self._on = on
        self._loopback_is_free = loopback_is_free
        self._buckets = Buckets(clock, limits.rate_buckets_max)
        self._by_address = Rate("address", limits.requests_per_hour_per_ip, _HOUR)
        refill_seconds = limits.requests_burst_per_account / limits.requests_per_minute_per_account * _MINUTE
        self._by_account = Rate("account", limits.requests_burst_per_account, refill_seconds)
        self._actions = [(re.compile(action.path), action) for action in _actions(limits)]

    def check_address(self, address: str) -> Taken | None:
        """Raises TooMany. None where this address is not counted."""
        if not self._on or self._is_free(address):
            return None
        return self._take(self._by_address, address, "requests from your address")

    def check_account(self, principal: Principal) -> Taken | None:
        """Raises TooMany."""
        if not self._on:
            return None
        return self._take(self._by_account, principal.account_id, "requests")

    def begin(self, path: str, principal: Principal | None, address: str) -> "Begun | None":
        """Counts what this POST does; raises TooMany. Returns what `undo` takes back, None where nothing is counted."""
        action = next((action for pattern, action in self._actions if pattern.fullmatch(path)), None)
        if not self._on or action is None:
            return None
        who: str | int = address
        if action.who == "account":
            if principal is None:
                return None
            who = principal.account_id
        elif self._is_free(address):
            return None
        begun = Begun(self, action, who)
        begun.count(1)
        return begun

    def take(self, action: Action, who: str | int) -> None:
        """One from each of its buckets, or TooMany."""
        for index, rate in enumerate(action.rates):
            taken = self._buckets.take(rate, who)
            if not taken.allowed:
                for earlier in action.rates[:index]:
                    self._buckets.give_back(earlier, who)
                raise _too_many(action.words, taken)

    def give_back(self, action: Action, who: str | int) -> None:
        for rate in action.rates:
            self._buckets.give_back(rate, who)

    def _take(self, rate: Rate, who: str | int, words: str) -> Taken:
        taken = self._buckets.take(rate, who)
        if not taken.allowed:
            raise _too_many(words, taken)
        return taken

    def _is_free(self, address: str) -> bool:
        return self._loopback_is_free and is_loopback(address)


class Begun:
    """What one request does, and how often it has been counted: a thread is as many tweets as it has."""

    def __init__(self, rates: RateLimits, action: Action, who: str | int) -> None:
        self.action = action
        self._rates = rates
        self._who = who
        self._times = 0

    def count(self, times: int) -> None:
        """Raises TooMany."""
        for _ in range(times):
            self._rates.take(self.action, self._who)
            self._times += 1

    def undo(self) -> None:
        """It came to nothing."""
        while self._times:
            self._rates.give_back(self.action, self._who)
            self._times -= 1


def count_more(request: Request[object, object, State], times: int) -> None:
    """This request does what it does so many times more. Raises TooMany."""
    begun = request.scope["state"].get("begun")
    if isinstance(begun, Begun):
        begun.count(times)


class CountedActions:
    """Around the app: tweets, follows, likes, sign-ups and sign-ins are counted as they pass."""

    def __init__(self, app: ASGIApp, rates: RateLimits) -> None:
        self._app = app
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = self._begin(scope) if scope["type"] == ScopeType.HTTP and scope["method"] == "POST" else None
        if begun is None:
            await self._app(scope, receive, send)
            return
        answered = False

        async def see(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                if _is_undone(begun.action, message["status"]):
                    begun.undo()
            await send(message)

        try:
            await self._app(scope, receive, see)
        except Exception:
            # Answered further out, as a refusal.
            if not answered and not begun.action.counts_all:
                begun.undo()
            raise

    def _begin(self, scope: HTTPScope) -> Begun | None:
        state = scope["state"]
        begun = self._rates.begin(scope["path"].rstrip("/"), state["principal"], state["address"])
        state["begun"] = begun
        return begun


def _is_undone(action: Action, status: int) -> bool:
    return status >= HTTPStatus.BAD_REQUEST and not action.counts_all


def is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _too_many(words: str, taken: Taken) -> TooMany:
    wait = taken.wait_seconds
    when = f"{wait} seconds" if wait < 2 * _MINUTE else f"{wait // _MINUTE} minutes"
    return TooMany(f"Too many {words}. Try again in {when}.", wait)


def _actions(limits: Limits) -> list[Action]:
    return [
        Action(
            r"/api/(tweets(/[^/]+/(reply|quote))?|v1/(statuses|tweet))",
            "account",
            (
                Rate("tweets-hour", limits.tweets_per_hour, _HOUR),
                Rate("tweets-three-hours", limits.tweets_per_three_hours, 3 * _HOUR),
            ),
            "tweets",
        ),
        Action(
            r"/api/(media|v[12]/media)",
            "account",
            (Rate("uploads", limits.uploads_per_hour, _HOUR),),
            "uploads",
        ),
        Action(
            r"/api/(users|v1/accounts)/[^/]+/follow",
            "account",
            (Rate("follows", limits.follows_per_day, _DAY),),
            "follows",
        ),
        Action(
            r"/api/((tweets|v1/tweet)/[^/]+/like|v1/statuses/[^/]+/favourite)",
            "account",
            (Rate("likes", limits.likes_per_day, _DAY),),
            "likes",
        ),
        Action(
            r"/api/auth/register",
            "address",
            (Rate("sign-ups", limits.accounts_per_hour_per_ip, _HOUR),),
            "new accounts from your address",
        ),
        Action(
            r"/api/auth/(login|reset)",
            "address",
            (Rate("sign-ins", limits.sign_ins_per_hour_per_ip, _HOUR),),
            "sign-ins from your address",
            counts_all=True,
        ),
    ]
