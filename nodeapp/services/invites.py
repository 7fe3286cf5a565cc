"""Invites: by which somebody may sign up, made by those who run the node, or by everybody where it is set so."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import BadInput, Conflict, Forbidden, NotFound
from nodeapp.model.ids import Snowflakes
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.registrations import RUNS_THE_NODE, Invite, InviteWish, check_invite
from nodeapp.model.text import one_line
from nodeapp.model.timelines import Window
from nodeapp.model.views import Page
from nodeapp.queries import invites, people
from nodeapp.seams.clock import Clock, Random
from nodeapp.seams.database import Database, Reader, Transaction

_CODE_BYTES = 15
"""Nobody guesses 120 bits."""


@dataclass(frozen=True)
class Invites:
    """`members_may` says whether everybody here may invite."""

    database: Database
    clock: Clock
    limits: Limits
    origin: Origin
    ids: Snowflakes
    random: Random
    members_may: bool = False

    def url(self, invite: Invite) -> str:
        """Where whoever is invited signs up."""
        return f"{self.origin.url}/signup?invite={invite.code}"

    async def create(self, viewer: Viewer, wish: InviteWish) -> Invite:
        """Raises Forbidden for members where only those who run the node invite, Conflict for one too many."""
        self._check(viewer)
        errors = check_invite(wish, self.limits)
        if errors:
            raise BadInput(*errors)
        now_ms = self.clock()
        invite = Invite(
            id=self.ids.next(now_ms),
            account_id=viewer.id,
            code=urlsafe_b64encode(self.random.secret(_CODE_BYTES)).decode(),
            note=one_line(wish.note),
            uses_max=wish.uses_max,
            use_count=0,
            created_at_ms=now_ms,
            expires_at_ms=None if wish.seconds is None else now_ms + wish.seconds * 1_000,
            revoked_at_ms=None,
        )
        most = self.limits.invites_max

        async def work(tx: Transaction) -> None:
            if viewer.id is not None and await invites.count_good(tx, viewer.id, now_ms) >= most:
                raise Conflict(f"You have {most} invitations that can still be used. Take one back first.")
            await invites.insert(tx, invite)

        await self.database.write(work)
        return invite

    async def all(self, viewer: Viewer, window: Window) -> Page[Invite]:
        """Newest first: everybody's for those who run the node, else one's own."""
        self._check(viewer)

        async def work(reader: Reader) -> list[Invite]:
            if _runs_the_node(viewer) or viewer.id is None:
                return await invites.everybodys(reader, people.and_one(window))
            return await invites.of_account(reader, viewer.id, people.and_one(window))

        found = await self.database.read(work)
        shown = found[: window.limit]
        return Page(
            items=tuple(shown),
            limit=window.limit,
            offset=window.offset,
            cursor=shown[-1].id if len(found) > len(shown) else None,
            has_more=len(found) > len(shown),
        )

    async def revoke(self, viewer: Viewer, invite_id: int) -> None:
        """Nobody comes by it any more. Repeatable. Somebody else's is not there for a member (P07)."""
        self._check(viewer)

        async def work(tx: Transaction) -> None:
            invite = await invites.by_id(tx, invite_id)
            if invite is None or not (_runs_the_node(viewer) or invite.account_id == viewer.id):
                raise NotFound("There is no such invitation.")
            await invites.revoke(tx, invite_id, self.clock())

        await self.database.write(work)

    def _check(self, viewer: Viewer) -> None:
        if not (_runs_the_node(viewer) or (self.members_may and viewer.id is not None and not viewer.host)):
            raise Forbidden("Only those who run this node invite people.")


def _runs_the_node(viewer: Viewer) -> bool:
    return viewer.role in RUNS_THE_NODE and not viewer.host
