"""The ActivityPub documents of what lives here, as one reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from federation import vocabulary as ap
from federation.jsonld import JsonObject
from nodeapp.bridge.actors import account_uri, actor_out, instance_out
from nodeapp.bridge.notes import tweet_uri
from nodeapp.bridge.quoting import stamp_uri
from nodeapp.bridge.signers import Instance
from nodeapp.bridge.tweets_out import announce_of, note_of, note_of_view
from nodeapp.model.accounts import Account, Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.quotes import QuoteRequest
from nodeapp.model.views import AccountView, Page, TweetView
from nodeapp.queries import accounts, departures, graph, outbox, pins, quotes, tweets, views
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction

_OPEN = ("public", "unlisted")
_NOT_HERE = "There is no such thing here."


@dataclass(frozen=True)
class Documents:
    database: Database
    origin: Origin
    instance: Instance
    clock: Clock
    limits: Limits

    def node(self) -> JsonObject:
        """The instance actor: readable by everybody without a signature, or two nodes could wait for each other."""
        return ap.instance_actor_document(instance_out(self.instance.public_pem, self.origin))

    async def actor(self, reader: Viewer, account_id: AccountId) -> JsonObject:
        """Raises NotFound for those not here, and for a reader whom the account blocked."""

        async def work(some: Reader) -> JsonObject | None:
            account = await _shown(some, reader, account_id)
            keys = await accounts.keys_of(some, account_id)
            if account is None or keys is None:
                return None
            return ap.actor_document(actor_out(account, keys.public_pem, self.origin))

        return _found(await self.database.read(work))

    async def farewell(self, account_id: AccountId) -> JsonObject | None:
        """Of an account of ours that was erased: what is left of an actor. None for any other."""

        async def work(some: Reader) -> JsonObject | None:
            account = await accounts.by_id(some, account_id)
            if account is None or not account.is_local or account.state != "erased":
                return None
            return ap.tombstone(self.origin.account_uri(account_id), account.updated_at_ms)

        return await self.database.read(work)

    async def account(self, reader: Viewer, account_id: AccountId) -> Account:
        """As `actor`, for the collections of somebody."""

        async def work(some: Reader) -> Account | None:
            return await _shown(some, reader, account_id)

        account = await self.database.read(work)
        if account is None:
            raise NotFound(_NOT_HERE)
        return account

    async def tweet(self, reader: Viewer, tweet_id: TweetId) -> JsonObject:
        return ap.note_document(await self._note(reader, tweet_id))

    async def creation(self, reader: Viewer, tweet_id: TweetId) -> JsonObject:
        """The Create that told of a tweet."""
        note = await self._note(reader, tweet_id)
        return ap.create(f"{note.id}/activity", note)

    async def stamp(self, reader: Viewer, request_id: int) -> JsonObject:
        """The approval of a quote, as long as it stands, for who may see what is quoted."""

        async def work(some: Reader) -> JsonObject | None:
            request = await quotes.request_by_id(some, request_id)
            if request is None or request.state != "accepted":
                return None
            view = await views.of_tweet(some, reader.id, request.quoted_id)
            return None if view is None else ap.stamp_document(_stamp(request, self.origin))

        return _found(await self.database.read(work))

    async def tombstone(self, tweet_id: TweetId) -> JsonObject | None:
        """For a public tweet of ours that was deleted; of others nobody learns that they ever were."""

        async def work(some: Reader) -> JsonObject | None:
            tweet = await tweets.by_id(some, tweet_id)
            if tweet is None or not tweet.is_local or tweet.deleted_at_ms is None or tweet.retweet_of_id is not None:
                return None
            if tweet.visibility not in _OPEN:
                return None
            return ap.tombstone(self.origin.tweet_uri(tweet_id), tweet.deleted_at_ms)

        return await self.database.read(work)

    async def announce(self, reader: Viewer, retweet_id: TweetId) -> JsonObject:
        async def work(some: Reader) -> JsonObject | None:
            retweet = await tweets.by_id(some, retweet_id)
            if retweet is None or not retweet.is_local or retweet.retweet_of_id is None:
                return None
            if retweet.deleted_at_ms is not None or retweet.visibility not in _OPEN:
                return None
            original = await tweets.by_id(some, retweet.retweet_of_id)
            author = await accounts.by_id(some, original.author_id) if original else None
            if original is None or author is None or await _shown(some, reader, retweet.author_id) is None:
                return None
            return announce_of(retweet, original, author, self.origin)

        return _found(await self.database.read(work))

    async def outbox_items(self, page: Page[TweetView]) -> Sequence[JsonObject]:
        """Creates and Announces of what is public, without their contexts."""

        async def work(some: Reader) -> tuple[list[JsonObject], list[TweetId]]:
            items = [item for view in page.items if (item := await self._outbox_item(some, view)) is not None]
            written = [view.tweet for view in page.items if view.retweet is None]
            told = [tweet.id for tweet in written if tweet.visibility == "public"]
            return items, await departures.not_left_among(some, told)

        items, staying = await self.database.read(work)
        await self._leave(staying)
        return items

    async def featured(self, reader: Viewer, account_id: AccountId) -> JsonObject:
        """What somebody pinned, as far as the reader may see it: whole, the newest pin first."""

        async def work(some: Reader) -> tuple[list[JsonObject], list[TweetId]] | None:
            if await _shown(some, reader, account_id) is None:
                return None
            ids = await pins.of_author(some, account_id, self.limits.pins_max)
            found = await views.of_entries(some, reader.id, ids, account_id)
            notes = [_bare(ap.note_document(await note_of_view(some, view, self.origin))) for view in found]
            return notes, await departures.not_left_among(some, [view.tweet.id for view in found])

        pinned = await self.database.read(work)
        if pinned is None:
            raise NotFound(_NOT_HERE)
        notes, staying = pinned
        await self._leave(staying)
        return ap.ordered_collection(f"{self.origin.account_uri(account_id)}/featured", len(notes), items=notes)

    async def _leave(self, ids: Sequence[TweetId]) -> None:
        """Before another node is answered with these for the first time. Raises NotFound where one was deleted."""

        async def work(tx: Transaction) -> None:
            for tweet_id in ids:
                if not await departures.leave(tx, tweet_id, self.clock()):
                    raise NotFound(_NOT_HERE)

        if ids:
            await self.database.write(work)

    async def count_public(self, account_id: AccountId) -> int:
        async def work(some: Reader) -> int:
            return await outbox.count_public(some, account_id)

        return await self.database.read(work)

    async def count_open_replies(self, tweet_id: TweetId) -> int:
        async def work(some: Reader) -> int:
            return await outbox.count_open_replies(some, tweet_id)

        return await self.database.read(work)

    def reply_uris(self, page: Page[TweetView]) -> list[str]:
        """Of the open ones only: that a private answer is there is nobody else's to know (P05)."""
        return [tweet_uri(view.tweet, self.origin) for view in page.items if view.tweet.visibility in _OPEN]

    def account_uris(self, page: Page[AccountView]) -> list[str]:
        return [account_uri(view.account, self.origin) for view in page.items]

    async def _note(self, reader: Viewer, tweet_id: TweetId) -> ap.NoteOut:
        async def work(some: Reader) -> tuple[ap.NoteOut | None, list[TweetId]]:
            note = await note_of(some, tweet_id, reader.id, self.origin)
            return note, await departures.not_left_among(some, [tweet_id])

        note, staying = await self.database.read(work)
        if note is None:
            raise NotFound(_NOT_HERE)
        await self._leave(staying)
        return note

    async def _outbox_item(self, some: Reader, view: TweetView) -> JsonObject | None:
        if view.retweeted_by is not None:
            retweet = await tweets.by_id(some, view.entry_id)
            if retweet is None or retweet.visibility != "public":
                return None
            return _bare(announce_of(retweet, view.tweet, view.author, self.origin))
        if view.tweet.visibility != "public":
            return None
        note = await note_of_view(some, view, self.origin)
        return _bare(ap.create(f"{note.id}/activity", note))


async def _shown(some: Reader, viewer: Viewer, account_id: AccountId) -> Account | None:
    account = await accounts.by_id(some, account_id)
    if account is None or not account.is_local or not account.is_live:
        return None
    blocked = viewer.id is not None and await graph.block_between(some, account_id, viewer.id) is not None
    return None if blocked else account


def _stamp(request: QuoteRequest, origin: Origin) -> ap.QuoteStamp:
    return ap.QuoteStamp(
        stamp_uri(request.id, origin),
        origin.account_uri(request.author_id),
        request.quoting_uri,
        origin.tweet_uri(request.quoted_id),
    )


def _found(document: JsonObject | None) -> JsonObject:
    if document is None:
        raise NotFound(_NOT_HERE)
    return document


def _bare(document: JsonObject) -> JsonObject:
    return {name: value for name, value in document.items() if name != "@context"}
