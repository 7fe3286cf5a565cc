"""Polls: a question of a tweet, with two choices or more, that closes."""

from collections.abc import Sequence

from msgspec import Struct

from nodeapp.model import text
from nodeapp.model.errors import FieldError, bad
from nodeapp.model.ids import TweetId
from nodeapp.model.limits import Limits

OPTIONS_MIN = 2


class Option(Struct, frozen=True, kw_only=True):
    """A row of `poll_options`. Of a poll from elsewhere the origin's own count is kept apart."""

    tweet_id: TweetId
    place: int
    title: str
    vote_count: int = 0
    origin_vote_count: int = 0


class Poll(Struct, frozen=True, kw_only=True):
    """A row of `polls` with its options in their order. Once closed, nobody votes any more.

    Numbers that were not told elsewhere yet are told at `telling_at_ms`.
    """

    tweet_id: TweetId
    multiple: bool = False
    hide_totals: bool = False
    ends_at_ms: int | None = None
    closed_at_ms: int | None = None
    voter_count: int = 0
    origin_voter_count: int = 0
    telling_at_ms: int | None = None
    options: tuple[Option, ...] = ()

    @property
    def shows_totals(self) -> bool:
        """Hidden totals are hidden from everybody, its author too, until the poll is closed."""
        return self.closed_at_ms is not None or not self.hide_totals


class PollDraft(Struct, frozen=True, kw_only=True):
    """What somebody wants to ask; it ends so many seconds after it is posted."""

    options: tuple[str, ...]
    seconds: int
    multiple: bool = False
    hide_totals: bool = False


class ForeignOption(Struct, frozen=True):
    """`vote_count` is None where its node does not tell."""

    title: str
    vote_count: int | None


class ForeignPoll(Struct, frozen=True, kw_only=True):
    """A poll as its own node tells it, cut to our limits."""

    options: tuple[ForeignOption, ...]
    multiple: bool
    ends_at_ms: int | None
    is_closed: bool
    voter_count: int | None


class ForeignVote(Struct, frozen=True):
    """A vote from elsewhere names the option in its own words; `uri` is the vote's own."""

    title: str
    uri: str | None


def cleaned(draft: PollDraft) -> PollDraft:
    return PollDraft(
        options=tuple(text.one_line(option) for option in draft.options),
        seconds=draft.seconds,
        multiple=draft.multiple,
        hide_totals=draft.hide_totals,
    )


def faults(draft: PollDraft, limits: Limits) -> list[FieldError]:
    """What is wrong with it as it was sent; sizes are looked at before anything is read."""
    found = _option_faults(draft.options, limits)
    least, most = limits.poll_seconds_min, limits.poll_seconds_max
    if not least <= draft.seconds <= most:
        bound = least if draft.seconds < least else most
        message = f"A poll is open for {least} seconds to {most}."
        found.append(FieldError("poll.expires_in", "out_of_range", message, bound))
    return found


def asked(tweet_id: TweetId, draft: PollDraft, now_ms: int) -> Poll:
    """The rows of a draft whose rules were checked."""
    return Poll(
        tweet_id=tweet_id,
        multiple=draft.multiple,
        hide_totals=draft.hide_totals,
        ends_at_ms=now_ms + draft.seconds * 1_000,
        options=tuple(Option(tweet_id=tweet_id, place=place, title=it) for place, it in enumerate(draft.options)),
    )


def poll_told(tweet_id: TweetId, foreign: ForeignPoll, now_ms: int) -> Poll:
    """As its own node has it. Where that tells no totals before the end, they are hidden here too."""
    is_over = foreign.is_closed or (foreign.ends_at_ms is not None and foreign.ends_at_ms <= now_ms)
    counts = [option.vote_count for option in foreign.options]
    return Poll(
        tweet_id=tweet_id,
        multiple=foreign.multiple,
        hide_totals=all(count is None for count in counts),
        ends_at_ms=foreign.ends_at_ms,
        closed_at_ms=now_ms if is_over else None,
        # Who does not count people counts votes; of one choice each that is the same.
        origin_voter_count=foreign.voter_count or (0 if foreign.multiple else sum(count or 0 for count in counts)),
        options=tuple(
            Option(tweet_id=tweet_id, place=place, title=option.title, origin_vote_count=option.vote_count or 0)
            for place, option in enumerate(foreign.options)
        ),
    )


def asks_the_same(one: Poll, other: Poll) -> bool:
    """Whether votes for the one are votes for the other."""
    titles = [[option.title for option in poll.options] for poll in (one, other)]
    return one.multiple == other.multiple and titles[0] == titles[1]


def has_ended(poll: Poll, now_ms: int) -> bool:
    """By the clock, also before somebody has come to close it."""
    return poll.closed_at_ms is not None or (poll.ends_at_ms is not None and poll.ends_at_ms <= now_ms)


def chosen(poll: Poll, choices: Sequence[int]) -> tuple[int, ...]:
    """The places that somebody votes for, in order, each once. Raises BadInput for what cannot be chosen."""
    most = len(poll.options)
    if not choices:
        raise bad("choices", "missing", "Choose something first.")
    if len(choices) > most:
        raise bad("choices", "too_many", f"This poll has {most} options.", most)
    places = tuple(sorted(set(choices)))
    if places[0] < 0 or places[-1] >= most:
        raise bad("choices", "invalid", f"The options of this poll are 0 to {most - 1}.", most - 1)
    if len(places) > 1 and not poll.multiple:
        raise bad("choices", "too_many", "In this poll only one option can be chosen.", 1)
    return places


def _option_faults(options: Sequence[str], limits: Limits) -> list[FieldError]:
    """The first thing that is wrong with them."""
    field, most, longest = "poll.options", limits.poll_options_max, limits.poll_option_characters_max
    if len(options) < OPTIONS_MIN:
        return [FieldError(field, "too_few", f"A poll has at least {OPTIONS_MIN} options.", OPTIONS_MIN)]
    if len(options) > most:
        return [FieldError(field, "too_many", f"A poll has at most {most} options.", most)]
    if any(_is_too_long(option, limits) for option in options):
        return [FieldError(field, "too_long", f"An option has at most {longest} characters.", longest)]
    titles = [text.one_line(option) for option in options]
    if not all(titles):
        return [FieldError(field, "missing", "An option needs words.")]
    if len({title.casefold() for title in titles}) < len(titles):
        return [FieldError(field, "repeated", "No two options are the same.")]
    return []


def _is_too_long(option: str, limits: Limits) -> bool:
    if len(option) > limits.tweet_code_points_max:
        return True
    return text.graphemes(text.one_line(option)) > limits.poll_option_characters_max
