"""Quotes on one node: who may, who is asked, what the author decides, and that only what is shown counts."""

from typing import Any

import pytest

from nodeapp.model.errors import BadInput, Forbidden, NotFound
from nodeapp.model.events import QuoteChanged, QuotePolicyChanged, QuoteRequested
from nodeapp.model.limits import Limits
from nodeapp.model.tweets import Draft
from tests.builders import Caller, Home, at_home
from tests.integration.test_foreign_tweets import foreign_account, foreign_tweet

pytestmark = pytest.mark.anyio


async def said(caller: Caller, content: str = "Milk first", **told: Any) -> Any:
    answer = await caller.post("/api/tweets", json={"content": content} | told)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def look(caller: Caller, tweet_id: str) -> Any:
    return (await caller.get(f"/api/tweets/{tweet_id}")).json()


@pytest.fixture
async def people(node: Home) -> tuple[Caller, Caller, Caller]:
    """Ada; Bo, who follows her; and Cy, who does not."""
    callers = [await node.client_of(name) for name in ("ada", "bo", "cy")]
    await callers[1].post("/api/users/ada/follow")
    return callers[0], callers[1], callers[2]


People = tuple[Caller, Caller, Caller]


async def test_a_tweet_that_anybody_may_quote_is_quoted_at_once(people: People) -> None:
    ada, _, cy = people
    tweet = await said(ada)

    quote = await said(cy, "look", quote_id=tweet["id"])

    assert (tweet["quote_policy"], tweet["quote_state"]) == ("public", None)
    assert (quote["quote_state"], quote["quote"]["id"]) == ("accepted", tweet["id"])
    assert (await look(ada, tweet["id"]))["quote_count"] == 1
    assert (await ada.get("/api/quote-requests")).json()["requests"] == []


async def test_followers_quote_at_once_and_others_ask(people: People) -> None:
    ada, bo, cy = people
    tweet = await said(ada, quote_policy="followers")

    by_bo = await said(bo, "look", quote_id=tweet["id"])
    by_cy = await said(cy, "look here", quote_id=tweet["id"])

    assert (by_bo["quote_state"], by_cy["quote_state"]) == ("accepted", "pending")
    assert by_cy["quote"] is None
    assert f"/ap/tweets/{tweet['id']}" in by_cy["content_html"]
    assert (await look(ada, tweet["id"]))["quote_count"] == 1
    requests = (await ada.get("/api/quote-requests")).json()["requests"]
    assert [(one["tweet"]["id"], one["user"]["username"], one["quote"]["id"]) for one in requests] == [
        (tweet["id"], "cy", by_cy["id"])
    ]


async def test_an_accepted_request_shows_the_quote_and_counts_it_once(people: People) -> None:
    ada, _, cy = people
    tweet = await said(ada, quote_policy="followers")
    quote = await said(cy, "look", quote_id=tweet["id"])
    request = (await ada.get("/api/quote-requests")).json()["requests"][0]

    for _ in range(2):
        assert (await ada.post(f"/api/quote-requests/{request['id']}/accept")).status_code == 204

    shown = await look(cy, quote["id"])
    assert (shown["quote_state"], shown["quote"]["id"]) == ("accepted", tweet["id"])
    assert "quote-inline" not in shown["content_html"]
    assert (await look(ada, tweet["id"]))["quote_count"] == 1
    assert (await ada.get("/api/quote-requests")).json()["requests"] == []


async def test_a_rejected_request_leaves_a_link(people: People) -> None:
    ada, _, cy = people
    tweet = await said(ada, quote_policy="followers")
    quote = await said(cy, "look", quote_id=tweet["id"])
    request = (await ada.get("/api/quote-requests")).json()["requests"][0]

    assert (await ada.post(f"/api/quote-requests/{request['id']}/reject")).status_code == 204

    shown = await look(cy, quote["id"])
    assert (shown["quote_state"], shown["quote"]) == ("rejected", None)
    assert (await look(ada, tweet["id"]))["quote_count"] == 0


async def test_nobody_but_its_author_quotes_what_nobody_may(people: People) -> None:
    ada, bo, _ = people
    tweet = await said(ada, quote_policy="nobody")

    refused = await bo.post("/api/tweets", json={"content": "look", "quote_id": tweet["id"]})
    own = await said(ada, "as I said", quote_id=tweet["id"])

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == "quote_id"
    assert own["quote"]["id"] == tweet["id"]


