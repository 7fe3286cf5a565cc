"""The largest id that was drawn here, so that none is drawn twice after a restart with a clock that went back."""

from nodeapp.seams.database import Reader


async def largest(reader: Reader) -> int:
    return max(
        await reader.number("select id from accounts where host = '' order by id desc limit 1"),
        await reader.number("select id from tweets where uri is null order by id desc limit 1"),
        await reader.number("select coalesce(max(id), 0) from sessions"),
        await reader.number("select coalesce(max(id), 0) from likes"),
        await reader.number("select coalesce(max(id), 0) from follows"),
    )
