"""A gap: what was written after a place in the log, by author, to be added to homes that were complete there."""

from nodeapp.mirrors.seat import Seat
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.queries.gaps import News, Placed


class Gap:
    """It reaches up to `position`, and nothing after `floor` is missing; it starts empty."""

    def __init__(self, position: int) -> None:
        self.floor = self.position = position
        self._plain: dict[int, set[int]] = {}
        self._answers: dict[int, dict[TweetId, Placed]] = {}

    def add(self, news: News) -> None:
        """What follows on `position`. Events that are no longer kept raise the floor: positions have no holes else."""
        for logged in news.logged:
            if logged.position != self.position + 1:
                self.floor = logged.position - 1
            self.position = logged.position
        if not news.is_whole:
            self.floor = self.position
        for placed in news.placed:
            if placed.deleted_at_ms is not None or placed.visibility == "direct":
                continue
            if placed.reply_to_author_id is None and placed.reply_to_uri is None:
                self._plain.setdefault(placed.author_id, set()).add(placed.id)
            else:
                self._answers.setdefault(placed.author_id, {})[placed.id] = placed

    def entries(self, account_id: AccountId, seat: Seat) -> frozenset[int]:
        """Those that stand in this viewer's home."""
        authors = (account_id, *seat.followed)
        found = set[int]().union(*(self._plain[author_id] for author_id in authors if author_id in self._plain))
        for author_id in authors:
            answers = self._answers.get(author_id, {})
            found.update(placed.id for placed in answers.values() if seat.has_place_for(placed))
        return frozenset(found)
