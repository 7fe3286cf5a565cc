"""Reads: timelines and single tweets, from pieces that are kept with their cards."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec

from nodeapp.model.accounts import ANYBODY, Viewer
from nodeapp.model.errors import NotSignedIn
from nodeapp.model.ids import NEWEST, OLDEST, AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import Window
from nodeapp.model.views import Page, TweetView
from nodeapp.services.accounts import Accounts
from nodeapp.services.timelines import Timelines
from nodeapp.services.tweets import Tweets
from nodeapp.web.faces import Faces, mastodon, native
from nodeapp.web.fast.answers import Asked, Told
from nodeapp.web.native.shapes.pages import pagination_of

_NATIVE_PARTS = frozenset({b"limit", b"cursor", b"since"})
_MASTODON_PARTS = frozenset({b"limit", b"max_id"})
_NO_PARTS: frozenset[bytes] = frozenset()
_ALL_OF_SOMEBODY = frozenset({"replies", "retweets"})


@dataclass(frozen=True, slots=True)
class Read:
    """What answers, and what its query may name: numbers, or one handle."""

    handler: Callable[[Asked], Awaitable[Told]]
    names: frozenset[bytes]
    handle: bytes | None = None


class Reads:
    """`paths` are whole, in `numbered` a `*` stands for an id."""

    def __init__(
        self, timelines: Timelines, tweets: Tweets, accounts: Accounts, origin: Origin, limits: Limits
    ) -> None:
        self._timelines = timelines
        self._tweets = tweets
        self._accounts = accounts
        self._origin = origin
        self._limits = limits
        self._native = native(origin)
        self._mastodon = mastodon(origin)
        self.paths = {
            "/api/timeline/home": Read(self._native_home, _NATIVE_PARTS),
            "/api/timeline/public": Read(self._native_public, _NATIVE_PARTS),
            "/api/timeline/local": Read(self._native_local, _NATIVE_PARTS),
            "/api/v1/timelines/home": Read(self._home, _MASTODON_PARTS),
            "/api/v1/timelines/public": Read(self._public, _MASTODON_PARTS),
            "/api/v1/accounts/lookup": Read(self._lookup, _NO_PARTS, b"acct"),
        }
        self.numbered = {
            "/api/tweets/*": Read(self._native_tweet, _NO_PARTS),
            "/api/v1/statuses/*": Read(self._status, _NO_PARTS),
            "/api/v1/accounts/*": Read(self._account, _NO_PARTS),
            "/api/v1/accounts/*/statuses": Read(self._statuses_of, _MASTODON_PARTS),
        }

    async def _native_home(self, asked: Asked) -> Told:
        _check_signed_in(asked.viewer)
        return self._native_page(await self._timelines.home(asked.viewer, self._native_window(asked)))

    async def _native_public(self, asked: Asked) -> Told:
        return self._native_page(await self._timelines.public(asked.viewer, self._native_window(asked)))

    async def _native_local(self, asked: Asked) -> Told:
        return self._native_page(await self._timelines.local(asked.viewer, self._native_window(asked)))

    async def _native_tweet(self, asked: Asked) -> Told:
        return _one(self._native, await self._tweets.get(asked.viewer, TweetId(asked.number)))

    async def _home(self, asked: Asked) -> Told:
        _check_signed_in(asked.viewer)
        return self._page(await self._timelines.home(asked.viewer, self._window(asked)), asked)

    async def _public(self, asked: Asked) -> Told:
        return self._page(await self._timelines.public(asked.viewer, self._window(asked)), asked)

    async def _status(self, asked: Asked) -> Told:
        return _one(self._mastodon, await self._tweets.get(asked.viewer, TweetId(asked.number)))

    async def _lookup(self, asked: Asked) -> Told:
        account = await self._accounts.profile(ANYBODY, f"@{asked.handle.removeprefix('@')}")
        return Told(msgspec.json.encode(self._mastodon.person(account)))

    async def _account(self, asked: Asked) -> Told:
        account = await self._accounts.profile(asked.viewer, str(asked.number))
        return Told(msgspec.json.encode(self._mastodon.person(account)))

    async def _statuses_of(self, asked: Asked) -> Told:
        account_id, window = AccountId(asked.number), self._window(asked)
        return self._page(await self._timelines.by_author(asked.viewer, account_id, window, _ALL_OF_SOMEBODY), asked)

    def _native_window(self, asked: Asked) -> Window:
        limit = asked.query.get(b"limit", self._limits.page_size_default)
        most = self._limits.page_size_max
        return Window(min(max(limit, 1), most), asked.query.get(b"cursor", NEWEST), asked.query.get(b"since", OLDEST))

    def _window(self, asked: Asked) -> Window:
        limit = asked.query.get(b"limit", self._limits.page_size_default)
        return Window(min(max(limit, 1), self._limits.mastodon_page_size_max), asked.query.get(b"max_id", NEWEST))

    def _native_page(self, page: Page[TweetView]) -> Told:
        body, stamps = _joined(self._native, page)
        pagination = msgspec.json.encode(pagination_of(page))
        stamps += (page.limit, page.cursor or 0, page.newest or 0, page.has_more)
        return Told(b'{"tweets":%b,"pagination":%b}' % (body, pagination), stamps)

    def _page(self, page: Page[TweetView], asked: Asked) -> Told:
        body, stamps = _joined(self._mastodon, page)
        stamps.append(page.cursor or 0)
        return Told(body, stamps, self._link(page, asked))

    def _link(self, page: Page[TweetView], asked: Asked) -> str:
        """As `mastodon.pages.links` has it, of a query that is known to be plain."""
        base, limit = f"<{self._origin.url}{asked.path}?", asked.query.get(b"limit")
        if limit is not None:
            base = f"{base}limit={limit}&"
        older = "" if page.cursor is None else f'{base}max_id={page.cursor}>; rel="next"'
        newer = "" if not page.items else f'{base}min_id={page.items[0].entry_id}>; rel="prev"'
        return f"{older}, {newer}" if older and newer else older or newer


def _joined(faces: Faces, page: Page[TweetView]) -> tuple[bytes, list[int]]:
    """A JSON array, and its stamps."""
    parts: list[bytes] = [b"["]
    stamps: list[int] = []
    faces.add_all(page.items, parts, stamps)
    if page.items:
        parts[1] = parts[1][1:]
    parts.append(b"]")
    return b"".join(parts), stamps


def _one(faces: Faces, view: TweetView) -> Told:
    parts: list[bytes] = []
    stamps: list[int] = []
    faces.add(view, parts, stamps)
    return Told(b"".join(parts)[1:], stamps)


def _check_signed_in(viewer: Viewer) -> None:
    if viewer.id is None:
        raise NotSignedIn("Sign in first.")
