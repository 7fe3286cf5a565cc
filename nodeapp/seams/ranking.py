"""Ranking: what scores the entries of a home that is read in another order than that of time."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.ranking import Candidate, Closeness, Score


class Ranking(Protocol):
    """Everything it is given may be seen by the reader; what it leaves out comes last.

    That no author crowds out the others is seen to afterwards, whatever the scores.
    """

    async def scores(
        self, reader_id: AccountId, candidates: Sequence[Candidate], closeness: Closeness, now_ms: int
    ) -> Mapping[TweetId, Score]:
        """By entry; at most `ranked_candidates_max` of them come at once."""
        ...
