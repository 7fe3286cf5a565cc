"""Search from the outside: what is found, by whom, in which order, and what never is."""

from typing import Any

import pytest

from nodeapp.model.edits import Edit
from nodeapp.model.polls import PollDraft
from nodeapp.model.tweets import Draft
from tests.builders import Caller, Home
from tests.integration.search.people import id_of

pytestmark = pytest.mark.anyio


async def found(caller: Caller, q: str, **query: Any) -> list[str]:
    answer = await caller.get("/api/search/tweets", params={"q": q, "sort": "latest", **query})
    assert answer.status_code == 200, answer.text
    assert answer.json()["partial"] is False
    return [tweet["content"] for tweet in answer.json()["tweets"]]


async def test_words_are_found_in_every_form_and_phrases_as_they_are(node: Home) -> None:
    ada = await node.account("ada")
    for content in ("Running late for the Café", "I ran and ran", "late is the running train", "東京タワーに行く"):
        await node.tweets.post(ada, Draft(content=content, language="en" if content.isascii() else None))
    await node.wait_idle()
    bo = await node.client_of("bo")

    assert await found(bo, "runs") == ["late is the running train", "Running late for the Café"]
    assert await found(bo, "run lang:en") == ["late is the running train"]
    assert await found(bo, '"running late"') == ["Running late for the Café"]
    assert await found(bo, "late -cafe") == ["late is the running train"]
    assert await found(bo, "CAFE") == ["Running late for the Café"]
    assert await found(bo, "trai*") == ["late is the running train"]
    assert await found(bo, "trian") == ["late is the running train"]
    assert await found(bo, "タワー") == await found(bo, "京") == ["東京タワーに行く"]
    assert await found(bo, "the train") == ["late is the running train"]
    assert await found(bo, "タワ東") == await found(bo, "nothing such") == []


async def test_operators_say_who_when_and_what_kind(node: Home) -> None:
    ada, bo = await node.account("ada"), await node.account("bo")
    first = await node.tweets.post(ada, Draft(content="tea one https://tea.example/ #Tea"))
    node.clock.advance(seconds=2 * 86_400)
    await node.tweets.post(bo, Draft(content="tea two @ada", reply_to_id=first.tweet.id))
    await node.tweets.post(ada, Draft(content="tea three", poll=PollDraft(options=("Milk", "Lemon"), seconds=600)))
    await node.tweets.post(bo, Draft(content="tea four", quote_id=first.tweet.id, language="pt-BR"))
    await node.engagement.retweet(bo, first.tweet.id)
    await node.wait_idle()
    me = await node.client_of("ada")
    one, two, three, four = "tea one https://tea.example/ #Tea", "tea two @ada", "tea three", "tea four"

    for q, expected in {
        "tea from:ada": [three, one],
        "tea from:@bo": [four, two],
        "from:me": [three, one],
        "tea -from:me": [four, two],
        "to:ada": [two],
        "mentions:me": [two],
        "tea since:2026-02-01": [four, three, two],
        "tea until:2026-02-01": [one],
        "has:poll": [three],
        "has:link": [one],
        "has:quote": [four],
        "is:reply": [two],
        "tea -is:reply -has:poll": [four, one],
        "lang:pt": [four],
        "lang:pt-br": [four],
        "#TEA": [one],
        "tea -#tea": [four, three, two],
        "lemon": [three],
        "from:nobody tea": [],
        "is:retweet": [one],
        "is:retweet from:bo": [one],
        "is:retweet from:ada": [],
    }.items():
        assert (q, await found(me, q)) == (q, expected)
    [shared] = (await me.get("/api/search/tweets", params={"q": "is:retweet from:bo"})).json()["tweets"]
    assert shared["retweeted_by"]["username"] == "bo"


async def test_p12_only_those_find_who_may_find_and_what_is_gone_is_gone(node: Home) -> None:
    ada, bo = await node.account("ada"), await node.account("bo")
    me, other, anonymous = await node.client_of("bo"), await node.client_of("cy"), Caller(node.client, {})
    ids = {}
    for visibility in ("public", "unlisted", "followers", "direct"):
        draft = Draft(content=f"secret {visibility} @dee", visibility=visibility)
        ids[visibility] = (await node.tweets.post(ada, draft)).tweet.id
    await node.graph.follow(bo, id_of(ada))
    await node.wait_idle()

    assert await found(anonymous, "secret") == await found(me, "secret") == ["secret public @dee"]
    for visibility in ("unlisted", "followers"):
        await node.engagement.like(bo, ids[visibility])
    await node.wait_idle()
    assert await found(me, "secret") == ["secret followers @dee", "secret unlisted @dee", "secret public @dee"]
    assert await found(me, "secret in:library") == ["secret followers @dee", "secret unlisted @dee"]
    assert await found(other, "secret") == ["secret public @dee"]
    author = await node.client_of("ada")
    assert len(await found(author, "secret")) == len(await found(author, "in:library")) == 4

    await node.tweets.edit(ada, ids["public"], Edit(content="open"))
    await node.tweets.delete(ada, ids["unlisted"])
    await node.graph.block(ada, id_of(bo))
    await node.wait_idle()
    assert await found(me, "secret") == await found(me, "open") == []
    assert await found(other, "secret") == []
    assert await found(other, "open") == ["open"]


