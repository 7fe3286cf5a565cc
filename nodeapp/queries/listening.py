"""Listening: by what new tweets find those who listen."""

from nodeapp.model.events import Logged
from nodeapp.model.ids import AccountId, ListId
from nodeapp.queries import event_log
from nodeapp.queries.event_log import EventRow
from nodeapp.seams.database import Reader


async def followed(reader: Reader, account_id: AccountId, limit: int) -> list[AccountId]:
    """Whom somebody follows, in no order."""
    found = await reader.values(
        "select followee_id from follows where follower_id = :account_id and state = 'following' limit :limit",
        account_id=account_id,
        limit=limit,
    )
    return [AccountId(int(value or 0)) for value in found]


async def members(reader: Reader, list_id: ListId, limit: int) -> frozenset[AccountId]:
    found = await reader.values(
        "select account_id from list_members where list_id = :list_id limit :limit", list_id=list_id, limit=limit
    )
    return frozenset(AccountId(int(value or 0)) for value in found)


async def first_position(reader: Reader) -> int:
    """Of the oldest event that is kept, 0 where there is none."""
    return await reader.number("select coalesce(min(position), 0) from events")


async def backlog(reader: Reader, after: int, until: int, names: list[str], limit: int) -> list[Logged]:
    """Events of these names above one position and up to another, in order."""
    rows = await reader.all(
        EventRow,
        """
        select position, at_ms, data from events
        where position > :after and position <= :until and name in :names
        order by position limit :limit
        """,
        after=after,
        until=until,
        names=names,
        limit=limit,
    )
    return [event_log.logged(row) for row in rows]
