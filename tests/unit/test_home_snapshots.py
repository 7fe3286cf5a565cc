"""A home as bytes comes back as it was, or not at all."""

from nodeapp.mirrors.gap import Gap
from nodeapp.mirrors.seat import Seat
from nodeapp.mirrors.snapshots import freeze, thaw
from nodeapp.mirrors.strip import Strip
from nodeapp.model.events import AccountChanged, Logged
from nodeapp.queries.gaps import News, Placed
from nodeapp.queries.standings import Standing

ADA, BO, CY = 11, 12, 2**62
DATABASE = "d" * 32


def seat(*followed):
    return Seat(ADA, Standing(list(followed), [], [], {}, 0), used_at_ms=1_000)


def frozen(strip=None, position=40):
    return freeze(seat(BO, CY), ADA, Strip([5, 7, 2**61], 800, 5) if strip is None else strip, DATABASE, position)


def test_it_comes_back_as_it_was():
    found = thaw(ADA, DATABASE, frozen())

    assert (found.position, found.used_at_ms, found.followed) == (40, 1_000, seat(CY, BO).followed_digest)
    home = found.strip(800)
    assert (list(home.ids), home.floor, home.size_max) == ([5, 7, 2**61], 5, 800)


def test_an_empty_home_is_a_home():
    home = thaw(ADA, DATABASE, frozen(Strip([], 800, 0))).strip(800)

    assert (list(home.ids), home.floor) == ([], 0)


def test_one_that_has_outgrown_its_bound_is_cut():
    home = thaw(ADA, DATABASE, frozen(Strip(range(1, 13), 10, 0))).strip(10)

    assert (list(home.ids), home.floor) == (list(range(3, 13)), 3)


def test_eight_hundred_entries_take_less_than_seven_kilobytes():
    assert len(frozen(Strip(range(2**60, 2**60 + 800), 800, 0))) < 7_000


def test_another_persons_or_another_databases_is_none():
    assert thaw(BO, DATABASE, frozen()) is None
    assert thaw(ADA, "e" * 32, frozen()) is None


def test_another_format_is_none(monkeypatch):
    data = frozen()
    monkeypatch.setattr("nodeapp.mirrors.snapshots._FORMAT", 2)

    assert thaw(ADA, DATABASE, data) is None


def test_no_bit_may_be_another():
    data = frozen()

    for place in range(len(data)):
        for bit in range(8):
            flipped = bytearray(data)
            flipped[place] ^= 1 << bit
            assert thaw(ADA, DATABASE, bytes(flipped)) is None


def test_no_byte_may_be_missing_or_too_many():
    data = frozen()

    for length in range(len(data)):
        assert thaw(ADA, DATABASE, data[:length]) is None
    assert thaw(ADA, DATABASE, data + b"\x00") is None


def test_whom_somebody_follows_is_told_apart():
    digests = {seat(*followed).followed_digest for followed in ((), (BO,), (CY,), (BO, CY), (BO, CY, 13))}

    assert len(digests) == 5


def told(*positions, placed=(), is_whole=True):
    event = AccountChanged(actor_id=1, subject_id=1)
    return News([Logged(position, 5, event) for position in positions], placed, is_whole)


def test_a_hole_in_the_log_raises_the_floor_of_a_gap():
    gap = Gap(10)

    gap.add(told(11, 12))
    assert (gap.floor, gap.position) == (10, 12)
    gap.add(told(15, 16))
    assert (gap.floor, gap.position) == (14, 16)
    gap.add(told(17, is_whole=False))
    assert (gap.floor, gap.position) == (17, 17)
    gap.add(told())
    assert (gap.floor, gap.position) == (17, 17)


def place(tweet_id, author_id, **how):
    told = {"visibility": "public", "reply_to_author_id": None, "reply_to_uri": None, "deleted_at_ms": None, **how}
    return Placed(id=tweet_id, author_id=author_id, **told)


def test_a_gap_tells_what_stands_in_a_home_as_it_was_told_last():
    gap = Gap(0)
    gap.add(
        told(
            1,
            placed=[
                place(1, ADA, reply_to_uri="https://far.example/1"),
                place(2, BO),
                place(3, BO, visibility="direct"),
                place(4, BO, deleted_at_ms=9),
                place(5, BO, reply_to_author_id=CY),
                place(6, BO, reply_to_author_id=99),
                place(7, BO, reply_to_uri="https://far.example/2"),
                place(8, 99),
            ],
        )
    )
    assert sorted(gap.entries(ADA, seat(BO, CY))) == [1, 2, 5]

    gap.add(told(2, placed=[place(7, BO, reply_to_uri="https://far.example/2", reply_to_author_id=CY)]))
    assert sorted(gap.entries(ADA, seat(BO, CY))) == [1, 2, 5, 7]
