from hypothesis import given
from hypothesis import strategies as st

from nodeapp.model.ids import EPOCH_MS, NEWEST, Snowflakes, foreign_id

NOW = EPOCH_MS + 800_000_000_000


def time_ms_of(number):
    """41 bits of milliseconds above 10 of node and 12 of sequence."""
    return (number >> 22) + EPOCH_MS


def is_local(number):
    return not (number >> 12) & 0x3FF


def test_an_id_tells_its_time():
    assert time_ms_of(Snowflakes().next(NOW)) == NOW


@given(st.lists(st.integers(min_value=-5_000, max_value=5_000), max_size=300))
def test_r8_local_ids_rise_whatever_the_clock_does(steps):
    flakes = Snowflakes()
    now = NOW
    drawn = []

    for step in steps:
        now += step
        drawn.append(flakes.next(now))

    assert drawn == sorted(set(drawn))
    assert all(is_local(number) for number in drawn)


def test_more_ids_than_a_millisecond_has_room_for_move_on_to_the_next():
    flakes = Snowflakes()

    drawn = [flakes.next(NOW) for _ in range(5_000)]

    assert len(set(drawn)) == 5_000
    assert all(is_local(number) for number in drawn)
    assert time_ms_of(drawn[-1]) == NOW + 1


def test_ids_start_above_the_largest_one_stored():
    stored = Snowflakes().next(NOW + 60_000)

    assert Snowflakes(above=stored).next(NOW) > stored


@given(st.text(min_size=1), st.integers(min_value=-(10**15), max_value=10**15))
def test_d11_a_foreign_id_is_never_local_and_never_out_of_range(uri, published_ms):
    number = foreign_id(uri, published_ms)

    assert not is_local(number)
    assert 0 < number < NEWEST


def test_a_conflict_gives_another_id_of_the_same_time():
    ids = {foreign_id("https://tea.example/1", NOW, attempt) for attempt in range(64)}

    assert len(ids) > 60
    assert {time_ms_of(number) for number in ids} == {NOW}
