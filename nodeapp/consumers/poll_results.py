"""Poll results: a poll from elsewhere that has ended here is asked for once more at its own node."""

from collections.abc import Sequence
from dataclasses import dataclass

import anyio

from nodeapp import telemetry
from nodeapp.model.errors import NodeError
from nodeapp.model.events import AnyEvent, Logged, PollClosed
from nodeapp.model.ids import TweetId
from nodeapp.model.tweets import Tweet
from nodeapp.queries import tweets
from nodeapp.seams.database import Database, Reader
from nodeapp.seams.peers import Peers
from nodeapp.services.foreign_tweets import ForeignTweets

_log = telemetry.Log(__name__)

_AT_ONCE = 10


@dataclass(frozen=True)
class PollResults:
    """An effect. Asked twice, the same numbers are written twice. Who told of the end told its numbers too."""

    database: Database
    peers: Peers
    tweets: ForeignTweets

    name = "poll_results"
    follows: tuple[type[AnyEvent], ...] = (PollClosed,)

    async def handle(self, batch: Sequence[Logged]) -> None:
        ended = [TweetId(logged.event.subject_id) for logged in batch if not logged.event.origin]
        for start in range(0, len(ended), _AT_ONCE):
            async with anyio.create_task_group() as tasks:
                for uri in await self._uris(ended[start : start + _AT_ONCE]):
                    tasks.start_soon(self._ask, uri)

    async def _uris(self, ids: list[TweetId]) -> list[str]:
        """Of those from elsewhere that are open to everybody: the node asks for itself, and for nobody here."""

        async def work(reader: Reader) -> list[Tweet]:
            return await tweets.by_ids(reader, ids)

        rows = await self.database.read(work)
        return [row.uri for row in rows if row.uri and row.visibility in ("public", "unlisted") and row.has_poll]

    async def _ask(self, uri: str) -> None:
        """A node that does not answer leaves the numbers as they are."""
        try:
            await self.tweets.receive(await self.peers.tweet(uri), asked=True)
        except NodeError as error:
            _log.info("poll_results_failed", tweet=uri, reason=str(error))
