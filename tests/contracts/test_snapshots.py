"""What every `seams.snapshots.Snapshots` promises: the newest of each person, and that nobody else's bytes do harm."""

import os
import pickle
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from nodeapp.backends.diskcache import DiskcacheSnapshots
from nodeapp.model.errors import Unavailable
from nodeapp.seams.snapshots import Snapshot

pytestmark = pytest.mark.anyio

WEEK = 604_800.0
LARGE = 2**62 + 1
DESCRIPTORS = Path("/proc/self/fd")


def in_diskcache(folder, bytes_max=10_000_000):
    return DiskcacheSnapshots(folder, bytes_max)


@pytest.fixture(params=[in_diskcache])
def make(request):
    return request.param


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache"


def snapshot(account_id, body=b"home", seconds=WEEK):
    return Snapshot(account_id, body, seconds)


async def everything(snapshots):
    return await snapshots.get(await snapshots.ids())


async def test_what_was_put_is_got_also_by_who_opens_it_later(make, folder):
    await make(folder).put([snapshot(1, b"\x00\xff" * 3_500), snapshot(LARGE, b"")])

    assert await everything(make(folder)) == {1: b"\x00\xff" * 3_500, LARGE: b""}


async def test_nothing_is_there_before_anything_was_put_and_nothing_is_made_by_looking(make, folder):
    snapshots = make(folder)

    assert await snapshots.ids() == []
    assert await snapshots.get([1]) == {}
    assert await snapshots.drop() == 0
    assert not await snapshots.is_there()
    assert not folder.exists()


async def test_the_newest_of_each_person_stays(make, folder):
    snapshots = make(folder)

    await snapshots.put([snapshot(1, b"old"), snapshot(2, b"other")])
    await snapshots.put([snapshot(1, b"new")])

    assert await snapshots.get([1, 2, 3]) == {1: b"new", 2: b"other"}


async def test_some_are_dropped_or_all(make, folder):
    snapshots = make(folder)
    await snapshots.put([snapshot(number) for number in range(1, 6)])

    assert await snapshots.drop([2, 3, 77]) == 2
    assert sorted(await snapshots.ids()) == [1, 4, 5]
    assert await snapshots.drop() == 3
    assert await everything(snapshots) == {}


async def test_what_has_expired_is_not_got(make, folder):
    snapshots = make(folder)

    await snapshots.put([snapshot(1, seconds=-1), snapshot(2)])

    assert await everything(snapshots) == {2: b"home"}


async def test_past_the_limit_on_size_those_put_longest_ago_make_room(make, folder):
    snapshots = make(folder, bytes_max=400_000)

    for number in range(1, 301):
        await snapshots.put([snapshot(number, bytes(7_000))])

    ids = sorted(await snapshots.ids())
    assert 20 < len(ids) < 100
    assert ids[-1] == 300
    assert ids[0] > 200
    assert sum(path.stat().st_size for path in folder.iterdir()) < 600_000


async def test_it_says_whether_it_is_still_there(make, folder):
    snapshots = make(folder)
    await snapshots.put([snapshot(1)])
    assert await snapshots.is_there()

    shutil.rmtree(folder)
    assert not await snapshots.is_there()

    await snapshots.put([snapshot(2)])
    assert await snapshots.is_there()
    assert await snapshots.ids() == [2]


async def test_only_its_owner_may_look_into_it(make, folder):
    before = os.umask(0)
    try:
        await make(folder).put([snapshot(1)])
    finally:
        os.umask(before)

    assert [path for path in (folder, *folder.iterdir()) if path.stat().st_mode & 0o077] == []
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.skipif(not DESCRIPTORS.exists(), reason="this system does not tell which files are open")
async def test_no_file_is_held_open_between_two_calls(make, folder):
    snapshots = make(folder)
    await snapshots.put([snapshot(1)])
    await snapshots.get([1])

    assert [path for path in open_files() if str(folder) in path] == []


def open_files():
    return [str(path.readlink()) for path in DESCRIPTORS.iterdir() if path.is_symlink() and path.exists()]


def write_over(path, place, content):
    with path.open("r+b") as file:
        file.seek(place)
        file.write(content)


def cut(path):
    path.write_bytes(path.read_bytes()[:5_000])


DAMAGE = {
    "no database": lambda path: path.write_bytes(b"it was a dark and stormy night" * 500),
    "empty": lambda path: path.write_bytes(b""),
    "cut off": cut,
    "pages overwritten": lambda path: write_over(path, 4_096, b"\xa5" * 40_000),
    "head overwritten": lambda path: write_over(path, 10, b"\xff" * 90),
}


