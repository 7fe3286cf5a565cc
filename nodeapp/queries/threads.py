"""Threads: tweets that were posted at once, each answering the one before."""

from nodeapp.model.ids import TweetId
from nodeapp.seams.database import Reader


async def posted_with(reader: Reader, first_id: TweetId, limit: int) -> list[TweetId]:
    """The first of a thread, and those of its author that follow it and are of the same moment; in their order."""
    found = await reader.values(
        """
        with recursive strung (id, author_id, created_at_ms, place) as (
            select id, author_id, created_at_ms, 1 from tweets where id = :first_id
            union all
            select tweets.id, tweets.author_id, tweets.created_at_ms, strung.place + 1
            from strung join tweets on tweets.reply_to_id = strung.id
            where tweets.author_id = strung.author_id and tweets.created_at_ms = strung.created_at_ms
              and strung.place < :limit
        )
        select id from strung order by place limit :limit
        """,
        first_id=first_id,
        limit=limit,
    )
    return [TweetId(value) for value in found if isinstance(value, int)]
