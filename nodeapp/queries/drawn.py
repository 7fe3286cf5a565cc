"""The largest id that was drawn here, so that none is drawn twice after a restart with a clock that went back."""

from nodeapp.seams.database import Reader


async def largest(reader: Reader) -> int:
    return max(
        await reader.number("select id from accounts where host = '' order by id desc limit 1"),
        await reader.number("select id from tweets where uri is null order by id desc limit 1"),
        await reader.number("select coalesce(max(id), 0) from sessions"),
        await _newest_like(reader),
        await reader.number("select coalesce(max(id), 0) from follows"),
        await reader.number("select coalesce(max(id), 0) from lists"),
        await reader.number("select coalesce(max(id), 0) from notifications"),
        await reader.number("select coalesce(max(id), 0) from notification_groups"),
        await reader.number("select coalesce(max(id), 0) from notification_requests"),
    )


async def _newest_like(reader: Reader) -> int:
    """From one person who likes to the next, the newest of each: their index is in no order of ids across people."""
    return await reader.number(
        """
        with recursive people (id) as (
            select min(account_id) from likes
            union all
            select (select min(account_id) from likes where account_id > people.id) from people where id is not null
        )
        select coalesce(max((select max(likes.id) from likes where account_id = people.id)), 0) from people
        """
    )
