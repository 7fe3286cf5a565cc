"""What every Clock and every Random promises."""

import time

from nodeapp.backends.clock import SystemClock, SystemRandom


def test_a_clock_tells_milliseconds_since_1970():
    assert abs(SystemClock()() - time.time() * 1_000) < 1_000


def test_r8_a_clock_can_be_ahead_or_behind():
    assert abs(SystemClock(offset_seconds=-3_600)() - SystemClock()() + 3_600_000) < 1_000


def test_a_fraction_is_at_least_nought_and_below_one():
    drawn = [SystemRandom().fraction() for _ in range(1_000)]

    assert all(0 <= number < 1 for number in drawn)
    assert len(set(drawn)) == 1_000


def test_secrets_are_as_long_as_asked_and_never_the_same():
    drawn = {SystemRandom().secret(16) for _ in range(1_000)}

    assert len(drawn) == 1_000
    assert {len(secret) for secret in drawn} == {16}
