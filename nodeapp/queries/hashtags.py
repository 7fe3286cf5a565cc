"""Hashtags that somebody follows."""

from msgspec import Struct

from nodeapp.model.ids import AccountId
from nodeapp.model.timelines import Window
from nodeapp.seams.database import Reader, Transaction


class FollowedHashtag(Struct, frozen=True):
    id: int
    tag: str


async def is_followed(reader: Reader, account_id: AccountId, tag: str) -> bool:
    return bool(
        await reader.number(
            "select 1 from followed_hashtags where account_id = :account_id and tag = :tag",
            account_id=account_id,
            tag=tag,
        )
    )


async def followed_among(reader: Reader, account_id: AccountId, tags: list[str]) -> frozenset[str]:
    found = await reader.values(
        "select tag from followed_hashtags where account_id = :account_id and tag in :tags",
        account_id=account_id,
        tags=tags,
    )
    return frozenset(str(tag) for tag in found)


async def followed(reader: Reader, account_id: AccountId, window: Window) -> list[FollowedHashtag]:
    """Last followed first."""
    return await reader.all(
        FollowedHashtag,
        """
        select id, tag from followed_hashtags where account_id = :account_id and id < :before
        order by id desc limit :limit offset :offset
        """,
        account_id=account_id,
        before=window.before,
        limit=window.limit,
        offset=window.offset or 0,
    )


async def tags_of(reader: Reader, account_id: AccountId) -> frozenset[str]:
    """All of them."""
    found = await reader.values(
        "select tag from followed_hashtags where account_id = :account_id", account_id=account_id
    )
    return frozenset(str(tag) for tag in found)


async def count(reader: Reader, account_id: AccountId) -> int:
    return await reader.number(
        "select count(*) from followed_hashtags where account_id = :account_id", account_id=account_id
    )


async def follow(tx: Transaction, account_id: AccountId, tag: str, id: int, now_ms: int) -> int:
    """0 where it was followed."""
    return await tx.run(
        """
        insert into followed_hashtags (account_id, tag, id, created_at_ms) values (:account_id, :tag, :id, :now_ms)
        on conflict (account_id, tag) do nothing
        """,
        account_id=account_id,
        tag=tag,
        id=id,
        now_ms=now_ms,
    )


async def unfollow(tx: Transaction, account_id: AccountId, tag: str) -> int:
    return await tx.run(
        "delete from followed_hashtags where account_id = :account_id and tag = :tag", account_id=account_id, tag=tag
    )
