"""Changes: what the transaction that runs has done to mirrored rows, from the list its triggers keep."""

from typing import cast

from msgspec import Struct

from nodeapp.model.changes import NOTHING, Changes, Mark, MarkKind
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.queries import accounts, tweets
from nodeapp.queries.shelves import chunks, hashtags_by_tweet, media_by_tweet, mentions_by_tweet, polls_by_tweet
from nodeapp.seams.database import Transaction
from nodeapp.seams.mirror import Mirror

_ROWS = frozenset({"new", "placed", "tagged", "tweet", "account"})


class Touched(Struct, frozen=True):
    """A row of the list: `subject_id` is the tweet or account, for marks what was marked by `account_id`."""

    kind: str
    subject_id: int
    account_id: int
    is_on: bool


async def take(tx: Transaction, mirror: Mirror) -> Changes:
    """Reads the list and empties it; with the rows the mirror wants, as they are now."""
    touched = await tx.all(Touched, "select kind, subject_id, account_id, is_on from touched order by place")
    if not touched:
        return NOTHING
    await tx.run("delete from touched")
    new = frozenset(TweetId(row.subject_id) for row in touched if row.kind == "new")
    placed = frozenset(TweetId(row.subject_id) for row in touched if row.kind == "placed")
    tagged = frozenset(TweetId(row.subject_id) for row in touched if row.kind == "tagged") - new
    tweet_ids = frozenset(TweetId(row.subject_id) for row in touched if row.kind == "tweet").union(new, placed, tagged)
    account_ids = frozenset(AccountId(row.subject_id) for row in touched if row.kind == "account")
    listed = new | placed | tagged
    wanted = [tweet_id for tweet_id in tweet_ids if tweet_id in listed or mirror.wants_tweet(tweet_id)]
    rows = [row for chunk in chunks(wanted) for row in await tweets.by_ids(tx, chunk)]
    mentions = await mentions_by_tweet(tx, wanted)
    people = {row.author_id for row in rows}.union(*mentions.values())
    people |= {account_id for account_id in account_ids if mirror.wants_account(account_id)}
    return Changes(
        tweet_ids=tweet_ids,
        account_ids=account_ids,
        new_ids=new,
        placed_ids=placed,
        tagged_ids=tagged,
        tweets=tuple(rows),
        mentions=mentions,
        hashtags=await hashtags_by_tweet(tx, wanted),
        media=await media_by_tweet(tx, rows),
        polls=await polls_by_tweet(tx, rows),
        accounts={row.id: row for chunk in chunks(people) for row in await accounts.by_ids(tx, chunk)},
        marks=tuple(_mark(row) for row in touched if row.kind not in _ROWS),
    )


def _mark(row: Touched) -> Mark:
    return Mark(cast(MarkKind, row.kind), AccountId(row.account_id), row.subject_id, row.is_on)
