"""Lists: people somebody reads together, whether they follow them or not."""

from typing import Literal

from msgspec import Struct

from nodeapp.model import text
from nodeapp.model.errors import FieldError
from nodeapp.model.ids import AccountId, ListId
from nodeapp.model.limits import Limits

RepliesPolicy = Literal["none", "followed", "members"]
"""Which answers stand in a list, besides those to oneself and to its owner: none, those to people whom the owner
follows, those to its members."""

REPLIES: tuple[RepliesPolicy, ...] = ("none", "followed", "members")


class PeopleList(Struct, frozen=True):
    """A row of `lists`. Who is in an `exclusive` one is not read at home."""

    id: ListId
    account_id: AccountId
    title: str
    exclusive: bool
    replies: RepliesPolicy
    created_at_ms: int
    member_count: int = 0


class ListDraft(Struct, frozen=True, kw_only=True):
    """What a list is to be; None leaves it as it is, or as usual."""

    title: str | None = None
    exclusive: bool | None = None
    replies: str | None = None


class CheckedList(Struct, frozen=True, kw_only=True):
    title: str | None
    exclusive: bool | None
    replies: RepliesPolicy | None


def checked(draft: ListDraft, limits: Limits, *, is_new: bool) -> tuple[CheckedList, list[FieldError]]:
    """The draft cleaned, and what is wrong with it."""
    errors: list[FieldError] = []
    title = None if draft.title is None else text.one_line(draft.title)
    most = limits.list_title_characters_max
    if title == "" or (title is None and is_new):
        errors.append(FieldError("title", "missing", "Give the list a title."))
    elif title is not None and len(title) > most:
        errors.append(FieldError("title", "too_long", f"A title has at most {most} characters.", most))
    replies = next((policy for policy in REPLIES if policy == draft.replies), None)
    if draft.replies is not None and replies is None:
        errors.append(FieldError("replies", "invalid", f"Replies are one of {', '.join(REPLIES)}."))
    return CheckedList(title=title, exclusive=draft.exclusive, replies=replies), errors
