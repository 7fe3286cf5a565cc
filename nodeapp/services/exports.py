"""Exports: ask for an archive of everything of one's own, look whether it is ready, fetch it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from nodeapp.model.accounts import Viewer
from nodeapp.model.credentials import DAY_MS
from nodeapp.model.errors import Conflict, NotFound, NotSignedIn, TooMany
from nodeapp.model.exports import Export, ExportState
from nodeapp.model.files import ServedFile
from nodeapp.model.ids import AccountId, Snowflakes
from nodeapp.model.limits import Limits
from nodeapp.queries import exports
from nodeapp.seams.archives import Archives
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction

_HOUR_MS = 3_600_000
_ABSENT = "There is no such archive."
_LISTED = 20
_AT_ONCE = 50
_MIME = "application/zip"


@dataclass(frozen=True)
class Exports:
    database: Database
    clock: Clock
    limits: Limits
    ids: Snowflakes
    archives: Archives

    async def ask(self, viewer: Viewer) -> Export:
        """It is made in a while. One at a time and one a day: raises Conflict, or TooMany with when to ask again."""
        if viewer.id is None:
            raise NotSignedIn("Sign in first.")
        return await self.order(viewer.id, self.limits.export_pause_hours * _HOUR_MS)

    async def order(self, account_id: AccountId, pause_ms: int = 0) -> Export:
        """As `ask`, by whoever runs the node, who need not wait for a day."""
        now_ms = self.clock()
        export_id = self.ids.next(now_ms)

        async def work(tx: Transaction) -> Export | None:
            earlier = [one for one in await exports.of_account(tx, account_id, _LISTED) if one.state != "failed"]
            if any(one.state == "waiting" for one in earlier):
                raise Conflict("An archive is being made already. It takes a few minutes.")
            if earlier and (left_ms := earlier[0].created_at_ms + pause_ms - now_ms) > 0:
                hours = -(-left_ms // _HOUR_MS)
                raise TooMany(f"One archive a day. Ask again in {hours} hours.", left_ms // 1_000 + 1)
            await exports.insert(tx, export_id, account_id, now_ms)
            return await exports.by_id(tx, export_id)

        ordered = await self.database.write(work)
        if ordered is None:
            raise NotFound(_ABSENT)
        return ordered

    async def all(self, viewer: Viewer) -> list[Export]:
        """The viewer's own, newest first."""
        if viewer.id is None:
            raise NotSignedIn("Sign in first.")
        account_id = viewer.id

        async def work(reader: Reader) -> list[Export]:
            return await exports.of_account(reader, account_id, _LISTED)

        return await self.database.read(work)

    def next_at_ms(self, found: list[Export]) -> int | None:
        """When another one may be asked for, given those there are; None for now."""
        made = next((one for one in found if one.state != "failed"), None)
        next_ms = 0 if made is None else made.created_at_ms + self.limits.export_pause_hours * _HOUR_MS
        return next_ms if next_ms > self.clock() else None

    async def file(self, viewer: Viewer, export_id: int) -> ServedFile:
        """Of one's own archive. Raises NotFound for everybody else, whoever they are, and after a week (P16)."""
        found = await self._find(export_id)
        if found is None or viewer.id is None or viewer.host or found.account_id != viewer.id:
            raise NotFound(_ABSENT)
        if found.state != "ready" or self._is_old(found):
            raise NotFound(_ABSENT)
        return ServedFile(
            mime=_MIME, bytes=found.bytes, hash=export_id.to_bytes(16, "big"), is_open=False, name="archive.zip"
        )

    def read(self, export_id: int, start: int, length: int) -> AsyncIterator[bytes]:
        return self.archives.read(export_id, start, length)

    async def get(self, export_id: int) -> Export | None:
        """As it stands now, for whoever runs the node."""
        return await self._find(export_id)

    def path(self, export_id: int) -> str:
        """Where a ready one lies on this machine."""
        return self.archives.path(export_id)

    async def next_waiting(self) -> Export | None:
        return await self.database.read(exports.next_waiting)

    async def begin(self, export: Export) -> bool:
        """Counts a try. False, and settled as failed, once that was often enough."""
        if export.tries >= self.limits.export_tries_max:
            await self.settle(export, None)
            return False

        async def work(tx: Transaction) -> None:
            await exports.begin(tx, export.id, self.clock())

        await self.database.write(work)
        return True

    async def settle(self, export: Export, size: int | None) -> None:
        """Ready with so many bytes; None for one that could not be made. What nobody wants any more goes."""

        async def work(tx: Transaction) -> bool:
            state: ExportState = "failed" if size is None else "ready"
            return await exports.settle(tx, export.id, state, size or 0, self.clock())

        if not await self.database.write(work) or size is None:
            await self.archives.delete(export.id)

    async def forget_old(self) -> int:
        """Archives of more than a week ago, with their files; how many there were, some at a time."""

        async def work(reader: Reader) -> list[Export]:
            return await exports.older(reader, self.clock() - self.limits.export_kept_days * DAY_MS, _AT_ONCE)

        return await self._drop(await self.database.read(work))

    async def forget_all_of(self, account_id: AccountId) -> int:
        """Of an account that is gone."""

        async def work(reader: Reader) -> list[Export]:
            return await exports.of_account(reader, account_id, _AT_ONCE)

        forgotten = 0
        while found := await self.database.read(work):
            forgotten += await self._drop(found)
        return forgotten

    async def _drop(self, found: list[Export]) -> int:
        """Files first: what a crash leaves then is a row, which is looked at again."""
        for one in found:
            await self.archives.delete(one.id)

        async def work(tx: Transaction) -> None:
            for one in found:
                await exports.delete(tx, one.id)

        if found:
            await self.database.write(work)
        return len(found)

    async def _find(self, export_id: int) -> Export | None:
        async def work(reader: Reader) -> Export | None:
            return await exports.by_id(reader, export_id)

        return await self.database.read(work)

    def _is_old(self, export: Export) -> bool:
        return export.created_at_ms < self.clock() - self.limits.export_kept_days * DAY_MS
