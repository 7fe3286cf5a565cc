"""From what happened here to what is sent: one activity an event, and the inboxes that it concerns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from msgspec import Struct

from federation import vocabulary as ap
from federation.audience import address
from federation.errors import Malformed
from federation.jsonld import JsonObject, authority_of, dumps
from nodeapp.bridge import edits_out, polls_out, quotes_out, tweets_out
from nodeapp.bridge.actors import account_uri, actor_out
from nodeapp.model.accounts import Account
from nodeapp.model.events import (
    AccountChanged,
    AccountErased,
    AnyEvent,
    BlockChanged,
    FollowNew,
    FollowRemoved,
    FollowRequested,
    LikeAdded,
    LikeRemoved,
    Logged,
    PinChanged,
    PollClosed,
    PollCounted,
    PollVoted,
    QuoteChanged,
    QuotePolicyChanged,
    QuoteRequested,
    RetweetCreated,
    RetweetRemoved,
    TweetCreated,
    TweetDeleted,
    TweetEdited,
    TweetRestored,
)
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.queries import accounts, audience
from nodeapp.queries.deliveries import Address
from nodeapp.seams.database import Database, Reader

FOLLOWED: tuple[type[AnyEvent], ...] = (
    TweetCreated,
    TweetEdited,
    TweetDeleted,
    TweetRestored,
    PinChanged,
    RetweetCreated,
    RetweetRemoved,
    LikeAdded,
    LikeRemoved,
    PollVoted,
    PollCounted,
    PollClosed,
    QuoteRequested,
    QuoteChanged,
    QuotePolicyChanged,
    FollowRequested,
    FollowNew,
    FollowRemoved,
    BlockChanged,
    AccountChanged,
    AccountErased,
)
_BETWEEN = (FollowRequested, FollowNew, FollowRemoved, QuoteChanged)
"""Stand between two people: either of them may live here."""

_REMOVED = (TweetDeleted, RetweetRemoved, LikeRemoved)

Sent: TypeAlias = tuple[AccountId, JsonObject, list[str]]
"""Who signs, the activity, and the inboxes it goes to."""


class Posting(Struct, frozen=True):
    """A letter that is ready to be kept: the event it tells of, who signs it, what it says, where it goes.

    `hands_on` is the tweet of ours that is in it, and leaves this node with it.
    """

    position: int
    account_id: AccountId
    body: bytes
    addresses: tuple[Address, ...]
    hands_on: TweetId | None = None


@dataclass(frozen=True)
class Outgoing:
    database: Database
    origin: Origin
    limits: Limits

    def may_leave(self, event: AnyEvent) -> bool:
        """Whether to look further: what came from elsewhere is told by those who live there."""
        return not event.origin or isinstance(event, _BETWEEN)

    async def postings(self, batch: Sequence[Logged]) -> list[Posting]:
        """None for what concerns nobody elsewhere. Reads the present: what was deleted since is not sent."""

        async def work(reader: Reader) -> list[Posting]:
            found = [await self._posting(reader, logged) for logged in batch]
            return [posting for posting in found if posting is not None]

        return await self.database.read(work)

    async def _posting(self, reader: Reader, logged: Logged) -> Posting | None:
        if isinstance(logged.event, _REMOVED) and await _is_erased(reader, logged.event.actor_id):
            # That its author is gone has been told, and with that all of this.
            return None
        sent = await self._sent(reader, logged)
        if sent is None:
            return None
        account_id, document, inbox_urls = sent
        addresses = tuple(found for url in dict.fromkeys(inbox_urls) if (found := _address(url)) is not None)
        body, handed = dumps(document), _handed_on(document, self.origin)
        return Posting(logged.position, account_id, body, addresses, handed) if addresses else None

    async def _sent(self, reader: Reader, logged: Logged) -> Sent | None:
        event = logged.event
        most = self.limits.delivery_inboxes_max
        match event:
            case TweetCreated() | TweetDeleted() | TweetRestored():
                return await tweets_out.of_tweet(reader, event, self.origin, most)
            case TweetEdited() | PinChanged():
                return await edits_out.of_change(reader, event, self.origin, logged.position, most)
            case RetweetCreated() | RetweetRemoved():
                return await tweets_out.of_retweet(reader, event, self.origin, most)
            case LikeAdded() | LikeRemoved():
                return await tweets_out.of_like(reader, event, self.origin)
            case (
                FollowRequested() | FollowNew() | FollowRemoved() | BlockChanged() | AccountChanged() | AccountErased()
            ):
                return await self._of_people(reader, logged)
            case _:
                return await self._of_parts(reader, logged)

    async def _of_parts(self, reader: Reader, logged: Logged) -> Sent | None:
        event = logged.event
        most = self.limits.delivery_inboxes_max
        match event:
            case PollVoted() | PollCounted() | PollClosed():
                return await polls_out.of_poll(reader, event, self.origin, logged.position, most)
            case QuoteRequested() | QuoteChanged() | QuotePolicyChanged():
                return await quotes_out.of_quote(reader, event, self.origin, logged.position, most)
            case _:
                return None

    async def _of_people(self, reader: Reader, logged: Logged) -> Sent | None:
        event = logged.event
        match event:
            case FollowRequested() | FollowNew() | FollowRemoved():
                return await self._between(reader, event, logged.position)
            case BlockChanged():
                return await self._block(reader, event)
            case AccountChanged():
                return await self._profile(reader, event.actor_id, logged.position)
            case AccountErased():
                return await self._farewell(reader, event.actor_id)
            case _:
                return None

    async def _between(
        self, reader: Reader, event: FollowRequested | FollowNew | FollowRemoved, position: int
    ) -> Sent | None:
        """Whatever stands between two people, of whom one lives here and the other does not."""
        actor = await accounts.by_id(reader, event.actor_id)
        subject = await accounts.by_id(reader, AccountId(event.subject_id))
        if actor is None or subject is None or actor.is_local == subject.is_local:
            return None
        here, there = (actor, subject) if actor.is_local else (subject, actor)
        if here.state == "erased":
            # As in `_posting`.
            return None
        document = self._told(event, actor, subject, position)
        if document is None:
            return None
        return here.id, document, await audience.of_accounts(reader, [there.id])

    def _told(
        self,
        event: FollowRequested | FollowNew | FollowRemoved,
        actor: Account,
        subject: Account,
        position: int,
    ) -> JsonObject | None:
        """What the one here tells the other; None where the other has told us."""
        origin = self.origin
        me, you = account_uri(actor, origin), account_uri(subject, origin)
        follow = ap.follow(event.uri or origin.activity_uri("follows", event.follow_id), me, you)
        # An answer is numbered by its event, for the same Follow may be answered twice.
        match event:
            case FollowRequested() if actor.is_local:
                return follow
            case FollowNew() if subject.is_local:
                return ap.accept(f"{you}#accepts/{position}", you, follow, to=[me])
            case FollowRemoved() if actor.is_local and event.by_id == actor.id:
                return ap.undo(f"{follow['id']}#undo", me, follow)
            case FollowRemoved() if subject.is_local and event.by_id == subject.id:
                return ap.reject(f"{you}#rejects/{position}", you, follow, to=[me])
            case _:
                return None

    async def _block(self, reader: Reader, event: BlockChanged) -> Sent | None:
        """Told to the node of whoever is blocked, so that it keeps them away, and to no other; hence not to an inbox
        that is everybody's."""
        actor = await accounts.by_id(reader, event.actor_id)
        subject = await accounts.by_id(reader, AccountId(event.subject_id))
        if actor is None or subject is None or subject.is_local or actor.state == "erased":
            return None
        if subject.inbox_url is None or subject.state == "gone":
            return None
        me = account_uri(actor, self.origin)
        block = ap.block(self.origin.activity_uri("blocks", event.block_id), me, account_uri(subject, self.origin))
        document = block if event.on else ap.undo(f"{block['id']}#undo", me, block)
        return actor.id, document, [subject.inbox_url]

    async def _profile(self, reader: Reader, account_id: AccountId, position: int) -> Sent | None:
        account = await accounts.by_id(reader, account_id)
        keys = await accounts.keys_of(reader, account_id)
        if account is None or keys is None or not account.is_live:
            return None
        most = self.limits.delivery_inboxes_max
        inboxes = await audience.of_followers(reader, account_id, most)
        inboxes += await audience.of_followees(reader, account_id, most)
        uri = self.origin.account_uri(account_id)
        document = ap.actor_document(actor_out(account, keys.public_pem, self.origin))
        to, cc = address("public", self.origin.followers_uri(account_id), ())
        return account_id, ap.update(f"{uri}#updates/{position}", uri, document, to=to, cc=cc), inboxes

    async def _farewell(self, reader: Reader, account_id: AccountId) -> Sent | None:
        """To every node that is known: any of them may have a copy of something."""
        account = await accounts.by_id(reader, account_id)
        if account is None or not account.is_local:
            return None
        uri = self.origin.account_uri(account_id)
        to, cc = address("public", self.origin.followers_uri(account_id), ())
        inboxes = await audience.of_everybody(reader, self.limits.delivery_inboxes_max)
        return account_id, ap.delete(f"{uri}#delete", uri, uri, to=to, cc=cc), inboxes


async def _is_erased(reader: Reader, account_id: AccountId) -> bool:
    account = await accounts.by_id(reader, account_id)
    return account is not None and account.state == "erased"


def _handed_on(document: JsonObject, origin: Origin) -> TweetId | None:
    """The tweet whose words are in this activity."""
    for part in (document.get("object"), document.get("instrument")):
        if isinstance(part, dict) and "content" in part:
            return origin.tweet_id_of(str(part.get("id")))
    return None


def _address(inbox_url: str) -> Address | None:
    try:
        return Address(authority_of(inbox_url), inbox_url)
    except Malformed:
        return None