async def test_p02_what_is_private_is_not_quoted_in_public(people: People) -> None:
    ada, bo, _ = people
    tweet = await said(ada, visibility="followers")

    for visibility in ("public", "unlisted", "followers", "direct"):
        draft = {"content": "look", "quote_id": tweet["id"], "visibility": visibility}
        refused = await bo.post("/api/tweets", json=draft)
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["field"] == "quote_id"


async def test_an_author_takes_an_approval_back(node: Home, people: People) -> None:
    ada, _, cy = people
    tweet = await said(ada)
    quote = await said(cy, "look", quote_id=tweet["id"])

    for _ in range(2):
        assert (await ada.delete(f"/api/tweets/{tweet['id']}/quotes/{quote['id']}")).status_code == 204

    shown = await look(cy, quote["id"])
    assert (shown["quote_state"], shown["quote"]) == ("revoked", None)
    assert (await look(ada, tweet["id"]))["quote_count"] == 0
    assert [event.state for event in await node.events_of(QuoteChanged)] == ["revoked"]
    await cy.delete(f"/api/tweets/{quote['id']}")
    assert (await look(ada, tweet["id"]))["quote_count"] == 0


async def test_only_the_author_takes_an_approval_back(people: People) -> None:
    ada, bo, cy = people
    tweet, other = await said(ada), await said(ada, "another")
    quote = await said(cy, "look", quote_id=tweet["id"])

    assert (await cy.delete(f"/api/tweets/{tweet['id']}/quotes/{quote['id']}")).status_code == 403
    assert (await bo.delete(f"/api/tweets/{tweet['id']}/quotes/{quote['id']}")).status_code == 403
    assert (await ada.delete(f"/api/tweets/{other['id']}/quotes/{quote['id']}")).status_code == 404
    assert (await ada.delete(f"/api/tweets/{tweet['id']}/quotes/{other['id']}")).status_code == 404
    assert (await look(cy, quote["id"]))["quote_state"] == "accepted"


async def test_a_request_is_its_authors_to_answer(people: People) -> None:
    ada, bo, cy = people
    tweet = await said(ada, quote_policy="followers")
    await said(cy, "look", quote_id=tweet["id"])
    request = (await ada.get("/api/quote-requests")).json()["requests"][0]

    for caller in (bo, cy):
        for verb in ("accept", "reject"):
            assert (await caller.post(f"/api/quote-requests/{request['id']}/{verb}")).status_code == 404
    assert (await ada.post("/api/quote-requests/7/accept")).status_code == 404
    assert (await ada.post("/api/quote-requests/x/accept")).status_code == 404


async def test_a_policy_counts_for_quotes_to_come(node: Home, people: People) -> None:
    ada, bo, _ = people
    tweet = await said(ada)
    quote = await said(bo, "look", quote_id=tweet["id"])

    for _ in range(2):
        changed = await ada.put(f"/api/tweets/{tweet['id']}/quote-policy", json={"policy": "nobody"})
        assert changed.json()["quote_policy"] == "nobody"

    assert (await look(bo, quote["id"]))["quote_state"] == "accepted"
    refused = await bo.post("/api/tweets", json={"content": "again", "quote_id": tweet["id"]})
    assert refused.status_code == 400
    assert len(await node.events_of(QuotePolicyChanged)) == 1


async def test_a_policy_is_ones_own_and_one_of_three(people: People) -> None:
    ada, bo, _ = people
    tweet = await said(ada)

    wrong = await ada.put(f"/api/tweets/{tweet['id']}/quote-policy", json={"policy": "friends"})
    posted = await ada.post("/api/tweets", json={"content": "x", "quote_policy": "friends"})

    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "policy")
    assert (posted.status_code, posted.json()["errors"][0]["field"]) == (400, "quote_policy")
    answer = await bo.put(f"/api/tweets/{tweet['id']}/quote-policy", json={"policy": "nobody"})
    assert answer.status_code == 403
    assert (await ada.put("/api/tweets/7/quote-policy", json={"policy": "nobody"})).status_code == 404


async def test_requests_come_in_pages(people: People) -> None:
    ada, _, cy = people
    tweet = await said(ada, quote_policy="followers")
    quotes = [(await said(cy, f"look {number}", quote_id=tweet["id"]))["id"] for number in range(3)]

    first = (await ada.get("/api/quote-requests?limit=2")).json()
    rest = (await ada.get(f"/api/quote-requests?limit=2&cursor={first['pagination']['cursor']}")).json()

    found = [one["quote"]["id"] for page in (first, rest) for one in page["requests"]]
    assert found == quotes[::-1]
    assert (first["pagination"]["has_more"], rest["pagination"]["has_more"]) == (True, False)


