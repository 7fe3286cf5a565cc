"""Libraries: what one person liked, kept and shared, and whom a search in their name leaves out or prefers."""

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.timelines import Entry
from nodeapp.seams.database import Reader


async def ids_of(reader: Reader, account_id: AccountId, most: int) -> list[TweetId]:
    """The last `most` that somebody liked, and as many that they kept."""
    found = await reader.values(
        """
        select tweet_id from (
            select tweet_id from likes where account_id = :account_id order by id desc limit :most
        )
        union
        select tweet_id from (
            select tweet_id from bookmarks where account_id = :account_id order by id desc limit :most
        )
        """,
        account_id=account_id,
        most=most,
    )
    return [TweetId(int(str(id))) for id in found]


async def shared_by(reader: Reader, account_id: AccountId, most: int) -> list[Entry]:
    """Somebody's last retweets."""
    return await reader.all(
        Entry,
        """
        select id as position, id as tweet_id, retweet_of_id from tweets
        where author_id = :account_id and retweet_of_id is not null and deleted_at_ms is null
        order by id desc limit :most
        """,
        account_id=account_id,
        most=most,
    )


async def kept_out(reader: Reader, account_id: AccountId, most: int) -> list[AccountId]:
    """Whom one blocked or muted, and who blocked one."""
    found = await reader.values(
        """
        select target_id from blocks where account_id = :account_id
        union select account_id from blocks where target_id = :account_id
        union select target_id from mutes where account_id = :account_id
        limit :most
        """,
        account_id=account_id,
        most=most,
    )
    return [AccountId(int(str(id))) for id in found]


async def followed_among(reader: Reader, account_id: AccountId, ids: list[AccountId]) -> frozenset[AccountId]:
    """Those of them whom one follows; at most 500."""
    found = await reader.values(
        """
        select followee_id from follows
        where follower_id = :account_id and followee_id in :ids and state = 'following'
        """,
        account_id=account_id,
        ids=list[int](ids),
    )
    return frozenset(AccountId(int(str(id))) for id in found)
