"""Quotes that peers ask for, approve, turn down and take back, each only by whom it belongs to (FEP-044f, I29)."""

import re
from dataclasses import dataclass

from federation.jsonld import same_authority
from federation.vocabulary import Accept, Note, QuoteRequest, Reject
from nodeapp.bridge.actors import host_of
from nodeapp.bridge.notes import foreign_tweet
from nodeapp.bridge.quotes_out import REQUESTS
from nodeapp.bridge.strangers import Strangers
from nodeapp.model.accounts import Account
from nodeapp.model.errors import BadInput, Forbidden, NodeError, NotFound, Unavailable
from nodeapp.model.ids import NEWEST, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.quotes import QuoteCheck
from nodeapp.model.tweets import ForeignTweet
from nodeapp.seams.clock import Clock
from nodeapp.seams.peers import Peers
from nodeapp.services.foreign_quotes import ForeignQuotes, Standing
from nodeapp.services.foreign_tweets import ForeignTweets


@dataclass(frozen=True)
class IncomingQuotes:
    clock: Clock
    limits: Limits
    origin: Origin
    peers: Peers
    strangers: Strangers
    tweets: ForeignTweets
    quotes: ForeignQuotes

    async def request(self, actor_uri: str, request: QuoteRequest) -> None:
        """For a tweet of ours, by whom the quote belongs to. The quote comes along where it is not refused."""
        quoted_id = self.origin.tweet_id_of(request.object)
        if quoted_id is None:
            raise NotFound("There is no such tweet here.")
        quoting_uri = request.instrument_uri
        if not same_authority(quoting_uri, actor_uri):
            raise Forbidden("Only its author asks for a quote.")
        sender = await self.strangers.sender(actor_uri)
        quoting = self._quoting(request.instrument, sender)
        if quoting is not None and self.origin.tweet_id_of(quoting.quote_of_uri or "") != quoted_id:
            raise Forbidden("That tweet does not quote this one.")
        own = self.strangers.own(request.id, actor_uri)
        state = await self.quotes.ask(sender, quoted_id, quoting_uri, own)
        if state in ("accepted", "pending"):
            await self._take(quoting_uri, quoting, sender)

    def is_ours(self, answer: Accept | Reject) -> bool:
        """Whether it answers a wish to quote."""
        asked = answer.object
        return isinstance(asked, QuoteRequest) or (isinstance(asked, str) and self._number(asked) is not None)

    async def answer(self, actor_uri: str, answer: Accept | Reject) -> None:
        """Only by the author of what is quoted, and of a quote of ours; an approval only by its stamp."""
        sender = await self.strangers.known_sender(actor_uri)
        standing = await self._asked(sender, answer)
        if isinstance(answer, Reject):
            await self.quotes.refuse(standing.quoting.id)
            return
        if answer.result is None or not same_authority(answer.result, actor_uri):
            raise Forbidden("An approval stands on the approving author's own node.")
        await self._approve(standing, answer.result)

    async def withdraw(self, actor: Account, uri: str) -> bool:
        """Whether this was an approval, which counts no more."""
        return await self.quotes.withdraw(uri, actor)

    async def settle(self, tweet_id: TweetId, told: ForeignTweet) -> None:
        """Looks at the approval that a tweet from elsewhere names; one that names none any more has none.

        The tweet stands either way; what it quotes is a link until it can be shown that it may be more.
        """
        try:
            await self._settle(tweet_id, told)
        except Unavailable:
            if told.quote_of_uri is not None:
                await self.quotes.wait(tweet_id, told, host_of(told.quote_of_uri))
            return
        except (NotFound, Forbidden, BadInput):
            pass
        if told.quote_approval_uri is not None:
            await self.quotes.stop_waiting(tweet_id)

    async def join(self, check: QuoteCheck) -> None:
        """What a tweet quotes is known by now; then its approval is looked at. Raises NodeError where it is none."""
        await self.quotes.join(check.tweet_id, is_legacy=check.is_legacy)
        standing, uri = await self.quotes.standing(check.tweet_id), check.approval_uri
        if standing is None or uri is None or uri == standing.quoting.quote_approval_uri:
            return
        if same_authority(uri, standing.author_uri):
            await self._approve(standing, uri)

    async def _settle(self, tweet_id: TweetId, told: ForeignTweet) -> None:
        standing = await self.quotes.standing(tweet_id)
        if standing is None or standing.quoting.uri != told.uri:
            return
        uri, known = told.quote_approval_uri, standing.quoting.quote_approval_uri
        if uri is None or told.quote_of_uri is None:
            if known is not None and standing.quoting.quote_state == "accepted":
                await self.quotes.refuse(tweet_id)
            return
        # What was looked at once is not asked for again, be it good or taken back since.
        if uri != known and same_authority(uri, standing.author_uri):
            await self._approve(standing, uri)

    async def _approve(self, standing: Standing, uri: str) -> None:
        stamp = await self.peers.stamp(uri)
        if not stamp.approves(standing.quoting_uri, standing.quoted_uri, standing.author_uri):
            raise Forbidden("That approval is of something else.")
        await self.quotes.approve(standing.quoting.id, stamp.uri)

    async def _asked(self, sender: Account, answer: Accept | Reject) -> Standing:
        asked = answer.object
        if isinstance(asked, QuoteRequest):
            number = self.origin.tweet_id_of(asked.instrument_uri)
        else:
            number = self._number(asked) if isinstance(asked, str) else None
        standing = None if number is None else await self.quotes.standing(number)
        if standing is None or not standing.quoting.is_local or standing.author_uri != sender.uri:
            raise NotFound("Nobody here asked this account for a quote.")
        if isinstance(asked, QuoteRequest) and asked.object != standing.quoted_uri:
            raise NotFound("Nobody here asked to quote that.")
        return standing

    def _number(self, uri: str) -> TweetId | None:
        match = re.fullmatch(rf"{re.escape(self.origin.url)}/ap/{REQUESTS}/(\d{{1,19}})", uri)
        return None if match is None or not 0 < int(match.group(1)) <= NEWEST else TweetId(int(match.group(1)))

    def _quoting(self, instrument: str | Note, sender: Account) -> ForeignTweet | None:
        if isinstance(instrument, str):
            return None
        if instrument.attributed_to != sender.uri:
            raise Forbidden("Only its author asks for a quote.")
        return foreign_tweet(instrument, sender.followers_url, self.origin, self.limits, self.clock())

    async def _take(self, uri: str, quoting: ForeignTweet | None, sender: Account) -> None:
        """Kept, so that whoever decides can read it. One that was not sent along is asked for."""
        if await self.tweets.known(uri) is not None:
            return
        try:
            told = quoting or await self.peers.tweet(uri)
        except NodeError:
            return
        if told.author_uri == sender.uri:
            await self.tweets.receive(told, asked=True)
