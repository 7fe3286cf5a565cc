"""Like, retweet, keep: each once, each undone once, with counts that stay right."""

import pytest
from anyio import create_task_group

from nodeapp.model.errors import Forbidden, NotFound
from nodeapp.model.events import LikeAdded, LikeRemoved, RetweetCreated, RetweetRemoved
from nodeapp.model.tweets import Draft

pytestmark = pytest.mark.anyio


@pytest.fixture
async def tweet(node):
    bo = await node.account("bo")
    return (await node.tweets.post(bo, Draft(content="hello"))).tweet


async def test_liking_is_repeatable_and_can_be_taken_back(node, tweet):
    ada = await node.account("ada")

    await node.engagement.like(ada, tweet.id)
    liked = await node.engagement.like(ada, tweet.id)
    await node.engagement.unlike(ada, tweet.id)
    unliked = await node.engagement.unlike(ada, tweet.id)

    assert (liked.tweet.like_count, liked.flags.liked) == (1, True)
    assert (unliked.tweet.like_count, unliked.flags.liked) == (0, False)
    assert len(await node.events_of(LikeAdded)) == 1
    assert len(await node.events_of(LikeRemoved)) == 1


async def test_w27_a_hundred_likes_and_retweets_at_once_count_once(node, tweet):
    ada = await node.account("ada")

    async with create_task_group() as group:
        for _ in range(100):
            group.start_soon(node.engagement.like, ada, tweet.id)
            group.start_soon(node.engagement.retweet, ada, tweet.id)

    view = await node.tweets.get(ada, tweet.id)
    assert (view.tweet.like_count, view.tweet.retweet_count) == (1, 1)


async def test_retweeting_is_repeatable_and_can_be_taken_back(node, tweet):
    ada = await node.account("ada")

    await node.engagement.retweet(ada, tweet.id)
    there = await node.engagement.retweet(ada, tweet.id)
    gone = await node.engagement.unretweet(ada, tweet.id)
    again = await node.engagement.retweet(ada, tweet.id)

    assert (there.tweet.retweet_count, there.flags.retweeted) == (1, True)
    assert (gone.tweet.retweet_count, gone.flags.retweeted) == (0, False)
    assert again.tweet.retweet_count == 1
    assert len(await node.events_of(RetweetCreated)) == 2
    assert len(await node.events_of(RetweetRemoved)) == 1


async def test_p02_a_followers_only_tweet_is_retweeted_by_its_author_alone(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    await node.graph.follow(ada, bo.id)
    private = (await node.tweets.post(bo, Draft(content="friends", visibility="followers"))).tweet

    with pytest.raises(Forbidden):
        await node.engagement.retweet(ada, private.id)
    own = await node.engagement.retweet(bo, private.id, visibility="public")

    retweets = await node.events_of(RetweetCreated)
    assert own.flags.retweeted
    assert [event.visibility for event in retweets] == ["followers"]


async def test_what_one_cannot_see_one_cannot_touch(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    hidden = (await node.tweets.post(bo, Draft(content="mine", visibility="direct"))).tweet

    for verb in (node.engagement.like, node.engagement.retweet, node.engagement.bookmark):
        with pytest.raises(NotFound):
            await verb(ada, hidden.id)

    assert await node.count("select count(*) from likes") == 0


async def test_touching_a_retweet_touches_the_original(node, tweet):
    ada, cy = await node.account("ada"), await node.account("cy")
    await node.engagement.retweet(cy, tweet.id)
    (entry,) = await node.events_of(RetweetCreated)

    view = await node.engagement.like(ada, entry.entry_id)

    assert view.tweet.id == tweet.id
    assert view.tweet.like_count == 1


async def test_bookmarks_are_private_and_change_no_count(node, tweet):
    ada, bo = await node.account("ada"), await node.account("bo")

    kept = await node.engagement.bookmark(ada, tweet.id)

    assert kept.flags.bookmarked
    assert not (await node.tweets.get(bo, tweet.id)).flags.bookmarked


async def test_what_was_hidden_since_can_still_be_taken_back(node, tweet):
    ada, bo = await node.account("ada"), await node.account("bo")
    await node.engagement.like(ada, tweet.id)
    await node.engagement.retweet(ada, tweet.id)
    await node.graph.block(bo, ada.id)

    for undo in (node.engagement.unlike, node.engagement.unretweet):
        with pytest.raises(NotFound):
            await undo(ada, tweet.id)

    view = await node.tweets.get(bo, tweet.id)
    assert (view.tweet.like_count, view.tweet.retweet_count) == (0, 0)


async def test_the_id_of_a_retweet_never_deletes_the_original(node, tweet):
    bo = await node.account("bo")
    await node.engagement.retweet(bo, tweet.id)
    (retweet,) = await node.events_of(RetweetCreated)

    with pytest.raises(NotFound):
        await node.tweets.delete(bo, retweet.entry_id)

    assert (await node.tweets.get(bo, retweet.entry_id)).tweet.id == tweet.id
