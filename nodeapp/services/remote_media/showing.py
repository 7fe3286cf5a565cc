"""Showing: a file of a tweet or profile from elsewhere, to those who may see what it hangs on."""

from collections.abc import AsyncIterator, Set
from dataclasses import dataclass
from typing import Literal

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.file_types import SHOWN, Shown
from nodeapp.model.files import ServedFile
from nodeapp.model.ids import AccountId, MediaId
from nodeapp.model.media import Media
from nodeapp.queries import media
from nodeapp.seams.database import Database, Reader
from nodeapp.seams.views import Views
from nodeapp.services.remote_media.cache import FileCache

Which = Literal["avatar", "cover"]

_ABSENT = "There is no such file."
_OPEN = ("public", "unlisted")
_PICTURE: Set[Shown] = {"image"}
_ANYTHING: Set[Shown] = frozenset(SHOWN.values())


@dataclass(frozen=True)
class RemoteMedia:
    """Only addresses that stand in a row here are ever asked for, and only for people who are signed in."""

    database: Database
    views: Views
    cache: FileCache

    async def of_tweet(self, viewer: Viewer, media_id: MediaId) -> ServedFile:
        """Raises NotFound where the viewer may not see the tweet, and where its file is not to be had.

        Unavailable, to those who may see it, when trying later may help.
        """

        async def work(reader: Reader) -> Media | None:
            return await media.by_id(reader, media_id)

        row = await self.database.read(work)
        if row is None or row.remote_url is None or row.tweet_id is None:
            raise NotFound(_ABSENT)
        view = await self.views.of_tweet(viewer.id, row.tweet_id)
        if view is None:
            raise NotFound(_ABSENT)
        wanted = _PICTURE if row.kind == "image" else _ANYTHING
        return await self._shown(viewer, row.remote_url, wanted, is_open=view.tweet.visibility in _OPEN)

    async def of_person(self, viewer: Viewer, account_id: AccountId, which: Which) -> ServedFile:
        """Of somebody elsewhere; raises as `of_tweet`."""
        account = await self.views.account(account_id)
        if account is None or account.is_local or not account.is_live:
            raise NotFound(_ABSENT)
        url = account.avatar_url if which == "avatar" else account.cover_url
        if url is None:
            raise NotFound(_ABSENT)
        return await self._shown(viewer, url, _PICTURE, is_open=True)

    def read(self, file: ServedFile, start: int, length: int) -> AsyncIterator[bytes]:
        return self.cache.blobs.read(file.hash, start, length)

    async def _shown(self, viewer: Viewer, url: str, wanted: Set[Shown], *, is_open: bool) -> ServedFile:
        """Anonymous readers see what has been fetched for others: nobody makes this node ask without a name."""
        file = await self.cache.known(url)
        if file is None and viewer.id is not None:
            file = await self.cache.fetched(url, wanted)
        if file is None or SHOWN.get(file.mime) not in wanted:
            raise NotFound(_ABSENT)
        return ServedFile(mime=file.mime, bytes=file.bytes, hash=file.hash, is_open=is_open)