async def test_no_more_than_so_many_wait(tmp_path: Any, clock: Any) -> None:
    async with at_home(tmp_path / "node", clock, limits=Limits(quote_requests_waiting_max=2)) as node:
        ada, cy = await node.client_of("ada"), await node.client_of("cy")
        tweet = await said(ada, quote_policy="followers")
        for number in range(2):
            await said(cy, f"look {number}", quote_id=tweet["id"])

        refused = await cy.post("/api/tweets", json={"content": "once more", "quote_id": tweet["id"]})

        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "too_many")


async def kept(node: Home, told: Any) -> Any:
    """The id of a tweet that came from elsewhere."""
    return await node.foreign_tweets.receive(told, asked=True)


@pytest.fixture
async def zed(node: Home) -> Any:
    """Lives elsewhere."""
    return await node.accounts.receive(foreign_account())


async def test_a_quote_from_elsewhere_without_approval_is_a_link_and_counts_nothing(node: Home, zed: Any) -> None:
    ada = await node.account("ada")
    tweet = (await node.tweets.post(ada, Draft(content="Milk first"))).tweet
    uri = node.origin.tweet_uri(tweet.id)

    for number, is_legacy in enumerate((True, False)):
        note = foreign_tweet(number, quote_of_uri=uri, quote_is_legacy=is_legacy)
        quoting_id = await kept(node, note)
        shown = await node.tweets.get(ada, quoting_id)
        assert (shown.tweet.quote_state, shown.quote) == ("pending", None)

    assert (await node.tweets.get(ada, tweet.id)).tweet.quote_count == 0


async def test_a_request_from_elsewhere_is_answered_by_the_policy_before_or_after_the_quote(
    node: Home, zed: Any
) -> None:
    ada = await node.account("ada")
    tweet = (await node.tweets.post(ada, Draft(content="Milk first"))).tweet
    before, after = (foreign_tweet(number, quote_of_uri=node.origin.tweet_uri(tweet.id)) for number in (1, 2))

    known = await kept(node, before)
    states = [await node.foreign_quotes.ask(zed, tweet.id, some.uri, None) for some in (before, after, after)]
    later = await kept(node, after)

    assert states == ["accepted"] * 3
    for quoting_id in (known, later):
        shown = await node.tweets.get(ada, quoting_id)
        assert shown.quote is not None
        assert (shown.tweet.quote_state, shown.quote.tweet.id) == ("accepted", tweet.id)
    assert (await node.tweets.get(ada, tweet.id)).tweet.quote_count == 2


async def test_i29_what_was_taken_back_is_not_given_again_for_the_asking(node: Home, zed: Any) -> None:
    ada = await node.account("ada")
    tweet = (await node.tweets.post(ada, Draft(content="Milk first"))).tweet
    note = foreign_tweet(1, quote_of_uri=node.origin.tweet_uri(tweet.id))
    quoting_id = await kept(node, note)
    await node.foreign_quotes.ask(zed, tweet.id, note.uri, "https://tea.example/asks/1")
    await node.quotes.revoke(ada, tweet.id, quoting_id)

    state = await node.foreign_quotes.ask(zed, tweet.id, note.uri, "https://tea.example/asks/2")

    assert state == "revoked"
    assert (await node.tweets.get(ada, quoting_id)).quote is None
    assert [event.state for event in await node.events_of(QuoteChanged)] == ["accepted", "revoked", "rejected"]


async def test_a_quote_that_nobody_asked_about_can_be_forbidden_too(node: Home, zed: Any) -> None:
    ada = await node.account("ada")
    tweet = (await node.tweets.post(ada, Draft(content="Milk first"))).tweet
    note = foreign_tweet(1, quote_of_uri=node.origin.tweet_uri(tweet.id))
    quoting_id = await kept(node, note)

    await node.quotes.revoke(ada, tweet.id, quoting_id)

    assert await node.foreign_quotes.ask(zed, tweet.id, note.uri, None) == "revoked"


async def test_nobody_asks_for_somebody_elses_quote_nor_of_what_they_may_not_see(node: Home, zed: Any) -> None:
    ada = await node.account("ada")
    tweet = (await node.tweets.post(ada, Draft(content="Milk first"))).tweet
    private = (await node.tweets.post(ada, Draft(content="among us", visibility="followers"))).tweet
    uri = "https://tea.example/users/mallory"
    mallory = await node.accounts.receive(foreign_account(uri=uri, username="mallory", public_key_id="k"))
    note = foreign_tweet(1, quote_of_uri=node.origin.tweet_uri(tweet.id))
    await kept(node, note)

    with pytest.raises(Forbidden):
        await node.foreign_quotes.ask(mallory, tweet.id, note.uri, None)
    with pytest.raises(NotFound):
        await node.foreign_quotes.ask(zed, private.id, note.uri, None)
    await node.graph.block(ada, zed.id)
    with pytest.raises(NotFound):
        await node.foreign_quotes.ask(zed, tweet.id, note.uri, None)

    assert await node.events_of(QuoteRequested) == []


