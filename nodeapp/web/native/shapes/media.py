"""Media and polls of tweets."""

from msgspec import Struct

from nodeapp.model import media, polls
from nodeapp.model.origin import Origin
from nodeapp.web.pictures import picture_of
from nodeapp.web.values import timestamp


class Size(Struct, frozen=True, kw_only=True):
    """A file at one of its sizes."""

    url: str
    mime: str
    width: int
    height: int


class Media(Struct, frozen=True, kw_only=True):
    """A picture, film or sound. `state` is `waiting` until it can be shown; `focus` goes from -1 to 1, right and up."""

    id: str
    kind: media.MediaKind
    state: media.MediaState
    url: str
    preview_url: str | None
    mime: str
    width: int | None
    height: int | None
    duration_ms: int | None
    alt: str
    blurhash: str | None
    focus: list[float] | None
    sizes: list[Size]

    @staticmethod
    def of(one: media.Media, origin: Origin) -> "Media":
        picture = picture_of(one, origin)
        return Media(
            id=str(one.id),
            kind=one.kind,
            state=one.state,
            url=picture.url,
            preview_url=picture.preview_url,
            mime=one.mime,
            width=one.width,
            height=one.height,
            duration_ms=one.duration_ms,
            alt=one.alt,
            blurhash=one.blurhash,
            focus=None if one.focus_x is None or one.focus_y is None else [one.focus_x, one.focus_y],
            sizes=[Size(url=url, mime=it.mime, width=it.width, height=it.height) for it, url in picture.sizes],
        )


class PollOption(Struct, frozen=True):
    """`vote_count` is null while totals are hidden."""

    title: str
    vote_count: int | None


class Poll(Struct, frozen=True, kw_only=True):
    """A question. `own_votes` are the places of what the viewer chose; totals may be hidden until it is closed."""

    id: str
    options: list[PollOption]
    multiple: bool
    hide_totals: bool
    ends_at: str | None
    closed: bool
    voter_count: int | None
    voted: bool
    own_votes: list[int]

    @staticmethod
    def of(poll: polls.Poll, votes: tuple[int, ...]) -> "Poll":
        shown = poll.shows_totals
        return Poll(
            id=str(poll.tweet_id),
            options=[
                PollOption(option.title, max(option.vote_count, option.origin_vote_count) if shown else None)
                for option in poll.options
            ],
            multiple=poll.multiple,
            hide_totals=poll.hide_totals,
            ends_at=None if poll.ends_at_ms is None else timestamp(poll.ends_at_ms),
            closed=poll.closed_at_ms is not None,
            voter_count=max(poll.voter_count, poll.origin_voter_count) if shown else None,
            voted=bool(votes),
            own_votes=list(votes),
        )
