"""Follow, ask, answer, block: states and counts after any sequence."""

import pytest
from anyio import create_task_group

from nodeapp.model.accounts import ANYBODY, Profile
from nodeapp.model.errors import BadInput, Forbidden, NotFound, NotSignedIn
from nodeapp.model.events import FollowNew, FollowRemoved, FollowRequested
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft
from nodeapp.queries import accounts

pytestmark = pytest.mark.anyio


async def counts(node, name):
    account = (await node.accounts.get(ANYBODY, name)).account
    return account.follower_count, account.following_count


async def test_following_twice_is_one_follow(node):
    ada, bo = await node.account("ada"), await node.account("bo")

    first = await node.graph.follow(ada, bo.id)
    again = await node.graph.follow(ada, bo.id)

    assert first == again
    assert first.following
    assert await counts(node, "bo") == (1, 0)
    assert len(await node.events_of(FollowNew)) == 1


async def test_w27_a_hundred_follows_at_once_are_one(node):
    ada, bo = await node.account("ada"), await node.account("bo")

    async with create_task_group() as group:
        for _ in range(100):
            group.start_soon(node.graph.follow, ada, bo.id)

    assert await counts(node, "bo") == (1, 0)
    assert len(await node.events_of(FollowNew)) == 1


async def test_nobody_follows_themselves(node):
    ada = await node.account("ada")

    with pytest.raises(BadInput):
        await node.graph.follow(ada, ada.id)

    assert await counts(node, "ada") == (0, 0)


