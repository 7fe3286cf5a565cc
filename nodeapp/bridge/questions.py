"""Polls as ActivityPub questions, both ways."""

from federation.vocabulary import Question, QuestionOption
from nodeapp.model import text
from nodeapp.model.ids import EPOCH_MS
from nodeapp.model.limits import Limits
from nodeapp.model.polls import ForeignOption, ForeignPoll, Poll

_LAST_MS = 32_503_680_000_000
"""The year 3000: whatever is open for longer, nobody waits for its end."""


def foreign_poll(question: Question | None, limits: Limits) -> ForeignPoll | None:
    """Clean and cut to our limits; dates are brought into a calendar."""
    if question is None:
        return None
    offered = question.options[: limits.remote_poll_options_max]
    longest = limits.remote_poll_option_characters_max
    return ForeignPoll(
        options=tuple(ForeignOption(text.one_line(option.name)[:longest], option.votes) for option in offered),
        multiple=question.multiple,
        ends_at_ms=None if question.ends_ms is None else min(max(question.ends_ms, EPOCH_MS), _LAST_MS),
        is_closed=question.is_closed,
        voter_count=question.voters,
    )


def question_out(poll: Poll | None) -> Question | None:
    """Counts that are hidden here are told to nobody."""
    if poll is None:
        return None
    shown = poll.shows_totals
    return Question(
        options=[QuestionOption(option.title, option.vote_count if shown else None) for option in poll.options],
        multiple=poll.multiple,
        ends_ms=poll.ends_at_ms,
        voters=poll.voter_count if shown else None,
    )
