"""Quotes between people here and elsewhere: what is asked, answered and taken back by those who live there."""

from typing import Any

import pytest

from nodeapp.model.errors import BadInput, Forbidden, NotFound
from nodeapp.model.events import QuoteChanged, QuoteRequested
from nodeapp.model.tweets import Draft
from tests.builders import Home
from tests.integration.test_foreign_tweets import foreign_account, foreign_tweet

pytestmark = pytest.mark.anyio


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
