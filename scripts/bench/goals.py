"""What each figure must reach, and what GoToSocial 0.20 shows on a machine of that size."""

from dataclasses import dataclass

from .figures import Figure, Sample

FSYNC_MS_MAX, CREATES_PER_SECOND = 5.0, 1_500.0
SAME_SHARE = 0.8
"""How much of the figure for 200 users the one for 1,000 must be, so that their number does not matter."""


@dataclass(frozen=True)
class Goal:
    """At least or at most so much; `p99_ms` at most. `peer` is GoToSocial's figure, None where it has none.

    `writes` is how many tweets must have got through every second meanwhile.
    """

    least: float | None = None
    most: float | None = None
    p99_ms: float | None = None
    peer: float | None = None
    writes: float = 0.0

    def text(self, unit: str) -> str:
        parts = []
        if self.least is not None:
            parts.append(f">= {self.least:,.0f} {unit}")
        if self.most is not None:
            parts.append(f"<= {self.most:g} {unit}")
        if self.p99_ms is not None:
            parts.append(f"p99 <= {self.p99_ms:g} ms")
        if self.writes:
            parts.append(f"{self.writes:g} tweets/s through")
        return ", ".join(parts)

    def met(self, found: Sample) -> bool:
        return (
            (self.least is None or found.value >= self.least)
            and (self.most is None or found.value <= self.most)
            and (self.p99_ms is None or (found.p99 is not None and found.p99 <= self.p99_ms))
            and found.more.get("tweets_per_second", 0.0) >= self.writes
            and not found.errors
        )


GOALS = {
    "home_1": Goal(least=6_000, peer=1_700),
    "home_16": Goal(least=12_000, peer=2_200),
    "home_64": Goal(least=12_000, p99_ms=15, peer=2_900),
    "home_40_64": Goal(least=8_000, peer=1_870),
    "home_native_64": Goal(least=12_000, p99_ms=15),
    "home_after_restart": Goal(least=3_000, peer=107),
    "first_touch": Goal(most=5, peer=54),
    "create": Goal(least=CREATES_PER_SECOND, p99_ms=30, peer=4.8),
    "create_1000": Goal(least=CREATES_PER_SECOND, p99_ms=30, peer=0.9),
    "seen_999": Goal(most=30, p99_ms=100, peer=805),
    "seen_10000": Goal(most=200),
    "home_while_writing": Goal(least=6_000, p99_ms=30, peer=617, writes=95),
    "tweet": Goal(least=8_000, peer=1_860),
    "user_tweets": Goal(least=8_000, peer=67),
    "public": Goal(least=8_000, peer=1_600),
    "lookup": Goal(least=8_000, peer=4_800),
    "inbox": Goal(least=800, peer=110),
    "two_nodes": Goal(most=25, peer=25),
    "start": Goal(most=0.7, peer=0.98),
    "start_large": Goal(most=1.5),
    "memory_idle": Goal(most=90, peer=125),
    "memory_load": Goal(most=200, peer=390),
    "search": Goal(most=5, p99_ms=50),
    "search_latest": Goal(most=5, p99_ms=50),
    "search_rebuild": Goal(most=180),
    "disk": Goal(most=15, peer=28.6),
}
LARGE = {"start": Goal(most=1.5), "first_touch": Goal(most=20)}
"""Where the set of 1,000,000 tweets has a goal of its own."""


def goal_of(figure: Figure) -> Goal | None:
    """The goal, with the rule for slow disks: 80 % of 16 / (fsync + 4 ms) where fsync takes 5 ms or more."""
    goal = LARGE.get(figure.name, GOALS.get(figure.name)) if figure.size == "large" else GOALS.get(figure.name)
    fsync_ms = figure.middle.more.get("fsync_ms", 0.0) if figure.middle else 0.0
    if goal is not None and figure.name.startswith("create") and fsync_ms >= FSYNC_MS_MAX:
        return Goal(least=0.8 * 16 / (fsync_ms + 4) * 1_000, p99_ms=goal.p99_ms, peer=goal.peer)
    return goal
