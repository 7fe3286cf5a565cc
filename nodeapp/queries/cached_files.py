"""Cached files: what was fetched from elsewhere to be shown here, by the address it came from."""

import hashlib

from msgspec import Struct

from nodeapp.seams.database import Reader, Transaction, Value


class CachedFile(Struct, frozen=True):
    """`hash` is of the content: where it lies in the cache folder."""

    url_hash: bytes
    url: str
    hash: bytes
    mime: str
    bytes: int
    fetched_at_ms: int
    used_at_ms: int


def url_hash(url: str) -> bytes:
    return hashlib.sha256(url.encode()).digest()


async def by_url(reader: Reader, url: str) -> CachedFile | None:
    return await reader.one(CachedFile, "select * from cached_files where url_hash = :url_hash", url_hash=url_hash(url))


async def store(tx: Transaction, file: CachedFile) -> None:
    await tx.run(
        """
        insert into cached_files (url_hash, url, hash, mime, bytes, fetched_at_ms, used_at_ms)
        values (:url_hash, :url, :hash, :mime, :bytes, :fetched_at_ms, :used_at_ms)
        on conflict (url_hash) do update set hash = :hash, mime = :mime, bytes = :bytes,
            fetched_at_ms = :fetched_at_ms, used_at_ms = :used_at_ms
        """,
        url_hash=file.url_hash,
        url=file.url,
        hash=file.hash,
        mime=file.mime,
        bytes=file.bytes,
        fetched_at_ms=file.fetched_at_ms,
        used_at_ms=file.used_at_ms,
    )


async def use(tx: Transaction, url_hash: bytes, now_ms: int) -> None:
    await tx.run(
        "update cached_files set used_at_ms = :now_ms where url_hash = :url_hash", url_hash=url_hash, now_ms=now_ms
    )


async def forget(tx: Transaction, url_hashes: list[bytes]) -> int:
    """At most 500."""
    if not url_hashes:
        return 0
    return await tx.run("delete from cached_files where url_hash in :url_hashes", url_hashes=url_hashes)


async def longest_unused(reader: Reader, limit: int) -> list[CachedFile]:
    return await reader.all(
        CachedFile, "select * from cached_files order by used_at_ms, bytes limit :limit", limit=limit
    )


async def total_bytes(reader: Reader) -> int:
    return await reader.number("select coalesce(sum(bytes), 0) from cached_files indexed by cached_files_by_use")


async def named_among(reader: Reader, hashes: list[bytes]) -> list[Value]:
    """Which of at most 500 contents a row still names."""
    return await reader.values("select distinct hash from cached_files where hash in :hashes", hashes=hashes)


async def page(reader: Reader, after: bytes, limit: int) -> list[CachedFile]:
    """In the order of their addresses' hashes."""
    return await reader.all(
        CachedFile,
        "select * from cached_files where url_hash > :after order by url_hash limit :limit",
        after=after,
        limit=limit,
    )
