"""Two complete nodes on loopback: what is done on one shows on the other within two seconds."""

import anyio
import pytest

from nodeapp.model.accounts import ANYBODY, Profile
from nodeapp.model.errors import NotFound
from tests.builders import Home
from tests.integration.federation.cast import PAGE, befriended, met, read, seen, settled, soon, texts, tweeted, uri_of

pytestmark = pytest.mark.anyio

TWO_SECONDS = 2.0
Nodes = tuple[Home, Home]


async def test_a_follow_by_handle_is_accepted(nodes: Nodes) -> None:
    here, there = nodes

    _ada, bob = await befriended(here, there)

    followers = (await there.graph.followers(bob, bob.id, PAGE)).items
    assert [view.account.handle for view in followers] == [f"@ada@{here.origin.host}"]


async def test_a_tweet_is_in_a_followers_home_within_two_seconds(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)

    await tweeted(there, bob, "The kettle is on #tea")

    async def arrived() -> bool:
        return await texts(here, ada) == ["The kettle is on #tea"]

    assert await soon(arrived, TWO_SECONDS)


async def test_tweets_arrive_in_the_order_they_were_written(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)

    for number in range(5):
        await tweeted(there, bob, f"cup {number}")
        # What was written in one millisecond has no order that another node could know.
        await anyio.sleep(0.002)
    await settled(here, there)

    assert await texts(here, ada) == [f"cup {number}" for number in (4, 3, 2, 1, 0)]


async def test_older_tweets_come_with_a_new_follow(nodes: Nodes) -> None:
    here, there = nodes
    bob = await there.account("bob")
    await tweeted(there, bob, "long ago")
    await tweeted(there, bob, "for friends only", visibility="followers")

    ada, _ = await befriended(here, there)

    assert await texts(here, ada) == ["long ago"]


