"""The graph: follow, answer requests, block, and read the lists."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nodeapp.model.accounts import Account, Viewer
from nodeapp.model.errors import Forbidden, NotFound, NotSignedIn, bad
from nodeapp.model.events import BlockChanged, FollowNew, FollowRemoved, FollowRequested
from nodeapp.model.graph import Follow, Relationship
from nodeapp.model.ids import AccountId, Snowflakes
from nodeapp.model.timelines import Window
from nodeapp.model.views import AccountView, Page
from nodeapp.queries import accounts, event_log, graph
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
        me = _signed_in(viewer)

        async def work(tx: Transaction) -> Relationship:
            target = await _there(tx, target_id)
            await self._follow(tx, viewer, me, target, uri)
            return await _relationship(tx, me, target_id)

        return await self.database.write(work)

    async def unfollow(self, viewer: Viewer, target_id: AccountId) -> Relationship:
        """Also takes a request back. Repeatable; possible while the other is suspended, too."""
        me = _signed_in(viewer)

        async def work(tx: Transaction) -> Relationship:
            if not await self._end(tx, me, target_id, viewer, by_id=me):
                await _there(tx, target_id)
            return await _relationship(tx, me, target_id)

        return await self.database.write(work)

    async def accept(self, viewer: Viewer, follower_id: AccountId) -> Relationship:
        """The viewer lets somebody follow who has asked. Raises NotFound where nobody asked (I08)."""
        me = _signed_in(viewer)
        now_ms = self.clock()

        async def work(tx: Transaction) -> Relationship:
            follow = await graph.follow_between(tx, follower_id, me)
            if follow is None:
                raise NotFound("Nobody by that name has asked to follow you.")
            if follow.state == "requested":
                await self._settle(tx, viewer, follow, now_ms)
            return await _relationship(tx, me, follower_id)

        return await self.database.write(work)

    async def reject(self, viewer: Viewer, follower_id: AccountId) -> Relationship:
        """The viewer turns a request down, or no longer lets somebody follow."""
        me = _signed_in(viewer)

        async def work(tx: Transaction) -> Relationship:
            if not await self._end(tx, follower_id, me, viewer, by_id=me):
                raise NotFound("Nobody by that name follows you, or has asked to.")
            return await _relationship(tx, me, follower_id)

        return await self.database.write(work)

    async def block(self, viewer: Viewer, target_id: AccountId, uri: str | None = None) -> Relationship:
        """Cuts both follows and hides each from the other at once. Repeatable."""
        me = _signed_in(viewer)
        now_ms = self.clock()

        async def work(tx: Transaction) -> Relationship:
            await _there(tx, target_id)
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
            return await _relationship(tx, me, target_id)

        return await self.database.write(work)

    async def unblock(self, viewer: Viewer, target_id: AccountId) -> Relationship:
        """Repeatable; follows that the block cut stay cut."""
        me = _signed_in(viewer)
        now_ms = self.clock()

        async def work(tx: Transaction) -> Relationship:
            block = await graph.block_between(tx, me, target_id)
            if block is None:
                await _there(tx, target_id)
            else:
                await graph.delete_block(tx, me, target_id)
                changed = BlockChanged(
                    actor_id=me, subject_id=target_id, origin=viewer.host, block_id=block.id, on=False
                )
                await event_log.append(tx, changed, now_ms)
            return await _relationship(tx, me, target_id)

        return await self.database.write(work)

    async def relationship(self, viewer: Viewer, target_id: AccountId) -> Relationship:
        me = _signed_in(viewer)

        async def work(reader: Reader) -> Relationship:
            await _there(reader, target_id)
            return await _relationship(reader, me, target_id)

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

    async def requests(self, viewer: Viewer, window: Window) -> Page[AccountView]:
        """Those who have asked to follow the viewer."""
        me = _signed_in(viewer)
        return await self._list(viewer, me, window, lambda reader, some: graph.followers(reader, me, "requested", some))

    async def request_count(self, viewer: Viewer) -> int:
        """How many have asked to follow the viewer."""
        me = _signed_in(viewer)

        async def work(reader: Reader) -> int:
            return await graph.count_requests(reader, me)

        return await self.database.read(work)

    async def _follow(self, tx: Transaction, viewer: Viewer, me: AccountId, target: Account, uri: str | None) -> None:
        if me == target.id:
            raise bad("id", "self", "You cannot follow yourself.")
        if await graph.block_between(tx, target.id, me) is not None:
            raise Forbidden(f"{target.handle} does not want to be followed by you.")
        if await graph.block_between(tx, me, target.id) is not None:
            raise Forbidden(f"You blocked {target.handle}. Unblock first, then follow.")
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
            await event_log.append(tx, _followed(viewer, asked), now_ms)
        elif must_ask:
            requested = FollowRequested(
                actor_id=me, subject_id=target.id, origin=viewer.host, follow_id=asked.id, uri=uri
            )
            await event_log.append(tx, requested, now_ms)
        else:
            await self._settle(tx, viewer, asked, now_ms)

    async def _settle(self, tx: Transaction, viewer: Viewer, follow: Follow, now_ms: int) -> None:
        """From asked to following."""
        settled = Follow(
            follow.follower_id, follow.followee_id, "following", follow.id, follow.uri, follow.created_at_ms, now_ms
        )
        await graph.put_follow(tx, settled)
        await accounts.count_follow(tx, follow.follower_id, follow.followee_id, 1)
        await event_log.append(tx, _followed(viewer, settled), now_ms)

    async def _end(
        self, tx: Transaction, follower_id: AccountId, followee_id: AccountId, viewer: Viewer, by_id: AccountId
    ) -> bool:
        """False where there was neither a follow nor a request."""
        follow = await graph.follow_between(tx, follower_id, followee_id)
        if follow is None:
            return False
        await graph.delete_follow(tx, follower_id, followee_id)
        if follow.state == "following":
            await accounts.count_follow(tx, follower_id, followee_id, -1)
        removed = FollowRemoved(
            actor_id=follower_id,
            subject_id=followee_id,
            origin=viewer.host,
            follow_id=follow.id,
            by_id=by_id,
            uri=follow.uri,
        )
        await event_log.append(tx, removed, self.clock())
        return True

    async def _list(
        self,
        viewer: Viewer,
        account_id: AccountId,
        window: Window,
        fetch: Callable[[Reader, Window], Awaitable[list[graph.Edge]]],
    ) -> Page[AccountView]:
        async def work(reader: Reader) -> Page[AccountView]:
            await _there(reader, account_id)
            edges = await fetch(reader, Window(window.limit + 1, window.before, window.since, window.offset))
            shown = edges[: window.limit]
            ids = [edge.account_id for edge in shown]
            rows = {account.id: account for account in await accounts.by_ids(reader, ids) if account.is_live}
            relations = await graph.relationships(reader, viewer.id, ids) if viewer.id is not None else {}
            return Page(
                items=tuple(AccountView(rows[found], relations.get(found)) for found in ids if found in rows),
                limit=window.limit,
                offset=window.offset,
                cursor=shown[-1].id if len(edges) > len(shown) else None,
                has_more=len(edges) > len(shown),
            )

        return await self.database.read(work)


def _followed(viewer: Viewer, follow: Follow) -> FollowNew:
    return FollowNew(
        actor_id=follow.follower_id,
        subject_id=follow.followee_id,
        origin=viewer.host,
        follow_id=follow.id,
        uri=follow.uri,
    )


async def _there(reader: Reader, account_id: AccountId) -> Account:
    account = await accounts.by_id(reader, account_id)
    if account is None or not account.is_live:
        raise NotFound("There is no such account.")
    return account


async def _relationship(reader: Reader, viewer_id: AccountId, target_id: AccountId) -> Relationship:
    return (await graph.relationships(reader, viewer_id, [target_id]))[target_id]


def _signed_in(viewer: Viewer) -> AccountId:
    if viewer.id is None:
        raise NotSignedIn("Sign in first.")
    return viewer.id
