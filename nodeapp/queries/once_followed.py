"""Once followed: the hosts from which somebody followed an author here, and nobody may any more."""

from nodeapp.model.ids import AccountId
from nodeapp.seams.database import Transaction


async def remember(tx: Transaction, author_id: AccountId, follower_id: AccountId, now_ms: int) -> None:
    """A follower leaves. Nothing is kept of one who lives here, nor of an author who does not, or not any more."""
    await tx.run(
        """
        insert into once_followed (author_id, host, left_at_ms)
        select authors.id, followers.host, :now_ms from accounts as authors cross join accounts as followers
        where authors.id = :author_id and authors.host = '' and authors.state <> 'erased'
          and followers.id = :follower_id and followers.host <> ''
        on conflict (author_id, host) do update set left_at_ms = :now_ms
        """,
        author_id=author_id,
        follower_id=follower_id,
        now_ms=now_ms,
    )
