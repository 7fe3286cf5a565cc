"""Tasks of media: what the worker has yet to do with files, the longest due first."""

from msgspec import Struct

from nodeapp.model.ids import MediaId
from nodeapp.model.media import MediaTaskKind
from nodeapp.seams.database import Reader, Transaction


class MediaTask(Struct, frozen=True):
    """A row of `media_tasks`."""

    media_id: MediaId
    what: MediaTaskKind
    tries: int
    due_at_ms: int


async def add(tx: Transaction, media_id: MediaId, what: MediaTaskKind, due_at_ms: int) -> None:
    """Asked again, it begins anew."""
    await tx.run(
        """
        insert into media_tasks (media_id, what, due_at_ms) values (:media_id, :what, :due_at_ms)
        on conflict (media_id, what) do update set tries = 0, due_at_ms = :due_at_ms
        """,
        media_id=media_id,
        what=what,
        due_at_ms=due_at_ms,
    )


async def begin(tx: Transaction, kinds: tuple[str, ...], now_ms: int, again_at_ms: int) -> MediaTask | None:
    """The longest due of these kinds. It is counted as tried before it is, so that one that ends this node is not
    tried for ever.
    """
    task = await tx.one(
        MediaTask,
        "select * from media_tasks where what in :kinds and due_at_ms <= :now_ms order by due_at_ms limit 1",
        kinds=kinds,
        now_ms=now_ms,
    )
    if task is not None:
        await tx.run(
            """
            update media_tasks set tries = tries + 1, due_at_ms = :again_at_ms
            where media_id = :media_id and what = :what
            """,
            media_id=task.media_id,
            what=task.what,
            again_at_ms=again_at_ms,
        )
    return task


async def put_off(tx: Transaction, task: MediaTask, due_at_ms: int) -> None:
    """As if it had not been tried."""
    await tx.run(
        """
        update media_tasks set tries = :tries, due_at_ms = :due_at_ms
        where media_id = :media_id and what = :what
        """,
        media_id=task.media_id,
        what=task.what,
        tries=task.tries,
        due_at_ms=due_at_ms,
    )


async def end(tx: Transaction, media_id: MediaId, what: MediaTaskKind) -> None:
    await tx.run("delete from media_tasks where media_id = :media_id and what = :what", media_id=media_id, what=what)


async def end_all(tx: Transaction, ids: list[MediaId]) -> None:
    """At most 500."""
    await tx.run("delete from media_tasks where media_id in :ids", ids=list[int](ids))


async def due(reader: Reader, kinds: tuple[str, ...], now_ms: int) -> int:
    return await reader.number(
        "select count(*) from media_tasks where what in :kinds and due_at_ms <= :now_ms", kinds=kinds, now_ms=now_ms
    )
