"""Served: what people who live here were shown since somebody last looked, noted at the price of one look-up."""

from collections.abc import Sequence

from nodeapp.model.accounts import Account, Viewer
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.views import TweetView

Shown = tuple[AccountId, tuple[TweetId, ...]]
"""A reader, and the tweets of one page."""
Visit = tuple[AccountId, AccountId]
"""A reader, and whose profile was opened."""


class Served:
    """Bounded, and in memory alone: what has not been taken when the process is killed is lost.

    A page that was noted before is known again by its reader and its ids, so that reading it again costs nothing
    behind either.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pages: list[Shown] = []
        self._known: set[Shown] = set()
        self._visits: set[Visit] = set()
        self._dropped = 0

    def note(self, viewer: Viewer, views: Sequence[TweetView]) -> None:
        """Of nobody who is not signed in or lives elsewhere."""
        reader_id = viewer.id
        if reader_id is None or viewer.host or not views:
            return
        page = reader_id, tuple([view.card.tweet_id for view in views])
        if page not in self._known:
            self._keep(page)

    def note_visit(self, viewer: Viewer, account: Account) -> None:
        """Of profiles of those who live here, by others."""
        if viewer.id is None or viewer.host or account.host or viewer.id == account.id:
            return
        if len(self._visits) < self._limits.served_waiting_max:
            self._visits.add((viewer.id, account.id))

    def take(self) -> tuple[list[Shown], set[Visit]]:
        """What waits, which does not wait any longer."""
        taken = self._pages, self._visits
        self._pages, self._visits = [], set()
        return taken

    def take_dropped(self) -> int:
        """For how many pages there was no room since this was asked. Who reads them again is counted then."""
        dropped, self._dropped = self._dropped, 0
        return dropped

    def give_back(self, pages: list[Shown], visits: set[Visit]) -> None:
        """It could not be written down; what there is no room for may be counted when it is read again."""
        room = max(self._limits.served_waiting_max - len(self._pages), 0)
        self._pages += pages[:room]
        self._known.difference_update(pages[room:])
        self._dropped += len(pages[room:])
        self._visits |= visits

    def forget(self, pages: Sequence[Shown]) -> None:
        """They were not counted, and may be when they are read again."""
        self._known.difference_update(pages)

    def _keep(self, page: Shown) -> None:
        if len(self._pages) >= self._limits.served_waiting_max:
            self._dropped += 1
            return
        if len(self._known) >= self._limits.served_known_max:
            self._known.clear()
        self._known.add(page)
        self._pages.append(page)
