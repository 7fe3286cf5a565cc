"""Lists of people as clients show them."""

from typing import Literal

from msgspec import Struct

from nodeapp.model.lists import PeopleList as Kept
from nodeapp.model.lists import RepliesPolicy

Policy = Literal["followed", "list", "none"]

POLICIES: dict[RepliesPolicy, Policy] = {"none": "none", "followed": "followed", "members": "list"}
"""What this API calls them."""


class PeopleList(Struct, frozen=True):
    id: str
    title: str
    replies_policy: Policy
    exclusive: bool

    @staticmethod
    def of(found: Kept) -> "PeopleList":
        return PeopleList(str(found.id), found.title, POLICIES[found.replies], found.exclusive)
