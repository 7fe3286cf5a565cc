"""The graph: follows and blocks, and the lists made of them."""

import msgspec
from msgspec import Struct

from nodeapp.model.graph import Follow, FollowState, Relationship
from nodeapp.model.ids import AccountId
from nodeapp.model.timelines import Window
from nodeapp.seams.database import Reader, Transaction


class Edge(Struct, frozen=True):
    """Somebody in a list of followers, with the follow's id to page by."""

    id: int
    account_id: AccountId


class BlockRow(Struct, frozen=True):
    account_id: AccountId
    target_id: AccountId
    id: int
    uri: str | None


async def follow_between(reader: Reader, follower_id: AccountId, followee_id: AccountId) -> Follow | None:
    return await reader.one(
        Follow,
        "select * from follows where follower_id = :follower_id and followee_id = :followee_id",
        follower_id=follower_id,
        followee_id=followee_id,
    )


async def put_follow(tx: Transaction, follow: Follow) -> None:
    """Inserts, or changes state and uri of, the one row between these two."""
    await tx.run(
        """
        insert into follows (follower_id, followee_id, state, id, uri, created_at_ms, changed_at_ms)
        values (:follower_id, :followee_id, :state, :id, :uri, :created_at_ms, :changed_at_ms)
        on conflict (follower_id, followee_id)
        do update set state = :state, uri = :uri, changed_at_ms = :changed_at_ms
        """,
        follower_id=follow.follower_id,
        followee_id=follow.followee_id,
        state=follow.state,
        id=follow.id,
        uri=follow.uri,
        created_at_ms=follow.created_at_ms,
        changed_at_ms=follow.changed_at_ms,
    )


async def delete_follow(tx: Transaction, follower_id: AccountId, followee_id: AccountId) -> None:
    await tx.run(
        "delete from follows where follower_id = :follower_id and followee_id = :followee_id",
        follower_id=follower_id,
        followee_id=followee_id,
    )


async def follows_of(reader: Reader, account_id: AccountId, limit: int) -> list[Follow]:
    """Follows this account is an end of, for when it goes away."""
    return await reader.all(
        Follow,
        """
        select * from follows where follower_id = :account_id
        union all select * from follows where followee_id = :account_id
        limit :limit
        """,
        account_id=account_id,
        limit=limit,
    )


async def followers(reader: Reader, account_id: AccountId, state: FollowState, window: Window) -> list[Edge]:
    return await reader.all(
        Edge,
        """
        select id, follower_id as account_id from follows
        where followee_id = :account_id and state = :state and id < :before
        order by id desc limit :limit offset :offset
        """,
        account_id=account_id,
        state=state,
        before=window.before,
        limit=window.limit,
        offset=window.offset or 0,
    )


async def following(reader: Reader, account_id: AccountId, state: FollowState, window: Window) -> list[Edge]:
    return await reader.all(
        Edge,
        """
        select id, followee_id as account_id from follows
        where follower_id = :account_id and state = :state and id < :before
        order by id desc limit :limit offset :offset
        """,
        account_id=account_id,
        state=state,
        before=window.before,
        limit=window.limit,
        offset=window.offset or 0,
    )


async def count_requests(reader: Reader, account_id: AccountId) -> int:
    return await reader.number(
        "select count(*) from follows where followee_id = :account_id and state = 'requested'", account_id=account_id
    )


async def has_local_follower(reader: Reader, account_id: AccountId) -> bool:
    return bool(
        await reader.number(
            """
            select 1 from follows cross join accounts
            where follows.followee_id = :account_id and follows.state = 'following'
              and accounts.id = follows.follower_id and accounts.host = ''
            limit 1
            """,
            account_id=account_id,
        )
    )


async def count_followers_here(reader: Reader, account_id: AccountId, most: int) -> int:
    """How many of those who live here follow, counted as far as `most`."""
    return await reader.number(
        """
        select count(*) from (
            select 1 from follows cross join accounts
            where follows.followee_id = :account_id and follows.state = 'following'
              and accounts.id = follows.follower_id and accounts.host = ''
            limit :most
        )
        """,
        account_id=account_id,
        most=most,
    )


async def block_between(reader: Reader, account_id: AccountId, target_id: AccountId) -> BlockRow | None:
    return await reader.one(
        BlockRow,
        "select account_id, target_id, id, uri from blocks where account_id = :account_id and target_id = :target_id",
        account_id=account_id,
        target_id=target_id,
    )


async def insert_block(tx: Transaction, block: BlockRow, now_ms: int) -> None:
    await tx.run(
        """
        insert into blocks (account_id, target_id, id, uri, created_at_ms)
        values (:account_id, :target_id, :id, :uri, :now_ms)
        on conflict (account_id, target_id) do nothing
        """,
        account_id=block.account_id,
        target_id=block.target_id,
        id=block.id,
        uri=block.uri,
        now_ms=now_ms,
    )


