"""Polls: questions, their options, and who voted for what."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.polls import Option, Poll, asks_the_same
from nodeapp.seams.database import Reader, Transaction


class Vote(Struct, frozen=True):
    tweet_id: TweetId
    place: int


class NewVote(Struct, frozen=True):
    """`uri` is its own, when it came from elsewhere."""

    id: int
    place: int
    uri: str | None = None


async def of_tweet(reader: Reader, tweet_id: TweetId) -> Poll | None:
    return next(iter(await of_tweets(reader, [tweet_id])), None)


async def of_tweets(reader: Reader, ids: list[TweetId]) -> list[Poll]:
    """Those of at most 500 tweets, with their options."""
    rows = await reader.all(Poll, "select * from polls where tweet_id in :ids", ids=list[int](ids))
    options = await reader.all(
        Option, "select * from poll_options where tweet_id in :ids order by tweet_id, place", ids=list[int](ids)
    )
    by_tweet: dict[TweetId, list[Option]] = {}
    for option in options:
        by_tweet.setdefault(option.tweet_id, []).append(option)
    return [replace(row, options=tuple(by_tweet.get(row.tweet_id, ()))) for row in rows]


async def votes_among(reader: Reader, account_id: AccountId, ids: list[TweetId]) -> list[Vote]:
    """What this person chose in these polls, at most 500 of them."""
    return await reader.all(
        Vote,
        """
        select tweet_id, place from poll_votes
        where account_id = :account_id and tweet_id in :ids order by tweet_id, place
        """,
        account_id=account_id,
        ids=list[int](ids),
    )


async def insert(tx: Transaction, poll: Poll) -> None:
    """Of a tweet that has none."""
    await tx.run(
        """
        insert into polls (
            tweet_id, multiple, hide_totals, ends_at_ms, closed_at_ms, voter_count, origin_voter_count
        ) values (
            :tweet_id, :multiple, :hide_totals, :ends_at_ms, :closed_at_ms, :voter_count, :origin_voter_count
        )
        """,
        tweet_id=poll.tweet_id,
        multiple=poll.multiple,
        hide_totals=poll.hide_totals,
        ends_at_ms=poll.ends_at_ms,
        closed_at_ms=poll.closed_at_ms,
        voter_count=poll.voter_count,
        origin_voter_count=poll.origin_voter_count,
    )
    await tx.many(
        """
        insert into poll_options (tweet_id, place, title, vote_count, origin_vote_count)
        values (:tweet_id, :place, :title, :vote_count, :origin_vote_count)
        """,
        [
            {
                "tweet_id": option.tweet_id,
                "place": option.place,
                "title": option.title,
                "vote_count": option.vote_count,
                "origin_vote_count": option.origin_vote_count,
            }
            for option in poll.options
        ],
    )
    await tx.run("update tweets set has_poll = 1 where id = :tweet_id", tweet_id=poll.tweet_id)


async def remove(tx: Transaction, tweet_id: TweetId) -> None:
    """With every vote."""
    await tx.run("delete from poll_votes where tweet_id = :tweet_id", tweet_id=tweet_id)
    await tx.run("delete from poll_options where tweet_id = :tweet_id", tweet_id=tweet_id)
    await tx.run("delete from polls where tweet_id = :tweet_id", tweet_id=tweet_id)
    await tx.run("update tweets set has_poll = 0 where id = :tweet_id", tweet_id=tweet_id)


async def take_away(tx: Transaction, tweet_id: TweetId) -> None:
    """With the tweet. Voters elsewhere have a copy of it: that they must be told is all that is left of their votes."""
    await tx.run(
        """
        insert into once_named (tweet_id, account_id)
        select distinct poll_votes.tweet_id, poll_votes.account_id
        from poll_votes join accounts on accounts.id = poll_votes.account_id
        where poll_votes.tweet_id = :tweet_id and accounts.host <> ''
        on conflict (tweet_id, account_id) do nothing
        """,
        tweet_id=tweet_id,
    )
    await remove(tx, tweet_id)


async def revise(tx: Transaction, tweet_id: TweetId, now: Poll | None) -> None:
    """What a tweet asks from now on, None for nothing. Votes stay only where they still mean the same."""
    before = await of_tweet(tx, tweet_id)
    if before is not None and now is not None and asks_the_same(before, now):
        await _renew(tx, now)
        return
    if before is not None:
        await remove(tx, tweet_id)
    if now is not None:
        await insert(tx, now)


async def refresh(tx: Transaction, tweet_id: TweetId, told: Poll | None, *, is_newer: bool) -> bool:
    """A poll from elsewhere as its own node tells it again; whether it was open and is closed now.

    Numbers count whenever they come; what is asked changes only with newer words.
    """
    before = await of_tweet(tx, tweet_id)
    if told is None or before is None or not asks_the_same(before, told):
        if is_newer or (before is None and told is not None):
            await revise(tx, tweet_id, told)
        return False
    was_open = before.closed_at_ms is None
    closed_at_ms = told.closed_at_ms if was_open or told.closed_at_ms is None else before.closed_at_ms
    await _renew(tx, replace(told, closed_at_ms=closed_at_ms))
    await tx.many(
        "update poll_options set origin_vote_count = :count where tweet_id = :tweet_id and place = :place",
        [{"count": it.origin_vote_count, "tweet_id": tweet_id, "place": it.place} for it in told.options],
    )
    await tx.run(
        "update polls set origin_voter_count = :count where tweet_id = :tweet_id",
        count=told.origin_voter_count,
        tweet_id=tweet_id,
    )
    return was_open and closed_at_ms is not None


async def add_votes(
    tx: Transaction, tweet_id: TweetId, account_id: AccountId, votes: Sequence[NewVote], now_ms: int
) -> None:
    """Votes this person has not given yet; the first of them makes them a voter."""
    is_new = not await votes_among(tx, account_id, [tweet_id])
    await tx.many(
        """
        insert into poll_votes (tweet_id, account_id, place, id, uri, created_at_ms)
        values (:tweet_id, :account_id, :place, :id, :uri, :now_ms)
        """,
        [
            {
                "tweet_id": tweet_id,
                "account_id": account_id,
                "place": vote.place,
                "id": vote.id,
                "uri": vote.uri,
                "now_ms": now_ms,
            }
            for vote in votes
        ],
    )
    await tx.run(
        "update poll_options set vote_count = vote_count + 1 where tweet_id = :tweet_id and place in :places",
        tweet_id=tweet_id,
        places=[vote.place for vote in votes],
    )
    if is_new:
        await tx.run("update polls set voter_count = voter_count + 1 where tweet_id = :tweet_id", tweet_id=tweet_id)


async def _renew(tx: Transaction, poll: Poll) -> None:
    await tx.run(
        """
        update polls set hide_totals = :hide_totals, ends_at_ms = :ends_at_ms, closed_at_ms = :closed_at_ms
        where tweet_id = :tweet_id
        """,
        hide_totals=poll.hide_totals,
        ends_at_ms=poll.ends_at_ms,
        closed_at_ms=poll.closed_at_ms,
        tweet_id=poll.tweet_id,
    )
