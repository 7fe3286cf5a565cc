"""Showing: a file of ours behind its address, to whoever knows it, for as long as what it hangs on is there."""

from collections.abc import AsyncIterator

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound, Unavailable
from nodeapp.model.files import ServedFile
from nodeapp.queries import media_files
from nodeapp.queries.media_files import Address
from nodeapp.seams.database import Reader
from nodeapp.services.media.making import UPLOAD
from nodeapp.services.media.verbs import Verbs

_ABSENT = "There is no such file."
_OF_PROFILES = ("avatar", "cover")
_KEY_CHARACTERS_MAX = 64
_NAME_CHARACTERS_MAX = 64


class Showing(Verbs):
    async def file(self, viewer: Viewer, file_key: str, name: str) -> ServedFile:
        """An address nobody can guess is leave to see a tweet's file; an upload that waits for its tweet only its

        owner sees. Raises NotFound, also once the tweet is deleted or its author gone (P08); Unavailable for what the
        worker has not looked at yet.
        """
        if len(file_key) > _KEY_CHARACTERS_MAX or len(name) > _NAME_CHARACTERS_MAX or name == UPLOAD:
            raise NotFound(_ABSENT)

        async def work(reader: Reader) -> tuple[Address | None, bool]:
            found = await media_files.at(reader, file_key, name)
            waits = found is None and await media_files.at(reader, file_key, UPLOAD) is not None
            return found, waits

        found, waits = await self.database.read(work)
        if waits:
            raise Unavailable("This file is being looked at. It can be seen in a moment.")
        if found is None or not _may_have(viewer, found):
            raise NotFound(_ABSENT)
        return ServedFile(mime=found.mime, bytes=found.bytes, hash=found.hash, is_open=found.purpose in _OF_PROFILES)

    def read(self, file: ServedFile, start: int, length: int) -> AsyncIterator[bytes]:
        return self.blobs.read(file.hash, start, length)


def _may_have(viewer: Viewer, found: Address) -> bool:
    if found.state != "ready" or found.tweet_is_deleted or not found.owner_is_live:
        return False
    if found.purpose in _OF_PROFILES:
        return True
    return found.tweet_id is not None or viewer.id == found.account_id
