"""Peers: who somebody elsewhere is and what they wrote, asked of their own node. Stores nothing."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from federation import collections, webfinger
from federation.actors import fetch_actor, find_actor
from federation.errors import FederationError, FetchFailed, Malformed, Missing, Refused
from federation.fetch import NOT_FOUND, Door
from federation.jsonld import same_authority
from federation.vocabulary import NOTE_TYPES, ActorDocument, Note, parse_note, parse_stamp
from federation.vocabulary.values import kind, uri
from federation.webfinger import Handle
from nodeapp.bridge.actors import foreign_account, host_of
from nodeapp.bridge.notes import foreign_tweet
from nodeapp.bridge.signers import Instance
from nodeapp.model.accounts import Account, ForeignAccount
from nodeapp.model.errors import BadInput, NodeError, NotFound, Unavailable, bad
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.quotes import Stamp
from nodeapp.model.tweets import ForeignTweet
from nodeapp.queries import accounts
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader

T = TypeVar("T")

_PAGES_MAX = 2
_OPEN = ("public", "unlisted")


@dataclass(frozen=True)
class ActivityPubPeers:
    """`seams.peers.Peers`, over the outgoing door; every question is signed by the instance actor."""

    door: Door
    instance: Instance
    database: Database
    clock: Clock
    limits: Limits
    origin: Origin

    async def account_by_handle(self, handle: str) -> ForeignAccount:
        try:
            wanted = webfinger.parse_handle(handle)
        except Malformed:
            raise bad("handle", "invalid", "A handle looks like @name@tea.example.") from None

        async def ask() -> ForeignAccount:
            actor, subject = await find_actor(self.door, wanted, signer=self.instance.signer)
            self._check_elsewhere(actor.id)
            return foreign_account(actor, _host(subject, actor), self.limits, self.clock())

        nobody = f"Nobody called {wanted.username} lives on {wanted.authority}."
        return await _asked(ask, wanted.authority, nobody)

    async def account(self, uri: str) -> ForeignAccount:
        async def ask() -> ForeignAccount:
            self._check_elsewhere(uri)
            actor = await fetch_actor(self.door, uri, signer=self.instance.signer)
            self._check_elsewhere(actor.id)
            return foreign_account(actor, await self._host_of(actor), self.limits, self.clock())

        return await _asked(ask, _shown_host(uri), "There is nobody at this address.")

    async def tweet(self, uri: str) -> ForeignTweet:
        async def ask() -> ForeignTweet:
            return await self._tweet(uri)

        return await _asked(ask, _shown_host(uri), "There is no such tweet.")

    async def stamp(self, uri: str) -> Stamp:
        async def ask() -> Stamp:
            self._check_elsewhere(uri)
            document = await self.door.get_document(uri, signer=self.instance.signer)
            stamp = parse_stamp(document.body)
            if not same_authority(stamp.id, uri) or not same_authority(stamp.id, stamp.attributed_to):
                raise Missing(NOT_FOUND)
            return Stamp(stamp.id, stamp.attributed_to, stamp.interacting, stamp.target)

        return await _asked(ask, _shown_host(uri), "There is no such approval.")

    async def newest_tweets(self, outbox_url: str, account_uri: str, limit: int) -> Sequence[ForeignTweet]:
        return await self._collected(outbox_url, account_uri, limit)

    async def pinned_tweets(self, featured_url: str, account_uri: str, limit: int) -> Sequence[ForeignTweet]:
        return await self._collected(featured_url, account_uri, limit)

    async def _collected(self, url: str, account_uri: str, limit: int) -> Sequence[ForeignTweet]:
        """The first of the account's own tweets in a collection of its own; empty where that cannot be had."""

        async def ask() -> Sequence[ForeignTweet]:
            walk = await collections.walk(
                self.door, url, signer=self.instance.signer, pages_max=_PAGES_MAX, items_max=2 * limit
            )
            found = [tweet for item in walk.items if (tweet := await self._told(item, account_uri)) is not None]
            return found[:limit]

        try:
            return await _asked(ask, _shown_host(url), "There is no such collection.")
        except (NotFound, BadInput):
            return []

    async def _tweet(self, uri: str) -> ForeignTweet:
        self._check_elsewhere(uri)
        document = await self.door.get_document(uri, signer=self.instance.signer)
        tweet = self._open(parse_note(document.body))
        if tweet is None:
            raise Missing(NOT_FOUND)
        return tweet

    def _open(self, note: Note) -> ForeignTweet | None:
        """Only what anybody may read, from a host that may speak for the author; asked by the node, not by a person."""
        self._check_elsewhere(note.id)
        if not same_authority(note.attributed_to, note.id):
            return None
        tweet = foreign_tweet(note, None, self.origin, self.limits, self.clock())
        return tweet if tweet.visibility in _OPEN else None

    async def _told(self, item: object, account_uri: str) -> ForeignTweet | None:
        """A tweet as a collection tells it: whole where its host may speak for it, else fetched. None for the rest."""
        is_bare = isinstance(item, dict) and kind(item) in NOTE_TYPES
        inner = item.get("object") if isinstance(item, dict) and not is_bare else item
        try:
            if isinstance(item, dict) and not is_bare and kind(item) != "Create":
                return None
            if isinstance(inner, dict) and same_authority(uri(inner.get("id")) or "", account_uri):
                tweet = self._open(parse_note(inner)) if kind(inner) in NOTE_TYPES else None
            else:
                tweet = await self._tweet(uri(inner) or "")
        except FetchFailed as failure:
            if failure.retryable:
                raise
            return None
        except FederationError:
            return None
        return tweet if tweet is not None and tweet.author_uri == account_uri else None

    def _check_elsewhere(self, uri: str) -> None:
        """However it is spelt, what is ours is known here: nobody can make this node ask itself."""
        if same_authority(uri, self.origin.url):
            raise Missing(NOT_FOUND)

    async def _host_of(self, actor: ActorDocument) -> str:
        """What its handle ends in: as known, else as its own host says, else that host."""

        async def work(reader: Reader) -> Account | None:
            return await accounts.by_uri(reader, actor.id)

        known = await self.database.read(work)
        if known is not None and known.username == actor.preferred_username:
            return known.host
        try:
            return _host(await webfinger.handle_of(self.door, actor), actor)
        except FederationError:
            return host_of(actor.id)


def _host(subject: Handle, actor: ActorDocument) -> str:
    """The handle's host as this node writes it: with its port wherever that is not 443."""
    own = host_of(actor.id)
    return own if subject.authority == own.removesuffix(":80") else subject.authority


def _shown_host(uri: str) -> str:
    try:
        return host_of(uri)
    except Malformed:
        return "That address"


async def _asked(ask: Callable[[], Awaitable[T]], host: str, absent: str) -> T:
    """Errors as sentences for the person who asked; nothing of what the other node sent is quoted (S17)."""
    try:
        return await ask()
    except Missing:
        raise NotFound(absent) from None
    except FetchFailed as failure:
        raise _unanswered(failure, host) from None
    except (Refused, Malformed) as error:
        raise bad("handle", "refused", f"{host} was not asked, or its answer was not taken: {error}") from None
    except FederationError as error:
        raise bad("handle", "refused", str(error)) from None


def _unanswered(failure: FetchFailed, host: str) -> NodeError:
    if failure.retryable:
        return Unavailable(f"{host} does not answer.")
    return NotFound(f"{host} answered, but not with what was asked for.")
