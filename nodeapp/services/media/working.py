"""Working: what was put off is done, by whoever has time for it; what a crash left half-way is begun again."""

from msgspec.structs import replace

from nodeapp import telemetry
from nodeapp.model.decoding import Answer, Made, Refused
from nodeapp.model.errors import NodeError, NotFound
from nodeapp.model.forms import form_with_mime
from nodeapp.model.media import Media, MediaTaskKind
from nodeapp.queries import media, media_files, media_tasks, own_media
from nodeapp.queries.media_tasks import MediaTask
from nodeapp.seams.blobs import Keeping
from nodeapp.seams.database import Reader, Transaction
from nodeapp.services.media.making import ORIGINAL, SQUARE, UPLOAD, Making, Stored, focus_of, with_renditions

_LATER_MS = 30_000
_HALF_WAY_MS = 60_000
"""When what was begun and never ended is tried again, after the time it may take."""
_SQUARE_SIZE = (150, 150)

_log = telemetry.Log(__name__)


class Working(Making):
    async def do_next(self, kinds: tuple[MediaTaskKind, ...]) -> bool:
        """The longest due task of these kinds; whether there was one."""
        if await self.is_idle(kinds):
            return False
        now_ms = self.clock()
        seconds = max(self.limits.media_seconds, self.limits.stream_seconds if "stream" in kinds else 0)
        again_at_ms = now_ms + int(seconds * 4_000) + _HALF_WAY_MS

        async def begin(tx: Transaction) -> MediaTask | None:
            return await media_tasks.begin(tx, kinds, now_ms, again_at_ms)

        task = await self.database.write(begin)
        if task is None:
            return False
        await self._do(task)
        return True

    async def is_idle(self, kinds: tuple[MediaTaskKind, ...]) -> bool:
        now_ms = self.clock()

        async def work(reader: Reader) -> int:
            return await media_tasks.due(reader, kinds, now_ms)

        return not await self.database.read(work)

    async def _do(self, task: MediaTask) -> None:
        found = await self._found(task)
        if found is None:
            return
        row, source = found
        reason: str | None = "It was tried too often."
        try:
            if task.tries < self.limits.media_tries_max:
                reason = await self._tried(task, row, source)
        except NotFound:
            reason = "Its file is gone."
        except NodeError:
            # The worker is busy or the disk is full: that passes.
            await self._put_off(task)
            return
        if reason is not None:
            await self._give_up(task, row, reason)
        elif task.what == "look":
            await self._sweep([source])

    async def _tried(self, task: MediaTask, row: Media, source: bytes) -> str | None:
        """Why it was refused, or None."""
        async with self.blobs.keeping() as keeping, self.blobs.at_hand(source) as path:
            answer = await self._asked(task.what, row, keeping, str(path))
            if isinstance(answer, Refused):
                return answer.reason
            await self._settle(task, await self._made(task.what, row, keeping, answer))
            return None

    async def _found(self, task: MediaTask) -> tuple[Media, bytes] | None:
        name = UPLOAD if task.what == "look" else ORIGINAL

        async def work(tx: Transaction) -> tuple[Media, bytes] | None:
            row = await media.by_id(tx, task.media_id)
            file = await media_files.one(tx, task.media_id, name)
            if row is None or file is None:
                await media_tasks.end(tx, task.media_id, task.what)
                return None
            return row, file.hash

        return await self.database.write(work)

    async def _asked(self, what: MediaTaskKind, row: Media, keeping: Keeping, path: str) -> Answer | None:
        """None where this node cannot look into such files: it could when this one came."""
        form, folder = form_with_mime(row.mime), str(keeping.folder)
        if form is None:
            return None
        match what:
            case "look":
                task = self._looking(form, path, folder, focus_of(row))
                return None if task is None else await self.decoder.done(task)
            case "cut":
                cut = self._cutting(path, folder, SQUARE, _SQUARE_SIZE, focus=focus_of(row))
                return await self.decoder.done(cut)
            case "stream":
                if not self.streamer.opens_films:
                    return None
                side = min(row.width or 0, row.height or 0)
                return await self.streamer.done(self._streaming(form, path, folder, side))

    async def _made(self, what: MediaTaskKind, row: Media, keeping: Keeping, answer: Made | None) -> Stored:
        if answer is None:
            return await self._unopened(what, row)
        if what == "look":
            return await self._shown(keeping, row, answer)
        files = await self._keep(keeping, row.id, answer.files)
        return Stored(replace(row, renditions=with_renditions(row.renditions, answer.files, files)), files)

    async def _unopened(self, what: MediaTaskKind, row: Media) -> Stored:
        """A film is served as it came."""
        if what != "look":
            return Stored(row, [])

        async def work(reader: Reader) -> Stored:
            file = await media_files.one(reader, row.id, UPLOAD)
            if file is None:
                raise NotFound("This file is gone.")
            return Stored(replace(row, state="ready", hash=file.hash), [replace(file, name=ORIGINAL)])

        return await self.database.read(work)

    async def _settle(self, task: MediaTask, stored: Stored) -> None:
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            before = await media.by_id(tx, task.media_id)
            await media_tasks.end(tx, task.media_id, task.what)
            if before is None:
                return
            # How it is described, and where its focus is, may have changed meanwhile.
            kept = replace(stored.media, alt=before.alt, focus_x=before.focus_x, focus_y=before.focus_y)
            await own_media.change(tx, kept)
            await media_files.store(tx, stored.files)
            if task.what == "look":
                await media_files.delete(tx, task.media_id, UPLOAD)
                if self._is_streamed(kept):
                    await media_tasks.add(tx, task.media_id, "stream", now_ms)
                if focus_of(kept) != focus_of(stored.media):
                    await media_tasks.add(tx, task.media_id, "cut", now_ms)

        await self.database.write(work)
        telemetry.count("media_done", what=task.what)

    async def _give_up(self, task: MediaTask, row: Media, reason: str) -> None:
        """A file nobody has seen yet has failed; one that is shown stays as it is."""
        _log.info("media_refused", what=task.what, reason=reason)
        telemetry.count("media_refused", what=task.what)

        async def work(tx: Transaction) -> list[bytes]:
            await media_tasks.end(tx, task.media_id, task.what)
            if task.what != "look":
                return []
            file = await media_files.one(tx, task.media_id, UPLOAD)
            await own_media.change(tx, replace(row, state="failed"))
            await media_files.delete(tx, task.media_id, UPLOAD)
            return [] if file is None else [file.hash]

        await self._sweep(await self.database.write(work))

    async def _put_off(self, task: MediaTask) -> None:
        due_at_ms = self.clock() + _LATER_MS

        async def work(tx: Transaction) -> None:
            await media_tasks.put_off(tx, task, due_at_ms)

        await self.database.write(work)
