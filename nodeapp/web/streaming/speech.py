"""Speech: how what is told to a stream is said over a wire; each form of it is encoded once for all who hear it."""

from collections.abc import Hashable, Sequence
from typing import Protocol

from nodeapp.model.hub import Stream
from nodeapp.model.streams import Channel, Reason, Told
from nodeapp.model.views import TweetView
from nodeapp.web.faces import Faces


class Speech(Protocol):
    """What is to be sent, in messages; nothing where it is not said in this form."""

    def opening(self, stream: Stream, since: int | None) -> Sequence[bytes]:
        """The first words. What they name as a place is where whoever comes back at once goes on."""
        ...

    def told(self, told: Told) -> Sequence[bytes]: ...

    def gap(self, position: int) -> Sequence[bytes]:
        """Not all that was missed can be told; from here on it is told again."""
        ...

    def closed(self, reason: Reason) -> Sequence[bytes]: ...


def is_there(view: TweetView) -> bool:
    """Cards follow every commit: what has gone since it was told is not shown any more."""
    if view.card.is_gone or not view.card.author.is_live:
        return False
    return view.retweet is None or not (view.retweet.is_gone or not view.retweet.author.is_live)


def looks_of(view: TweetView) -> Hashable:
    """Equal for two viewers who are shown the same of one tweet."""
    quote = view.quote
    return view.flags.bits, view.votes, None if quote is None else (quote.flags.bits, quote.votes)


def encoded(faces: Faces, view: TweetView) -> bytes:
    parts: list[bytes] = []
    faces.add(view, parts, [])
    return b"".join(parts)[1:]


def names_of(channels: Sequence[Channel]) -> list[str]:
    return [channel.name for channel in channels]
