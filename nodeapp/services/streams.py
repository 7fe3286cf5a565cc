"""Streams: who may listen to what, what they missed while they were away, and from when on they hear everything."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound, NotSignedIn
from nodeapp.model.events import Logged
from nodeapp.model.hub import Holds, Hub, Stream
from nodeapp.model.ids import AccountId, ListId
from nodeapp.model.limits import Limits
from nodeapp.model.lists import PeopleList
from nodeapp.model.streams import (
    NOTIFICATIONS,
    PRIVATE,
    TOLD,
    Channel,
    Happening,
    Told,
    happening,
    told_to,
    too_many,
    tweet_of,
)
from nodeapp.queries import hashtags, listening, lists
from nodeapp.seams.audience import Audience, Notices
from nodeapp.seams.database import Database, Reader

_AT_ONCE = 100
_NAMES = [str(kind.__struct_config__.tag) for kind in TOLD]


@dataclass(frozen=True)
class Streams:
    hub: Hub
    database: Database
    limits: Limits
    audience: Audience
    notices: Notices

    async def open(
        self, viewer: Viewer, address: str, channels: Sequence[Channel], holds: Holds | None = None
    ) -> Stream:
        """A stream that is live; to be left by `leave`.

        Raises NotSignedIn, NotFound for a list of somebody else, TooMany and Unavailable where too many are open.
        """
        stream = self.hub.enter(viewer.id, address, holds)
        try:
            for channel in channels:
                await self._add(stream, channel)
        except BaseException:
            self.leave(stream)
            raise
        self.hub.go_live(stream)
        return stream

    def leave(self, stream: Stream) -> None:
        self.hub.leave(stream)

    async def subscribe(self, stream: Stream, channel: Channel) -> None:
        """From now on this too. Repeatable. Raises as `open`, and BadInput where it listens to too much."""
        if channel not in stream.channels and len(stream.channels) >= self.limits.stream_channels_max:
            raise too_many(self.limits)
        await self._add(stream, channel)

    def unsubscribe(self, stream: Stream, channel: Channel) -> None:
        self.hub.drop(stream, channel)

    async def missed(self, stream: Stream, position: int) -> AsyncIterator[Told | None]:
        """What came after this place in the log and before the stream was live, in order, as things are now.

        None, once and at the end, where not all of it can be told: it is too long ago, or too much.
        """
        until = stream.since
        if position > until or until - position > self.limits.stream_backlog_events_max:
            yield None
            return
        told_count, is_first = 0, True
        while position < until:
            first, batch = await self._read(position, until)
            if is_first and first > position + 1:
                yield None
                return
            is_first = False
            for told in await self._told(stream, batch):
                told_count += 1
                if told_count > self.limits.stream_backlog_told_max:
                    yield None
                    return
                yield told
            position = batch[-1].position if len(batch) == _AT_ONCE else until

    async def _read(self, after: int, until: int) -> tuple[int, list[Logged]]:
        async def work(reader: Reader) -> tuple[int, list[Logged]]:
            return (
                await listening.first_position(reader),
                await listening.backlog(reader, after, until, _NAMES, _AT_ONCE),
            )

        return await self.database.read(work)

    async def _told(self, stream: Stream, batch: Sequence[Logged]) -> list[Told]:
        found: list[Told] = []
        ones = [(logged, one) for logged in batch if (one := happening(logged.position, logged.event)) is not None]
        cards = await self.audience.cards([tweet_id for _, one in ones if (tweet_id := tweet_of(one)) is not None])
        for logged, one in ones:
            if tweet_of(one) is not None:
                found += [told for _, told in await self.audience.told(one, cards, (stream,))]
            elif told_to(logged.event) == stream.viewer_id and NOTIFICATIONS in stream.channels:
                found += await self._noticed(stream, one)
        return found

    async def _noticed(self, stream: Stream, one: Happening) -> list[Told]:
        if stream.viewer_id is None:
            return []
        if one.kind == "read":
            return [Told(one, (NOTIFICATIONS,))]
        notices = await self.notices(stream.viewer_id, (one.subject_id,), grouped=stream.is_grouped)
        return [Told(one, (NOTIFICATIONS,), notice=notice) for notice in notices]

    async def _add(self, stream: Stream, channel: Channel) -> None:
        if channel.kind in PRIVATE and stream.viewer_id is None:
            raise NotSignedIn("Sign in to listen to this.")
        if stream.viewer_id is not None and channel.kind == "home":
            await self._learn_home(stream, stream.viewer_id)
        elif stream.viewer_id is not None and channel.kind == "list":
            await self._learn_list(stream, stream.viewer_id, channel.list_id)
        self.hub.add(stream, channel)

    async def _learn_home(self, stream: Stream, me: AccountId) -> None:
        """Read again where the log told of a change meanwhile, which the reading may have missed."""
        most = self.limits.stream_follows_max

        async def work(reader: Reader) -> tuple[list[AccountId], frozenset[str]]:
            return await listening.followed(reader, me, most + 1), await hashtags.tags_of(reader, me)

        while stream.followed is None:
            changes = stream.changes
            followed, tags = await self.database.read(work)
            if len(followed) > most:
                return
            if changes == stream.changes:
                self.hub.learn_home(stream, followed, tags)

    async def _learn_list(self, stream: Stream, me: AccountId, list_id: ListId) -> None:
        async def look(reader: Reader) -> PeopleList | None:
            return await lists.mine(reader, me, list_id)

        async def work(reader: Reader) -> tuple[PeopleList | None, frozenset[AccountId]]:
            return await look(reader), await listening.members(reader, list_id, self.limits.list_members_max)

        if await self.database.read(look) is None:
            raise NotFound("There is no such list.")
        try:
            while not (open_list := self.hub.open_list(list_id, me)).is_known:
                changes = open_list.changes
                found, members = await self.database.read(work)
                if changes == open_list.changes and self.hub.lists.get(list_id) is open_list:
                    self.hub.learn_list(list_id, "none" if found is None else found.replies, members)
        except BaseException:
            self.hub.close_list(stream, list_id)
            raise
