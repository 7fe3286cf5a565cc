"""Routes under /api/v1/polls: how a poll stands, and votes. A poll's id is its status's."""

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.limits import Limits
from nodeapp.model.polls import PollDraft
from nodeapp.model.views import TweetView
from nodeapp.services.polls import Polls
from nodeapp.web.auth import AnyRequest
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.mastodon.parameters import given
from nodeapp.web.mastodon.shapes.polls import Poll
from nodeapp.web.values import parse_tweet_id


class NewPoll(Struct, frozen=True, kw_only=True):
    """What to ask with a status; it ends in so many seconds."""

    options: list[str] = []
    expires_in: int = 0
    multiple: bool = False
    hide_totals: bool = False

    def draft(self) -> PollDraft:
        return PollDraft(
            options=tuple(self.options),
            seconds=self.expires_in,
            multiple=self.multiple,
            hide_totals=self.hide_totals,
        )


class Ballot(Struct, frozen=True):
    """Options by their places."""

    choices: list[int] = []


@get("/{status_id:str}", summary="A poll, as it stands")
async def read(status_id: FromPath[str], viewer: NamedDependency[Viewer], polls: NamedDependency[Polls]) -> Poll:
    return _shown(await polls.get(viewer, parse_tweet_id(status_id)))


@post("/{status_id:str}/votes", status_code=200, summary="Vote")
async def vote(
    request: AnyRequest,
    status_id: FromPath[str],
    me: NamedDependency[Viewer],
    polls: NamedDependency[Polls],
    limits: NamedDependency[Limits],
) -> Poll:
    ballot = await given(request, Ballot, limits)
    return _shown(await polls.vote(me, parse_tweet_id(status_id), ballot.choices))


def _shown(view: TweetView) -> Poll:
    if view.poll is None:
        raise NotFound("There is no such poll.")
    return Poll.of(view.poll, view.votes)


_reads = Router("/", route_handlers=[read], middleware=[ConditionalReads])
routes = [Router("/api/v1/polls", route_handlers=[_reads, vote], include_in_schema=False)]
