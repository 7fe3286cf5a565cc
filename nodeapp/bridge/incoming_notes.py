"""Tweets that peers send, change, delete and share, each only by whom it belongs to."""

from dataclasses import dataclass

import anyio

from federation.audience import classify
from federation.errors import Malformed
from federation.jsonld import same_authority
from federation.vocabulary import ActorDocument, Announce, Create, Delete, Note, Update
from nodeapp.bridge.actors import foreign_account, host_of
from nodeapp.bridge.incoming_quotes import IncomingQuotes
from nodeapp.bridge.notes import foreign_tweet
from nodeapp.bridge.strangers import Strangers
from nodeapp.model.accounts import Account, Viewer
from nodeapp.model.errors import Forbidden, NodeError, NotFound, Unavailable
from nodeapp.model.ids import TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.quotes import QuoteCheck
from nodeapp.model.tweets import ForeignTweet
from nodeapp.queries import graph
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader
from nodeapp.seams.peers import Peers
from nodeapp.services.engagement import Engagement
from nodeapp.services.foreign_tweets import ForeignTweets


@dataclass(frozen=True)
class IncomingNotes:
    database: Database
    clock: Clock
    limits: Limits
    origin: Origin
    peers: Peers
    strangers: Strangers
    tweets: ForeignTweets
    engagement: Engagement
    quotes: IncomingQuotes

    async def act(self, actor_uri: str, activity: Create | Update | Delete | Announce) -> None:
        """Raises NodeError for what the sender may not say, Unavailable for what may be tried again."""
        match activity:
            case Create():
                await self._create(actor_uri, activity)
            case Update():
                await self._update(actor_uri, activity)
            case Delete():
                await self._delete(actor_uri, activity)
            case Announce():
                await self._announce(actor_uri, activity)

    async def quote_again(self, check: QuoteCheck) -> None:
        """What a tweet quotes, and the approval of that, which could not be had when it came.

        Raises Unavailable where it may be had later, NodeError where it will not.
        """
        uri = check.quoted_uri
        if uri is None:
            return
        if not self.origin.is_ours(uri) and await self.tweets.known(uri) is None:
            await self._fetch(uri)
        await self.quotes.join(check)

    async def _create(self, actor_uri: str, create: Create) -> None:
        note = create.object
        if isinstance(note, str):
            await self._told_by_address(actor_uri, note)
            return
        _check_author(note, actor_uri)
        if await self.tweets.known(note.id) is not None:
            return
        known = await self.strangers.accounts.known(actor_uri)
        if known is None and not self._is_told_to_us(note):
            # Nobody here could have a use for it: its sender is not even asked for.
            return
        sender = await self.strangers.met(actor_uri, known)
        tweet = self._tweet(note, sender)
        is_late = tweet.quote_of_uri is not None and not await self._has_quoted(sender, tweet.quote_of_uri)
        tweet_id = await self.tweets.receive(tweet, quote_host=self._quote_host(tweet, is_late=is_late))
        if tweet_id is not None and tweet.quote_approval_uri is not None and not is_late:
            await self.quotes.settle(tweet_id, tweet)
        if tweet_id is not None and tweet.reply_to_uri is not None:
            await self._fetch_parents(tweet_id)

    async def _update(self, actor_uri: str, update: Update) -> None:
        """Of a profile or tweet that is known here, and the sender's own (I05)."""
        sender = await self.strangers.known_sender(actor_uri)
        match update.object:
            case ActorDocument() as actor:
                await self._update_profile(sender, actor)
            case Note() as note:
                _check_author(note, actor_uri)
                if await self.tweets.known(note.id) is not None:
                    await self._revise(self._tweet(note, sender))
            case uri if uri == actor_uri:
                await self.strangers.accounts.receive(await self.peers.account(uri))
            case uri:
                await self._update_by_address(actor_uri, uri)

    async def _delete(self, actor_uri: str, delete: Delete) -> None:
        """The sender itself, or something of its own (I06). What is not known is remembered as deleted."""
        sender = await self.strangers.known_sender(actor_uri)
        if delete.object == actor_uri:
            await self.strangers.accounts.forget(sender.id)
        elif same_authority(delete.object, actor_uri):
            if not await self.quotes.withdraw(sender, delete.object):
                await self.tweets.forget(delete.object, sender.id)
        else:
            raise Forbidden("Only its author deletes a tweet.")

    async def _announce(self, actor_uri: str, announce: Announce) -> None:
        """What is shared is taken from its own node, never from the one that shares it (I09)."""
        uri = self.strangers.own(announce.id, actor_uri)
        if uri is None:
            raise Forbidden("A share needs an id of its own.")
        tweet_id = await self.tweets.known(announce.object)
        if tweet_id is None and self.origin.is_ours(announce.object):
            raise NotFound("There is no such tweet.")
        if tweet_id is None:
            if not await self._is_followed(await self.strangers.known_sender(actor_uri)):
                return
            tweet_id = await self._fetch(announce.object)
        if tweet_id is None:
            return
        sender = await self.strangers.sender(actor_uri)
        visibility = classify(announce.to, announce.cc, sender.followers_url)
        if visibility != "direct":
            viewer = Viewer(sender.id, host=sender.host)
            await self.engagement.retweet(viewer, tweet_id, visibility, uri, announce.published_ms)

    async def _told_by_address(self, actor_uri: str, uri: str) -> None:
        """A copy that the sender's host may not vouch for: only the real one, from where it lives, counts (I03)."""
        sender = await self.strangers.known_sender(actor_uri)
        is_new = not self.origin.is_ours(uri) and await self.tweets.known(uri) is None
        if is_new and await self._is_followed(sender):
            await self._fetch(uri)

    async def _update_profile(self, sender: Account, actor: ActorDocument) -> None:
        if actor.preferred_username == sender.username:
            foreign = foreign_account(actor, sender.host, self.limits, self.clock())
        else:
            foreign = await self.peers.account(actor.id)
        await self.strangers.accounts.receive(foreign)

    async def _update_by_address(self, actor_uri: str, uri: str) -> None:
        if await self.tweets.known(uri) is None or not same_authority(uri, actor_uri):
            return
        tweet = await self.peers.tweet(uri)
        if tweet.author_uri == actor_uri:
            await self._revise(tweet)

    async def _revise(self, tweet: ForeignTweet) -> None:
        tweet_id = await self.tweets.receive(tweet)
        if tweet_id is not None:
            await self.quotes.settle(tweet_id, tweet)

    def _tweet(self, note: Note, author: Account) -> ForeignTweet:
        return foreign_tweet(note, author.followers_url, self.origin, self.limits, self.clock())

    def _is_told_to_us(self, note: Note) -> bool:
        named = (*note.to, *note.cc, *(mention.href for mention in note.mentions), note.in_reply_to or "")
        return any(self.origin.is_ours(uri) for uri in named)

    async def _is_followed(self, sender: Account) -> bool:
        async def work(reader: Reader) -> bool:
            return await graph.has_local_follower(reader, sender.id)

        return await self.database.read(work)

    async def _fetch(self, uri: str) -> TweetId | None:
        """Raises NodeError where it cannot be had."""
        tweet = await self.peers.tweet(uri)
        await self.strangers.author(tweet.author_uri)
        tweet_id = await self.tweets.receive(tweet, asked=True, quote_host=self._quote_host(tweet))
        if tweet_id is not None and tweet.quote_approval_uri is not None:
            await self.quotes.settle(tweet_id, tweet)
        return tweet_id

    def _quote_host(self, tweet: ForeignTweet, *, is_late: bool = False) -> str | None:
        """Who is to be asked of its quote, where something is left to be asked."""
        uri = tweet.quote_of_uri
        if uri is None or self.origin.is_ours(uri) or not (is_late or tweet.quote_approval_uri):
            return None
        try:
            return host_of(uri)
        except Malformed:
            return None

    async def _has_quoted(self, sender: Account, uri: str) -> bool:
        """Fetches what somebody quotes who is followed here. False where it may be had later.

        The tweet stands without it; its link leads there.
        """
        if self.origin.is_ours(uri) or await self.tweets.known(uri) is not None or not await self._is_followed(sender):
            return True
        # Whoever is slow keeps the words from nobody.
        with anyio.move_on_after(self.limits.quote_fetch_seconds):
            try:
                await self._fetch(uri)
            except Unavailable:
                return False
            except NodeError:
                pass
            return True
        return False

    async def _fetch_parents(self, tweet_id: TweetId) -> None:
        """Up the thread, as far as the limit and as the other nodes answer (S13)."""
        for _ in range(self.limits.parents_fetched_max):
            uri = await self.tweets.missing_parent(tweet_id)
            if uri is None or self.origin.is_ours(uri):
                return
            try:
                parent_id = await self._fetch(uri)
            except NodeError:
                return
            if parent_id is None:
                return
            tweet_id = parent_id


def _check_author(note: Note, actor_uri: str) -> None:
    """A note is its author's to send and to change, and lives on the author's own host (I02)."""
    if note.attributed_to != actor_uri or not same_authority(note.id, actor_uri):
        raise Forbidden("Only its author sends a tweet.")
