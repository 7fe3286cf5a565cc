"""Describing: what somebody says of a file of theirs, and taking back one that no tweet has yet."""

from msgspec import Struct
from msgspec.structs import replace

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import Conflict, NotFound, NotSignedIn
from nodeapp.model.ids import AccountId, MediaId
from nodeapp.model.media import Media
from nodeapp.model.uploads import Focus, check_alt
from nodeapp.queries import media, media_tasks, own_media
from nodeapp.seams.database import Reader, Transaction
from nodeapp.services.media.verbs import Verbs

_ABSENT = "There is no such file of yours."


class Description(Struct, frozen=True, kw_only=True):
    """What shall be another; None stays as it is. A focus goes with `drops_focus`."""

    alt: str | None = None
    focus: Focus | None = None
    drops_focus: bool = False


class Describing(Verbs):
    async def get(self, viewer: Viewer, media_id: MediaId) -> Media:
        """One's own only (P07)."""
        me = _me(viewer)

        async def work(reader: Reader) -> Media:
            return _mine(await media.by_id(reader, media_id), me)

        return await self.database.read(work)

    async def describe(self, viewer: Viewer, media_id: MediaId, said: Description) -> Media:
        """A file of a tweet that has been posted is described anew by editing the tweet. Raises Conflict."""
        me = _me(viewer)
        alt = None if said.alt is None else check_alt(said.alt, self.limits)
        now_ms = self.clock()

        async def work(tx: Transaction) -> Media:
            before = _mine(await media.by_id(tx, media_id), me)
            if before.tweet_id is not None:
                raise Conflict("This file is in a tweet. Edit the tweet.")
            after = before if alt is None else replace(before, alt=alt)
            if said.focus is not None or said.drops_focus:
                x, y = said.focus or (None, None)
                after = replace(after, focus_x=x, focus_y=y)
                if after.kind == "image" and after.state == "ready" and (x, y) != (before.focus_x, before.focus_y):
                    await media_tasks.add(tx, media_id, "cut", now_ms)
            await own_media.change(tx, after)
            return after

        described = await self.database.write(work)
        self.bell.ring()
        return described

    async def delete(self, viewer: Viewer, media_id: MediaId) -> None:
        """Raises Conflict for a file of a tweet: it goes with the tweet."""
        me = _me(viewer)

        async def work(tx: Transaction) -> list[bytes]:
            if _mine(await media.by_id(tx, media_id), me).tweet_id is not None:
                raise Conflict("This file is in a tweet. Edit or delete the tweet.")
            return await own_media.delete(tx, [media_id])

        await self._sweep(await self.database.write(work))


def _me(viewer: Viewer) -> AccountId:
    if viewer.id is None:
        raise NotSignedIn("Sign in first.")
    return viewer.id


def _mine(row: Media | None, me: AccountId) -> Media:
    if row is None or row.account_id != me or row.purpose not in ("tweet", "earlier"):
        raise NotFound(_ABSENT)
    return row
