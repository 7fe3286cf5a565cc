"""Archive: everything of one person as files, for themselves and for other software (ActivityPub, Mastodon's CSV)."""

import mimetypes
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from federation import vocabulary as ap
from federation.jsonld import CONTEXT, JsonObject, dumps
from nodeapp.bridge.actors import actor_out
from nodeapp.bridge.tweets_out import announce_of, note_of_view
from nodeapp.model import cells
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.origin import Origin
from nodeapp.model.views import TweetView
from nodeapp.queries import accounts, credentials, own_things, views
from nodeapp.queries.own_things import Person, Picture, Thing
from nodeapp.seams.blobs import Blobs
from nodeapp.seams.database import Database, Reader

T = TypeVar("T", Thing, Person, Picture)
Portion = Callable[[Reader, AccountId, int, int], Awaitable[list[T]]]
Part = tuple[str, AsyncIterator[bytes]]
"""The name of a file, and what is in it."""

_AT_ONCE = 200
_README = """This archive holds everything of your account.

actor.json, outbox.json, likes.json, bookmarks.json   for other software (ActivityPub)
*.csv                                                  to import elsewhere (as Mastodon writes and reads them)
account.json, tweets.json and the other *.json         the same and the rest, as this node has it
media/                                                 your files

In the .csv files a name that begins with = + - or @ has an apostrophe before it, so that no spreadsheet runs it.
"""


