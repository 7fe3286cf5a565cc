"""Push: the browsers and apps in which somebody wants to be told; one for each session, and gone with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from nodeapp.model.credentials import Principal
from nodeapp.model.errors import Forbidden, NotFound, bad
from nodeapp.model.events import PushChanged
from nodeapp.model.ids import AccountId, Snowflakes
from nodeapp.model.limits import Limits
from nodeapp.model.notifications import Kind
from nodeapp.model.push import WINDOW_ENDPOINT, Keys, Policy, Subscribers, Subscription, Wish, joined
from nodeapp.queries import event_log, push_subscriptions
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction
from nodeapp.seams.push import PushServices
from nodeapp.seams.secrets import Seals

_LOCALE_CHARACTERS_MAX = 35
_ABSENT = "There is no such subscription."


@dataclass(frozen=True)
class Push:
    """Everybody sees and changes their own only; what is another's is not there (P07)."""

    database: Database
    clock: Clock
    limits: Limits
    ids: Snowflakes
    services: PushServices
    seals: Seals = field(repr=False)
    subscribers: Subscribers
    shows_in_window: bool = False
    """Whether this node has a window on a computer that can show something beside it."""

    async def public_key(self) -> str:
        return await self.services.public_key()

    def can_show(self, principal: Principal) -> bool:
        """Whether whoever asks sits at that window."""
        return self.shows_in_window and principal.kind == "window"

    async def subscribe(self, principal: Principal, wish: Wish) -> Subscription:
        """In place of what this session had. Raises BadInput."""
        if len(wish.endpoint) > (most := self.limits.push_endpoint_characters_max):
            raise bad("endpoint", "too_long", f"The address has at most {most} characters.", most)
        if wish.dialect == "window" and not self.can_show(principal):
            raise Forbidden("Only the window of this computer can be told like this.")
        keys = Keys() if wish.dialect == "window" else await self._keys(wish)
        token = self.seals.seal(wish.token.encode()) if wish.token else b""
        now_ms = self.clock()
        # Before the row is there: one who is looked at for nothing costs less than one who is missed.
        self.subscribers.add(principal.account_id)

        async def work(tx: Transaction) -> Subscription:
            row = Subscription(
                id=self.ids.next(now_ms),
                account_id=principal.account_id,
                session_id=principal.session_id,
                dialect=wish.dialect,
                endpoint=WINDOW_ENDPOINT if wish.dialect == "window" else wish.endpoint,
                p256dh=keys.p256dh,
                auth=keys.auth,
                kinds=joined(wish.kinds),
                policy=wish.policy,
                token=token,
                locale=wish.locale[:_LOCALE_CHARACTERS_MAX],
                position=await event_log.last(tx),
                created_at_ms=now_ms,
            )
            await push_subscriptions.insert(tx, row)
            await event_log.append(tx, PushChanged(actor_id=row.account_id, subject_id=row.id, on=True), now_ms)
            return row

        return await self.database.write(work)

    async def mine(self, principal: Principal) -> Subscription:
        """That of this session. Raises NotFound."""

        async def work(reader: Reader) -> Subscription | None:
            return await push_subscriptions.by_session(reader, principal.session_id)

        found = await self.database.read(work)
        if found is None:
            raise NotFound(_ABSENT)
        return found

    async def of(self, principal: Principal) -> Sequence[Subscription]:
        """Wherever this person wants to be told, the first of them first."""
        now_ms = self.clock()

        async def work(reader: Reader) -> list[Subscription]:
            return await push_subscriptions.of_accounts(reader, [principal.account_id], now_ms)

        return await self.database.read(work)

    async def change(self, principal: Principal, kinds: tuple[Kind, ...] | None, policy: Policy | None) -> Subscription:
        """Of this session; None stays as it is. Raises NotFound."""

        async def work(tx: Transaction) -> Subscription:
            found = await push_subscriptions.by_session(tx, principal.session_id)
            if found is None:
                raise NotFound(_ABSENT)
            told = found.kinds if kinds is None else joined(kinds)
            await push_subscriptions.change(tx, found.id, told, policy or found.policy)
            return await push_subscriptions.by_session(tx, principal.session_id) or found

        return await self.database.write(work)

    async def remove(self, principal: Principal, id: int) -> None:
        """Anywhere. Raises NotFound."""

        async def work(tx: Transaction) -> None:
            if await push_subscriptions.mine(tx, principal.account_id, id) is None:
                raise NotFound(_ABSENT)
            await self._remove(tx, principal.account_id, id)

        await self.database.write(work)

    async def remove_mine(self, principal: Principal) -> None:
        """Of this session. Repeatable."""

        async def work(tx: Transaction) -> None:
            found = await push_subscriptions.by_session(tx, principal.session_id)
            if found is not None:
                await self._remove(tx, principal.account_id, found.id)

        await self.database.write(work)

    async def _remove(self, tx: Transaction, account_id: AccountId, id: int) -> None:
        await push_subscriptions.delete(tx, [id])
        await event_log.append(tx, PushChanged(actor_id=account_id, subject_id=id, on=False), self.clock())

    async def _keys(self, wish: Wish) -> Keys:
        return await self.services.check(wish.endpoint, wish.p256dh, wish.auth)
