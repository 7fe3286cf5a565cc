"""Numbers that are wrong are found and put right; those that are right are left alone, also while people write."""

import anyio
import pytest

from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft
from nodeapp.queries.counts import COUNTERS
from nodeapp.seams.database import SET_SIZE_MAX
from nodeapp.services.counts import Counts
from tests.builders import at_home

pytestmark = pytest.mark.anyio


@pytest.fixture
async def node(tmp_path, clock):
    async with at_home(tmp_path / "node", clock) as node:
        ada, bo, cy = [await node.account(name) for name in ("ada", "bo", "cy")]
        for follower, followee in ((ada, bo), (bo, ada), (cy, ada)):
            await node.graph.follow(follower, followee.id)
        first = await node.tweets.post(ada, Draft(content="first"))
        await node.tweets.post(bo, Draft(content="an answer", reply_to_id=first.tweet.id))
        await node.tweets.post(bo, Draft(content="for you alone", reply_to_id=first.tweet.id, visibility="direct"))
        await node.tweets.post(cy, Draft(content="look", quote_id=first.tweet.id))
        gone = await node.tweets.post(cy, Draft(content="gone", reply_to_id=first.tweet.id))
        await node.tweets.delete(cy, gone.tweet.id)
        for viewer in (ada, bo):
            await node.engagement.like(viewer, first.tweet.id)
        await node.engagement.retweet(cy, first.tweet.id)
        await node.wait_idle()
        yield node


BROKEN = {
    "likes of tweets": "update tweets set like_count = like_count + 3",
    "retweets of tweets": "update tweets set retweet_count = 9 where retweet_count = 1",
    "replies to tweets": "update tweets set reply_count = 0",
    "quotes of tweets": "update tweets set quote_count = 0",
    "followers of people": "update accounts set follower_count = follower_count + 1 where host = ''",
    "people followed": "update accounts set following_count = 0",
    "tweets of people": "update accounts set tweet_count = 77",
}


async def proofs(node, **told):
    return {proof.name: proof for proof in await Counts(node.database).prove(**told)}


async def test_what_people_did_is_counted_right(node):
    found = await proofs(node)

    assert set(found) == {counter.name for counter in COUNTERS}
    assert {name: proof.wrong for name, proof in found.items()} == dict.fromkeys(found, 0)
    assert found["likes of tweets"].seen == 4


@pytest.mark.parametrize("name", BROKEN)
async def test_a_wrong_number_is_found_told_and_put_right(node, name):
    async def breaks(tx):
        return await tx.run(BROKEN[name])

    await node.database.write(breaks)

    told = await proofs(node)
    mended = await proofs(node, repair=True)
    after = await proofs(node)

    assert {one: proof.wrong > 0 for one, proof in told.items()} == {one: one == name for one in told}
    assert mended == told
    assert sum(proof.wrong for proof in after.values()) == 0


async def test_what_is_mended_shows_at_once(node):
    ada = await node.account("ada")
    (tweet,) = (await node.timelines.home(ada, Window(1))).items

    async def breaks(tx):
        return await tx.run("update tweets set like_count = 40 where id = :id", id=tweet.tweet.id)

    await node.database.write(breaks)
    assert (await node.tweets.get(ada, tweet.tweet.id)).tweet.like_count == 40

    await proofs(node, repair=True)

    assert (await node.tweets.get(ada, tweet.tweet.id)).tweet.like_count == tweet.tweet.like_count


async def test_numbers_that_change_meanwhile_are_not_taken_for_wrong(node):
    ada, bo = await node.account("ada"), await node.account("bo")
    tweets = [(await node.tweets.post(ada, Draft(content=f"number {number}"))).tweet.id for number in range(20)]

    async def like_and_unlike():
        for _ in range(5):
            for tweet_id in tweets:
                await node.engagement.like(bo, tweet_id)
            for tweet_id in tweets:
                await node.engagement.unlike(bo, tweet_id)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(like_and_unlike)
        for _ in range(10):
            found = await proofs(node, repair=True)
            assert sum(proof.wrong for proof in found.values()) == 0


async def test_more_rows_than_one_portion_are_all_looked_at(node):
    async def many(tx):
        for number in range(SET_SIZE_MAX + 7):
            await tx.run(
                """
                insert into tweets (
                    id, author_id, visibility, conversation_id, like_count, created_at_ms, received_at_ms
                )
                select :id, id, 'public', :id, 1, 0, 0 from accounts where username = 'ada'
                """,
                id=1_000 + number,
            )

    await node.database.write(many)

    found = await proofs(node, repair=True)

    assert found["likes of tweets"].wrong == SET_SIZE_MAX + 7
    assert (await proofs(node))["likes of tweets"].wrong == 0


async def test_the_command_tells_and_repairs(node):
    answer = await node.node.commands.run("doctor-counts", {})
    assert set(answer.values()) <= {f"{seen}/0" for seen in range(100)}

    async def breaks(tx):
        return await tx.run(BROKEN["tweets of people"])

    await node.database.write(breaks)
    assert not (await node.node.commands.run("doctor-counts", {}))["tweets of people"].endswith("/0")
    await node.node.commands.run("doctor-counts", {"repair": "yes"})
    assert (await node.node.commands.run("doctor-counts", {}))["tweets of people"].endswith("/0")
