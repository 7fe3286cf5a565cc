"""Streaming: what happens is told to those who listen, as soon as it is committed."""

from collections.abc import Sequence
from dataclasses import dataclass

import anyio.lowlevel

from nodeapp.model.events import AnyEvent, FollowNew, HashtagFollowChanged, ListChanged, Logged
from nodeapp.model.hub import Hub, Stream
from nodeapp.model.ids import AccountId, ListId
from nodeapp.model.limits import Limits
from nodeapp.model.lists import PeopleList
from nodeapp.model.streams import FOLLOWED, NOTIFICATIONS, Happening, Told, happening, told_to, tweet_of
from nodeapp.queries import listening, lists
from nodeapp.seams.audience import Audience, Cards, Notices
from nodeapp.seams.database import Database, Reader

_AT_ONCE = 500
"""Streams that are told before others get their turn."""


@dataclass(frozen=True)
class Streaming:
    """A projection, into memory alone. Where nobody listens it costs next to nothing.

    Whoever goes live while an event is being told has it in the backlog: those to be told are decided upon at the
    moment in which the hub's position passes it, and no later.
    """

    hub: Hub
    database: Database
    limits: Limits
    audience: Audience
    notices: Notices

    name = "streaming"
    follows: tuple[type[AnyEvent], ...] = FOLLOWED

    async def handle(self, batch: Sequence[Logged]) -> None:
        if not len(self.hub):
            self.hub.position = self.hub.settled = batch[-1].position
            return
        told = [happening(logged.position, logged.event) for logged in batch]
        cards = await self.audience.cards([tweet_id for one in told if one and (tweet_id := tweet_of(one)) is not None])
        for logged, one in zip(batch, told, strict=True):
            if logged.position <= self.hub.settled:
                # Told before the batch failed.
                continue
            if one is not None:
                await self._tell(one, logged.event, cards)
            else:
                self.hub.position = logged.position
                await self._learn(logged.event)
            self.hub.settled = logged.position

    async def _tell(self, one: Happening, event: AnyEvent, cards: Cards) -> None:
        account_id, tweet_id = told_to(event), tweet_of(one)
        if account_id is not None:
            mine = [stream for stream in self.hub.of(account_id) if stream.is_live]
            self.hub.position = one.position
            streams = [stream for stream in mine if NOTIFICATIONS in stream.channels]
            await self._notify(one, account_id, streams)
            return
        card = None if tweet_id is None else cards.get(tweet_id)
        streams = [] if card is None else self.hub.concerned(card)
        self.hub.position = one.position
        for start in range(0, len(streams), _AT_ONCE):
            if start:
                await anyio.lowlevel.checkpoint()
            for stream, told in await self.audience.told(one, cards, streams[start : start + _AT_ONCE]):
                stream.tell(told)

    async def _notify(self, one: Happening, account_id: AccountId, streams: Sequence[Stream]) -> None:
        if one.kind == "read":
            for stream in streams:
                stream.tell(Told(one, (NOTIFICATIONS,)))
            return
        for grouped in sorted({stream.is_grouped for stream in streams}):
            for notice in await self.notices(account_id, (one.subject_id,), grouped=grouped):
                for stream in streams:
                    if stream.is_grouped is grouped:
                        stream.tell(Told(one, (NOTIFICATIONS,), notice=notice))

    async def _learn(self, event: AnyEvent) -> None:
        match event:
            case FollowNew():
                self.hub.learn_follow(event.actor_id, AccountId(event.subject_id))
            case HashtagFollowChanged(on=True):
                self.hub.learn_tag(event.actor_id, event.tag)
            case ListChanged():
                await self._learn_list(ListId(event.subject_id))

    async def _learn_list(self, list_id: ListId) -> None:
        open_list = self.hub.lists.get(list_id)
        if open_list is None:
            return
        owner_id = open_list.owner_id

        async def work(reader: Reader) -> tuple[PeopleList | None, frozenset[AccountId]]:
            return (
                await lists.mine(reader, owner_id, list_id),
                await listening.members(reader, list_id, self.limits.list_members_max),
            )

        found, members = await self.database.read(work)
        self.hub.learn_list(list_id, "none" if found is None else found.replies, members)
