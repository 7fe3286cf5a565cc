"""Home and the other lists: what stands in them, in which order, and what leaves at once."""

import pytest

from nodeapp.model.accounts import ANYBODY
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft

pytestmark = pytest.mark.anyio


async def home(node, viewer, limit=20):
    return [view.tweet.content for view in (await node.timelines.home(viewer, Window(limit))).items]


async def test_ones_own_tweet_is_in_ones_own_home_before_the_answer(node):
    ada = await node.account("ada")

    await node.tweets.post(ada, Draft(content="first"))

    assert await home(node, ada) == ["first"]


async def test_on_follow_recent_tweets_appear_and_on_unfollow_they_go(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    await node.tweets.post(bo, Draft(content="before"))
    assert await home(node, ada) == []

    await node.graph.follow(ada, bo.id)
    await node.tweets.post(bo, Draft(content="after"))
    assert await home(node, ada) == ["after", "before"]

    await node.graph.unfollow(ada, bo.id)
    assert await home(node, ada) == []


async def test_a_deleted_tweet_leaves_home_at_once_with_its_retweets(node):
    ada, bo, cy = [await node.account(name) for name in ("ada", "bo", "cy")]
    await node.graph.follow(ada, cy.id)
    tweet = (await node.tweets.post(bo, Draft(content="gone soon"))).tweet
    await node.engagement.retweet(cy, tweet.id)
    assert await home(node, ada) == ["gone soon"]

    await node.tweets.delete(bo, tweet.id)

    assert await home(node, ada) == []


async def test_home_shows_answers_only_between_people_one_follows(node):
    ada, bo, cy = [await node.account(name) for name in ("ada", "bo", "cy")]
    await node.graph.follow(ada, bo.id)
    tweet = (await node.tweets.post(cy, Draft(content="question"))).tweet
    await node.tweets.post(bo, Draft(content="answer", reply_to_id=tweet.id))
    assert await home(node, ada) == []

    await node.graph.follow(ada, cy.id)

    assert await home(node, ada) == ["answer", "question"]


async def test_home_shows_answers_to_oneself(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    await node.graph.follow(ada, bo.id)
    tweet = (await node.tweets.post(ada, Draft(content="question"))).tweet

    await node.tweets.post(bo, Draft(content="answer", reply_to_id=tweet.id))

    assert await home(node, ada) == ["answer", "question"]


async def test_home_shows_no_direct_tweets_and_only_ones_own_followers_only_ones(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    await node.graph.follow(ada, bo.id)

    await node.tweets.post(bo, Draft(content="@ada psst", visibility="direct"))
    await node.tweets.post(bo, Draft(content="friends", visibility="followers"))

    assert await home(node, ada) == ["friends"]


async def test_several_retweets_of_one_tweet_stand_in_home_once(node):
    ada, bo, cy, dee = [await node.account(name) for name in ("ada", "bo", "cy", "dee")]
    await node.graph.follow(ada, cy.id)
    await node.graph.follow(ada, dee.id)
    tweet = (await node.tweets.post(bo, Draft(content="much liked"))).tweet
    await node.engagement.retweet(cy, tweet.id)
    await node.engagement.retweet(dee, tweet.id)

    page = await node.timelines.home(ada, Window(20))

    assert [(view.tweet.content, view.retweeted_by.username) for view in page.items] == [("much liked", "dee")]


async def test_a_retweet_does_not_come_again_on_the_next_page(node):
    ada, bo, cy, dee = [await node.account(name) for name in ("ada", "bo", "cy", "dee")]
    await node.graph.follow(ada, cy.id)
    await node.graph.follow(ada, dee.id)
    tweet = (await node.tweets.post(bo, Draft(content="much liked"))).tweet
    await node.engagement.retweet(cy, tweet.id)
    await node.tweets.post(cy, Draft(content="between"))
    await node.engagement.retweet(dee, tweet.id)

    first = await node.timelines.home(ada, Window(2))
    rest = await node.timelines.home(ada, Window(2, before=first.cursor))

    assert [view.tweet.content for view in first.items] == ["much liked", "between"]
    assert rest.items == ()


async def test_pages_join_without_gap_or_double(node):
    ada = await node.account("ada")
    for number in range(25):
        await node.tweets.post(ada, Draft(content=str(number)))

    seen, cursor = [], None
    while True:
        page = await node.timelines.home(ada, Window(10) if cursor is None else Window(10, before=cursor))
        seen += [view.tweet.content for view in page.items]
        cursor = page.cursor
        if not page.has_more:
            break

    assert seen == [str(number) for number in reversed(range(25))]


async def test_a_page_is_filled_up_when_some_of_it_is_hidden(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    for number in range(6):
        await node.tweets.post(bo, Draft(content=f"open {number}"))
    for _ in range(4):
        await node.tweets.post(bo, Draft(content="closed", visibility="followers"))

    page = await node.timelines.by_author(ada, bo.id, Window(5), frozenset())

    assert [view.tweet.content for view in page.items] == [f"open {number}" for number in (5, 4, 3, 2, 1)]
    assert page.has_more


async def test_asking_since_a_place_gives_only_what_came_after(node):
    ada = await node.account("ada")
    await node.tweets.post(ada, Draft(content="old"))
    newest = (await node.timelines.home(ada, Window(20))).newest
    assert (await node.timelines.home(ada, Window(20, since=newest))).items == ()

    await node.tweets.post(ada, Draft(content="new"))
    page = await node.timelines.home(ada, Window(20, since=newest))

    assert [view.tweet.content for view in page.items] == ["new"]
    assert page.newest > newest


async def test_an_offset_skips(node):
    ada = await node.account("ada")
    for number in range(5):
        await node.tweets.post(ada, Draft(content=str(number)))

    page = await node.timelines.home(ada, Window(2, offset=2))

    assert [view.tweet.content for view in page.items] == ["2", "1"]


async def test_public_lists_hold_what_is_public_only(node):
    ada = await node.account("ada")
    for visibility in ("public", "unlisted", "followers", "direct"):
        await node.tweets.post(ada, Draft(content=f"{visibility} #tea", visibility=visibility))

    for page in (
        await node.timelines.public(ANYBODY, Window(20)),
        await node.timelines.local(ANYBODY, Window(20)),
        await node.timelines.hashtag(ANYBODY, "Tea", Window(20)),
    ):
        assert [view.tweet.content for view in page.items] == ["public #tea"]


async def test_likes_and_bookmarks_stand_in_the_order_they_were_made(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    ids = [(await node.tweets.post(bo, Draft(content=str(number)))).tweet.id for number in range(3)]
    for tweet_id in (ids[2], ids[0]):
        await node.engagement.like(ada, tweet_id)
        await node.engagement.bookmark(ada, tweet_id)

    assert [view.tweet.content for view in (await node.timelines.likes(ada, Window(20))).items] == ["0", "2"]
    assert [view.tweet.content for view in (await node.timelines.bookmarks(ada, Window(20))).items] == ["0", "2"]
