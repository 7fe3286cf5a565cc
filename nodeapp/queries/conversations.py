"""Conversations: two that turn out to be one, because what the later part answers has come."""

from nodeapp.model.tweets import Tweet
from nodeapp.seams.database import Transaction


async def join(tx: Transaction, parent: Tweet, limit: int) -> None:
    """What stands below a tweet that came after its answers is of its conversation, as far as `limit` reaches.

    Whoever muted one of the parts has muted the whole.
    """
    await tx.run(
        """
        insert into thread_mutes (account_id, conversation_id, id, created_at_ms)
        select account_id, :conversation_id, id, created_at_ms from thread_mutes
        where conversation_id in (select id from tweets where reply_to_id = :parent_id)
          and conversation_id <> :conversation_id
        on conflict (account_id, conversation_id) do nothing
        """,
        parent_id=parent.id,
        conversation_id=parent.conversation_id,
    )
    await tx.run(
        """
        delete from thread_mutes
        where conversation_id in (select id from tweets where reply_to_id = :parent_id)
          and conversation_id <> :conversation_id
        """,
        parent_id=parent.id,
        conversation_id=parent.conversation_id,
    )
    await tx.run(
        """
        with recursive below (id) as (
            select id from tweets where reply_to_id = :parent_id
            union
            select tweets.id from below cross join tweets where tweets.reply_to_id = below.id
            limit :limit
        )
        update tweets set conversation_id = :conversation_id
        where id in (select id from below) and conversation_id <> :conversation_id
        """,
        parent_id=parent.id,
        conversation_id=parent.conversation_id,
        limit=limit,
    )
