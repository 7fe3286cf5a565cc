"""Home timelines; the database is where they can always be made again."""

from collections.abc import Sequence
from typing import Protocol

from nodeapp.model.ids import AccountId
from nodeapp.model.timelines import Entry, Window


class HomeTimelines(Protocol):
    """What stands in a home timeline, before the viewer's right to see each tweet is judged."""

    async def home(self, account_id: AccountId, window: Window) -> Sequence[Entry]:
        """Up to `window.limit` entries, newest first."""
        ...
