"""Forgetting: uploads that no tweet came for, files of tweets that are gone, and contents that no row names."""

from collections.abc import Awaitable, Callable

from nodeapp.model.ids import AccountId, MediaId
from nodeapp.queries import media, own_media
from nodeapp.seams.database import SET_SIZE_MAX, Reader, Transaction
from nodeapp.services.media.verbs import Verbs

_HOUR_MS = 3_600_000
_PORTION = 100


class Forgetting(Verbs):
    async def forget_unused(self) -> int:
        """How many there were."""
        older_than_ms = self.clock() - self.limits.media_unattached_hours * _HOUR_MS

        async def find(reader: Reader) -> list[MediaId]:
            return await own_media.unused(reader, older_than_ms, _PORTION)

        return await self._forget(find)

    async def forget_gone(self) -> int:
        """As `forget_unused`, of tweets that nobody can have back."""

        async def find(reader: Reader) -> list[MediaId]:
            return await own_media.of_gone_tweets(reader, _PORTION)

        return await self._forget(find)

    async def forget_all_of(self, account_id: AccountId) -> int:
        """As `forget_unused`, of an account that is gone: pictures of the profile, too."""

        async def find(reader: Reader) -> list[MediaId]:
            return await own_media.all_of(reader, account_id, _PORTION)

        return await self._forget(find)

    async def sweep(self) -> int:
        """Everything on the disk that no row names: what a crash left between a file and its row."""
        swept, after = 0, b""
        while page := await self.blobs.hashes(after, SET_SIZE_MAX):
            swept += await self._sweep(page)
            after = page[-1]
        return swept

    async def _forget(self, find: Callable[[Reader], Awaitable[list[MediaId]]]) -> int:
        """In portions, so that nobody's write waits long behind them. What was found is looked for again before it

        goes: it may have come into a tweet meanwhile.
        """

        async def work(tx: Transaction) -> tuple[int, list[bytes]]:
            ids = await find(tx)
            tweet_ids = [row.tweet_id for row in await media.by_ids(tx, ids) if row.tweet_id is not None]
            loose = await own_media.delete(tx, ids)
            await own_media.settle_gone_tweets(tx, tweet_ids)
            return len(ids), loose

        forgotten = 0
        while await self.database.read(find):
            count, loose = await self.database.write(work)
            await self._sweep(loose)
            forgotten += count
        return forgotten