async def delete_block(tx: Transaction, account_id: AccountId, target_id: AccountId) -> None:
    await tx.run(
        "delete from blocks where account_id = :account_id and target_id = :target_id",
        account_id=account_id,
        target_id=target_id,
    )


async def blocked(reader: Reader, account_id: AccountId, window: Window) -> list[Edge]:
    """Whom this account blocked, last blocked first."""
    return await reader.all(
        Edge,
        """
        select id, target_id as account_id from blocks where account_id = :account_id and id < :before
        order by id desc limit :limit offset :offset
        """,
        account_id=account_id,
        before=window.before,
        limit=window.limit,
        offset=window.offset or 0,
    )


async def followed_among(reader: Reader, viewer_id: AccountId, ids: list[AccountId]) -> list[Follow]:
    """The viewer's follows of these, asked and accepted."""
    return await reader.all(
        Follow,
        "select * from follows where follower_id = :viewer_id and followee_id in :ids",
        viewer_id=viewer_id,
        ids=list[int](ids),
    )


async def following_among(reader: Reader, viewer_id: AccountId, ids: list[AccountId]) -> list[Follow]:
    """Follows of the viewer by these."""
    return await reader.all(
        Follow,
        "select * from follows where followee_id = :viewer_id and follower_id in :ids",
        viewer_id=viewer_id,
        ids=list[int](ids),
    )


async def blocks_among(reader: Reader, viewer_id: AccountId, ids: list[AccountId]) -> list[BlockRow]:
    """Blocks between the viewer and these, either way."""
    return await reader.all(
        BlockRow,
        """
        select account_id, target_id, id, uri from blocks where account_id = :viewer_id and target_id in :ids
        union all
        select account_id, target_id, id, uri from blocks where target_id = :viewer_id and account_id in :ids
        """,
        viewer_id=viewer_id,
        ids=list[int](ids),
    )


async def relationships(reader: Reader, viewer_id: AccountId, ids: list[AccountId]) -> dict[AccountId, Relationship]:
    """How the viewer stands to each of these; at most 500."""
    if not ids:
        return {}
    mine = {follow.followee_id: follow for follow in await followed_among(reader, viewer_id, ids)}
    theirs = {follow.follower_id: follow.state for follow in await following_among(reader, viewer_id, ids)}
    blocks = {(row.account_id, row.target_id) for row in await blocks_among(reader, viewer_id, ids)}
    own = {(row.kind, row.account_id): row for row in await _own_among(reader, viewer_id, ids)}
    return {
        account_id: _relationship(
            Relationship(
                account_id,
                followed_by=theirs.get(account_id) == "following",
                requested_by=theirs.get(account_id) == "requested",
                blocking=(viewer_id, account_id) in blocks,
                blocked_by=(account_id, viewer_id) in blocks,
                blocking_host=("host", account_id) in own,
            ),
            mine.get(account_id),
            own.get(("mute", account_id)),
            own.get(("note", account_id)),
        )
        for account_id in ids
    }


class _Own(Struct, frozen=True):
    """What the viewer keeps to themselves about somebody: a mute, a note, a blocked host."""

    kind: str
    account_id: AccountId
    flag: bool
    ends_at_ms: int | None
    words: str


def _relationship(known: Relationship, follow: Follow | None, mute: _Own | None, note: _Own | None) -> Relationship:
    return msgspec.structs.replace(
        known,
        following=follow is not None and follow.state == "following",
        requested=follow is not None and follow.state == "requested",
        retweets=follow is None or follow.retweets,
        bell=follow is not None and follow.bell,
        muting=mute is not None,
        muting_notifications=mute is not None and mute.flag,
        muting_until_ms=None if mute is None else mute.ends_at_ms,
        note="" if note is None else note.words,
    )


async def _own_among(reader: Reader, viewer_id: AccountId, ids: list[AccountId]) -> list[_Own]:
    return await reader.all(
        _Own,
        """
        select 'mute' as kind, target_id as account_id, notifications as flag, ends_at_ms, '' as words
        from mutes where account_id = :viewer_id and target_id in :ids
        union all
        select 'note', target_id, 0, null, content from notes where account_id = :viewer_id and target_id in :ids
        union all
        select 'host', accounts.id, 0, null, '' from accounts cross join peer_blocks
        where accounts.id in :ids and peer_blocks.account_id = :viewer_id and peer_blocks.host = accounts.host
        """,
        viewer_id=viewer_id,
        ids=list[int](ids),
    )
