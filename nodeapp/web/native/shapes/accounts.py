"""Invitations, people who wait to be let in, and archives, as those see them whose business they are."""

from typing import Literal

from msgspec import Struct

from nodeapp.model import exports as archives
from nodeapp.model import registrations as model
from nodeapp.model.exports import ExportState
from nodeapp.model.views import Page
from nodeapp.services.invites import Invites
from nodeapp.web.native.shapes.pages import Pagination
from nodeapp.web.values import id_or_none, timestamp


class Invite(Struct, frozen=True, kw_only=True):
    """`url` is where whoever is invited signs up; `good` until it is used up, too old or taken back."""

    id: str
    code: str
    url: str
    note: str
    max_uses: int
    use_count: int
    created_at: str
    expires_at: str | None
    good: bool

    @staticmethod
    def of(invite: model.Invite, invites: Invites) -> "Invite":
        return Invite(
            id=str(invite.id),
            code=invite.code,
            url=invites.url(invite),
            note=invite.note,
            max_uses=invite.uses_max,
            use_count=invite.use_count,
            created_at=timestamp(invite.created_at_ms),
            expires_at=None if invite.expires_at_ms is None else timestamp(invite.expires_at_ms),
            good=invite.is_good(invites.clock()),
        )


class InvitePage(Struct, frozen=True):
    invites: list[Invite]
    pagination: Pagination

    @staticmethod
    def of(page: Page[model.Invite], invites: Invites) -> "InvitePage":
        shown = [Invite.of(one, invites) for one in page.items]
        return InvitePage(shown, _pagination(page.limit, page.offset, page.cursor, has_more=page.has_more))


class Applicant(Struct, frozen=True, kw_only=True):
    """Somebody who waits to be let in."""

    id: str
    username: str
    display_name: str
    email: str | None
    reason: str
    created_at: str


class RegistrationPage(Struct, frozen=True):
    registrations: list[Applicant]
    pagination: Pagination

    @staticmethod
    def of(page: Page[model.Applicant]) -> "RegistrationPage":
        shown = [
            Applicant(
                id=str(one.id),
                username=one.username,
                display_name=one.display_name,
                email=one.email,
                reason=one.reason,
                created_at=timestamp(one.asked_at_ms),
            )
            for one in page.items
        ]
        return RegistrationPage(shown, _pagination(page.limit, page.offset, page.cursor, has_more=page.has_more))


class Waiting(Struct, frozen=True):
    """Whoever signed up waits to be let in."""

    status: Literal["pending"] = "pending"


class Export(Struct, frozen=True, kw_only=True):
    """An archive of everything of one's own; `url` once it is ready."""

    id: str
    state: ExportState
    bytes: int
    created_at: str
    url: str | None

    @staticmethod
    def of(export: archives.Export) -> "Export":
        return Export(
            id=str(export.id),
            state=export.state,
            bytes=export.bytes,
            created_at=timestamp(export.created_at_ms),
            url=f"/api/export/{export.id}/archive.zip" if export.state == "ready" else None,
        )


class Exports(Struct, frozen=True):
    """Newest first. `next_at` is when another one may be asked for; null for now."""

    exports: list[Export]
    next_at: str | None


def _pagination(limit: int, offset: int | None, cursor: int | None, *, has_more: bool) -> Pagination:
    return Pagination(limit=limit, offset=offset, cursor=id_or_none(cursor), newest=None, has_more=has_more)
