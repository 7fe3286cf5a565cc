"""Quotes on one node: who may, who is asked, what the author decides, and that only what is shown counts."""

from typing import Any

import pytest

from nodeapp.model.events import QuoteChanged, QuotePolicyChanged
from nodeapp.model.limits import Limits
from tests.builders import Caller, Home, at_home

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
    # Whoever waits for an answer sees what was quoted; to others it is a link.
    assert by_cy["quote"]["id"] == tweet["id"]
    assert "/ap/tweets/" not in by_cy["content_html"]
    seen = await look(bo, by_cy["id"])
    assert (seen["quote_state"], seen["quote"]) == ("pending", None)
    assert f"/ap/tweets/{tweet['id']}" in seen["content_html"]
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


async def test_what_is_decided_while_a_quote_is_deleted_counts_when_it_is_had_back(node: Home, people: People) -> None:
    ada, _, cy = people
    tweet = await said(ada, quote_policy="followers")
    quotes, requests = [], []
    for _ in range(2):
        quotes.append((await said(cy, "look", quote_id=tweet["id"]))["id"])
        requests.append((await ada.get("/api/quote-requests")).json()["requests"][0]["id"])
    await ada.post(f"/api/quote-requests/{requests[0]}/accept")
    for quote_id in quotes:
        await cy.delete(f"/api/tweets/{quote_id}")

    await ada.post(f"/api/quote-requests/{requests[0]}/reject")
    await ada.post(f"/api/quote-requests/{requests[1]}/accept")

    assert (await look(ada, tweet["id"]))["quote_count"] == 0
    states = [(await cy.post(f"/api/tweets/{quote_id}/undelete")).json()["quote_state"] for quote_id in quotes]
    assert states == ["revoked", "accepted"]
    assert [(await look(ada, quote_id))["quote"] is None for quote_id in quotes] == [True, False]
    assert (await look(ada, tweet["id"]))["quote_count"] == 1


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


async def test_what_was_deleted_and_who_was_blocked_wait_for_no_answer(tmp_path: Any, clock: Any) -> None:
    async with at_home(tmp_path / "node", clock, limits=Limits(quote_requests_waiting_max=1)) as node:
        ada, cy, dee = [await node.client_of(name) for name in ("ada", "cy", "dee")]
        tweet = await said(ada, quote_policy="followers")

        async def waiting() -> list[str]:
            requests = (await ada.get("/api/quote-requests")).json()["requests"]
            return [one["user"]["username"] for one in requests]

        quote = await said(cy, "look", quote_id=tweet["id"])
        await cy.delete(f"/api/tweets/{quote['id']}")
        assert await waiting() == []
        await cy.post(f"/api/tweets/{quote['id']}/undelete")
        assert await waiting() == ["cy"]
        await ada.post("/api/users/cy/block")
        assert await waiting() == []
        await said(dee, "look", quote_id=tweet["id"])
        assert await waiting() == ["dee"]


async def test_no_more_than_so_many_wait(tmp_path: Any, clock: Any) -> None:
    async with at_home(tmp_path / "node", clock, limits=Limits(quote_requests_waiting_max=2)) as node:
        ada, cy = await node.client_of("ada"), await node.client_of("cy")
        tweet = await said(ada, quote_policy="followers")
        for number in range(2):
            await said(cy, f"look {number}", quote_id=tweet["id"])

        refused = await cy.post("/api/tweets", json={"content": "once more", "quote_id": tweet["id"]})

        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "too_many")