@pytest.mark.parametrize(
    ("quoted", "quoting", "state"),
    [
        ({}, {}, "unasked"),
        ({"quote_asks": "nobody"}, {}, "pending"),
        ({"quote_asks": "nobody"}, {"quote_is_legacy": True}, "unasked"),
        ({"quote_asks": "nobody", "quote_policy": "nobody"}, {"quote_is_legacy": True}, "pending"),
    ],
)
async def test_a_quote_between_others_is_shown_where_nobody_could_be_asked(
    node: Home, zed: Any, quoted: dict[str, Any], quoting: dict[str, Any], state: str
) -> None:
    ada = await node.account("ada")
    uri = "https://cake.example/users/eve"
    await node.accounts.receive(foreign_account(uri=uri, username="eve", host="cake.example", public_key_id="k"))
    told = foreign_tweet(9, uri="https://cake.example/notes/9", author_uri=uri, **quoted)
    quoted_id = await kept(node, told)

    quoting_id = await kept(node, foreign_tweet(1, quote_of_uri=told.uri, **quoting))

    shown = await node.tweets.get(ada, quoting_id)
    assert (shown.tweet.quote_state, shown.quote is not None) == (state, state == "unasked")
    assert (await node.tweets.get(ada, quoted_id)).tweet.quote_count == (state == "unasked")


async def test_a_tweet_of_software_that_asks_nobody_is_quoted_as_it_always_was(node: Home, zed: Any) -> None:
    ada = await node.account("ada")
    quoted_id = await kept(node, foreign_tweet(1))

    shown = await node.tweets.post(ada, Draft(content="look", quote_id=quoted_id))

    assert (shown.tweet.quote_state, shown.quote is not None) == ("unasked", True)
    assert await node.events_of(QuoteRequested) == []


async def test_an_answer_from_elsewhere_changes_the_quote_and_what_is_counted(node: Home, zed: Any) -> None:
    ada = await node.account("ada")
    quoted_id = await kept(node, foreign_tweet(1, quote_asks="nobody"))
    quoting = (await node.tweets.post(ada, Draft(content="look", quote_id=quoted_id))).tweet
    stamp = "https://tea.example/stamps/1"
    seen = []

    for step in (
        node.foreign_quotes.approve(quoting.id, stamp),
        node.foreign_quotes.withdraw(stamp, zed),
        node.foreign_quotes.withdraw(stamp, zed),
    ):
        await step
        tweet = (await node.tweets.get(ada, quoting.id)).tweet
        seen.append((tweet.quote_state, (await node.tweets.get(ada, quoted_id)).tweet.quote_count))

    assert quoting.quote_state == "pending"
    assert seen == [("accepted", 1), ("revoked", 0), ("revoked", 0)]


async def test_i29_only_who_gave_an_approval_takes_it_back(node: Home, zed: Any) -> None:
    ada = await node.account("ada")
    uri = "https://tea.example/users/mallory"
    mallory = await node.accounts.receive(foreign_account(uri=uri, username="mallory", public_key_id="k"))
    quoted_id = await kept(node, foreign_tweet(1, quote_asks="nobody"))
    quoting = (await node.tweets.post(ada, Draft(content="look", quote_id=quoted_id))).tweet
    await node.foreign_quotes.approve(quoting.id, "https://tea.example/stamps/1")

    assert not await node.foreign_quotes.withdraw("https://tea.example/stamps/1", mallory)

    assert (await node.tweets.get(ada, quoting.id)).tweet.quote_state == "accepted"


async def test_a_policy_that_changes_elsewhere_is_followed(node: Home, zed: Any) -> None:
    ada = await node.account("ada")
    quoted_id = await kept(node, foreign_tweet(1, quote_asks="nobody"))

    await node.foreign_tweets.receive(foreign_tweet(1, quote_policy="nobody", quote_asks="nobody"))

    assert (await node.tweets.get(ada, quoted_id)).tweet.quote_policy == "nobody"
    with pytest.raises(BadInput, match="does not let others quote"):
        await node.tweets.post(ada, Draft(content="look", quote_id=quoted_id))