@dataclass(frozen=True)
class Archive:
    database: Database
    origin: Origin
    blobs: Blobs

    async def parts(self, me: AccountId) -> AsyncIterator[Part]:
        """One after the other; each is read as it is written, so that no more than a portion is in memory."""
        yield "README.txt", _once(_README.encode())
        yield "account.json", self._account(me)
        yield "actor.json", self._actor(me)
        yield "outbox.json", self._outbox(me)
        for name, portion in (("likes", own_things.liked), ("bookmarks", own_things.bookmarked)):
            yield f"{name}.json", self._addresses(me, name, portion)
        yield "tweets.json", self._tweets(me)
        for name, things in _THINGS.items():
            yield f"{name}.json", self._things(me, things)
        yield "following_accounts.csv", self._people(me, own_things.following, _FOLLOWING, _followed)
        yield "followers.csv", self._people(me, own_things.followers, ("Account address",), self._named)
        yield "blocked_accounts.csv", self._people(me, own_things.blocked, None, self._named)
        yield "muted_accounts.csv", self._people(me, own_things.muted, _MUTED, _hushed)
        yield "lists.csv", self._people(me, own_things.listed, None, _placed)
        yield "blocked_domains.csv", self._words(me, own_things.hosts)
        yield "followed_hashtags.csv", self._words(me, own_things.hashtags)
        yield "bookmarks.csv", self._bookmarks(me)
        async for picture in self._each(me, own_things.pictures):
            ending = mimetypes.guess_extension(picture.mime) or ""
            yield f"media/{picture.file_key}{ending}", self.blobs.read(picture.hash)

    async def _account(self, me: AccountId) -> AsyncIterator[bytes]:
        async def work(reader: Reader) -> JsonObject:
            account = await accounts.by_id(reader, me)
            signing = await credentials.by_account(reader, me)
            told = {} if account is None else msgspec.to_builtins(account)
            return {**told, "id": str(me), "email": signing.email if signing else None}

        yield msgspec.json.format(msgspec.json.encode(await self.database.read(work)))

    async def _actor(self, me: AccountId) -> AsyncIterator[bytes]:
        async def work(reader: Reader) -> JsonObject:
            account, keys = await accounts.by_id(reader, me), await accounts.keys_of(reader, me)
            if account is None or keys is None:
                return {}
            # Beside it in the archive, as other software looks for it.
            beside = {"outbox": "outbox.json", "likes": "likes.json", "bookmarks": "bookmarks.json"}
            return ap.actor_document(actor_out(account, keys.public_pem, self.origin)) | beside

        yield dumps(await self.database.read(work))

    async def _outbox(self, me: AccountId) -> AsyncIterator[bytes]:
        """Creates of everything one wrote, whoever may see it, and Announces of what one shared."""
        yield _opening("outbox.json")
        comma = b""
        async for ids in self._tweet_ids(me):
            for one in await self._activities(me, ids):
                yield comma + one
                comma = b",\n"
        yield b"]}"

    async def _activities(self, me: AccountId, ids: list[TweetId]) -> list[bytes]:
        async def work(reader: Reader) -> list[bytes]:
            found = await views.of_entries(reader, me, ids, me)
            return [dumps(await self._activity(reader, view)) for view in found]

        return await self.database.read(work)

    async def _activity(self, reader: Reader, view: TweetView) -> JsonObject:
        if view.retweet is not None:
            return _bare(announce_of(view.retweet.tweet, view.tweet, view.author, self.origin))
        note = await note_of_view(reader, view, self.origin)
        return _bare(ap.create(f"{note.id}/activity", note))

    async def _addresses(self, me: AccountId, name: str, portion: Portion[Thing]) -> AsyncIterator[bytes]:
        yield _opening(f"{name}.json")
        comma = b""
        async for thing in self._each(me, portion):
            yield comma + msgspec.json.encode(self._address(thing))
            comma = b",\n"
        yield b"]}"

    async def _bookmarks(self, me: AccountId) -> AsyncIterator[bytes]:
        async for thing in self._each(me, own_things.bookmarked):
            yield cells.lines([(self._address(thing),)])

    async def _tweets(self, me: AccountId) -> AsyncIterator[bytes]:
        yield b"["
        comma = b""
        async for ids in self._tweet_ids(me):
            for one in await self._tweet_rows(ids):
                yield comma + one.body.encode()
                comma = b",\n"
        yield b"]"

    async def _tweet_rows(self, ids: list[TweetId]) -> list[Thing]:
        async def work(reader: Reader) -> list[Thing]:
            return await own_things.tweets(reader, ids)

        return await self.database.read(work)

    async def _tweet_ids(self, me: AccountId) -> AsyncIterator[list[TweetId]]:
        """Of everything one wrote and shared, oldest first, a portion at a time."""
        ids = await self._ids_after(me, 0)
        while ids:
            yield ids
            ids = await self._ids_after(me, ids[-1])

    async def _ids_after(self, me: AccountId, after: int) -> list[TweetId]:
        async def work(reader: Reader) -> list[TweetId]:
            return await own_things.tweet_ids(reader, me, after, _AT_ONCE)

        return await self.database.read(work)

    async def _things(self, me: AccountId, portion: Portion[Thing]) -> AsyncIterator[bytes]:
        yield b"["
        comma = b""
        async for thing in self._each(me, portion):
            yield comma + thing.body.encode()
            comma = b",\n"
        yield b"]"

    async def _people(
        self,
        me: AccountId,
        portion: Portion[Person],
        head: tuple[str, ...] | None,
        row: Callable[[Person, str], tuple[str, ...]],
    ) -> AsyncIterator[bytes]:
        if head is not None:
            yield cells.lines([head])
        async for person in self._each(me, portion):
            yield cells.lines([row(person, f"{person.username}@{person.host or self.origin.host}")])

    def _named(self, _: Person, address: str) -> tuple[str, ...]:
        return (address,)

    async def _words(
        self, me: AccountId, ask: Callable[[Reader, AccountId], Awaitable[list[str]]]
    ) -> AsyncIterator[bytes]:
        async def work(reader: Reader) -> list[str]:
            return await ask(reader, me)

        yield cells.lines((word,) for word in await self.database.read(work))

    async def _each(self, me: AccountId, portion: Portion[T]) -> AsyncIterator[T]:
        """Everything, a portion of it at a time."""
        found = await self._portion(me, portion, 0)
        while found:
            for one in found:
                yield one
            found = await self._portion(me, portion, found[-1].id)

    async def _portion(self, me: AccountId, portion: Portion[T], after: int) -> list[T]:
        async def work(reader: Reader) -> list[T]:
            return await portion(reader, me, after, _AT_ONCE)

        return await self.database.read(work)

    def _address(self, thing: Thing) -> str:
        """A tweet's own, wherever it lives."""
        return thing.body or self.origin.tweet_uri(TweetId(thing.id))


_THINGS: dict[str, Portion[Thing]] = {
    "deleted_tweets": own_things.deleted_words,
    "drafts": own_things.drafts,
    "votes": own_things.votes,
    "notes": own_things.notes,
    "sessions": own_things.sessions,
    "invitations": own_things.invites,
}
_FOLLOWING = ("Account address", "Show boosts", "Notify on new posts", "Languages")
_MUTED = ("Account address", "Hide notifications")


def _followed(person: Person, address: str) -> tuple[str, ...]:
    return address, _said(person.is_on), _said(person.is_also_on), ""


def _hushed(person: Person, address: str) -> tuple[str, ...]:
    return address, _said(person.is_on)


def _placed(person: Person, address: str) -> tuple[str, ...]:
    return person.title, address


def _said(is_on: bool) -> str:
    return "true" if is_on else "false"


def _opening(name: str) -> bytes:
    head: JsonObject = {"@context": list(CONTEXT), "id": name, "type": "OrderedCollection", "orderedItems": []}
    return dumps(head).removesuffix(b"]}")


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _bare(document: JsonObject) -> JsonObject:
    return {name: value for name, value in document.items() if name != "@context"}
