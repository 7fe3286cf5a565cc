"""Idempotency keys: what a key was first used for, and the answer it got."""

from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.seams.database import Reader, Transaction


class Use(Struct, frozen=True):
    """A row of `idempotency`. `status` is None until the answer is known; `tweet_id` is what a posting made."""

    fingerprint: bytes
    tweet_id: TweetId | None
    status: int | None
    body: bytes | None
    created_at_ms: int


async def find(reader: Reader, account_id: AccountId, key: str, since_ms: int) -> Use | None:
    """The use of this key at `since_ms` or later; None where it is new, or so old that it counts as new."""
    return await reader.one(
        Use,
        """
        select fingerprint, tweet_id, status, body, created_at_ms from idempotency
        where account_id = :account_id and key = :key and created_at_ms >= :since_ms
        """,
        account_id=account_id,
        key=key,
        since_ms=since_ms,
    )


async def claim(
    tx: Transaction, account_id: AccountId, key: str, fingerprint: bytes, tweet_id: TweetId, now_ms: int
) -> None:
    """Ties the key to the tweet made in this transaction. Ask `find` first: an old use is overwritten."""
    await tx.run(
        """
        insert into idempotency (account_id, key, fingerprint, tweet_id, created_at_ms)
        values (:account_id, :key, :fingerprint, :tweet_id, :now_ms)
        on conflict (account_id, key) do update
        set fingerprint = :fingerprint, tweet_id = :tweet_id, status = null, body = null, created_at_ms = :now_ms
        """,
        account_id=account_id,
        key=key,
        fingerprint=fingerprint,
        tweet_id=tweet_id,
        now_ms=now_ms,
    )


async def keep(tx: Transaction, account_id: AccountId, key: str, answer: Use) -> None:
    """Remembers the first answer; a claim of the same use keeps its tweet and its time."""
    await tx.run(
        """
        insert into idempotency (account_id, key, fingerprint, status, body, created_at_ms)
        values (:account_id, :key, :fingerprint, :status, :body, :created_at_ms)
        on conflict (account_id, key) do update
        set tweet_id = case when fingerprint = :fingerprint then tweet_id end,
            fingerprint = :fingerprint, status = :status, body = :body, created_at_ms = :created_at_ms
        """,
        account_id=account_id,
        key=key,
        fingerprint=answer.fingerprint,
        status=answer.status,
        body=answer.body,
        created_at_ms=answer.created_at_ms,
    )


async def forget_until(tx: Transaction, older_than_ms: int, most: int) -> int:
    """Drops up to `most` uses, oldest first."""
    return await tx.run(
        """
        delete from idempotency where (account_id, key) in (
            select account_id, key from idempotency where created_at_ms < :older_than_ms
            order by created_at_ms limit :most
        )
        """,
        older_than_ms=older_than_ms,
        most=most,
    )