async def test_unfollowing_ends_it_once(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    await node.graph.follow(ada, bo.id)

    await node.graph.unfollow(ada, bo.id)
    standing = await node.graph.unfollow(ada, bo.id)

    assert not standing.following
    assert await counts(node, "bo") == (0, 0)
    assert len(await node.events_of(FollowRemoved)) == 1


async def test_a_locked_account_is_asked_first(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    await node.accounts.edit(bo, Profile(locked=True))

    standing = await node.graph.follow(ada, bo.id)

    assert standing.requested
    assert not standing.following
    assert await counts(node, "bo") == (0, 0)
    assert [view.account.id for view in (await node.graph.requests(bo, Window(20))).items] == [ada.id]
    assert len(await node.events_of(FollowRequested)) == 1


async def test_a_request_that_is_accepted_becomes_a_follow(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    await node.accounts.edit(bo, Profile(locked=True))
    await node.graph.follow(ada, bo.id)

    await node.graph.accept(bo, ada.id)
    await node.graph.accept(bo, ada.id)

    assert await counts(node, "bo") == (1, 0)
    assert (await node.graph.requests(bo, Window(20))).items == ()


async def test_a_request_that_is_turned_down_leaves_nothing(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    await node.accounts.edit(bo, Profile(locked=True))
    await node.graph.follow(ada, bo.id)

    await node.graph.reject(bo, ada.id)

    assert not (await node.graph.relationship(ada, bo.id)).requested


async def test_i08_nobody_accepts_what_was_not_asked(node):
    ada, bo = await node.account("ada"), await node.account("bo")

    with pytest.raises(NotFound):
        await node.graph.accept(bo, ada.id)

    assert await counts(node, "bo") == (0, 0)


async def test_a_follower_can_be_removed(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    await node.graph.follow(ada, bo.id)

    await node.graph.reject(bo, ada.id)

    assert await counts(node, "bo") == (0, 0)


async def test_p03_a_block_cuts_both_follows_and_hides_each_at_once(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    await node.graph.follow(ada, bo.id)
    await node.graph.follow(bo, ada.id)
    tweet = (await node.tweets.post(bo, Draft(content="hello"))).tweet

    await node.graph.block(bo, ada.id)

    assert await counts(node, "ada") == (0, 0)
    assert await counts(node, "bo") == (0, 0)
    assert (await node.timelines.home(ada, Window(20))).items == ()
    with pytest.raises(NotFound):
        await node.tweets.get(ada, tweet.id)
    with pytest.raises(Forbidden):
        await node.graph.follow(ada, bo.id)


async def test_a_blocked_persons_public_tweet_opens_on_purpose_only(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    tweet = (await node.tweets.post(bo, Draft(content="hello"))).tweet

    await node.graph.block(ada, bo.id)

    assert (await node.timelines.public(ada, Window(20))).items == ()
    assert (await node.tweets.get(ada, tweet.id)).tweet.content == "hello"


async def suspend(node, viewer):
    async def work(tx):
        await accounts.change_state(tx, viewer.id, "suspended", node.clock())

    await node.database.write(work)


async def test_on_somebodys_profile_others_whom_one_blocked_stay_hidden(node):
    ada, bo, cy = [await node.account(name) for name in ("ada", "bo", "cy")]
    tweet = (await node.tweets.post(cy, Draft(content="hidden"))).tweet
    await node.engagement.retweet(bo, tweet.id)

    await node.graph.block(ada, cy.id)

    page = await node.timelines.by_author(ada, bo.id, Window(20), frozenset({"retweets"}))
    assert page.items == ()


async def test_what_a_tweet_answers_stays_hidden_when_its_author_is_blocked(node):
    ada, bo, cy = [await node.account(name) for name in ("ada", "bo", "cy")]
    parent = (await node.tweets.post(cy, Draft(content="hidden"))).tweet
    answer = (await node.tweets.post(bo, Draft(content="shown", reply_to_id=parent.id))).tweet

    await node.graph.block(ada, cy.id)

    assert (await node.tweets.thread(ada, answer.id)).ancestors == ()
    assert (await node.tweets.thread(ada, parent.id)).tweet.tweet.content == "hidden"


async def test_whoever_is_suspended_can_be_unfollowed_and_unblocked(node):
    ada, bo, cy = [await node.account(name) for name in ("ada", "bo", "cy")]
    await node.graph.follow(ada, bo.id)
    await node.graph.block(ada, cy.id)
    await suspend(node, bo)
    await suspend(node, cy)

    assert not (await node.graph.unfollow(ada, bo.id)).following
    assert not (await node.graph.unblock(ada, cy.id)).blocking

    assert (await node.accounts.get(ada, "ada")).account.following_count == 0
    with pytest.raises(NotFound):
        await node.graph.unfollow(ada, bo.id)


async def test_asking_again_follows_when_the_account_is_no_longer_locked(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    await node.accounts.edit(bo, Profile(locked=True))
    assert (await node.graph.follow(ada, bo.id)).requested
    await node.accounts.edit(bo, Profile(locked=False))

    assert (await node.graph.follow(ada, bo.id)).following
    assert await counts(node, "bo") == (1, 0)


async def test_lists_page_by_cursor_newest_first(node):
    bo = await node.account("bo")
    fans = [await node.account(f"fan{number}") for number in range(5)]
    for fan in fans:
        await node.graph.follow(fan, bo.id)

    first = await node.graph.followers(ANYBODY, bo.id, Window(3))
    rest = await node.graph.followers(ANYBODY, bo.id, Window(3, before=first.cursor))

    assert [view.account.id for view in (*first.items, *rest.items)] == [fan.id for fan in reversed(fans)]
    assert first.has_more
    assert not rest.has_more


async def test_requests_are_for_those_signed_in(node):
    with pytest.raises(NotSignedIn):
        await node.graph.requests(ANYBODY, Window(20))


async def test_what_somebody_suspended_said_and_shared_is_nowhere(node):
    ada, bo, cy = [await node.account(name) for name in ("ada", "bo", "cy")]
    await node.graph.follow(ada, bo.id)
    said = (await node.tweets.post(bo, Draft(content="said"))).tweet
    shared = (await node.tweets.post(cy, Draft(content="shared"))).tweet
    quote = (await node.tweets.post(cy, Draft(content="quote", quote_id=said.id))).tweet
    await node.engagement.retweet(bo, shared.id)

    await suspend(node, bo)

    assert (await node.timelines.home(ada, Window(20))).items == ()
    assert [view.tweet.id for view in (await node.timelines.public(ada, Window(20))).items] == [quote.id, shared.id]
    assert (await node.tweets.get(ada, quote.id)).quote is None
    for viewer in (ANYBODY, ada, bo):
        with pytest.raises(NotFound):
            await node.tweets.get(viewer, said.id)
    with pytest.raises(NotFound):
        await node.accounts.get(ada, "bo")
