"""Who liked, retweeted and quoted a tweet."""

import pytest

from tests.builders import Caller, Home

pytestmark = pytest.mark.anyio


async def posted(caller: Caller, content: str = "hello", **more: object) -> str:
    answer = await caller.post("/api/tweets", json={"content": content, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def names(caller: Caller, path: str) -> list[str]:
    answer = await caller.get(path)
    assert answer.status_code == 200, answer.text
    return [user["username"] for user in answer.json()["users"]]


async def test_those_who_liked_and_retweeted_newest_first_in_pages(node: Home):
    ada = await node.client_of("ada")
    tweet_id = await posted(ada)
    for name in ("bo", "cy", "di"):
        caller = await node.client_of(name)
        node.clock.advance(seconds=1)
        await caller.post(f"/api/tweets/{tweet_id}/like")
        await caller.post(f"/api/tweets/{tweet_id}/retweet")

    for what in ("likes", "retweets"):
        assert await names(ada, f"/api/tweets/{tweet_id}/{what}") == ["di", "cy", "bo"]
        first = (await ada.get(f"/api/tweets/{tweet_id}/{what}?limit=2")).json()
        rest = await names(ada, f"/api/tweets/{tweet_id}/{what}?limit=2&cursor={first['pagination']['cursor']}")
        assert first["pagination"]["has_more"] is True
        assert rest == ["bo"]


async def test_likes_taken_back_are_not_listed(node: Home):
    ada = await node.client_of("ada")
    tweet_id = await posted(ada)
    for verb in ("like", "retweet"):
        await ada.post(f"/api/tweets/{tweet_id}/{verb}")
        await ada.delete(f"/api/tweets/{tweet_id}/{verb}")
        assert await names(ada, f"/api/tweets/{tweet_id}/{verb}s") == []


async def test_between_whom_there_is_a_block_they_do_not_find_each_other(node: Home):
    ada, bo, cy = await node.client_of("ada"), await node.client_of("bo"), await node.client_of("cy")
    tweet_id = await posted(ada)
    for caller in (bo, cy):
        await caller.post(f"/api/tweets/{tweet_id}/like")
        await caller.post(f"/api/tweets/{tweet_id}/retweet")
    await bo.post("/api/users/cy/block")

    for what in ("likes", "retweets"):
        path = f"/api/tweets/{tweet_id}/{what}"
        assert await names(bo, path) == ["bo"]
        assert await names(cy, path) == ["cy"]
        assert set(await names(ada, path)) == {"bo", "cy"}


async def test_a_retweet_for_few_names_nobody(node: Home):
    ada = await node.client_of("ada")
    tweet_id = await posted(ada)
    await ada.post(f"/api/tweets/{tweet_id}/retweet", json={"visibility": "followers"})

    assert await names(await node.client_of("bo"), f"/api/tweets/{tweet_id}/retweets") == []


async def test_what_quotes_a_tweet_is_shown_to_who_may_see_it(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    tweet_id = await posted(ada)
    open_quote = await posted(bo, "look", quote_id=tweet_id)
    narrow_quote = await posted(bo, "look", quote_id=tweet_id, visibility="followers")

    assert [one["id"] for one in (await ada.get(f"/api/tweets/{tweet_id}/quotes")).json()["tweets"]] == [open_quote]
    mine = (await bo.get(f"/api/tweets/{tweet_id}/quotes")).json()["tweets"]
    assert [one["id"] for one in mine] == [narrow_quote, open_quote]


async def test_of_a_hidden_tweet_nothing_is_told(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    tweet_id = await posted(ada, visibility="followers")

    for what in ("likes", "retweets", "quotes", "history"):
        assert (await ada.get(f"/api/tweets/{tweet_id}/{what}")).status_code == 200
        assert (await bo.get(f"/api/tweets/{tweet_id}/{what}")).status_code == 404
