"""Notification sweeps: what goes with a tweet, with somebody, or with what one keeps away."""

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.queries.notifications import Row
from nodeapp.seams.database import Reader


async def about_tweets(reader: Reader, ids: list[TweetId], limit: int) -> list[Row]:
    """Some rows about these tweets; at most 500 tweets."""
    return await reader.all(
        Row,
        """
        select * from (
            select notifications.id, notifications.group_id, notifications.held, notifications.is_read
            from notification_groups cross join notifications
            where notification_groups.tweet_id in :ids and notifications.group_id = notification_groups.id
              and notifications.held = 0
            limit :limit
        )
        union all
        select * from (
            select id, group_id, held, is_read from notifications where held = 1 and tweet_id in :ids limit :limit
        )
        """,
        ids=list[int](ids),
        limit=limit,
    )


async def between(reader: Reader, account_id: AccountId, actor_id: AccountId, limit: int) -> list[Row]:
    """Some of what one was told that the other did."""
    return await reader.all(
        Row,
        """
        select id, group_id, held, is_read from notifications
        where actor_id = :actor_id and account_id = :account_id limit :limit
        """,
        account_id=account_id,
        actor_id=actor_id,
        limit=limit,
    )


async def by_actor(reader: Reader, actor_id: AccountId, limit: int) -> list[Row]:
    """Some of what anybody was told that this one did."""
    return await reader.all(
        Row,
        "select id, group_id, held, is_read from notifications where actor_id = :actor_id limit :limit",
        actor_id=actor_id,
        limit=limit,
    )


async def from_host(reader: Reader, account_id: AccountId, host: str, limit: int) -> list[Row]:
    """Some of what one was told that people of a peer did."""
    return await reader.all(
        Row,
        """
        select notifications.id, group_id, held, is_read from notifications cross join accounts
        where notifications.account_id = :account_id and accounts.id = notifications.actor_id and accounts.host = :host
        limit :limit
        """,
        account_id=account_id,
        host=host,
        limit=limit,
    )


async def of_conversation(reader: Reader, account_id: AccountId, conversation_id: TweetId, limit: int) -> list[Row]:
    """Some of what one was told about tweets of a conversation."""
    return await reader.all(
        Row,
        """
        select notifications.id, group_id, held, is_read from notifications cross join tweets
        where notifications.account_id = :account_id and tweets.id = notifications.tweet_id
          and tweets.conversation_id = :conversation_id
        limit :limit
        """,
        account_id=account_id,
        conversation_id=conversation_id,
        limit=limit,
    )


async def followed_for(reader: Reader, account_id: AccountId, actor_id: AccountId, limit: int) -> list[Row]:
    """Some of what one was told as a follower of somebody: new tweets, and those that only followers may see."""
    return await reader.all(
        Row,
        """
        select id, group_id, held, is_read from notifications
        where actor_id = :actor_id and account_id = :account_id and (kind = 'bell' or (
            exists (
                select 1 from tweets
                where tweets.id = notifications.tweet_id and tweets.author_id = :actor_id
                  and tweets.visibility = 'followers'
            ) and not exists (
                select 1 from tweet_mentions
                where tweet_mentions.tweet_id = notifications.tweet_id and tweet_mentions.account_id = :account_id
            )
        ))
        limit :limit
        """,
        account_id=account_id,
        actor_id=actor_id,
        limit=limit,
    )


async def of_account(reader: Reader, account_id: AccountId, limit: int) -> list[Row]:
    """Some of what somebody was told."""
    return await reader.all(
        Row,
        "select id, group_id, held, is_read from notifications where account_id = :account_id limit :limit",
        account_id=account_id,
        limit=limit,
    )


async def edited_before(reader: Reader, tweet_id: TweetId, position: int, limit: int) -> list[Row]:
    """Some of what people were told of edits of a tweet before the one at this place of the log."""
    return await reader.all(
        Row,
        """
        select notifications.id, group_id, held, is_read from notification_groups cross join notifications
        where notification_groups.tweet_id = :tweet_id and notification_groups.kind = 'edited'
          and group_id = notification_groups.id and cause_id < :position
        limit :limit
        """,
        tweet_id=tweet_id,
        position=position,
        limit=limit,
    )
