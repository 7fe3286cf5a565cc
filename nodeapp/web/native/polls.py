"""Routes under /api/polls: how a poll stands, and votes. A poll's id is its tweet's."""

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.origin import Origin
from nodeapp.model.polls import PollDraft
from nodeapp.services.polls import Polls
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.native.shapes.media import Poll
from nodeapp.web.native.shapes.tweets import Tweet
from nodeapp.web.values import parse_tweet_id


class NewPoll(Struct, frozen=True, kw_only=True):
    """What to ask with a tweet. It ends so many seconds after it is posted."""

    options: list[str]
    expires_in: int
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
    """Options by their places, from 0. In a poll that is not `multiple` it is one."""

    choices: list[int]


@get("/{tweet_id:str}", summary="A poll, as it stands")
async def read(tweet_id: FromPath[str], viewer: NamedDependency[Viewer], polls: NamedDependency[Polls]) -> Poll:
    view = await polls.get(viewer, parse_tweet_id(tweet_id))
    if view.poll is None:
        raise NotFound("There is no such poll.")
    return Poll.of(view.poll, view.votes)


@post("/{tweet_id:str}/votes", status_code=200, summary="Vote, once and for all chosen options together")
async def vote(
    tweet_id: FromPath[str],
    data: JSONBody[Ballot],
    me: NamedDependency[Viewer],
    polls: NamedDependency[Polls],
    origin: NamedDependency[Origin],
) -> Tweet:
    return Tweet.of(await polls.vote(me, parse_tweet_id(tweet_id), data.choices), origin)


_reads = Router("/", route_handlers=[read], middleware=[ConditionalReads])
routes = [Router("/api/polls", route_handlers=[_reads, vote], tags=["Polls"])]
