"""Belongings: everything that one account made or keeps, taken apart in portions when it goes for good."""

from collections.abc import Awaitable, Callable

from msgspec import Struct

from nodeapp.model.accounts import Account
from nodeapp.model.events import LikeRemoved, removed
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.queries import engagement, event_log, follows, graph, kept, tweets
from nodeapp.seams.database import Transaction, Value

Step = Callable[[Transaction, Account, int, int], Awaitable[int]]
"""Takes away at most so many rows (the last number) at a time (the one before); the number of rows that went."""


class _Like(Struct, frozen=True):
    tweet_id: TweetId
    id: int
    author_id: AccountId


async def take_away(tx: Transaction, account: Account, now_ms: int, most: int) -> int:
    """At most `most` rows of what is left, in no order that matters; 0 when nothing is. Repeatable.

    What others wrote stays, and so does what they keep of the account: a block must outlive whoever comes back.
    """
    left = most
    for step in STEPS:
        left -= await step(tx, account, now_ms, left)
        if left <= 0:
            return most
    return most - left


async def _tweets(tx: Transaction, account: Account, now_ms: int, most: int) -> int:
    """Each becomes a tombstone."""
    rows = await tweets.live_by(tx, account.id, most)
    for row in rows:
        await tweets.take_away(tx, row, now_ms)
        await event_log.append(tx, removed(row, account.host), now_ms)
    return len(rows)


async def _kept_words(tx: Transaction, account: Account, _: int, most: int) -> int:
    found = await tx.values(
        "select tweet_id from kept_tweets where author_id = :account_id limit :most", account_id=account.id, most=most
    )
    for tweet_id in _numbers(found):
        await kept.erase(tx, TweetId(tweet_id))
    return len(found)


async def _follows(tx: Transaction, account: Account, now_ms: int, most: int) -> int:
    rows = await graph.follows_of(tx, account.id, most)
    for row in rows:
        await follows.end(tx, row, account.id, account.host, now_ms)
    return len(rows)


async def _likes(tx: Transaction, account: Account, now_ms: int, most: int) -> int:
    rows = await tx.all(
        _Like,
        """
        select likes.tweet_id, likes.id, tweets.author_id
        from likes cross join tweets on tweets.id = likes.tweet_id
        where likes.account_id = :account_id limit :most
        """,
        account_id=account.id,
        most=most,
    )
    for row in rows:
        await engagement.delete_like(tx, account.id, row.tweet_id)
        unliked = LikeRemoved(
            actor_id=account.id,
            subject_id=row.tweet_id,
            origin=account.host,
            like_id=row.id,
            author_id=row.author_id,
        )
        await event_log.append(tx, unliked, now_ms)
    return len(rows)


async def _votes(tx: Transaction, account: Account, _: int, most: int) -> int:
    """Polls that were voted in, with all votes of each."""
    found = await tx.values(
        "select distinct tweet_id from poll_votes where account_id = :account_id limit :most",
        account_id=account.id,
        most=most,
    )
    for tweet_id in _numbers(found):
        await _take_back_votes(tx, account.id, tweet_id)
    return len(found)


async def _take_back_votes(tx: Transaction, account_id: AccountId, tweet_id: int) -> None:
    await tx.run(
        """
        update poll_options set vote_count = max(vote_count - 1, 0)
        where tweet_id = :tweet_id and place in (
            select place from poll_votes where tweet_id = :tweet_id and account_id = :account_id
        )
        """,
        tweet_id=tweet_id,
        account_id=account_id,
    )
    await tx.run("update polls set voter_count = max(voter_count - 1, 0) where tweet_id = :tweet_id", tweet_id=tweet_id)
    await tx.run(
        "delete from poll_votes where tweet_id = :tweet_id and account_id = :account_id",
        tweet_id=tweet_id,
        account_id=account_id,
    )


async def _lists(tx: Transaction, account: Account, _: int, most: int) -> int:
    """Their members first."""
    members = await tx.run(
        """
        delete from list_members where (list_id, account_id) in (
            select list_members.list_id, list_members.account_id
            from lists cross join list_members on list_members.list_id = lists.id
            where lists.account_id = :account_id limit :most
        )
        """,
        account_id=account.id,
        most=most,
    )
    if members:
        return members
    return await tx.run("delete from lists where account_id = :account_id", account_id=account.id)


async def _drafts(tx: Transaction, account: Account, _: int, most: int) -> int:
    """With what they keep their uploads by."""
    await tx.run(
        """
        delete from draft_media where draft_id in (
            select id from drafts where account_id = :account_id order by id limit :most
        )
        """,
        account_id=account.id,
        most=most,
    )
    return await tx.run(
        """
        delete from drafts where id in (select id from drafts where account_id = :account_id order by id limit :most)
        """,
        account_id=account.id,
        most=most,
    )


