"""Polls: what a status asks, as clients show it."""

from msgspec import Struct

from nodeapp.model import polls
from nodeapp.web.values import timestamp


class Option(Struct, frozen=True):
    """`votes_count` is null while totals are hidden."""

    title: str
    votes_count: int | None


class Poll(Struct, frozen=True, kw_only=True):
    """A poll as the viewer sees it. While totals are hidden, how many voted is too."""

    id: str
    expires_at: str | None
    expired: bool
    multiple: bool
    votes_count: int
    voters_count: int | None
    options: list[Option]
    emojis: list[str] = []
    voted: bool
    own_votes: list[int]

    @staticmethod
    def of(poll: polls.Poll, votes: tuple[int, ...]) -> "Poll":
        shown = poll.shows_totals
        counts = [max(option.vote_count, option.origin_vote_count) for option in poll.options]
        return Poll(
            id=str(poll.tweet_id),
            expires_at=None if poll.ends_at_ms is None else timestamp(poll.ends_at_ms),
            expired=poll.closed_at_ms is not None,
            multiple=poll.multiple,
            votes_count=sum(counts) if shown else 0,
            voters_count=max(poll.voter_count, poll.origin_voter_count) if shown else None,
            options=[
                Option(option.title, count if shown else None)
                for option, count in zip(poll.options, counts, strict=True)
            ],
            voted=bool(votes),
            own_votes=list(votes),
        )
