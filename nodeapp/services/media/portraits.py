"""Portraits: the avatar and the cover of a profile, cut out of a picture; the picture itself is not kept."""

from collections.abc import Mapping
from typing import Literal

from msgspec.structs import replace

from nodeapp.model.accounts import Viewer
from nodeapp.model.decoding import Refused
from nodeapp.model.errors import BadInput, FieldError, NotSignedIn, bad
from nodeapp.model.events import AccountChanged
from nodeapp.model.ids import AccountId
from nodeapp.model.uploads import AVATAR_NAME, AVATAR_SIZE, COVER_NAME, COVER_SIZE
from nodeapp.queries import event_log, media, media_files, own_media
from nodeapp.seams.database import Transaction
from nodeapp.services.media.making import Stored, with_renditions
from nodeapp.services.media.uploading import ARRIVED, Upload, Uploading

Which = Literal["avatar", "cover"]
Box = tuple[int, int, int, int]
"""Left, top, width, height, in pixels of the picture as it is shown."""

_SIZES = {"avatar": (AVATAR_NAME, AVATAR_SIZE), "cover": (COVER_NAME, COVER_SIZE)}


class Portraits(Uploading):
    async def portray(self, viewer: Viewer, arrived: Upload, which: Which, box: Box | None) -> AccountId:
        """From now on the viewer is seen so. Without a box as much as fits is cut out of the middle.

        Raises Unavailable where the worker has too much to do: a profile shows nothing that waits.
        """
        return await self.portray_all(viewer, {which: arrived}, box)

    async def portray_all(self, viewer: Viewer, arrived: Mapping[Which, Upload], box: Box | None = None) -> AccountId:
        """As `portray`; all of them or none."""
        if viewer.id is None:
            raise NotSignedIn("Sign in first.")
        me = viewer.id
        cut = [(which, await self._cut(me, one, which, box)) for which, one in arrived.items()]
        now_ms = self.clock()

        async def work(tx: Transaction) -> list[bytes]:
            loose: list[bytes] = []
            for which, made in cut:
                loose += await own_media.delete(tx, await own_media.pictures_of(tx, me, which))
                await media.insert(tx, made.media)
                await media_files.store(tx, made.files)
                await self._point(tx, me, which, f"/media/{made.media.file_key}/{_SIZES[which][0]}", now_ms)
            return loose

        await self._sweep(await self.database.write(work))
        return me

    async def _cut(self, me: AccountId, arrived: Upload, which: Which, box: Box | None) -> Stored:
        form = await arrived.end()
        if form.family != "picture":
            raise bad(arrived.field, "unsupported", "This is not a picture.")
        name, size = _SIZES[which]
        folder = arrived.keeping.folder
        answer = await self.decoder.done(
            self._cutting(str(folder / ARRIVED), str(folder), name, size, box=box),
            self.limits.media_wait_seconds + self.limits.media_seconds,
        )
        if isinstance(answer, Refused):
            raise _misfit(answer, which, arrived.field)
        fresh = self._new(me, form, which)
        files = await self._keep(arrived.keeping, fresh.id, answer.files)
        ready = replace(
            fresh,
            kind="image",
            state="ready",
            mime=files[0].mime,
            hash=files[0].hash,
            bytes=files[0].bytes,
            width=answer.width,
            height=answer.height,
            blurhash=answer.blurhash,
            renditions=with_renditions("[]", answer.files, files),
        )
        return Stored(ready, files)

    async def efface(self, viewer: Viewer, which: Which) -> AccountId:
        """No picture any more. Repeatable."""
        if viewer.id is None:
            raise NotSignedIn("Sign in first.")
        me, now_ms = viewer.id, self.clock()

        async def work(tx: Transaction) -> list[bytes]:
            loose = await own_media.delete(tx, await own_media.pictures_of(tx, me, which))
            if loose:
                await self._point(tx, me, which, None, now_ms)
            return loose

        await self._sweep(await self.database.write(work))
        return me

    async def _point(self, tx: Transaction, me: AccountId, which: Which, path: str | None, now_ms: int) -> None:
        put = own_media.set_picture if which == "avatar" else own_media.set_cover
        await put(tx, me, path, now_ms)
        await event_log.append(tx, AccountChanged(actor_id=me, subject_id=me), now_ms)


def _misfit(answer: Refused, which: Which, field: str) -> BadInput:
    """The box, by the names of its sides."""
    if answer.field != "crop":
        return bad(field, "invalid", answer.reason)
    names = ("x", "y", "size") if which == "avatar" else ("x", "y", "width", "height")
    return BadInput(*(FieldError(name, "outside", answer.reason) for name in names), detail=answer.reason)