async def _days(tx: Transaction, account: Account, _: int, most: int) -> int:
    """Numbers of its days, which follow from events that come after its end, too."""
    return await tx.run(
        """
        delete from account_days where account_id = :account_id and day in (
            select day from account_days where account_id = :account_id limit :most
        )
        """,
        account_id=account.id,
        most=most,
    )


async def _dismissals(tx: Transaction, account: Account, _: int, most: int) -> int:
    return await tx.run(
        """
        delete from dismissals where account_id = :account_id and target_id in (
            select target_id from dismissals where account_id = :account_id limit :most
        )
        """,
        account_id=account.id,
        most=most,
    )


async def _bookmarks(tx: Transaction, account: Account, _: int, most: int) -> int:
    return await tx.run(
        """
        delete from bookmarks where account_id = :account_id and tweet_id in (
            select tweet_id from bookmarks where account_id = :account_id limit :most
        )
        """,
        account_id=account.id,
        most=most,
    )


async def _blocks(tx: Transaction, account: Account, _: int, most: int) -> int:
    return await tx.run(
        """
        delete from blocks where account_id = :account_id and target_id in (
            select target_id from blocks where account_id = :account_id limit :most
        )
        """,
        account_id=account.id,
        most=most,
    )


async def _mutes(tx: Transaction, account: Account, _: int, most: int) -> int:
    return await tx.run(
        """
        delete from mutes where account_id = :account_id and target_id in (
            select target_id from mutes where account_id = :account_id limit :most
        )
        """,
        account_id=account.id,
        most=most,
    )


async def _thread_mutes(tx: Transaction, account: Account, _: int, most: int) -> int:
    return await tx.run(
        """
        delete from thread_mutes where account_id = :account_id and conversation_id in (
            select conversation_id from thread_mutes where account_id = :account_id limit :most
        )
        """,
        account_id=account.id,
        most=most,
    )


async def _peer_blocks(tx: Transaction, account: Account, _: int, most: int) -> int:
    return await tx.run(
        """
        delete from peer_blocks where account_id = :account_id and host in (
            select host from peer_blocks where account_id = :account_id limit :most
        )
        """,
        account_id=account.id,
        most=most,
    )


async def _notes(tx: Transaction, account: Account, _: int, most: int) -> int:
    return await tx.run(
        """
        delete from notes where account_id = :account_id and target_id in (
            select target_id from notes where account_id = :account_id limit :most
        )
        """,
        account_id=account.id,
        most=most,
    )


async def _followed_hashtags(tx: Transaction, account: Account, _: int, most: int) -> int:
    return await tx.run(
        """
        delete from followed_hashtags where account_id = :account_id and tag in (
            select tag from followed_hashtags where account_id = :account_id limit :most
        )
        """,
        account_id=account.id,
        most=most,
    )


async def _idempotency(tx: Transaction, account: Account, _: int, most: int) -> int:
    return await tx.run(
        """
        delete from idempotency where account_id = :account_id and key in (
            select key from idempotency where account_id = :account_id limit :most
        )
        """,
        account_id=account.id,
        most=most,
    )


async def _sessions(tx: Transaction, account: Account, _: int, most: int) -> int:
    return await tx.run(
        """
        delete from sessions where id in (
            select id from sessions where account_id = :account_id limit :most
        )
        """,
        account_id=account.id,
        most=most,
    )


async def _push_subscriptions(tx: Transaction, account: Account, _: int, most: int) -> int:
    return await tx.run(
        """
        delete from push_subscriptions where id in (
            select id from push_subscriptions where account_id = :account_id limit :most
        )
        """,
        account_id=account.id,
        most=most,
    )


async def _invites(tx: Transaction, account: Account, _: int, most: int) -> int:
    return await tx.run(
        """
        delete from invites where id in (
            select id from invites where account_id = :account_id limit :most
        )
        """,
        account_id=account.id,
        most=most,
    )


def _numbers(found: list[Value]) -> list[int]:
    return [value for value in found if isinstance(value, int)]


STEPS: tuple[Step, ...] = (
    _follows,
    _tweets,
    _kept_words,
    _likes,
    _votes,
    _lists,
    _drafts,
    _days,
    _dismissals,
    _bookmarks,
    _blocks,
    _mutes,
    _thread_mutes,
    _peer_blocks,
    _notes,
    _followed_hashtags,
    _idempotency,
    _sessions,
    _push_subscriptions,
    _invites,
)
