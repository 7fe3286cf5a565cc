"""Posting, opening, deleting: what the service promises whoever calls it."""

import pytest

from nodeapp.model.accounts import ANYBODY
from nodeapp.model.errors import BadInput, Conflict, Forbidden, NotFound, NotSignedIn
from nodeapp.model.events import TweetCreated, TweetDeleted
from nodeapp.model.tweets import Draft, Idempotency

pytestmark = pytest.mark.anyio


async def test_the_same_idempotency_key_posts_once(node):
    ada = await node.account("ada")

    first = await node.tweets.post(ada, Draft(content="hello", idempotency=Idempotency("k", b"one")))
    again = await node.tweets.post(ada, Draft(content="hello", idempotency=Idempotency("k", b"one")))

    assert again.tweet == first.tweet
    assert len(await node.events_of(TweetCreated)) == 1


async def test_a_key_used_for_something_else_is_a_conflict(node):
    ada = await node.account("ada")
    await node.tweets.post(ada, Draft(content="hello", idempotency=Idempotency("k", b"one")))

    with pytest.raises(Conflict):
        await node.tweets.post(ada, Draft(content="other", idempotency=Idempotency("k", b"two")))

    assert len(await node.events_of(TweetCreated)) == 1


async def test_two_people_may_choose_the_same_key(node):
    ada, bo = await node.account("ada"), await node.account("bo")

    one = await node.tweets.post(ada, Draft(content="hello", idempotency=Idempotency("k", b"f")))
    other = await node.tweets.post(bo, Draft(content="hello", idempotency=Idempotency("k", b"f")))

    assert one.tweet.id != other.tweet.id


async def test_nobody_tweets_without_signing_in(node):
    with pytest.raises(NotSignedIn):
        await node.tweets.post(ANYBODY, Draft(content="hello"))


async def test_mentions_and_hashtags_are_found(node):
    ada, bo = await node.account("ada"), await node.account("bo")

    view = await node.tweets.post(ada, Draft(content=f"@BO and @bo@{node.origin.host} and @nobody drink #Tea"))

    assert [account.id for account in view.mentions] == [bo.id]
    assert view.hashtags == ("tea",)


async def test_an_answer_speaks_to_whom_it_answers(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    parent = await node.tweets.post(ada, Draft(content="who?"))

    reply = await node.tweets.post(bo, Draft(content="me", reply_to_id=parent.tweet.id))

    assert [account.id for account in reply.mentions] == [ada.id]
    assert reply.tweet.conversation_id == parent.tweet.id
    assert (await node.tweets.get(ada, parent.tweet.id)).tweet.reply_count == 1


async def test_an_answer_goes_as_far_as_what_it_answers(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    await node.graph.follow(bo, ada.id)
    parent = await node.tweets.post(ada, Draft(content="among us", visibility="followers"))

    reply = await node.tweets.post(bo, Draft(content="yes", reply_to_id=parent.tweet.id))

    assert reply.tweet.visibility == "followers"


async def test_p11_answers_not_everybody_may_see_are_not_counted(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    parent = await node.tweets.post(ada, Draft(content="who?"))

    await node.tweets.post(bo, Draft(content="psst", reply_to_id=parent.tweet.id, visibility="direct"))

    assert (await node.tweets.get(ANYBODY, parent.tweet.id)).tweet.reply_count == 0


async def test_answering_a_hidden_tweet_changes_nothing(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    hidden = await node.tweets.post(ada, Draft(content="to myself", visibility="direct"))

    with pytest.raises(BadInput) as refused:
        await node.tweets.post(bo, Draft(content="aha", reply_to_id=hidden.tweet.id))

    assert refused.value.errors[0].field == "reply_to_id"
    assert len(await node.events_of(TweetCreated)) == 1


async def test_p02_what_only_some_may_see_cannot_be_quoted(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    await node.graph.follow(bo, ada.id)
    private = await node.tweets.post(ada, Draft(content="among us", visibility="followers"))

    with pytest.raises(BadInput) as refused:
        await node.tweets.post(bo, Draft(content="look", quote_id=private.tweet.id))

    assert refused.value.errors[0].field == "quote_id"


async def test_a_quote_shows_the_quoted_tweet_until_it_is_deleted(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    quoted = await node.tweets.post(ada, Draft(content="first"))
    quote = await node.tweets.post(bo, Draft(content="see", quote_id=quoted.tweet.id))
    assert quote.quote.tweet.content == "first"

    await node.tweets.delete(ada, quoted.tweet.id)

    assert (await node.tweets.get(bo, quote.tweet.id)).quote is None


async def test_p09_a_deleted_tweet_is_gone_and_leaves_no_words(node):
    ada = await node.account("ada")
    view = await node.tweets.post(ada, Draft(content="a secret #tea"))

    await node.tweets.delete(ada, view.tweet.id)

    with pytest.raises(NotFound):
        await node.tweets.get(ada, view.tweet.id)
    assert await node.count("select count(*) from tweets where content <> ''") == 0
    assert await node.count("select count(*) from tweet_hashtags") == 0
    assert len(await node.events_of(TweetDeleted)) == 1


async def test_deleting_twice_is_not_found_and_counts_once(node):
    ada = await node.account("ada")
    view = await node.tweets.post(ada, Draft(content="x"))
    await node.tweets.delete(ada, view.tweet.id)

    with pytest.raises(NotFound):
        await node.tweets.delete(ada, view.tweet.id)

    assert (await node.accounts.get(ada, "ada")).account.tweet_count == 0


async def test_only_its_author_deletes_a_tweet(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    view = await node.tweets.post(ada, Draft(content="mine"))

    with pytest.raises(Forbidden):
        await node.tweets.delete(bo, view.tweet.id)

    assert (await node.tweets.get(bo, view.tweet.id)).tweet.content == "mine"


async def test_a_thread_stands_between_what_it_answers_and_its_answers(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    root = await node.tweets.post(ada, Draft(content="root"))
    middle = await node.tweets.post(bo, Draft(content="middle", reply_to_id=root.tweet.id))
    for words in ("one", "two"):
        await node.tweets.post(ada, Draft(content=words, reply_to_id=middle.tweet.id))
    await node.tweets.post(ada, Draft(content="aside", reply_to_id=root.tweet.id))

    thread = await node.tweets.thread(ANYBODY, middle.tweet.id)

    assert [view.tweet.content for view in thread.ancestors] == ["root"]
    assert [view.tweet.content for view in thread.descendants] == ["one", "two"]
    assert (thread.known, thread.expected) == (2, 2)


async def test_a_deleted_answer_leaves_its_own_answers_in_the_thread(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    root = await node.tweets.post(ada, Draft(content="root"))
    middle = await node.tweets.post(bo, Draft(content="middle", reply_to_id=root.tweet.id))
    last = await node.tweets.post(ada, Draft(content="last", reply_to_id=middle.tweet.id))

    await node.tweets.delete(bo, middle.tweet.id)

    assert [v.tweet.content for v in (await node.tweets.thread(ANYBODY, last.tweet.id)).ancestors] == ["root"]
    assert (await node.tweets.get(ANYBODY, root.tweet.id)).tweet.reply_count == 0
