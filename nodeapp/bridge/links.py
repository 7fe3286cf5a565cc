"""Links: whether a page elsewhere says that somebody here is its owner."""

from dataclasses import dataclass

from federation import Door
from federation.errors import FederationError, FetchFailed
from federation.jsonld import same_authority
from federation.links import rel_me
from federation.urls import read_url
from nodeapp.model.accounts import Account
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin


@dataclass(frozen=True)
class LinksBack:
    door: Door
    origin: Origin
    limits: Limits

    async def leads_back(self, account: Account, url: str) -> bool | None:
        """None where the page cannot be had now. Asks for it, through the one door that is safe to use (S01 to S12)."""
        if same_authority(url, self.origin.url):
            return False
        try:
            found = await rel_me(self.door, url, self.limits.link_page_bytes_max)
        except FetchFailed as failure:
            return None if failure.retryable else False
        except FederationError:
            return False
        own = {
            _plain(self.origin.profile_url(account.username)),
            _plain(self.origin.account_uri(account.id)),
        }
        return not own.isdisjoint(_plain(link) for link in found)


def _plain(url: str) -> str:
    """Spellings of one address are one; '' for what is none. Names here do not tell capitals apart."""
    try:
        return read_url(url).text.partition("#")[0].rstrip("/").casefold()
    except FederationError:
        return ""
