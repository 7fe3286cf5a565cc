"""Aparts: what one person keeps away from themselves, read at once."""

from msgspec import Struct

from nodeapp.model.graph import NOTHING_APART, Apart
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.seams.database import Reader


class _Row(Struct, frozen=True):
    kind: str
    number: int
    host: str


async def of(reader: Reader, account_id: AccountId) -> Apart:
    rows = await reader.all(
        _Row,
        """
        select 'muted' as kind, target_id as number, '' as host from mutes where account_id = :account_id
        union all select 'thread', conversation_id, '' from thread_mutes where account_id = :account_id
        union all select 'host', 0, host from peer_blocks where account_id = :account_id
        union all select 'silenced', followee_id, '' from follows where follower_id = :account_id and retweets = 0
        union all select 'listed', list_members.account_id, '' from lists
            join list_members on list_members.list_id = lists.id
            where lists.account_id = :account_id and lists.exclusive = 1
        """,
        account_id=account_id,
    )
    if not rows:
        return NOTHING_APART
    return Apart(
        muted=frozenset(AccountId(row.number) for row in rows if row.kind == "muted"),
        hosts=frozenset(row.host for row in rows if row.kind == "host"),
        threads=frozenset(TweetId(row.number) for row in rows if row.kind == "thread"),
        silenced=frozenset(AccountId(row.number) for row in rows if row.kind == "silenced"),
        listed=frozenset(AccountId(row.number) for row in rows if row.kind == "listed"),
    )
