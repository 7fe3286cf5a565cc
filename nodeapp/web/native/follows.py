"""Routes about follows that are there: what I want of whom I follow, who may follow me, and what I note of people."""

from litestar import Router, delete, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import bad
from nodeapp.model.ids import AccountId
from nodeapp.services.accounts import Accounts
from nodeapp.services.follow_requests import FollowRequests
from nodeapp.services.graph import Graph
from nodeapp.services.notes import Notes
from nodeapp.web.native.shapes.people import Relationship
from nodeapp.web.values import parse_account_id


class FollowEdit(Struct, frozen=True, kw_only=True):
    """What is left out, or null, stays as it is."""

    retweets: bool | None = None
    bell: bool | None = None


class NoteEdit(Struct, frozen=True):
    """An empty one takes the note away."""

    content: str


class Review(Struct, frozen=True, kw_only=True):
    """Whose requests: `ids` by name, or `all` of them."""

    ids: list[str | int] | None = None
    all: bool = False


class Reviewed(Struct, frozen=True):
    """How many requests were answered."""

    done: int


@put("/{user:str}/follow", summary="Whether their retweets stand in my home, and whether a bell rings")
async def change(
    user: FromPath[str],
    data: JSONBody[FollowEdit],
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    graph: NamedDependency[Graph],
) -> Relationship:
    account_id = await accounts.id_of(me, user)
    return Relationship.of(await graph.change_follow(me, account_id, data.retweets, data.bell))


@delete("/{user:str}/follower", status_code=200, summary="Let somebody follow me no longer")
async def remove_follower(
    user: FromPath[str], me: NamedDependency[Viewer], accounts: NamedDependency[Accounts], graph: NamedDependency[Graph]
) -> Relationship:
    return Relationship.of(await graph.remove_follower(me, await accounts.id_of(me, user)))


@put("/{user:str}/note", summary="Note something about somebody, for my eyes alone")
async def note(
    user: FromPath[str],
    data: JSONBody[NoteEdit],
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    notes: NamedDependency[Notes],
) -> Relationship:
    return Relationship.of(await notes.write(me, await accounts.id_of(me, user), data.content))


@post("/accept", status_code=200, summary="Let many follow me at once")
async def accept_many(
    data: JSONBody[Review], me: NamedDependency[Viewer], follow_requests: NamedDependency[FollowRequests]
) -> Reviewed:
    return Reviewed(await follow_requests.review(me, _whose(data), accept=True))


@post("/reject", status_code=200, summary="Turn many requests down at once")
async def reject_many(
    data: JSONBody[Review], me: NamedDependency[Viewer], follow_requests: NamedDependency[FollowRequests]
) -> Reviewed:
    return Reviewed(await follow_requests.review(me, _whose(data), accept=False))


def _whose(review: Review) -> list[AccountId] | None:
    """None for everybody's."""
    if review.all == (review.ids is not None):
        raise bad("ids", "missing", "Name `ids`, or say `all`.")
    return None if review.ids is None else [parse_account_id("ids", one) for one in review.ids]


routes = [
    # `change` stands with the other verbs of its path, in `users`.
    Router("/api/users", route_handlers=[remove_follower, note], tags=["People"]),
    Router("/api/follow-requests", route_handlers=[accept_many, reject_many], tags=["People"]),
]
