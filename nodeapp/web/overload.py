"""Overload: who is asked to come again when more is asked than can be answered soon, and who never is."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import cycle
from typing import Literal, get_args

import anyio

from nodeapp import telemetry
from nodeapp.model.crowds import Standing
from nodeapp.model.errors import Unavailable
from nodeapp.model.health import Part
from nodeapp.model.limits import Limits
from nodeapp.web.auth import SIGN_IN_PATHS
from nodeapp.web.lateness import Lateness
from nodeapp.web.streaming import paths
from nodeapp.web.uploads import may_be_upload

Kind = Literal["live", "health", "sign_in", "sign_up", "delivery", "write", "upload", "file", "stream", "read"]
Why = Literal["late", "full", "crowded", "behind", "heavy"]

PATIENT: frozenset[Kind] = frozenset({"delivery", "write", "upload", "file", "stream", "read"})
"""Those who can come again a little later; for others there is room of their own."""
STANDING: Mapping[Kind, Standing] = {
    kind: "new" if kind in ("delivery", "file", "stream", "read") else "own" for kind in get_args(Kind)
}
"""People who do something here do not wait behind those who only look (D08)."""
SMALL_BODY_BYTES = 16_384
"""As much is not counted among large bodies: it comes in one piece, or costs next to nothing while it does not."""
RECENTLY_SECONDS = 2.0
REFUSALS_PER_SECOND = 1_000
REFUSALS_AT_ONCE = 100
REFUSAL_SECONDS_MAX = 2.0

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_HEALTH = frozenset({"/ready", "/health"})
_WINDOW = "/api/auth/window"
_SIGN_UP = frozenset({"/api/auth/register", "/api/auth/welcome"})
_SIGN_IN = (SIGN_IN_PATHS | {_WINDOW}) - _SIGN_UP
_FILES = "/media/"
"""They may take long, to be fetched or to be sent, and take no place from those who read."""
_ASKS_DATABASE = ("/api/", "/ap/", "/.well-known/", "/nodeinfo")
"""Everything else is a page or a file of the UI, and in memory."""

_SAID_EVERY_SECONDS = 5.0
_LATER = "More is asked of this node than it can answer at this moment. Try again in a few seconds."
_MUCH_LATER = "This node is behind with what other nodes send. Send it again later."

_log = telemetry.Log(__name__)


@dataclass(frozen=True)
class Load:
    """What the inside of a node tells its door."""

    is_crowded: Callable[[], bool]
    """Whether reads of the database that can be put off would be."""
    incoming_lag: Callable[[], Awaitable[int]]
    """Events that have yet to be looked through for what other nodes sent."""


class Overload:
    """Counts requests inside by kind, and bytes of large bodies. All who are turned away are told why and until when.

    `light` are paths, a `*` for a number, that are most often answered from memory: they wait for nobody, so they are
    turned away only when the loop itself is late, or by the database where it turns out that they need it.
    """

    def __init__(self, limits: Limits, load: Load, light: Iterable[str] = ()) -> None:
        self.lateness = Lateness(limits.loop_lag_seconds)
        self._limits = limits
        self._load = load
        self._light = re.compile("|".join(re.escape(path).replace(r"\*", "[0-9]+") for path in light) or "(?!)")
        self._most: Mapping[Kind, int] = {
            "health": limits.health_checks_at_once_max,
            "sign_in": limits.sign_ins_at_once_max,
            "sign_up": limits.sign_ups_at_once_max,
            "delivery": limits.deliveries_at_once_max,
            "write": limits.writes_at_once_max,
            "upload": limits.uploads_at_once_max,
            "file": limits.files_at_once_max,
            "read": limits.reads_at_once_max,
        }
        self._inside: dict[Kind, int] = dict.fromkeys(get_args(Kind), 0)
        self._large_bytes = 0
        self._turned_away = 0
        self._next_refusal_at = 0.0
        self._turned_away_at = self._said_at = float("-inf")
        self._pauses = cycle(range(2, 7))
        self._long_pauses = cycle(range(30, 90, 7))

    async def refusal(self, kind: Kind, path: str) -> Unavailable | None:
        """None for whoever may come in; else what to tell them, before anything was done for them."""
        if kind in PATIENT and self.lateness.turns_away(lambda: kind == "read" and self._is_light(path)):
            return self._turn_away(kind, "late")
        if self._is_full(kind, path):
            return self._turn_away(kind, "full")
        if kind == "read" and self._load.is_crowded() and not self._is_light(path):
            return self._turn_away(kind, "crowded")
        if kind == "delivery" and await self._load.incoming_lag() > self._limits.incoming_lag_max:
            return self._turn_away(kind, "behind")
        return None

    def enter(self, kind: Kind, path: str) -> None:
        """To be followed by `leave`. Raises Unavailable where, meanwhile, enough others of its kind came in."""
        if self._is_full(kind, path):
            raise self._turn_away(kind, "full")
        self._inside[kind] += 1

    def leave(self, kind: Kind) -> None:
        self._inside[kind] -= 1

    def carry(self, kind: Kind, body_bytes: int) -> int:
        """What to `put_down` afterwards. Raises Unavailable where all large bodies together would be too much."""
        if body_bytes <= SMALL_BODY_BYTES:
            return 0
        if self._large_bytes + body_bytes > self._limits.bodies_at_once_bytes_max:
            raise self._turn_away(kind, "heavy")
        self._large_bytes += body_bytes
        return body_bytes

    def put_down(self, carried_bytes: int) -> None:
        self._large_bytes -= carried_bytes

    async def hold(self) -> None:
        """Before a refusal is told. Whoever asks again at once, and many do, has to wait for the next one.

        Otherwise saying no is all that a node still does: measured with 2,000 connections, 9,000 times a second.
        """
        now = anyio.current_time()
        earliest = now - REFUSALS_AT_ONCE / REFUSALS_PER_SECOND
        self._next_refusal_at = max(self._next_refusal_at, earliest) + 1 / REFUSALS_PER_SECOND
        self._next_refusal_at = min(self._next_refusal_at, now + REFUSAL_SECONDS_MAX)
        if self._next_refusal_at > now:
            await anyio.sleep(self._next_refusal_at - now)

    def part(self) -> Part:
        """For /health and /ready: whether people are turned away now, or were a moment ago."""
        if self._load.is_crowded() or anyio.current_time() - self._turned_away_at < RECENTLY_SECONDS:
            return Part("degraded", "More is asked than can be answered; some are asked to come again later.")
        return Part("ok")

    def _is_full(self, kind: Kind, path: str) -> bool:
        most = self._most.get(kind)
        return most is not None and self._inside[kind] >= most and not (kind == "read" and self._is_light(path))

    def _is_light(self, path: str) -> bool:
        return not path.startswith(_ASKS_DATABASE) or self._light.fullmatch(path) is not None

    def _turn_away(self, kind: Kind, why: Why) -> Unavailable:
        """Each is told another pause, so that they do not come back together."""
        telemetry.count("requests_turned_away", kind=kind, why=why)
        self._turned_away += 1
        now = anyio.current_time()
        if kind in ("read", "write") and why != "heavy":
            self._turned_away_at = now
        if now - self._said_at >= _SAID_EVERY_SECONDS:
            self._said_at = now
            _log.warning("requests_turned_away", kind=kind, why=why, so_far=self._turned_away)
        if why == "behind":
            return Unavailable(_MUCH_LATER, retry_after_seconds=next(self._long_pauses))
        return Unavailable(_LATER, retry_after_seconds=next(self._pauses))


def kind_of(method: str, path: str) -> Kind:
    """Everything under /ap that is not read is a delivery; a write is somebody's here.

    An upload comes for as long as its other end takes: it is counted apart, and takes nobody else's place.
    """
    if method in _READING:
        return _kind_of_reading(path)
    path = path.rstrip("/")
    if path in _SIGN_IN:
        return "sign_in"
    if path in _SIGN_UP:
        return "sign_up"
    if may_be_upload(method, path):
        return "upload"
    return "delivery" if path.startswith("/ap/") else "write"


def _kind_of_reading(path: str) -> Kind:
    if path == "/live":
        return "live"
    if path in _HEALTH:
        return "health"
    if path.startswith(_FILES):
        return "file"
    if paths.is_stream(path):
        # Open for hours, and counted where it is opened: it takes the place of no request.
        return "stream"
    return "sign_in" if path == _WINDOW else "read"
