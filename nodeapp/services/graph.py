"""The graph: follow, answer requests, block, and read the lists."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nodeapp.model.accounts import Account, Viewer
from nodeapp.model.errors import Forbidden, NotFound, bad
from nodeapp.model.events import BlockChanged, FollowChanged, FollowRequested
from nodeapp.model.graph import Follow, Relationship
from nodeapp.model.ids import AccountId, Snowflakes
from nodeapp.model.timelines import Window
from nodeapp.model.views import AccountView, Page
from nodeapp.queries import event_log, follows, graph, peer_blocks, people
from nodeapp.queries.people import standing, there
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction


@dataclass(frozen=True)
class Graph:
    """The viewer may live here or elsewhere: a Follow that arrives is the same verb as a button pressed."""

    database: Database
    clock: Clock
    ids: Snowflakes

    async def follow(self, viewer: Viewer, target_id: AccountId, uri: str | None = None) -> Relationship:
        """Repeatable. Locked accounts, and those elsewhere, are asked first. `uri` is that of a Follow that came."""
        me = viewer.signed_in()

        async def work(tx: Transaction) -> Relationship:
            target = await there(tx, target_id)
            await self._follow(tx, viewer, me, target, uri)
            return await standing(tx, me, target_id)

        return await self.database.write(work)

    async def unfollow(self, viewer: Viewer, target_id: AccountId) -> Relationship:
        """Also takes a request back. Repeatable; possible while the other is suspended, too."""
        me = viewer.signed_in()

        async def work(tx: Transaction) -> Relationship:
            if not await self._end(tx, me, target_id, viewer, by_id=me):
                await there(tx, target_id)
            return await standing(tx, me, target_id)

        return await self.database.write(work)

    async def change_follow(
        self, viewer: Viewer, target_id: AccountId, retweets: bool | None, bell: bool | None
    ) -> Relationship:
        """Whether their retweets stand at home, and whether a bell rings; None stays as it is. They are not told."""
        me = viewer.signed_in()

        async def work(tx: Transaction) -> Relationship:
            await there(tx, target_id)
            if not await follows.change(tx, me, target_id, retweets, bell):
                raise NotFound("You do not follow this account.")
            await event_log.append(tx, FollowChanged(actor_id=me, subject_id=target_id), self.clock())
            return await standing(tx, me, target_id)

        return await self.database.write(work)

    async def remove_follower(self, viewer: Viewer, follower_id: AccountId) -> Relationship:
        """Somebody follows the viewer no longer, nor asks to. Repeatable."""
        me = viewer.signed_in()

        async def work(tx: Transaction) -> Relationship:
            if not await self._end(tx, follower_id, me, viewer, by_id=me):
                await there(tx, follower_id)
            return await standing(tx, me, follower_id)

        return await self.database.write(work)

    async def accept(self, viewer: Viewer, follower_id: AccountId) -> Relationship:
        """The viewer lets somebody follow who has asked. Raises NotFound where nobody asked (I08)."""
        me = viewer.signed_in()
        now_ms = self.clock()

        async def work(tx: Transaction) -> Relationship:
            follow = await graph.follow_between(tx, follower_id, me)
            if follow is None:
                raise NotFound("Nobody by that name has asked to follow you.")
            if follow.state == "requested":
                await follows.settle(tx, follow, viewer.host, now_ms)
            return await standing(tx, me, follower_id)

        return await self.database.write(work)

    async def reject(self, viewer: Viewer, follower_id: AccountId) -> Relationship:
        """The viewer turns a request down, or no longer lets somebody follow."""
        me = viewer.signed_in()

        async def work(tx: Transaction) -> Relationship:
            if not await self._end(tx, follower_id, me, viewer, by_id=me):
                raise NotFound("Nobody by that name follows you, or has asked to.")
            return await standing(tx, me, follower_id)

        return await self.database.write(work)

    async def block(self, viewer: Viewer, target_id: AccountId, uri: str | None = None) -> Relationship:
        """Cuts both follows and hides each from the other at once. Repeatable."""
        me = viewer.signed_in()
        now_ms = self.clock()

        async def work(tx: Transaction) -> Relationship:
            await there(tx, target_id)
            if me == target_id:
                raise bad("id", "self", "You cannot block yourself.")
            if await graph.block_between(tx, me, target_id) is None:
                await self._end(tx, me, target_id, viewer, by_id=me)
                await self._end(tx, target_id, me, viewer, by_id=me)
                block = graph.BlockRow(me, target_id, self.ids.next(now_ms), uri)
                await graph.insert_block(tx, block, now_ms)
                changed = BlockChanged(
                    actor_id=me, subject_id=target_id, origin=viewer.host, block_id=block.id, on=True
                )
                await event_log.append(tx, changed, now_ms)
            return await standing(tx, me, target_id)

        return await self.database.write(work)

    async def unblock(self, viewer: Viewer, target_id: AccountId) -> Relationship:
        """Repeatable; follows that the block cut stay cut."""
        me = viewer.signed_in()
        now_ms = self.clock()

        async def work(tx: Transaction) -> Relationship:
            block = await graph.block_between(tx, me, target_id)
            if block is None:
                await there(tx, target_id)
            else:
                await graph.delete_block(tx, me, target_id)
                changed = BlockChanged(
                    actor_id=me, subject_id=target_id, origin=viewer.host, block_id=block.id, on=False
                )
                await event_log.append(tx, changed, now_ms)
            return await standing(tx, me, target_id)

        return await self.database.write(work)

    async def relationship(self, viewer: Viewer, target_id: AccountId) -> Relationship:
        me = viewer.signed_in()

        async def work(reader: Reader) -> Relationship:
            await there(reader, target_id)
            return await standing(reader, me, target_id)

        return await self.database.read(work)

    async def followers(self, viewer: Viewer, account_id: AccountId, window: Window) -> Page[AccountView]:
        """Newest first; as far as this node knows them."""
        return await self._list(
            viewer, account_id, window, lambda reader, some: graph.followers(reader, account_id, "following", some)
        )

    async def following(self, viewer: Viewer, account_id: AccountId, window: Window) -> Page[AccountView]:
        return await self._list(
            viewer, account_id, window, lambda reader, some: graph.following(reader, account_id, "following", some)
        )

    async def blocks(self, viewer: Viewer, window: Window) -> Page[AccountView]:
        """Those the viewer blocked, last blocked first."""
        me = viewer.signed_in()
        return await self._list(viewer, me, window, lambda reader, some: graph.blocked(reader, me, some))

    async def requests(self, viewer: Viewer, window: Window) -> Page[AccountView]:
        """Those who have asked to follow the viewer."""
        me = viewer.signed_in()
        return await self._list(viewer, me, window, lambda reader, some: graph.followers(reader, me, "requested", some))

    async def request_count(self, viewer: Viewer) -> int:
        """How many have asked to follow the viewer."""
        me = viewer.signed_in()

        async def work(reader: Reader) -> int:
            return await graph.count_requests(reader, me)

        return await self.database.read(work)

    async def _follow(self, tx: Transaction, viewer: Viewer, me: AccountId, target: Account, uri: str | None) -> None:
        await _check_may_follow(tx, viewer, me, target)
        now_ms = self.clock()
        known = await graph.follow_between(tx, me, target.id)
        asked = Follow(me, target.id, "requested", self.ids.next(now_ms), uri, now_ms, now_ms)
        must_ask = target.locked or not target.is_local
        if known is not None:
            if uri is None and (must_ask or known.state == "following"):
                return
            # Asked again from elsewhere: our first answer was lost, so it is given again.
            asked = Follow(me, target.id, known.state, known.id, uri, known.created_at_ms, now_ms)
        await graph.put_follow(tx, asked)
        if known is not None and known.state == "following":
            await event_log.append(tx, follows.followed(asked, viewer.host, again=True), now_ms)
        elif must_ask:
            requested = FollowRequested(
                actor_id=me, subject_id=target.id, origin=viewer.host, follow_id=asked.id, uri=uri
            )
            await event_log.append(tx, requested, now_ms)
        else:
            await follows.settle(tx, asked, viewer.host, now_ms)

    async def _end(
        self, tx: Transaction, follower_id: AccountId, followee_id: AccountId, viewer: Viewer, by_id: AccountId
    ) -> bool:
        """False where there was neither a follow nor a request."""
        follow = await graph.follow_between(tx, follower_id, followee_id)
        if follow is None:
            return False
        await follows.end(tx, follow, by_id, viewer.host, self.clock())
        return True

    async def _list(
        self,
        viewer: Viewer,
        account_id: AccountId,
        window: Window,
        fetch: Callable[[Reader, Window], Awaitable[list[graph.Edge]]],
    ) -> Page[AccountView]:
        async def work(reader: Reader) -> Page[AccountView]:
            await there(reader, account_id)
            return await people.page(reader, viewer.id, window, await fetch(reader, people.and_one(window)))

        return await self.database.read(work)


async def _check_may_follow(tx: Transaction, viewer: Viewer, me: AccountId, target: Account) -> None:
    """Raises Forbidden where one of them wants nothing of the other, or of the other's whole peer."""
    if me == target.id:
        raise bad("id", "self", "You cannot follow yourself.")
    if await graph.block_between(tx, target.id, me) is not None:
        raise Forbidden(f"{target.handle} does not want to be followed by you.")
    if await graph.block_between(tx, me, target.id) is not None:
        raise Forbidden(f"You blocked {target.handle}. Unblock first, then follow.")
    if target.host and await peer_blocks.is_blocked(tx, me, target.host):
        raise Forbidden(f"You blocked all of {target.host}. Unblock it first, then follow.")
    if viewer.host and await peer_blocks.is_blocked(tx, target.id, viewer.host):
        raise Forbidden(f"{target.handle} does not want to be followed by you.")
