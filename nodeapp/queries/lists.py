"""Lists of people: the lists somebody made, and who is in them."""

from nodeapp.model.ids import AccountId, ListId
from nodeapp.model.lists import CheckedList, PeopleList
from nodeapp.model.timelines import Window
from nodeapp.queries.graph import Edge
from nodeapp.seams.database import Reader, Transaction


async def mine(reader: Reader, account_id: AccountId, list_id: ListId) -> PeopleList | None:
    """None for another's, as for none."""
    return await reader.one(
        PeopleList,
        """
        select lists.*, (select count(*) from list_members where list_id = lists.id) as member_count
        from lists where id = :list_id and account_id = :account_id
        """,
        list_id=list_id,
        account_id=account_id,
    )


async def all_of(reader: Reader, account_id: AccountId, limit: int) -> list[PeopleList]:
    """Oldest first."""
    return await reader.all(
        PeopleList,
        """
        select lists.*, (select count(*) from list_members where list_id = lists.id) as member_count
        from lists where account_id = :account_id order by id limit :limit
        """,
        account_id=account_id,
        limit=limit,
    )


async def with_member(reader: Reader, account_id: AccountId, member_id: AccountId, limit: int) -> list[PeopleList]:
    """Those of this account's lists that have this member, oldest first."""
    return await reader.all(
        PeopleList,
        """
        select lists.*, (select count(*) from list_members as other where other.list_id = lists.id) as member_count
        from lists cross join list_members
        where lists.account_id = :account_id
          and list_members.list_id = lists.id and list_members.account_id = :member_id
        order by lists.id limit :limit
        """,
        account_id=account_id,
        member_id=member_id,
        limit=limit,
    )


async def count(reader: Reader, account_id: AccountId) -> int:
    return await reader.number("select count(*) from lists where account_id = :account_id", account_id=account_id)


async def insert(tx: Transaction, list_id: ListId, account_id: AccountId, told: CheckedList, now_ms: int) -> None:
    await tx.run(
        """
        insert into lists (id, account_id, title, exclusive, replies, created_at_ms, changed_at_ms)
        values (:list_id, :account_id, :title, :exclusive, :replies, :now_ms, :now_ms)
        """,
        list_id=list_id,
        account_id=account_id,
        title=told.title or "",
        exclusive=bool(told.exclusive),
        replies=told.replies or "followed",
        now_ms=now_ms,
    )


async def change(tx: Transaction, list_id: ListId, told: CheckedList, now_ms: int) -> None:
    """None leaves a column as it is."""
    await tx.run(
        """
        update lists set title = coalesce(:title, title), exclusive = coalesce(:exclusive, exclusive),
            replies = coalesce(:replies, replies), changed_at_ms = :now_ms
        where id = :list_id
        """,
        list_id=list_id,
        title=told.title,
        exclusive=told.exclusive,
        replies=told.replies,
        now_ms=now_ms,
    )


async def delete(tx: Transaction, list_id: ListId) -> None:
    await tx.run("delete from list_members where list_id = :list_id", list_id=list_id)
    await tx.run("delete from lists where id = :list_id", list_id=list_id)


async def members(reader: Reader, list_id: ListId, window: Window) -> list[Edge]:
    """Last added first."""
    return await reader.all(
        Edge,
        """
        select id, account_id from list_members where list_id = :list_id and id < :before
        order by id desc limit :limit offset :offset
        """,
        list_id=list_id,
        before=window.before,
        limit=window.limit,
        offset=window.offset or 0,
    )


async def is_member(reader: Reader, list_id: ListId, account_id: AccountId) -> bool:
    return bool(
        await reader.number(
            "select 1 from list_members where list_id = :list_id and account_id = :account_id",
            list_id=list_id,
            account_id=account_id,
        )
    )


async def add(tx: Transaction, list_id: ListId, account_id: AccountId, id: int, now_ms: int) -> None:
    await tx.run(
        """
        insert into list_members (list_id, account_id, id, created_at_ms)
        values (:list_id, :account_id, :id, :now_ms) on conflict (list_id, account_id) do nothing
        """,
        list_id=list_id,
        account_id=account_id,
        id=id,
        now_ms=now_ms,
    )


async def remove(tx: Transaction, list_id: ListId, account_id: AccountId) -> int:
    return await tx.run(
        "delete from list_members where list_id = :list_id and account_id = :account_id",
        list_id=list_id,
        account_id=account_id,
    )
