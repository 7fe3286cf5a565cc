"""Where this node is: the addresses of everything that lives here, rendered and read back, never stored."""

import re
from urllib.parse import urlsplit

from msgspec import Struct

from nodeapp.model.ids import NEWEST, AccountId, TweetId

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LOCAL_PATH = re.compile(r"/(?:ap/)?(users|tweets)/(\d{1,19})(?:#main-key)?")
_PAGE_PATH = re.compile(r"/@[A-Za-z0-9_]{1,50}/(\d{1,19})")
_NAME_PATH = re.compile(r"/@([A-Za-z0-9_]{1,50})")


class Origin(Struct, frozen=True):
    """`url` is scheme://host[:port] without a slash at its end, as fixed at the first start."""

    url: str

    @property
    def is_secure(self) -> bool:
        return self.url.startswith("https://")

    @property
    def host(self) -> str:
        """What handles end in: the host, with its port where that is not 443."""
        parts = urlsplit(self.url)
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
        name = parts.hostname or ""
        name = f"[{name}]" if ":" in name else name
        return name if port == _DEFAULT_PORTS["https"] else f"{name}:{port}"

    @property
    def actor_uri(self) -> str:
        """The node itself, which signs what it reads."""
        return f"{self.url}/ap/actor"

    @property
    def shared_inbox_url(self) -> str:
        return f"{self.url}/ap/inbox"

    def account_uri(self, account_id: AccountId) -> str:
        return f"{self.url}/ap/users/{account_id}"

    def key_id(self, account_id: AccountId) -> str:
        return f"{self.account_uri(account_id)}#main-key"

    def followers_uri(self, account_id: AccountId) -> str:
        return f"{self.account_uri(account_id)}/followers"

    def tweet_uri(self, tweet_id: TweetId) -> str:
        return f"{self.url}/ap/tweets/{tweet_id}"

    def activity_uri(self, kind: str, activity_id: int) -> str:
        """Follows, likes, retweets, blocks, undos…: `/ap/{kind}/{id}`."""
        return f"{self.url}/ap/{kind}/{activity_id}"

    def profile_url(self, username: str, host: str = "") -> str:
        return f"{self.url}/@{username}@{host}" if host else f"{self.url}/@{username}"

    def tweet_url(self, username: str, tweet_id: TweetId, host: str = "") -> str:
        return f"{self.profile_url(username, host)}/{tweet_id}"

    def tag_url(self, tag: str) -> str:
        return f"{self.url}/tags/{tag}"

    def file_url(self, file_key: str, name: str = "original") -> str:
        """A file of ours under its key; `name` is the size that is wanted."""
        return f"{self.url}{file_path(file_key, name)}"

    def own_url(self, address: str | None) -> str | None:
        """An address that is kept as a path where it is on this node, made whole."""
        return f"{self.url}{address}" if address is not None and address.startswith("/") else address

    def is_ours(self, uri: str) -> bool:
        return uri == self.url or uri.startswith((f"{self.url}/", f"{self.url}#", f"{self.url}?"))

    def account_id_of(self, uri: str) -> AccountId | None:
        """The local account an actor uri (or its key's) names; None for anything else. Existence is not checked."""
        found = self._local(uri, "users")
        return None if found is None else AccountId(found)

    def username_of(self, url: str) -> str | None:
        """The name in a local profile page's address."""
        match = _NAME_PATH.fullmatch(url[len(self.url) :]) if self.is_ours(url) else None
        return match.group(1) if match else None

    def tweet_id_of(self, uri: str) -> TweetId | None:
        """The local tweet a uri, or its page's address, names; None for anything else. Existence is not checked."""
        found = self._local(uri, "tweets")
        if found is None and self.is_ours(uri) and (page := _PAGE_PATH.fullmatch(uri[len(self.url) :])):
            found = min(int(page.group(1)), NEWEST)
        return None if found is None else TweetId(found)

    def _local(self, uri: str, kind: str) -> int | None:
        match = _LOCAL_PATH.fullmatch(uri[len(self.url) :]) if self.is_ours(uri) else None
        found = int(match.group(2)) if match and match.group(1) == kind else 0
        # Above NEWEST there is no id, and no database could be asked for one.
        return found if 0 < found <= NEWEST else None


def file_path(file_key: str, name: str = "original") -> str:
    return f"/media/{file_key}/{name}"
