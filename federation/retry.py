"""Says when to try a failed delivery again: soon at first, then ever more rarely, for two weeks."""

from collections.abc import Callable

FIRST_DELAY_SECONDS = 10
DELAY_SECONDS_MAX = 6 * 3_600
GIVE_UP_AFTER_MS = 14 * 24 * 3_600_000
# Half of a delay is drawn by lot, so that what failed together does not come back together.
JITTER = 0.5
_DOUBLINGS_MAX = 12


def next_try_ms(
    attempt: int,
    now_ms: int,
    random: Callable[[], float],
    *,
    first_ms: int,
    after_seconds: int | None = None,
) -> int | None:
    """When to try again after failed attempt `attempt` (from 1); None once 14 days have passed since `first_ms`.

    `random` draws from [0, 1). The peer's own wish, `after_seconds`, is a lower bound, of 6 hours at most.
    """
    if now_ms - first_ms >= GIVE_UP_AFTER_MS:
        return None
    delay = min(FIRST_DELAY_SECONDS * 2 ** min(max(attempt, 1) - 1, _DOUBLINGS_MAX), DELAY_SECONDS_MAX)
    drawn = delay * (1 - JITTER + JITTER * random())
    wished = min(after_seconds or 0, DELAY_SECONDS_MAX)
    return now_ms + int(max(drawn, wished) * 1000)