@pytest.mark.parametrize("damage", DAMAGE)
async def test_a_file_that_is_damaged_is_thrown_away_and_begun_anew(make, folder, damage):
    snapshots = make(folder)
    await snapshots.put([snapshot(number, bytes(7_000)) for number in range(1, 20)])
    DAMAGE[damage](folder / "cache.db")

    found = {}
    try:
        found = await everything(snapshots)
    except Unavailable as error:
        assert str(folder) in error.detail
    assert all(body == bytes(7_000) for body in found.values())

    try:
        await snapshots.put([snapshot(5, b"new")])
    except Unavailable:
        await snapshots.put([snapshot(5, b"new")])
    assert (await snapshots.get([5])) == {5: b"new"}


class Bomb:
    def __reduce__(self):
        return os.mkdir, (self.path,)

    def __init__(self, path):
        self.path = str(path)


def planted(folder, **columns):
    """A row as somebody else would write it."""
    row = {"key": 7, "raw": 1, "expire_time": None, "size": 0, "mode": 1, "filename": None, "value": b"home", **columns}
    with closing(sqlite3.connect(folder / "cache.db")) as connection:
        names = ", ".join(row)
        connection.execute(f"insert into Cache ({names}) values ({', '.join('?' * len(row))})", list(row.values()))  # noqa: S608
        connection.commit()


@pytest.mark.parametrize("where", ["value", "key", "file"])
async def test_a_pickle_is_never_opened(make, folder, tmp_path, where):
    snapshots, exploded = make(folder), tmp_path / "exploded"
    await snapshots.put([snapshot(1)])
    bomb = pickle.dumps(Bomb(exploded))
    (folder / "bomb.val").write_bytes(bomb)
    planted(
        folder,
        **{
            "value": {"mode": 4, "value": bomb},
            "key": {"key": bomb, "raw": 0},
            "file": {"mode": 4, "value": None, "filename": "bomb.val"},
        }[where],
    )

    with pytest.raises(Unavailable):
        await everything(snapshots)

    assert not exploded.exists()
    assert await everything(snapshots) == {}


@pytest.mark.parametrize("do", ["put", "drop", "clear", "expire"])
async def test_a_name_of_a_file_in_it_is_never_followed(make, folder, tmp_path, do):
    snapshots, mine = make(folder), tmp_path / "mine"
    mine.write_text("mine")
    await snapshots.put([snapshot(1)])
    planted(folder, mode=2, value=None, filename="../mine", size=4, expire_time=5.0 if do == "expire" else None)

    match do:
        case "put":
            await snapshots.put([snapshot(7)])
        case "drop":
            await snapshots.drop([7])
        case "clear":
            await snapshots.drop()
        case "expire":
            await snapshots.put([snapshot(8)])

    assert mine.read_text() == "mine"


async def test_settings_that_somebody_else_wrote_do_no_harm(make, folder):
    snapshots = make(folder)
    await snapshots.put([snapshot(1)])
    with closing(sqlite3.connect(folder / "cache.db")) as connection:
        connection.executemany(
            "insert or replace into Settings values (?, ?)",
            [("disk_nonsense", 3), ("eviction_policy", "none"), (b"\xff", None), ("size_limit", "much")],
        )
        connection.commit()

    with pytest.raises(Unavailable):
        await snapshots.put([snapshot(2)])
    await snapshots.put([snapshot(2)])

    assert await snapshots.ids() == [2]


async def test_a_name_that_reads_like_a_variable_leads_nowhere_else(make, tmp_path, monkeypatch):
    monkeypatch.setenv("ELSEWHERE", "elsewhere")

    with pytest.raises(Unavailable, match="variable"):
        await make(tmp_path / "$ELSEWHERE").put([snapshot(1)])

    assert list(tmp_path.iterdir()) == []


async def test_where_no_folder_can_be_made_it_says_so_until_one_can(make, folder):
    folder.write_text("in the way")
    snapshots = make(folder)

    with pytest.raises(Unavailable, match="cannot be used"):
        await snapshots.put([snapshot(1)])
    assert await snapshots.get([1]) == {}

    folder.unlink()
    await snapshots.put([snapshot(1)])
    assert await snapshots.ids() == [1]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
async def test_in_a_file_that_may_not_be_written_it_says_so(make, folder):
    snapshots = make(folder)
    folder.parent.chmod(0o500)
    try:
        with pytest.raises(Unavailable):
            await snapshots.put([snapshot(1)])
    finally:
        folder.parent.chmod(0o700)
    await snapshots.put([snapshot(1)])


async def test_while_another_program_holds_it_nothing_is_thrown_away(make, folder):
    snapshots = make(folder)
    await snapshots.put([snapshot(1)])

    with closing(sqlite3.connect(folder / "cache.db", isolation_level=None)) as other:
        other.execute("begin exclusive")
        with pytest.raises(Unavailable, match="Another program"):
            await snapshots.put([snapshot(2)])
        other.execute("rollback")

    assert await snapshots.ids() == [1]
