"""Quote checks: quotes from elsewhere that could not be looked at, and when they are looked at again."""

from nodeapp.model.ids import TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.quotes import QuoteCheck
from nodeapp.model.tweets import ForeignTweet
from nodeapp.seams.database import Reader, Transaction


async def put(tx: Transaction, tweet_id: TweetId, told: ForeignTweet, host: str, limits: Limits, now_ms: int) -> None:
    """Waits from now on; one that waits already keeps its turn. Of too many, those that come last do not wait."""
    await tx.run(
        """
        insert into quote_checks (tweet_id, host, approval_uri, is_legacy, due_at_ms)
        select :tweet_id, :host, :approval_uri, :is_legacy, :due_at_ms
        where (select count(*) from quote_checks) < :most
          and (select count(*) from quote_checks where host = :host) < :most_of_host
        on conflict (tweet_id) do update set approval_uri = :approval_uri
        """,
        tweet_id=tweet_id,
        host=host,
        approval_uri=told.quote_approval_uri,
        is_legacy=told.quote_is_legacy,
        due_at_ms=now_ms + int(limits.quote_retry_seconds * 1_000),
        most=limits.quote_checks_max,
        most_of_host=limits.quote_checks_per_host_max,
    )


async def due_hosts(reader: Reader, now_ms: int, limit: int) -> list[str]:
    """Those first of which something has been tried least."""
    found = await reader.values(
        """
        select host from quote_checks where due_at_ms <= :now_ms
        group by host order by min(attempts), min(due_at_ms) limit :limit
        """,
        now_ms=now_ms,
        limit=limit,
    )
    return [str(host) for host in found]


async def due_of(reader: Reader, host: str, now_ms: int, limit: int) -> list[QuoteCheck]:
    """Those tried least come first: what fails for ever must not keep the others waiting."""
    return await reader.all(
        QuoteCheck,
        """
        select tweet_id, case when deleted_at_ms is null then quote_of_uri end as quoted_uri,
            approval_uri, is_legacy, attempts
        from quote_checks cross join tweets on tweets.id = quote_checks.tweet_id
        where quote_checks.host = :host and due_at_ms <= :now_ms
        order by attempts, due_at_ms, tweet_id limit :limit
        """,
        host=host,
        now_ms=now_ms,
        limit=limit,
    )


async def begin(tx: Transaction, tweet_id: TweetId, next_at_ms: int) -> None:
    """One more try, counted before it is made: also one that never ends counts."""
    await tx.run(
        "update quote_checks set attempts = attempts + 1, due_at_ms = :next_at_ms where tweet_id = :tweet_id",
        tweet_id=tweet_id,
        next_at_ms=next_at_ms,
    )


async def rest(tx: Transaction, host: str, now_ms: int, until_ms: int) -> None:
    """Nothing more of this host before then."""
    await tx.run(
        "update quote_checks set due_at_ms = :until_ms where host = :host and due_at_ms <= :now_ms",
        host=host,
        now_ms=now_ms,
        until_ms=until_ms,
    )


async def drop(tx: Transaction, tweet_id: TweetId) -> None:
    await tx.run("delete from quote_checks where tweet_id = :tweet_id", tweet_id=tweet_id)