async def test_a_reply_finds_the_tweet_it_answers(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    said = await tweeted(there, bob, "Tea or coffee?")
    await settled(here, there)
    copy = await seen(here, ada, uri_of(there, said))
    assert copy is not None

    await tweeted(here, ada, "Tea.", reply_to_id=copy.tweet.id)
    await settled(here, there)

    thread = await there.tweets.thread(bob, said.tweet.id)
    assert [view.tweet.content for view in thread.descendants] == ["Tea."]
    assert thread.tweet.tweet.reply_count == 1


async def test_a_like_is_counted_where_the_tweet_lives_and_taken_back(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    said = await tweeted(there, bob, "Earl Grey")
    await settled(here, there)
    copy = await seen(here, ada, uri_of(there, said))
    assert copy is not None

    await here.engagement.like(ada, copy.tweet.id)
    await settled(here, there)
    liked = (await there.tweets.get(bob, said.tweet.id)).tweet.like_count
    await here.engagement.unlike(ada, copy.tweet.id)
    await settled(here, there)

    assert liked == 1
    assert (await there.tweets.get(bob, said.tweet.id)).tweet.like_count == 0


async def test_a_retweet_is_counted_where_the_tweet_lives_and_taken_back(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    said = await tweeted(there, bob, "Oolong")
    await settled(here, there)
    copy = await seen(here, ada, uri_of(there, said))
    assert copy is not None

    await here.engagement.retweet(ada, copy.tweet.id)
    await settled(here, there)
    retweeted = (await there.tweets.get(bob, said.tweet.id)).tweet.retweet_count
    await here.engagement.unretweet(ada, copy.tweet.id)
    await settled(here, there)

    assert retweeted == 1
    assert (await there.tweets.get(bob, said.tweet.id)).tweet.retweet_count == 0


async def test_a_retweet_of_somebody_unknown_brings_the_original_along(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    cleo = await there.account("cleo")
    said = await tweeted(there, cleo, "Nobody over there knows me")

    await there.engagement.retweet(bob, said.tweet.id)
    await settled(here, there)

    entry = (await here.timelines.home(ada, PAGE)).items[0]
    assert entry.tweet.content == "Nobody over there knows me"
    assert entry.retweeted_by is not None
    assert entry.retweeted_by.username == "bob"


async def test_a_deleted_tweet_is_gone_everywhere(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    said = await tweeted(there, bob, "I should not have said this")
    await settled(here, there)

    await there.tweets.delete(bob, said.tweet.id)
    await settled(here, there)

    assert await texts(here, ada) == []
    gone = await read(there, f"/ap/tweets/{said.tweet.id}")
    assert gone.status_code == 410
    assert gone.json()["type"] == "Tombstone"


async def test_a_quote_shows_what_it_quotes(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    cleo = await there.account("cleo")
    quoted = await tweeted(there, cleo, "Milk first")

    await tweeted(there, bob, "Look at this", quote_id=quoted.tweet.id)
    await settled(here, there)

    entry = (await here.timelines.home(ada, PAGE)).items[0]
    assert entry.tweet.content == "Look at this"
    assert entry.quote is not None
    assert entry.quote.tweet.content == "Milk first"


async def test_a_followers_only_tweet_reaches_followers_and_nobody_else(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    eve = await here.account("eve")

    said = await tweeted(there, bob, "Between us", visibility="followers")
    await settled(here, there)

    uri = uri_of(there, said)
    assert await seen(here, ada, uri) is not None
    assert await seen(here, eve, uri) is None
    assert await seen(here, ANYBODY, uri) is None
    assert (await read(there, f"/ap/tweets/{said.tweet.id}")).status_code == 404


async def test_a_direct_tweet_reaches_whom_it_names_and_nobody_else(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    eve = await here.account("eve")

    said = await tweeted(there, bob, f"@eve@{here.origin.host} psst", visibility="direct")
    await settled(here, there)

    uri = uri_of(there, said)
    assert await seen(here, eve, uri) is not None
    assert await seen(here, ada, uri) is None


async def test_a_locked_account_is_followed_only_after_it_agrees(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await here.account("ada"), await there.account("bob")
    await there.accounts.edit(bob, Profile(locked=True))
    found = await met(here, ada, f"@bob@{there.origin.host}")

    await here.graph.follow(ada, found.id)
    await settled(here, there)
    waiting = await here.graph.relationship(ada, found.id)
    asker = (await there.graph.requests(bob, PAGE)).items[0].account
    await there.graph.accept(bob, asker.id)
    await settled(here, there)

    assert waiting.requested
    assert not waiting.following
    assert (await here.graph.relationship(ada, found.id)).following


async def test_a_rejected_request_is_gone_on_both_sides(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await here.account("ada"), await there.account("bob")
    await there.accounts.edit(bob, Profile(locked=True))
    found = await met(here, ada, f"@bob@{there.origin.host}")
    await here.graph.follow(ada, found.id)
    await settled(here, there)

    asker = (await there.graph.requests(bob, PAGE)).items[0].account
    await there.graph.reject(bob, asker.id)
    await settled(here, there)

    relationship = await here.graph.relationship(ada, found.id)
    assert not relationship.requested
    assert not relationship.following


async def test_after_an_unfollow_nothing_more_arrives(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    found = await met(here, ada, f"@bob@{there.origin.host}")

    await here.graph.unfollow(ada, found.id)
    await settled(here, there)
    said = await tweeted(there, bob, "Is anybody there?")
    await settled(here, there)

    assert (await there.graph.followers(bob, bob.id, PAGE)).items == ()
    assert await here.foreign_tweets.known(uri_of(there, said)) is None


async def test_a_block_ends_the_follow_over_there_too(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    follower = (await there.graph.followers(bob, bob.id, PAGE)).items[0].account

    await there.graph.block(bob, follower.id)
    await settled(here, there)

    found = await met(here, ada, f"@bob@{there.origin.host}")
    assert not (await here.graph.relationship(ada, found.id)).following


async def test_a_changed_profile_is_told_to_followers(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)

    await there.accounts.edit(bob, Profile(display_name="Bob the Builder", bio="Tea #first <b>"))
    await settled(here, there)

    copy = await met(here, ada, f"@bob@{there.origin.host}")
    assert copy.display_name == "Bob the Builder"
    assert copy.bio_html is not None
    assert "&lt;b&gt;" in copy.bio_html


async def test_a_person_who_is_not_there_is_named_in_a_sentence(nodes: Nodes) -> None:
    here, there = nodes
    ada = await here.account("ada")

    with pytest.raises(NotFound) as raised:
        await met(here, ada, f"@nobody@{there.origin.host}")

    assert raised.value.detail == f"Nobody called nobody lives on {there.origin.host}."


async def test_a_mention_finds_its_way_to_a_stranger(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await here.account("ada"), await there.account("bob")

    await tweeted(there, bob, f"Hello @ada@{here.origin.host}, shall we have tea?")
    await settled(here, there)

    mentions = (await here.timelines.mentions(ada, PAGE)).items
    assert [view.tweet.content for view in mentions] == ["Hello @ada, shall we have tea?"]
