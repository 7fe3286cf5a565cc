"""What every `seams.blobs.Blobs` promises: content by its hash, whole or not at all, until nothing names it."""

import errno
import hashlib
import os
import stat
from pathlib import Path

import anyio
import pytest

from nodeapp.backends.blobs import DiskBlobs
from nodeapp.model.errors import DiskFull, NotFound

pytestmark = pytest.mark.anyio

BODY = b"content " * 100_000
HASH = hashlib.sha256(BODY).digest()


def on_disk(folder: Path) -> DiskBlobs:
    return DiskBlobs(folder)


@pytest.fixture(params=[on_disk])
def make(request):
    return request.param


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "media"


async def nothing(hashes):
    return set()


async def put(blobs, body=BODY):
    async with blobs.keeping() as keeping:
        async with keeping.file("it") as sink:
            for start in range(0, len(body), 10_000):
                await sink.write(body[start : start + 10_000])
        return await keeping.keep("it")


async def read(blobs, content_hash, *part):
    return b"".join([piece async for piece in blobs.read(content_hash, *part)])


async def test_what_was_kept_is_read_whole_and_in_part_also_by_who_opens_it_later(make, folder):
    kept = await put(make(folder))

    blobs = make(folder)
    assert (kept.hash, kept.bytes) == (HASH, len(BODY))
    assert await blobs.size(HASH) == len(BODY)
    assert await read(blobs, HASH) == BODY
    assert await read(blobs, HASH, 5, 10) == BODY[5:15]
    assert await read(blobs, HASH, len(BODY) - 3) == BODY[-3:]
    async with blobs.at_hand(HASH) as path:
        assert path.read_bytes() == BODY


async def test_what_is_not_there_is_told_before_anything_is_given(make, folder):
    blobs = make(folder)

    assert await blobs.size(HASH) is None
    with pytest.raises(NotFound):
        await read(blobs, HASH)
    with pytest.raises(NotFound):
        async with blobs.at_hand(HASH):
            pass


async def test_the_same_content_is_kept_once(make, folder):
    blobs = make(folder)

    await put(blobs)
    await put(blobs)

    assert await blobs.hashes(b"", 10) == [HASH]
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


async def test_a_damaged_file_is_made_whole_by_who_brings_it_again(make, folder):
    blobs = make(folder)
    await put(blobs)
    async with blobs.at_hand(HASH) as path:
        path.write_bytes(b"damaged")

    await put(blobs)

    assert await read(blobs, HASH) == BODY


async def test_what_was_not_kept_is_gone(make, folder):
    blobs = make(folder)

    with pytest.raises(RuntimeError):
        async with blobs.keeping() as keeping:
            async with keeping.file("it") as sink:
                await sink.write(BODY)
            raise RuntimeError

    assert [path for path in folder.rglob("*") if path.is_file()] == []
    (folder / "incoming" / "7").mkdir()
    (folder / "incoming" / "7" / "left by a crash").write_bytes(BODY)
    assert await make(folder).hashes(b"", 10) == []
    assert [path for path in folder.rglob("*") if path.is_file()] == []


async def test_only_what_nothing_names_is_swept(make, folder):
    blobs = make(folder)
    named, loose = await put(blobs, b"named"), await put(blobs, b"loose")

    async def names(hashes):
        return {named.hash} & set(hashes)

    assert await blobs.sweep([named.hash, loose.hash, bytes(32)], names) == 1

    assert await blobs.hashes(b"", 10) == [named.hash]


async def test_what_is_being_kept_or_is_at_hand_is_not_swept(make, folder):
    blobs = make(folder)
    async with blobs.keeping() as keeping:
        async with keeping.file("it") as sink:
            await sink.write(BODY)
        kept = await keeping.keep("it")
        assert await blobs.sweep([kept.hash], nothing) == 0
    async with blobs.at_hand(HASH):
        assert await blobs.sweep([HASH], nothing) == 0

    assert await blobs.sweep([HASH], nothing) == 1


async def test_who_brings_it_while_it_is_swept_finds_it_there_afterwards(make, folder):
    """Between the question which are named and the deletion nobody may believe that it is there."""
    blobs = make(folder)
    await put(blobs)
    asked, go_on = anyio.Event(), anyio.Event()

    async def slowly(hashes):
        asked.set()
        await go_on.wait()
        return set()

    async with anyio.create_task_group() as group:
        group.start_soon(blobs.sweep, [HASH], slowly)
        await asked.wait()
        group.start_soon(put, blobs)
        await anyio.sleep(0.05)
        go_on.set()

    assert await read(blobs, HASH) == BODY


async def test_they_are_listed_in_order_page_by_page(make, folder):
    blobs = make(folder)
    hashes = sorted([(await put(blobs, bytes([number]))).hash for number in range(20)])

    first = await blobs.hashes(b"", 8)
    second = await blobs.hashes(first[-1], 8)
    third = await blobs.hashes(second[-1], 8)

    assert [*first, *second, *third] == hashes
    assert await blobs.hashes(hashes[-1], 8) == []


async def test_only_their_owner_may_read_them(make, folder):
    await put(make(folder))

    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


async def test_a_full_disk_is_told_and_leaves_nothing(make, folder, monkeypatch):
    blobs = make(folder)

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("nodeapp.backends.blobs._write", full)
        with pytest.raises(DiskFull):
            await put(blobs)

    assert await blobs.hashes(b"", 10) == []
    await put(blobs)
    assert await read(blobs, HASH) == BODY
