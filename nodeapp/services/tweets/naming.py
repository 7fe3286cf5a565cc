"""Naming: the people whom a tweet names, here and elsewhere."""

from collections.abc import Sequence

from nodeapp.model import text
from nodeapp.model.accounts import Account, ForeignAccount, username_key
from nodeapp.model.errors import BadInput, NotFound, Unavailable
from nodeapp.model.ids import AccountId
from nodeapp.model.origin import Origin
from nodeapp.model.tweets import Tweet
from nodeapp.queries import accounts
from nodeapp.seams.database import Reader, Transaction
from nodeapp.services.tweets.verbs import Verbs


class Naming(Verbs):
    async def _strangers(self, content: str) -> Sequence[ForeignAccount]:
        """People mentioned who live elsewhere and are not known yet, asked for there; the silent are left out."""
        handles = _elsewhere(content, self.origin)

        async def work(reader: Reader) -> set[str]:
            return {account.handle.casefold() for account in await _named(reader, handles, self.origin)}

        known = await self.database.read(work) if handles else set()
        unknown = [handle for handle in handles if f"@{handle}".casefold() not in known]
        found = []
        for handle in unknown[: self.limits.unknown_mentions_max]:
            try:
                found.append(await self.peers.account_by_handle(handle))
            except (NotFound, Unavailable, BadInput):
                continue
        return found

    async def _mentioned(self, tx: Transaction, tweet: Tweet) -> list[AccountId]:
        """Whom its words name, and whoever is answered: they are spoken to, named or not."""
        mentioned = [account.id for account in await _named(tx, text.mentions(tweet.content), self.origin)]
        if tweet.reply_to_author_id and tweet.reply_to_author_id != tweet.author_id:
            mentioned.append(tweet.reply_to_author_id)
        return list(dict.fromkeys(mentioned))


def _elsewhere(content: str, origin: Origin) -> list[str]:
    return [
        handle
        for handle in text.mentions(content)
        if "@" in handle and handle.partition("@")[2].casefold() != origin.host.casefold()
    ]


async def _named(reader: Reader, handles: Sequence[str], origin: Origin) -> list[Account]:
    """Those of these handles (name or name@host) who are known here, in no particular order."""
    wanted = set()
    for handle in handles:
        username, _, host = handle.partition("@")
        wanted.add((username_key(username), "" if host.casefold() == origin.host.casefold() else host.casefold()))
    rows = await accounts.by_names(reader, [username for username, _ in wanted])
    return [account for account in rows if (account.username_key, account.host) in wanted and account.is_live]