async def test_who_does_not_want_to_be_found_is_not_but_in_libraries(node: Home) -> None:
    ada, bo = await node.account("ada"), await node.account("bo")
    tweet = await node.tweets.post(ada, Draft(content="a shy word"))
    me, author, other = await node.client_of("bo"), await node.client_of("ada"), await node.client_of("cy")
    await node.engagement.bookmark(bo, tweet.tweet.id)
    await node.wait_idle()
    assert await found(other, "shy") == ["a shy word"]

    await author.put("/api/users/ada", json={"indexable": False})
    assert await found(other, "shy") == []
    await node.wait_idle()
    assert await found(other, "shy") == []
    assert await found(me, "shy") == await found(author, "shy") == ["a shy word"]

    await author.put("/api/users/ada", json={"indexable": True})
    await node.wait_idle()
    assert await found(other, "shy") == ["a shy word"]


async def test_the_best_comes_first_and_pages_follow_each_other(node: Home) -> None:
    ada = await node.account("ada")
    liked = await node.tweets.post(ada, Draft(content="green tea liked"))
    for number in range(30):
        await node.tweets.post(ada, Draft(content=f"green tea {number}"))
        node.clock.advance(seconds=60)
    for name in ("cy", "dee", "eve"):
        await node.engagement.like(await node.account(name), liked.tweet.id)
    await node.wait_idle()
    me = await node.client_of("bo")

    best = (await me.get("/api/search/tweets", params={"q": "green tea"})).json()
    seen: list[str] = []
    for sort in ("relevance", "latest"):
        cursor, pages = None, []
        while True:
            query = {"q": "tea", "sort": sort, "limit": 7, **({"cursor": cursor} if cursor else {})}
            page = (await me.get("/api/search/tweets", params=query)).json()
            pages += [tweet["content"] for tweet in page["tweets"]]
            cursor = page["pagination"]["cursor"]
            if not page["pagination"]["has_more"]:
                break
        assert len(pages) == len(set(pages)) == 31
        seen.append(pages[0])

    assert best["tweets"][0]["content"] == seen[0] == "green tea liked"
    assert seen[1] == "green tea 29"


async def test_what_was_found_is_marked_in_escaped_text(node: Home) -> None:
    ada = await node.account("ada")
    await node.tweets.post(ada, Draft(content='<b>Teas</b> & "biscuits"', language="en"))
    await node.wait_idle()
    me = await node.client_of("bo")

    page = (await me.get("/api/search/tweets", params={"q": "tea biscuits"})).json()

    [html] = page["highlights"].values()
    assert html == "&lt;b&gt;<mark>Teas</mark>&lt;/b&gt; &amp; &quot;<mark>biscuits</mark>&quot;"


async def test_w24_what_cannot_be_searched_for_is_named(node: Home) -> None:
    for q in ("", "   ", "***", "a*", "since:yesterday", "has:everything", "is:x", "lang:!!", "in:here", "x " * 33):
        answer = await node.client.get("/api/search/tweets", params={"q": q})

        assert (q, answer.status_code) == (q, 400)
        assert [error["field"] for error in answer.json()["errors"]] == ["q"]
    assert (await node.client.get("/api/search/tweets", params={"q": "y" * 50_000})).status_code == 400


async def test_w24_syntax_is_only_text(node: Home) -> None:
    ada = await node.account("ada")
    await node.tweets.post(ada, Draft(content="hello world"))
    await node.wait_idle()

    for q in (
        "' OR 1=1",
        'hello" * ( ) ^ ~ : \\',
        "words:hello",
        "hello AND",
        "[a TO z]",
        "/.*/",
        "hello^9",
        "tweet:1",
    ):
        assert (await node.client.get("/api/search/tweets", params={"q": q})).status_code in (200, 400)
    anonymous = Caller(node.client, {})
    assert await found(anonymous, "(hello") == await found(anonymous, "hello^") == ["hello world"]
    assert await found(anonymous, "stems:hello") == []
