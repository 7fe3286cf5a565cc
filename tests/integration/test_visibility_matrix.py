"""P01: every viewer, every visibility, every way to read. A new route must find its place in the table here."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from litestar import Router
from litestar.routes import HTTPRoute

from nodeapp.model.edits import Edit
from nodeapp.model.polls import PollDraft
from nodeapp.model.tweets import Draft
from nodeapp.model.visibility import VISIBILITIES
from nodeapp.web.mastodon.routes import routes as mastodon_routes
from tests.builders import Caller, Home

pytestmark = pytest.mark.anyio

WHO = ("anonymous", "stranger", "follower", "mentioned", "author", "blocked")

MAY_SEE = {
    "public": {"anonymous", "stranger", "follower", "mentioned", "author"},
    "unlisted": {"anonymous", "stranger", "follower", "mentioned", "author"},
    "followers": {"follower", "mentioned", "author"},
    "direct": {"mentioned", "author"},
}

NOT_DIRECT = {"public", "unlisted", "followers"}
ALL = set(VISIBILITIES)

# path: (visibilities that may show there, viewers that may find them there)
SURFACES: dict[str, tuple[set[str], set[str]]] = {
    "/api/tweets/{tweet_id}": (ALL, set(WHO)),
    "/api/tweets/{tweet_id}/thread": (ALL, set(WHO)),
    "/api/tweets/{tweet_id}/history": (ALL, set(WHO)),
    "/api/tweets/{tweet_id}/likes": (ALL, set(WHO)),
    "/api/tweets/{tweet_id}/retweets": (ALL, set(WHO)),
    "/api/tweets/{tweet_id}/quotes": (ALL, set(WHO)),
    "/api/tweets/{parent_id}/quotes": (ALL, set(WHO)),
    "/api/tweets/{parent_id}/thread": (ALL, set(WHO)),
    "/api/tweets/{parent_id}/replies": (ALL, set(WHO)),
    "/api/users/{author}/tweets": (NOT_DIRECT, set(WHO)),
    "/api/users/{author}/pinned": (NOT_DIRECT, set(WHO)),
    "/api/timeline/user/{author}": (NOT_DIRECT, set(WHO)),
    "/api/timeline/home": (NOT_DIRECT, {"follower", "author"}),
    "/api/timeline/home?mode=ranked": (NOT_DIRECT, {"follower", "author"}),
    "/api/v1/feed": (NOT_DIRECT, {"follower", "author"}),
    "/api/v1/tweet/{tweet_id}": (ALL, set(WHO)),
    "/api/analytics/tweets?sort=latest": (NOT_DIRECT, {"author"}),
    "/api/analytics/tweets/{tweet_id}": (ALL, {"author"}),
    "/api/timeline/mentions": (ALL, {"mentioned"}),
    "/api/timeline/likes": (ALL, set(WHO) - {"anonymous"}),
    "/api/timeline/bookmarks": (ALL, set(WHO) - {"anonymous"}),
    "/api/quote-requests": (ALL, set()),
    "/api/drafts": (ALL, set()),
    "/api/scheduled": (ALL, set()),
    "/api/timeline/public": ({"public"}, set(WHO)),
    "/api/timeline/local": ({"public"}, set(WHO)),
    "/api/timeline/hashtag/{tag}": ({"public"}, set(WHO)),
    "/api/timeline/list/{list_id}": (NOT_DIRECT, set(WHO) - {"anonymous"}),
    "/api/polls/{tweet_id}": (ALL, set(WHO)),
    "/api/v1/polls/{tweet_id}": (ALL, set(WHO)),
    "/api/v1/statuses/{tweet_id}": (ALL, set(WHO)),
    "/api/v1/statuses/{tweet_id}/history": (ALL, set(WHO)),
    "/api/v1/statuses/{tweet_id}/source": (ALL, set(WHO) - {"anonymous"}),
    "/api/v1/statuses/{tweet_id}/favourited_by": (ALL, set(WHO)),
    "/api/v1/statuses/{tweet_id}/reblogged_by": (ALL, set(WHO)),
    "/api/v1/accounts/{author_id}/statuses": (NOT_DIRECT, set(WHO)),
    "/api/v1/accounts/{author_id}/statuses?pinned=true": (NOT_DIRECT, set(WHO)),
    "/api/v1/statuses/{tweet_id}/context": (ALL, set(WHO)),
    "/api/v1/statuses/{parent_id}/context": (ALL, set(WHO)),
    "/api/v1/statuses/{parent_id}/quotes": (ALL, set(WHO)),
    "/api/v1/bookmarks": (ALL, set(WHO) - {"anonymous"}),
    "/api/v1/favourites": (ALL, set(WHO) - {"anonymous"}),
    "/api/v1/timelines/list/{list_id}": (NOT_DIRECT, set(WHO) - {"anonymous"}),
    "/api/v1/timelines/tag/{tag}": ({"public"}, set(WHO)),
    "/api/v1/timelines/tag/{tag}?local=true&all[]=tea": ({"public"}, set(WHO)),
    "/api/v1/timelines/home": (NOT_DIRECT, {"follower", "author"}),
    "/api/v1/timelines/public": ({"public"}, set(WHO)),
    "/api/v1/timelines/public?local=true": ({"public"}, set(WHO)),
    "/api/notifications": (ALL, {"mentioned", "author"}),
    "/api/notifications?grouped=false": (ALL, {"mentioned", "author"}),
    "/api/notifications/requests": (ALL, set()),
    "/api/v1/notifications": (ALL, {"mentioned", "author"}),
    "/api/v1/notifications/requests": (ALL, set()),
    "/api/v2/notifications": (ALL, {"mentioned", "author"}),
    "/api/trending/tweets": ({"public"}, set(WHO)),
    "/api/explore": ({"public"}, set(WHO)),
    "/api/recommendations/tweets": ({"public"}, set()),
    "/api/v1/trends/statuses": ({"public"}, set(WHO)),
    "/ap/tweets/{tweet_id}": ({"public", "unlisted"}, {"anonymous"}),
    "/ap/tweets/{tweet_id}/activity": ({"public", "unlisted"}, {"anonymous"}),
    "/ap/tweets/{parent_id}/replies": ({"public", "unlisted"}, {"anonymous"}),
    "/ap/users/{author_id}/outbox?page=true": ({"public"}, {"anonymous"}),
    "/ap/users/{author_id}/featured": ({"public", "unlisted"}, {"anonymous"}),
}

# Reads that show no tweets: people, sessions, the node itself.
NOT_ABOUT_TWEETS = {
    "/api/analytics",
    "/api/analytics/settings",
    "/api/admin/registrations",
    "/api/auth/session",
    "/api/auth/sessions",
    "/api/auth/window",
    "/api/blocks",
    "/api/drafts/{draft_id}",
    "/api/export",
    "/api/follow-requests",
    "/api/hashtags/followed",
    "/api/hashtags/{tag}",
    "/api/lists",
    "/api/lists/{list_id}",
    "/api/lists/{list_id}/members",
    "/api/mutes",
    "/api/invites",
    "/api/media/{media_id}",
    "/api/node",
    "/api/notifications/preferences",
    "/api/notifications/unread",
    "/api/peer-blocks",
    "/api/push/key",
    # What a message shows, and to whom, has tests of its own: tests/integration/test_push.py.
    "/api/push/subscriptions",
    "/api/scheduled/{draft_id}",
    "/api/recommendations/users",
    "/api/trending/hashtags",
    "/api/trending/links",
    "/api/trending/topics",
    "/api/trends",
    "/api/trends/{location}",
    # What a search finds, and for whom, has a matrix of its own: tests/integration/search/test_search_matrix.py.
    "/api/search/hashtags",
    "/api/search/tweets",
    "/api/search/users",
    "/api/users/search",
    "/api/users/{user}",
    "/api/users/{user}/followers",
    "/api/users/{user}/lists",
    "/api/users/{user}/following",
    "/api/v1/accounts",
    "/api/v1/accounts/lookup",
    "/api/v1/accounts/search",
    "/api/v1/accounts/relationships",
    "/api/v1/accounts/verify_credentials",
    "/api/v1/accounts/{user}",
    "/api/v1/accounts/{user}/followers",
    "/api/v1/accounts/{user}/following",
    "/api/v1/accounts/{user}/lists",
    "/api/v1/blocks",
    "/api/v1/custom_emojis",
    "/api/v1/domain_blocks",
    "/api/v1/follow_requests",
    "/api/v1/followed_tags",
    "/api/v1/instance",
    "/api/v1/instance/rules",
    "/api/v1/lists",
    "/api/v1/lists/{list_id}",
    "/api/v1/lists/{list_id}/accounts",
    "/api/v1/markers",
    "/api/v1/media/{media_id}",
    # One by its id, which only whoever is told has: test_mastodon_notifications.
    "/api/v1/notifications/requests/merged",
    "/api/v1/notifications/requests/{request_id}",
    "/api/v1/notifications/unread_count",
    "/api/v1/notifications/{notification_id}",
    # As /api/search and /api/trends, by a shorter path.
    "/api/v1/search",
    "/api/v1/trending",
    "/api/v1/scheduled_statuses",
    "/api/v1/scheduled_statuses/{tweet_id}",
    "/api/v1/mutes",
    "/api/v1/preferences",
    "/api/v1/push/subscription",
    "/api/v1/tags/{tag}",
    "/api/v1/suggestions",
    "/api/v1/trends",
    "/api/v1/trends/links",
    "/api/v1/trends/tags",
    "/api/v2/suggestions",
    "/api/v2/instance",
    "/api/v2/notifications/policy",
    "/api/v2/notifications/unread_count",
    "/api/v2/notifications/{key}",
    "/api/v2/notifications/{key}/accounts",
    "/api/v2/search",
    "/health",
    "/live",
    "/ready",
}


POLL = PollDraft(options=("Tea", "Milk"), seconds=86_400)


@dataclass
class Cast:
    node: Home
    callers: dict[str, Caller]
    author_id: int
    parent_id: int
    tweets: dict[str, int]
    lists: dict[Caller, str]
    """By each who is signed in, their own list, with the author in it."""


@pytest.fixture
async def cast(node: Home) -> AsyncIterator[Cast]:
    """A thread of one tweet of each visibility, liked and kept by all who could, then one of them is blocked."""
    author = await node.account("author")
    viewers = {who: await node.account(who) for who in WHO if who not in ("anonymous", "author")}
    for who in ("follower", "blocked"):
        await node.graph.follow(viewers[who], author.id)
    parent = await node.tweets.post(author, Draft(content="the beginning"))
    tweets = {}
    for visibility in VISIBILITIES:
        words = "@mentioned @blocked #tea"
        draft = Draft(
            content=words, visibility=visibility, reply_to_id=parent.tweet.id, quote_id=parent.tweet.id, poll=POLL
        )
        tweets[visibility] = (await node.tweets.post(author, draft)).tweet.id
        await node.tweets.edit(author, tweets[visibility], Edit(content=f"{words}!"))
        if visibility != "direct":
            await node.tweets.pin(author, tweets[visibility])
    callers = {who: await node.client_of(who) for who in WHO if who != "anonymous"}
    for who, caller in callers.items():
        for visibility, tweet_id in tweets.items():
            for verb in ("like", "bookmark"):
                answer = await caller.post(f"/api/tweets/{tweet_id}/{verb}")
                sees = who in MAY_SEE[visibility] or who == "blocked"
                assert answer.status_code == (200 if sees else 404)
    lists = {}
    for caller in callers.values():
        lists[caller] = (await caller.post("/api/lists", json={"title": "list"})).json()["id"]
        assert (await caller.post(f"/api/lists/{lists[caller]}/members/author")).status_code == 204
    await node.graph.block(author, viewers["blocked"].id)
    callers["anonymous"] = Caller(node.client, {})
    await node.wait_idle()
    yield Cast(node, callers, author.id, parent.tweet.id, tweets, lists)


@pytest.mark.parametrize("surface", SURFACES)
async def test_p01_a_tweet_shows_exactly_where_and_to_whom_it_may(cast: Cast, surface: str):
    visibilities, viewers = SURFACES[surface]
    wrong = []

    for who in WHO if surface.startswith("/api") else ("anonymous",):
        for visibility, tweet_id in cast.tweets.items():
            shown = await _is_shown(cast, cast.callers[who], surface, tweet_id)
            expected = who in MAY_SEE[visibility] and who in viewers and visibility in visibilities
            if shown is not expected:
                wrong.append((who, visibility, "shown" if shown else "hidden"))

    assert wrong == []


async def test_p01_hidden_and_absent_answer_alike(cast: Cast):
    for path in (
        "/api/tweets/{}",
        "/api/tweets/{}/thread",
        "/api/tweets/{}/replies",
        "/api/v1/statuses/{}",
        "/ap/tweets/{}",
    ):
        hidden = await cast.callers["stranger"].get(path.format(cast.tweets["direct"]))
        absent = await cast.callers["stranger"].get(path.format(cast.tweets["direct"] + 1))

        assert hidden.status_code == absent.status_code == 404
        assert hidden.content.replace(str(cast.tweets["direct"]).encode(), b"ID") == absent.content.replace(
            str(cast.tweets["direct"] + 1).encode(), b"ID"
        )


async def test_p01_every_write_on_a_hidden_tweet_is_not_found(cast: Cast):
    stranger, tweet_id = cast.callers["stranger"], cast.tweets["followers"]

    for verb in ("like", "retweet", "bookmark", "pin"):
        assert (await stranger.post(f"/api/tweets/{tweet_id}/{verb}")).status_code == 404
        assert (await stranger.delete(f"/api/tweets/{tweet_id}/{verb}")).status_code == 404
    assert (await stranger.put(f"/api/tweets/{tweet_id}", json={"content": "x"})).status_code == 404
    assert (await stranger.put(f"/api/v1/statuses/{tweet_id}", json={"status": "x"})).status_code == 404
    assert (await stranger.post(f"/api/tweets/{tweet_id}/undelete")).status_code == 404
    for verb in ("reply", "quote"):
        assert (await stranger.post(f"/api/tweets/{tweet_id}/{verb}", json={"content": "x"})).status_code == 404
    assert (await stranger.delete(f"/api/tweets/{tweet_id}")).status_code == 404
    for path in (f"/api/polls/{tweet_id}/votes", f"/api/v1/polls/{tweet_id}/votes"):
        assert (await stranger.post(path, json={"choices": [0]})).status_code == 404
    verbs = ("favourite", "reblog", "bookmark", "pin", "mute")
    for verb in (*verbs, *(f"un{verb}" for verb in verbs)):
        assert (await stranger.post(f"/api/v1/statuses/{tweet_id}/{verb}")).status_code == 404
    assert (await stranger.delete(f"/api/v1/statuses/{tweet_id}")).status_code == 404
    assert (await stranger.put(f"/api/tweets/{tweet_id}/quote-policy", json={"policy": "nobody"})).status_code == 404
    assert (await stranger.delete(f"/api/tweets/{tweet_id}/quotes/{tweet_id}")).status_code == 404
    policy = {"quote_approval_policy": "nobody"}
    assert (await stranger.put(f"/api/v1/statuses/{tweet_id}/interaction_policy", json=policy)).status_code == 404
    assert (await stranger.post(f"/api/v1/statuses/{tweet_id}/quotes/{tweet_id}/revoke")).status_code == 404


async def test_p01_every_way_to_read_is_in_the_table(node: Home):
    paths = (await node.client.get("/api/openapi.json")).json()["paths"]
    described = {path for path, methods in paths.items() if "get" in methods}
    others = {
        route.path_format
        for route in Router("/", route_handlers=mastodon_routes).routes
        if isinstance(route, HTTPRoute) and "GET" in route.methods and route.path_format.startswith("/api/")
    }
    reads = described | {path.replace("{user_id}", "{user}").replace("{status_id}", "{tweet_id}") for path in others}
    generic = {path.partition("?")[0] for path in SURFACES} | NOT_ABOUT_TWEETS
    renamed = {
        path.replace("{author}", "{user}").replace("{author_id}", "{user}").replace("{parent_id}", "{tweet_id}")
        for path in generic
    }

    assert len(others) > 5
    assert reads - renamed == set()


async def _is_shown(cast: Cast, caller: Caller, surface: str, tweet_id: int) -> bool:
    path = surface.format(
        tweet_id=tweet_id,
        parent_id=cast.parent_id,
        author="author",
        author_id=cast.author_id,
        tag="tea",
        list_id=cast.lists.get(caller),
    )
    if path.endswith("/replies") and path.startswith("/ap"):
        path += "?page=true"
    how = {"Accept": "application/activity+json"} if path.startswith("/ap") else {}
    answer = await caller.get(path, headers=how)
    assert answer.status_code in (200, 401, 404), answer.text
    if "{tweet_id}" in surface:
        return answer.status_code == 200
    listed = answer.text.replace(f'reply_to_id":"{tweet_id}"', "")
    return f'"{tweet_id}"' in listed or f"/ap/tweets/{tweet_id}" in listed
