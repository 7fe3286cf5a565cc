"""Looks whether the pages that people here link to link back: after a change of a profile, and every week."""

from dataclasses import dataclass

import anyio
import msgspec

from nodeapp import telemetry
from nodeapp.bridge.links import LinksBack
from nodeapp.model.accounts import Account, link_of
from nodeapp.model.events import AccountVerified
from nodeapp.model.limits import Limits
from nodeapp.queries import accounts, event_log, links
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction

_HOUR_MS = 3_600_000
_DAY_MS = 24 * _HOUR_MS

Answers = dict[str, bool | None]
"""By link: whether it leads back, None where nobody answered."""


@dataclass(frozen=True)
class CheckLinks:
    database: Database
    clock: Clock
    limits: Limits
    links_back: LinksBack

    name = "check_links"
    every_seconds = 5.0

    async def run(self) -> None:
        """Those whose turn it is, side by side, each link of one after the other."""

        async def work(reader: Reader) -> list[Account]:
            return await links.due(reader, self.clock(), self.limits.links_checked_at_once)

        async with anyio.create_task_group() as group:
            for account in await self.database.read(work):
                group.start_soon(self._check, account)

    async def _check(self, account: Account) -> None:
        wanted = [account.website, *(field.value for field in links.fields_of(account))] if account.is_live else []
        answers: Answers = {}
        for link in dict.fromkeys(found for value in wanted if (found := link_of(value)) is not None):
            answers[link] = await self.links_back.leads_back(account, link)
        telemetry.count("links_checked", len(answers))

        async def work(tx: Transaction) -> None:
            await self._keep(tx, account, answers)

        await self.database.write(work)

    async def _keep(self, tx: Transaction, asked: Account, answers: Answers) -> None:
        """Of the profile as it is now: it may have been changed meanwhile, and then its turn comes again."""
        account, now_ms = await accounts.by_id(tx, asked.id), self.clock()
        if account is None or not answers:
            await links.drop(tx, asked.id)
            return
        fields = tuple(
            msgspec.structs.replace(field, verified_at_ms=_verified(field.value, field.verified_at_ms, answers, now_ms))
            for field in links.fields_of(account)
        )
        website = _verified(account.website, account.website_verified_at_ms, answers, now_ms)
        if (fields, website) != (links.fields_of(account), account.website_verified_at_ms):
            await links.put_found(tx, account.id, fields, website)
            verified = AccountVerified(actor_id=account.id, subject_id=account.id)
            await event_log.append(tx, verified, now_ms)
        if (account.website, account.fields) == (asked.website, asked.fields):
            unanswered = None in answers.values()
            rest_ms = _HOUR_MS if unanswered else self.limits.link_recheck_days * _DAY_MS
            await links.put_due(tx, account.id, now_ms + rest_ms)


def _verified(value: str, before_ms: int | None, answers: Answers, now_ms: int) -> int | None:
    """Since when: as before where it still holds, or where nobody answered."""
    link = link_of(value)
    if link is None:
        return None
    answer = answers.get(link)
    if answer is None:
        return before_ms
    return (before_ms or now_ms) if answer else None
