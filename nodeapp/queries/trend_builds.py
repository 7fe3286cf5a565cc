"""Builds of trends: in which form what they are counted from is there, and how far its consumer has come."""

from msgspec import Struct

from nodeapp.model.ids import TweetId
from nodeapp.seams.database import Reader, Transaction

FORM = 1
"""Another number makes every node make its projection again."""

CONSUMER = "trends"
_FOLLOWED = (
    "tweet_created",
    "tweet_edited",
    "tweet_deleted",
    "tweet_restored",
    "like_added",
    "retweet_created",
)


class Progress(Struct, frozen=True):
    """`behind` counts events that the consumer has not passed, `since_ms` is when the first of them was written that
    concerns it, 0 where none does. Where it is not `made` yet, most is missing."""

    behind: int
    since_ms: int
    made: bool = True


async def position(reader: Reader) -> int | None:
    """Up to which event all is in it since it was made whole; None where it is not there in this form."""
    found = await reader.values("select position from trend_builds where form = :form", form=FORM)
    return int(found[0]) if found and isinstance(found[0], int) else None


async def note(tx: Transaction, position: int, now_ms: int) -> None:
    await tx.run("delete from trend_builds where form <> :form", form=FORM)
    await tx.run(
        """
        insert into trend_builds (form, position, built_at_ms) values (:form, :position, :now_ms)
        on conflict (form) do update set position = :position, built_at_ms = :now_ms
        """,
        form=FORM,
        position=position,
        now_ms=now_ms,
    )


async def until(reader: Reader, after: TweetId, most: int) -> TweetId | None:
    """The last of the `most` public tweets that follow on this id; None where there are no more."""
    found = await reader.number(
        """
        select max(id) from (
            select id from tweets
            where id > :after and visibility = 'public' and retweet_of_id is null and deleted_at_ms is null
            order by id limit :most
        )
        """,
        after=int(after),
        most=most,
    )
    return TweetId(found) if found else None


async def progress(reader: Reader, most: int) -> Progress:
    """`most` events are looked at: who is further behind is behind."""
    found = await reader.one(
        Progress,
        """
        select (select coalesce(max(position), 0) from events) - coalesce(max(checkpoints.position), 0) as behind,
               coalesce((select min(late.at_ms) from (
                   select name, at_ms from events
                   where position > (select coalesce(max(own.position), 0) from checkpoints as own
                                     where own.consumer = :consumer)
                   order by position limit :most
               ) as late where late.name in :names), 0) as since_ms,
               exists (select 1 from trend_builds where form = :form) as made
        from checkpoints where consumer = :consumer
        """,
        consumer=CONSUMER,
        names=_FOLLOWED,
        form=FORM,
        most=most,
    )
    return found or Progress(0, 0)
