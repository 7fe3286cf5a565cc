"""The graph: who follows, asks to follow and blocks whom."""

from typing import Literal

from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId

FollowState = Literal["requested", "following"]


class Follow(Struct, frozen=True):
    """A row of `follows`. `uri` is the Follow's own where it came from elsewhere."""

    follower_id: AccountId
    followee_id: AccountId
    state: FollowState
    id: int
    uri: str | None
    created_at_ms: int
    changed_at_ms: int
    retweets: bool = True
    bell: bool = False


class Apart(Struct, frozen=True):
    """What one person keeps away from themselves, besides those they blocked; most keep away nothing.

    `muted` are people, `hosts` whole peers, `threads` conversations; retweets by the `silenced` do not stand in home,
    nor does anything by `listed`, who are in an exclusive list.
    """

    muted: frozenset[AccountId] = frozenset()
    hosts: frozenset[str] = frozenset()
    threads: frozenset[TweetId] = frozenset()
    silenced: frozenset[AccountId] = frozenset()
    listed: frozenset[AccountId] = frozenset()

    @property
    def is_any(self) -> bool:
        """Whether some of it concerns home alone."""
        return bool(self.threads or self.silenced or self.listed)


NOTHING_APART = Apart()


class Relationship(Struct, frozen=True):
    """How a viewer stands to somebody else."""

    account_id: AccountId
    following: bool = False
    requested: bool = False
    followed_by: bool = False
    requested_by: bool = False
    blocking: bool = False
    blocked_by: bool = False
    muting: bool = False
    muting_notifications: bool = False
    muting_until_ms: int | None = None
    blocking_host: bool = False
    retweets: bool = True
    bell: bool = False
    note: str = ""
