"""From what a peer sent to what is done here: one verb of a service for each kind of activity."""

import re
from dataclasses import dataclass

from federation.errors import Malformed
from federation.jsonld import loads
from federation.vocabulary import (
    Accept,
    Activity,
    Add,
    Announce,
    Block,
    Create,
    Delete,
    Follow,
    Like,
    QuoteRequest,
    Reject,
    Remove,
    Undo,
    Update,
    Vote,
    parse_activity,
)
from nodeapp import telemetry
from nodeapp.bridge.incoming_notes import IncomingNotes
from nodeapp.bridge.incoming_pins import IncomingPins
from nodeapp.bridge.incoming_quotes import IncomingQuotes
from nodeapp.bridge.incoming_votes import IncomingVotes
from nodeapp.bridge.strangers import Strangers
from nodeapp.model.accounts import Account, Viewer
from nodeapp.model.errors import NodeError, NotFound, Unavailable
from nodeapp.model.ids import NEWEST, AccountId, TweetId
from nodeapp.model.origin import Origin
from nodeapp.queries import activities
from nodeapp.seams.database import Database, Reader
from nodeapp.services.engagement import Engagement
from nodeapp.services.graph import Graph
from nodeapp.services.received import Received

_log = telemetry.Log(__name__)


@dataclass(frozen=True)
class IncomingActivities:
    database: Database
    origin: Origin
    notes: IncomingNotes
    quotes: IncomingQuotes
    votes: IncomingVotes
    pins: IncomingPins
    strangers: Strangers
    engagement: Engagement
    graph: Graph
    received: Received

    async def act(self, actor_uri: str, body: bytes) -> None:
        """Does what the activity asks, as far as its sender may; repeating it changes nothing.

        Raises Unavailable when it should be tried again. What makes no sense, or is not the sender's to say, is
        dropped.
        """
        try:
            await self._act(actor_uri, parse_activity(loads(body)))
        except Unavailable:
            raise
        except (NodeError, Malformed) as error:
            _log.info("activity_dropped", actor=actor_uri, reason=str(error))

    async def _act(self, actor_uri: str, activity: Activity) -> None:
        match activity:
            case Create() | Update() | Delete() | Announce():
                await self.notes.act(actor_uri, activity)
            case Vote():
                await self.votes.act(actor_uri, activity)
            case Add() | Remove():
                await self.pins.act(actor_uri, activity)
            case Like():
                await self._like(actor_uri, activity)
            case Follow() | Block():
                await self._towards(actor_uri, activity)
            case QuoteRequest() | Accept() | Reject():
                await self._ask_or_answer(actor_uri, activity)
            case Undo():
                await self._undo(actor_uri, activity)
            case _:
                _log.debug("activity_passed_over", actor=actor_uri)

    async def _like(self, actor_uri: str, like: Like) -> None:
        """Of a tweet that is known here; nothing is fetched for it."""
        tweet_id = await self.notes.tweets.known(like.object)
        if tweet_id is not None:
            sender = await self.strangers.sender(actor_uri)
            await self.engagement.like(_viewer(sender), tweet_id, self.strangers.own(like.id, actor_uri))

    async def _towards(self, actor_uri: str, activity: Follow | Block) -> None:
        """Of somebody who lives here."""
        target = await self.strangers.accounts.known(activity.object)
        if target is None or not target.is_local:
            raise NotFound("Nobody here goes by this address.")
        viewer = _viewer(await self.strangers.sender(actor_uri))
        uri = self.strangers.own(activity.id, actor_uri)
        match activity:
            case Follow():
                await self.graph.follow(viewer, target.id, uri)
            case Block():
                await self.graph.block(viewer, target.id, uri)

    async def _ask_or_answer(self, actor_uri: str, activity: QuoteRequest | Accept | Reject) -> None:
        if isinstance(activity, QuoteRequest):
            await self.quotes.request(actor_uri, activity)
        elif self.quotes.is_ours(activity):
            await self.quotes.answer(actor_uri, activity)
        else:
            await self._answer(actor_uri, activity)

    async def _answer(self, actor_uri: str, answer: Accept | Reject) -> None:
        """Only by the one who was asked, and for a follow that was asked (I08): the service looks for that very row."""
        sender = await self.strangers.known_sender(actor_uri)
        follower_id = await self._asked(sender, answer.object)
        match answer:
            case Accept():
                await self.graph.accept(_viewer(sender), follower_id)
            case Reject():
                await self.graph.reject(_viewer(sender), follower_id)

    async def _asked(self, sender: Account, asked: str | Follow | QuoteRequest) -> AccountId:
        follower_id: AccountId | None
        if isinstance(asked, Follow):
            follower_id = self.origin.account_id_of(asked.actor) if asked.object == sender.uri else None
        else:
            follower_id = await self._asked_by_uri(sender, asked) if isinstance(asked, str) else None
        if follower_id is None:
            raise NotFound("Nobody here asked to follow this account.")
        return follower_id

    async def _asked_by_uri(self, sender: Account, uri: str) -> AccountId | None:
        match = re.fullmatch(rf"{re.escape(self.origin.url)}/ap/follows/(\d{{1,19}})", uri)
        if match is None or int(match.group(1)) > NEWEST:
            return None
        follow_id = int(match.group(1))

        async def work(reader: Reader) -> AccountId | None:
            return await activities.asked_by(reader, follow_id, sender.id)

        return await self.database.read(work)

    async def _undo(self, actor_uri: str, undo: Undo) -> None:
        """Only one's own (I07): what is looked for is looked for among what the sender did."""
        undone = undo.object
        uri = undone if isinstance(undone, str) else undone.id
        if uri is not None:
            await self.received.withdraw(uri, actor_uri)
        sender = await self.strangers.known_sender(actor_uri)
        match undone:
            case Follow():
                await self._take_back(sender, "follow", await self._account_id(undone.object))
            case Block():
                await self._take_back(sender, "block", await self._account_id(undone.object))
            case Like():
                await self._take_back(sender, "like", await self.notes.tweets.known(undone.object))
            case Announce():
                await self._take_back(sender, "retweet", await self.notes.tweets.known(undone.object))
            case _:
                await self._take_back_by_uri(sender, uri)

    async def _take_back_by_uri(self, sender: Account, uri: str | None) -> None:
        if uri is None:
            return

        async def work(reader: Reader) -> activities.Done | None:
            return await activities.done_by(reader, sender.id, uri)

        done = await self.database.read(work)
        if done is not None:
            await self._take_back(sender, done.kind, done.subject_id)

    async def _take_back(self, sender: Account, kind: str, subject_id: int | None) -> None:
        if subject_id is None:
            return
        viewer = _viewer(sender)
        match kind:
            case "follow":
                await self.graph.unfollow(viewer, AccountId(subject_id))
            case "block":
                await self.graph.unblock(viewer, AccountId(subject_id))
            case "like":
                await self.engagement.unlike(viewer, TweetId(subject_id))
            case _:
                await self.engagement.unretweet(viewer, TweetId(subject_id))

    async def _account_id(self, uri: str) -> AccountId | None:
        account = await self.strangers.accounts.known(uri)
        return account.id if account is not None else None


def _viewer(sender: Account) -> Viewer:
    return Viewer(sender.id, host=sender.host)
