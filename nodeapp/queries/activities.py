"""Activities by the address they came with, or went out under: what they did, so that it can be undone or answered."""

from msgspec import Struct

from nodeapp.model.ids import AccountId
from nodeapp.seams.database import Reader


class Done(Struct, frozen=True):
    """`kind` is follow, like, retweet or block; the subject is an account or a tweet."""

    kind: str
    subject_id: int


async def done_by(reader: Reader, actor_id: AccountId, uri: str) -> Done | None:
    """What this actor did under this uri, if it still stands."""
    return await reader.one(
        Done,
        """
        select 'follow' as kind, followee_id as subject_id from follows
        where uri = :uri and follower_id = :actor_id
        union all
        select 'like', tweet_id from likes where uri = :uri and account_id = :actor_id
        union all
        select 'retweet', retweet_of_id from tweets
        where uri = :uri and author_id = :actor_id and retweet_of_id is not null and deleted_at_ms is null
        union all
        select 'block', target_id from blocks where uri = :uri and account_id = :actor_id
        limit 1
        """,
        actor_id=actor_id,
        uri=uri,
    )


async def asked_by(reader: Reader, follow_id: int, followee_id: AccountId) -> AccountId | None:
    """Who asked, with the follow of this id, to follow this account; None where there is no such follow."""
    found = await reader.number(
        "select follower_id from follows where followee_id = :followee_id and id = :follow_id",
        followee_id=followee_id,
        follow_id=follow_id,
    )
    return AccountId(found) if found else None
