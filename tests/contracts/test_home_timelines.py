"""What every home of `seams.timelines.Entries` promises: those followed and oneself, newest first, within a window."""

import pytest

from nodeapp.backends.sqlite.timelines import PulledEntries
from nodeapp.mirrors.entries import RememberedEntries
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft

pytestmark = pytest.mark.anyio

BACKENDS = [PulledEntries, RememberedEntries]


@pytest.fixture(params=BACKENDS, ids=lambda backend: backend.__name__)
def homes(request, node):
    if request.param is PulledEntries:
        return PulledEntries(node.database)
    return node.ground.entries


async def ids(homes, viewer, window):
    return [entry.tweet_id for entry in await homes.home(viewer.id, window)]


@pytest.fixture
async def written(node):
    """Ada follows Bo; both wrote two tweets in turn, and Cy, whom she does not follow, one."""
    ada, bo, cy = [await node.account(name) for name in ("ada", "bo", "cy")]
    await node.graph.follow(ada, bo.id)
    return ada, [
        (await node.tweets.post(author, Draft(content=content))).tweet.id
        for author, content in ((ada, "1"), (bo, "2"), (cy, "elsewhere"), (ada, "3"), (bo, "4"))
    ]


async def test_it_holds_those_followed_and_ones_own_newest_first(homes, written):
    ada, (one, two, _, three, four) = written

    assert await ids(homes, ada, Window(20)) == [four, three, two, one]


async def test_a_window_bounds_it_on_every_side(homes, written):
    ada, (one, two, _, three, four) = written

    assert await ids(homes, ada, Window(2)) == [four, three]
    assert await ids(homes, ada, Window(20, before=three)) == [two, one]
    assert await ids(homes, ada, Window(20, since=two)) == [four, three]
    assert await ids(homes, ada, Window(2, offset=1)) == [three, two]


async def test_it_follows_every_change_at_once(homes, node, written):
    ada, (one, two, _, three, four) = written
    bo, cy = await node.account("bo"), await node.account("cy")

    await node.tweets.delete(bo, four)
    assert await ids(homes, ada, Window(20)) == [three, two, one]

    await node.graph.unfollow(ada, bo.id)
    assert await ids(homes, ada, Window(20)) == [three, one]

    shared = await node.engagement.retweet(cy, two)
    await node.graph.follow(ada, cy.id)
    entries = await homes.home(ada.id, Window(20))
    assert [entry.retweet_of_id for entry in entries[:1]] == [shared.tweet.id]
    assert entries[0].tweet_id != shared.tweet.id


async def test_nobody_who_is_not_known_has_a_home(homes):
    assert list(await homes.home(1, Window(20))) == []
