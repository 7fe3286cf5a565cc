"""The graph: who follows, asks to follow and blocks whom."""

from typing import Literal

from msgspec import Struct

from nodeapp.model.ids import AccountId

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


class Relationship(Struct, frozen=True):
    """How a viewer stands to somebody else."""

    account_id: AccountId
    following: bool = False
    requested: bool = False
    followed_by: bool = False
    requested_by: bool = False
    blocking: bool = False
    blocked_by: bool = False
