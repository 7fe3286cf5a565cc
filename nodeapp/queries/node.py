"""What this node knows of itself: its origin, its secrets, its counts."""

from msgspec import Struct

from nodeapp.seams.database import Reader, Transaction


class Counts(Struct, frozen=True):
    users: int
    peers: int
    tweets: int


async def get(reader: Reader, name: str) -> str | None:
    found = await reader.values("select value from node where name = :name", name=name)
    return str(found[0]) if found else None


async def put(tx: Transaction, name: str, value: str) -> None:
    await tx.run(
        "insert into node (name, value) values (:name, :value) on conflict (name) do update set value = :value",
        name=name,
        value=value,
    )


async def put_first(tx: Transaction, name: str, value: str) -> str:
    """What is written stays: returns the value that stands, which is `value` only the first time."""
    await tx.run(
        "insert into node (name, value) values (:name, :value) on conflict (name) do nothing", name=name, value=value
    )
    return await get(tx, name) or value


async def counts(reader: Reader) -> Counts:
    """Accounts that live here and are not away, the nodes this one has met, and what was written here."""
    users = await reader.number(
        """
        select count(*) from accounts
        where host = '' and state not in ('pending', 'deactivated', 'erased')
        """
    )
    tweets = await reader.number("select coalesce(sum(tweet_count), 0) from accounts where host = ''")
    return Counts(users, await reader.number("select count(*) from peers"), tweets)
