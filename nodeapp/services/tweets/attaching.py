"""Attaching: files that somebody uploaded become a new tweet's, in the transaction that makes it."""

from nodeapp.model.ids import MediaId
from nodeapp.model.tweets import Tweet
from nodeapp.model.uploads import check_attached, check_list
from nodeapp.queries import media
from nodeapp.seams.database import Transaction
from nodeapp.services.tweets.verbs import Verbs


class Attaching(Verbs):
    async def _attach(self, tx: Transaction, tweet: Tweet, ids: tuple[MediaId, ...]) -> None:
        """In this order. Raises BadInput at `media_ids` for what is not there, not theirs, used, failed, too many."""
        if not ids:
            return
        check_list(ids, self.limits)
        check_attached(ids, await media.by_ids(tx, list(ids)), tweet.author_id, self.limits)
        await media.attach(tx, list(ids), tweet.author_id, tweet.id)
