"""P01 and P12: every viewer, every visibility, every search; a word that only hidden tweets have is nowhere."""

import pytest

from nodeapp.model.ids import TweetId
from nodeapp.model.tweets import Draft
from nodeapp.model.visibility import VISIBILITIES
from tests.builders import Caller, Home
from tests.integration.search.people import id_of

pytestmark = pytest.mark.anyio

FINDS: dict[str, set[str]] = {
    "anonymous": {"public"},
    "stranger": {"public"},
    "follower": {"public"},
    "mentioned": set(VISIBILITIES),
    "author": set(VISIBILITIES),
    "blocked": set(),
    "muting": set(),
    "liking": {"public", "unlisted", "followers"},
}
"""Who finds which: those who may see them and did nothing with them find what is public alone."""


async def test_p12_searches_find_for_each_what_they_may_find(node: Home) -> None:
    ids = await lived(node)

    wrong = []
    for who, finds in FINDS.items():
        caller = Caller(node.client, {}) if who == "anonymous" else await node.client_of(who)
        for visibility, tweet_id in ids.items():
            wrong += [(who, visibility, how) for how in await misses(caller, visibility, tweet_id, visibility in finds)]
            tags = (await caller.get("/api/search/hashtags", params={"q": f"tag{visibility}"})).json()["hashtags"]
            if bool(tags) is not (visibility == "public" and who not in ("blocked", "muting")):
                wrong.append((who, visibility, "hashtags"))

    assert wrong == []


async def lived(node: Home) -> dict[str, TweetId]:
    """One tweet of each visibility, by somebody who was blocked, muted and liked."""
    author = await node.account("author")
    people = {who: await node.account(who) for who in FINDS if who not in ("anonymous", "author")}
    for who in ("follower", "liking", "blocked"):
        await node.graph.follow(people[who], id_of(author))
    ids = {}
    for visibility in VISIBILITIES:
        draft = Draft(content=f"word{visibility} sameword @mentioned #tag{visibility}", visibility=visibility)
        ids[str(visibility)] = (await node.tweets.post(author, draft)).tweet.id
    for name in FINDS["liking"]:
        await node.engagement.like(people["liking"], ids[name])
    await node.engagement.bookmark(people["blocked"], ids["followers"])
    await node.graph.block(author, id_of(people["blocked"]))
    await node.mutes.mute(people["muting"], id_of(author))
    await node.wait_idle()
    return ids


async def misses(caller: Caller, visibility: str, tweet_id: TweetId, expected: bool) -> list[str]:
    """The searches that are wrong about this tweet."""
    wrong = []
    for q in ("sameword", f"word{visibility}", f"#tag{visibility}", "from:author", f"word{visibility[:4]}*"):
        for sort in ("relevance", "latest"):
            body = (await caller.get("/api/search/tweets", params={"q": q, "sort": sort})).json()
            is_found = str(tweet_id) in [tweet["id"] for tweet in body["tweets"]]
            if is_found is not expected or (str(tweet_id) in body["highlights"] and not expected):
                wrong.append(f"{q} by {sort}")
    answer = await caller.get("/api/v2/search", params={"q": f"word{visibility}", "type": "statuses"})
    if answer.status_code == 200 and bool(answer.json()["statuses"]) is not expected:
        wrong.append("statuses")
    return wrong
