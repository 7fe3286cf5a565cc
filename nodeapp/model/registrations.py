"""Registrations: who may sign up, by whose invitation, and who waits to be let in."""

from typing import Literal

from msgspec import Struct

from nodeapp.model.errors import FieldError
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits

Mode = Literal["open", "invite", "approval", "closed"]
"""Everybody; whoever is invited; whoever is let in, or invited; nobody. The first account of a node needs neither."""

RUNS_THE_NODE = frozenset({"owner", "admin"})

_DAY_SECONDS = 86_400
_INVITE_SECONDS_MIN = 60


class InviteWish(Struct, frozen=True, kw_only=True):
    """How many may come by it, for how long, and what it is for. Without a time it stays until it is revoked."""

    uses_max: int = 1
    seconds: int | None = None
    note: str = ""


class Invite(Struct, frozen=True, kw_only=True):
    """A row of `invites`; without an account it was made by whoever runs the node."""

    id: int
    account_id: AccountId | None
    code: str
    note: str
    uses_max: int
    use_count: int
    created_at_ms: int
    expires_at_ms: int | None
    revoked_at_ms: int | None

    def is_good(self, now_ms: int) -> bool:
        in_time = self.expires_at_ms is None or now_ms < self.expires_at_ms
        return self.revoked_at_ms is None and in_time and self.use_count < self.uses_max


class Applicant(Struct, frozen=True, kw_only=True):
    """Somebody who waits to be let in; only those who run the node see this."""

    id: AccountId
    username: str
    display_name: str
    email: str | None
    reason: str
    asked_at_ms: int


def check_invite(wish: InviteWish, limits: Limits) -> list[FieldError]:
    errors: list[FieldError] = []
    if not 1 <= wish.uses_max <= limits.invite_uses_max:
        most = limits.invite_uses_max
        errors.append(FieldError("max_uses", "invalid", f"An invitation is for 1 to {most} people.", most))
    most = limits.invite_days_max
    if wish.seconds is not None and not _INVITE_SECONDS_MIN <= wish.seconds <= most * _DAY_SECONDS:
        message = f"An invitation lasts from a minute to {most} days."
        errors.append(FieldError("expires_in", "invalid", message, most * _DAY_SECONDS))
    if len(wish.note) > limits.invite_note_characters_max:
        most = limits.invite_note_characters_max
        errors.append(FieldError("note", "too_long", f"A note has at most {most} characters.", most))
    return errors
