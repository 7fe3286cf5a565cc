"""Drafts, and tweets written for later; with the uploads that they keep."""

from msgspec import Struct

from nodeapp.model.drafts import KeptDraft, Place, decoded, encoded, files_of
from nodeapp.model.ids import AccountId, DraftId, MediaId
from nodeapp.model.timelines import Window
from nodeapp.seams.database import Reader, Transaction


class Due(Struct, frozen=True):
    """One whose time has come, and whose it is."""

    id: DraftId
    account_id: AccountId


class _Row(Struct, frozen=True):
    id: DraftId
    account_id: AccountId
    body: bytes
    scheduled_at_ms: int | None
    problem: str
    created_at_ms: int
    changed_at_ms: int

    def kept(self) -> KeptDraft:
        return KeptDraft(
            id=self.id,
            account_id=self.account_id,
            tweets=decoded(self.body),
            scheduled_at_ms=self.scheduled_at_ms,
            problem=self.problem,
            created_at_ms=self.created_at_ms,
            changed_at_ms=self.changed_at_ms,
        )


async def mine(reader: Reader, account_id: AccountId, draft_id: DraftId) -> KeptDraft | None:
    """Scheduled or not. None for another's, as for none."""
    row = await reader.one(
        _Row,
        "select * from drafts where id = :draft_id and account_id = :account_id",
        draft_id=draft_id,
        account_id=account_id,
    )
    return None if row is None else row.kept()


async def newest(reader: Reader, account_id: AccountId, window: Window) -> list[KeptDraft]:
    """Those without a time, last begun first."""
    rows = await reader.all(
        _Row,
        """
        select * from drafts
        where account_id = :account_id and scheduled_at_ms is null and id < :before and id > :since
        order by id desc limit :limit offset :offset
        """,
        account_id=account_id,
        before=window.before,
        since=window.since,
        limit=window.limit,
        offset=window.offset or 0,
    )
    return [row.kept() for row in rows]


async def scheduled(reader: Reader, account_id: AccountId, after: Place, limit: int) -> list[KeptDraft]:
    """Those with a time, the next first."""
    rows = await reader.all(
        _Row,
        """
        select * from drafts
        where account_id = :account_id and scheduled_at_ms is not null and (scheduled_at_ms, id) > (:at_ms, :id)
        order by scheduled_at_ms, id limit :limit
        """,
        account_id=account_id,
        at_ms=after.at_ms,
        id=after.id,
        limit=limit,
    )
    return [row.kept() for row in rows]


async def scheduled_newest(reader: Reader, account_id: AccountId, window: Window) -> list[KeptDraft]:
    """Those with a time, last written first."""
    rows = await reader.all(
        _Row,
        """
        select * from drafts
        where account_id = :account_id and scheduled_at_ms is not null and id < :before and id > :since
        order by id desc limit :limit
        """,
        account_id=account_id,
        before=window.before,
        since=window.since,
        limit=window.limit,
    )
    return [row.kept() for row in rows]


async def count_unscheduled(reader: Reader, account_id: AccountId) -> int:
    return await reader.number(
        "select count(*) from drafts where account_id = :account_id and scheduled_at_ms is null",
        account_id=account_id,
    )


async def count_scheduled(reader: Reader, account_id: AccountId) -> int:
    return await reader.number(
        "select count(*) from drafts where account_id = :account_id and scheduled_at_ms is not null",
        account_id=account_id,
    )


async def count_files(reader: Reader, account_id: AccountId, other_than: DraftId) -> int:
    """Those that this person's drafts name, but for one draft."""
    return await reader.number(
        """
        select count(*) from drafts join draft_media on draft_media.draft_id = drafts.id
        where drafts.account_id = :account_id and drafts.id <> :other_than
        """,
        account_id=account_id,
        other_than=other_than,
    )


async def insert(tx: Transaction, draft: KeptDraft) -> None:
    await tx.run(
        """
        insert into drafts (id, account_id, body, scheduled_at_ms, problem, created_at_ms, changed_at_ms)
        values (:id, :account_id, :body, :scheduled_at_ms, :problem, :created_at_ms, :changed_at_ms)
        """,
        id=draft.id,
        account_id=draft.account_id,
        body=encoded(draft.tweets),
        scheduled_at_ms=draft.scheduled_at_ms,
        problem=draft.problem,
        created_at_ms=draft.created_at_ms,
        changed_at_ms=draft.changed_at_ms,
    )
    await _hold(tx, draft)


async def change(tx: Transaction, draft: KeptDraft) -> None:
    await tx.run(
        """
        update drafts set body = :body, scheduled_at_ms = :scheduled_at_ms, problem = :problem,
            changed_at_ms = :changed_at_ms
        where id = :id
        """,
        id=draft.id,
        body=encoded(draft.tweets),
        scheduled_at_ms=draft.scheduled_at_ms,
        problem=draft.problem,
        changed_at_ms=draft.changed_at_ms,
    )
    await tx.run("delete from draft_media where draft_id = :draft_id", draft_id=draft.id)
    await _hold(tx, draft)


async def delete(tx: Transaction, draft_id: DraftId) -> int:
    await tx.run("delete from draft_media where draft_id = :draft_id", draft_id=draft_id)
    return await tx.run("delete from drafts where id = :draft_id", draft_id=draft_id)


async def let_go(tx: Transaction, media_ids: list[MediaId]) -> None:
    """Files that are taken back, at most 500, are in no draft any more."""
    await tx.run("delete from draft_media where media_id in :ids", ids=list[int](media_ids))


async def next_ms(reader: Reader) -> int | None:
    """When the next one is to be posted; None where nothing is ahead."""
    found = await reader.values("select min(scheduled_at_ms) from drafts where scheduled_at_ms is not null")
    return next((value for value in found if isinstance(value, int)), None)


async def due(reader: Reader, now_ms: int, limit: int) -> list[Due]:
    """The earliest first."""
    return await reader.all(
        Due,
        """
        select id, account_id from drafts where scheduled_at_ms is not null and scheduled_at_ms <= :now_ms
        order by scheduled_at_ms, id limit :limit
        """,
        now_ms=now_ms,
        limit=limit,
    )


async def _hold(tx: Transaction, draft: KeptDraft) -> None:
    """Files that are not there any more are passed over: who reads the draft sees that they are missing."""
    if not (ids := files_of(draft.tweets)):
        return
    await tx.run(
        """
        insert into draft_media (draft_id, media_id)
        select :draft_id, id from media where id in :ids and account_id = :account_id
        """,
        draft_id=draft.id,
        account_id=draft.account_id,
        ids=list[int](ids),
    )
