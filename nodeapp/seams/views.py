"""Views: from ids to what a viewer is shown of them."""

from collections.abc import Sequence
from typing import Protocol

from nodeapp.model.accounts import Account
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.views import TweetView


class Views(Protocol):
    """Every surface asks here; what the viewer may not see is left out."""

    async def of_entries(
        self,
        viewer_id: AccountId | None,
        ids: Sequence[TweetId],
        opened: AccountId | None = None,
        *,
        is_home: bool = False,
    ) -> list[TweetView]:
        """In the order given; people the viewer blocked or muted are left out, except the one whose page is `opened`.

        At home also what the viewer does not want there, though it would stand there.
        """
        ...

    async def of_tweet(self, viewer_id: AccountId | None, tweet_id: TweetId) -> TweetView | None:
        """One tweet, opened on purpose."""
        ...

    async def account(self, account_id: AccountId) -> Account | None:
        """Its row, whatever its state."""
        ...

    async def account_named(self, username: str, host: str) -> Account | None:
        """As `account`, by name; the host is '' for those who live here."""
        ...
