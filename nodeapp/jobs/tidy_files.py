"""Tidies the cache of files from elsewhere: what nothing names any more goes, and what nobody looked at for long."""

from dataclasses import dataclass

from nodeapp.services.remote_media.cache import FileCache


@dataclass(frozen=True)
class TidyFiles:
    cache: FileCache

    name = "tidy_files"
    every_seconds = 600.0

    async def run(self) -> None:
        await self.cache.tidy()
