"""Quotes between two complete nodes: allowed, asked for, turned down and taken back (FEP-044f)."""

from typing import Any

import pytest

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import BadInput
from nodeapp.model.views import TweetView
from tests.builders import Home
from tests.integration.federation.cast import PAGE, befriended, read, seen, settled, soon, tweeted, uri_of

pytestmark = pytest.mark.anyio

Nodes = tuple[Home, Home]


async def told(here: Home, there: Home, viewer: Viewer, author: Viewer, **draft: Any) -> tuple[TweetView, TweetView]:
    """What the author there says, and the copy of it here."""
    said = await tweeted(there, author, "Milk first", **draft)
    await settled(here, there)
    copy = await seen(here, viewer, uri_of(there, said))
    assert copy is not None
    return said, copy


def state_of(view: TweetView) -> tuple[str | None, bool]:
    """How the quote stands now and whether it is shown; a view follows what is written later."""
    return view.tweet.quote_state, view.quote is not None


async def stands(home: Home, viewer: Viewer, view: TweetView) -> TweetView:
    return await home.tweets.get(viewer, view.tweet.id)


async def test_a_quote_that_anybody_may_make_is_approved_at_once_and_proves_it(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    said, copy = await told(here, there, ada, bob)

    quote = await tweeted(here, ada, "look", quote_id=copy.tweet.id)
    at_first = state_of(quote)
    await settled(here, there)

    assert at_first == ("pending", True)
    after = await stands(here, ada, quote)
    assert (after.tweet.quote_state, after.quote is not None) == ("accepted", True)
    stamp_uri = after.tweet.quote_approval_uri
    assert stamp_uri is not None
    assert stamp_uri.startswith(f"{there.origin.url}/ap/quotes/")
    stamp = (await read(there, stamp_uri.removeprefix(there.origin.url))).json()
    assert stamp["type"] == "QuoteAuthorization"
    assert bob.id is not None
    assert stamp["attributedTo"] == there.origin.account_uri(bob.id)
    assert (stamp["interactingObject"], stamp["interactionTarget"]) == (uri_of(here, quote), uri_of(there, said))
    note = (await read(here, f"/ap/tweets/{quote.tweet.id}")).json()
    assert [note[name] for name in ("quote", "quoteUrl", "quoteAuthorization")] == [uri_of(there, said)] * 2 + [
        stamp_uri
    ]
    counts = [
        (await stands(home, who, view)).tweet.quote_count for home, who, view in ((here, ada, copy), (there, bob, said))
    ]
    assert counts == [1, 1]


async def test_the_quoted_author_sees_the_quote(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    said, copy = await told(here, there, ada, bob)

    quote = await tweeted(here, ada, "look", quote_id=copy.tweet.id)
    await settled(here, there)

    shown = await seen(there, bob, uri_of(here, quote))
    assert shown is not None
    assert shown.tweet.quote_state == "accepted"
    assert shown.quote is not None
    assert shown.quote.tweet.id == said.tweet.id


async def test_whoever_does_not_follow_asks_and_is_let(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    eve = await here.account("eve")
    said, copy = await told(here, there, ada, bob, quote_policy="followers")
    quote = await tweeted(here, eve, "may I?", quote_id=copy.tweet.id)
    await settled(here, there)

    requests = (await there.quotes.requests(bob, PAGE)).items
    waiting = state_of(await stands(here, eve, quote))
    note = (await read(here, f"/ap/tweets/{quote.tweet.id}")).json()
    await there.quotes.accept(bob, requests[0].request.id)
    await settled(here, there)

    assert [(one.account.username, one.quoted.tweet.id) for one in requests] == [("eve", said.tweet.id)]
    assert requests[0].quoting is not None
    assert (requests[0].quoting.tweet.content, requests[0].quoting.quote) == ("may I?", None)
    assert waiting == ("pending", True)
    assert note["quote"] == uri_of(there, said)
    assert "quoteUrl" not in note
    after = await stands(here, eve, quote)
    assert (after.tweet.quote_state, after.quote is not None) == ("accepted", True)
    assert (await stands(there, bob, said)).tweet.quote_count == 1


async def test_whoever_asks_may_be_turned_down(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    eve = await here.account("eve")
    said, copy = await told(here, there, ada, bob, quote_policy="followers")
    quote = await tweeted(here, eve, "may I?", quote_id=copy.tweet.id)
    await settled(here, there)

    await there.quotes.reject(bob, (await there.quotes.requests(bob, PAGE)).items[0].request.id)
    await settled(here, there)

    after = await stands(here, eve, quote)
    assert (after.tweet.quote_state, after.quote) == ("rejected", None)
    note = (await read(here, f"/ap/tweets/{quote.tweet.id}")).json()
    assert "quote" not in note
    assert f'href="{uri_of(there, said)}"' in note["content"] or "RE:" in note["content"]
    assert [(await stands(there, bob, said)).tweet.quote_count, (await stands(here, ada, copy)).tweet.quote_count] == [
        0,
        0,
    ]


async def test_what_nobody_may_quote_is_refused_before_it_is_asked_for(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    _, copy = await told(here, there, ada, bob, quote_policy="nobody")

    with pytest.raises(BadInput) as refused:
        await tweeted(here, ada, "look", quote_id=copy.tweet.id)

    assert refused.value.errors[0].field == "quote_id"


async def test_p02_what_was_told_to_followers_is_not_quoted_in_public(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    _, copy = await told(here, there, ada, bob, visibility="followers")

    with pytest.raises(BadInput):
        await tweeted(here, ada, "look", quote_id=copy.tweet.id)


async def test_an_approval_that_is_taken_back_ends_the_quote_and_its_stamp(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    said, copy = await told(here, there, ada, bob)
    quote = await tweeted(here, ada, "look", quote_id=copy.tweet.id)
    await settled(here, there)
    stamp_uri = (await stands(here, ada, quote)).tweet.quote_approval_uri
    assert stamp_uri is not None
    shown = await seen(there, bob, uri_of(here, quote))
    assert shown is not None

    await there.quotes.revoke(bob, said.tweet.id, shown.tweet.id)
    await settled(here, there)

    after = await stands(here, ada, quote)
    assert (after.tweet.quote_state, after.quote) == ("revoked", None)
    assert (await read(there, stamp_uri.removeprefix(there.origin.url))).status_code == 404
    assert "quote" not in (await read(here, f"/ap/tweets/{quote.tweet.id}")).json()
    assert [(await stands(there, bob, said)).tweet.quote_count, (await stands(here, ada, copy)).tweet.quote_count] == [
        0,
        0,
    ]


async def test_a_policy_that_changes_is_told(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    said, copy = await told(here, there, ada, bob)

    await there.quotes.change_policy(bob, said.tweet.id, "nobody")
    await settled(here, there)

    assert (await stands(here, ada, copy)).tweet.quote_policy == "nobody"


async def test_a_third_reader_believes_the_stamp_and_not_the_note(nodes: Nodes) -> None:
    """Bob quotes Cleo on their own node, and she has her say; Ada reads it elsewhere."""
    here, there = nodes
    ada, bob = await befriended(here, there)
    cleo = await there.account("cleo")
    said = await tweeted(there, cleo, "Milk first", quote_policy="followers")
    quote = await tweeted(there, bob, "look", quote_id=said.tweet.id)
    await settled(here, there)
    shown = await seen(here, ada, uri_of(there, quote))
    assert shown is not None
    before = state_of(shown)

    await there.quotes.accept(cleo, (await there.quotes.requests(cleo, PAGE)).items[0].request.id)
    await settled(here, there)
    shown = await seen(here, ada, uri_of(there, quote))
    assert shown is not None
    after = state_of(shown)
    await there.quotes.revoke(cleo, said.tweet.id, quote.tweet.id)

    async def is_gone() -> bool:
        view = await seen(here, ada, uri_of(there, quote))
        return view is not None and view.tweet.quote_state == "revoked"

    assert (before, after) == (("pending", False), ("accepted", True))
    assert await soon(is_gone)


async def test_a_stamp_is_for_those_who_may_see_what_is_quoted(nodes: Nodes) -> None:
    _, there = nodes
    bob = await there.account("bob")
    private = await tweeted(there, bob, "for friends", visibility="followers")
    await tweeted(there, bob, "as I said", visibility="followers", quote_id=private.tweet.id)

    request_id = await there.count("select id from quote_requests")

    assert request_id
    assert (await read(there, f"/ap/quotes/{request_id}")).status_code == 404
    assert (await read(there, "/ap/quotes/7")).status_code == 404
