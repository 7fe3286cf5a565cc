"""Copies of what other nodes told: kept when wanted, once, never wider than they came, never after their end."""

import pytest

from nodeapp.model.accounts import ANYBODY, ForeignAccount, Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.events import TweetCreated
from nodeapp.model.ids import EPOCH_MS, is_local
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft, ForeignTweet

pytestmark = pytest.mark.anyio

ZED = "https://tea.example/users/zed"


def foreign_account(**changes):
    known = {
        "uri": ZED,
        "username": "zed",
        "host": "tea.example",
        "url": "https://tea.example/@zed",
        "inbox_url": f"{ZED}/inbox",
        "shared_inbox_url": "https://tea.example/inbox",
        "outbox_url": f"{ZED}/outbox",
        "followers_url": f"{ZED}/followers",
        "public_key_id": f"{ZED}#main-key",
        "public_key_pem": "",
        "display_name": "Zed",
        "bio_html": "",
        "avatar_url": None,
        "cover_url": None,
        "fields": (),
        "bot": False,
        "locked": False,
        "discoverable": True,
        "indexable": True,
        "created_at_ms": 1_600_000_000_000,
    }
    return ForeignAccount(**(known | changes))


def foreign_tweet(number=1, **changes):
    known = {
        "uri": f"https://tea.example/notes/{number}",
        "author_uri": ZED,
        "url": None,
        "content_html": f"<p>note {number}</p>",
        "content": f"note {number}",
        "content_warning": "",
        "sensitive": False,
        "language": "en",
        "visibility": "public",
        "reply_to_uri": None,
        "quote_of_uri": None,
        "mention_uris": (),
        "hashtags": (),
        "created_at_ms": 1_700_000_000_000,
    }
    return ForeignTweet(**(known | changes))


@pytest.fixture
async def zed(node):
    account = await node.accounts.receive(foreign_account())
    return Viewer(account.id, host=account.host)


@pytest.fixture
async def follower(node, zed):
    """Ada, who follows Zed: what Zed says is wanted here."""
    ada = await node.account("ada")
    await node.graph.follow(ada, zed.id)
    await node.graph.accept(zed, ada.id)
    return ada


async def test_r6_a_tweet_that_comes_twice_is_one(node, follower):
    first = await node.foreign_tweets.receive(foreign_tweet())
    again = await node.foreign_tweets.receive(foreign_tweet())

    assert first == again
    assert not is_local(first)
    assert len(await node.events_of(TweetCreated)) == 1
    assert [view.tweet.content for view in (await node.timelines.home(follower, Window(20))).items] == ["note 1"]


async def test_what_nobody_here_has_use_for_is_not_kept(node, zed):
    assert await node.foreign_tweets.receive(foreign_tweet()) is None
    assert await node.foreign_tweets.receive(foreign_tweet(), asked=True) is not None


async def test_a_stranger_who_speaks_to_somebody_here_is_heard(node, zed):
    bo = await node.account("bo")

    tweet_id = await node.foreign_tweets.receive(foreign_tweet(mention_uris=(node.origin.account_uri(bo.id),)))

    assert [view.tweet.id for view in (await node.timelines.mentions(bo, Window(20))).items] == [tweet_id]


async def test_an_answer_to_somebody_here_is_heard_and_counted(node, zed):
    bo = await node.account("bo")
    parent = (await node.tweets.post(bo, Draft(content="who?"))).tweet

    await node.foreign_tweets.receive(foreign_tweet(reply_to_uri=node.origin.tweet_uri(parent.id)))

    thread = await node.tweets.thread(ANYBODY, parent.id)
    assert [view.tweet.content for view in thread.descendants] == ["note 1"]
    assert thread.tweet.tweet.reply_count == 1


async def test_r6_a_late_create_after_a_delete_stays_dead(node, follower, zed):
    await node.foreign_tweets.forget(foreign_tweet().uri, zed.id)

    assert await node.foreign_tweets.receive(foreign_tweet()) is None
    assert (await node.timelines.home(follower, Window(20))).items == ()


async def test_p09_a_tweet_deleted_elsewhere_is_gone_here(node, follower, zed):
    tweet_id = await node.foreign_tweets.receive(foreign_tweet())

    await node.foreign_tweets.forget(foreign_tweet().uri, zed.id)
    await node.foreign_tweets.forget(foreign_tweet().uri, zed.id)

    with pytest.raises(NotFound):
        await node.tweets.get(follower, tweet_id)
    assert await node.count("select count(*) from tweets where content_html <> ''") == 0


async def test_i06_nobody_deletes_what_somebody_else_wrote(node, follower):
    mallory = await node.accounts.receive(
        foreign_account(uri="https://tea.example/users/mallory", username="mallory", public_key_id="k")
    )
    tweet_id = await node.foreign_tweets.receive(foreign_tweet())

    with pytest.raises(NotFound):
        await node.foreign_tweets.forget(foreign_tweet().uri, mallory.id)

    assert (await node.tweets.get(follower, tweet_id)).tweet.content == "note 1"


async def test_i05_an_update_by_somebody_else_changes_nothing(node, follower):
    await node.accounts.receive(
        foreign_account(uri="https://tea.example/users/mallory", username="mallory", public_key_id="k")
    )
    tweet_id = await node.foreign_tweets.receive(foreign_tweet())
    forged = foreign_tweet(author_uri="https://tea.example/users/mallory", content="forged", edited_at_ms=2**41)

    assert await node.foreign_tweets.receive(forged) is None
    assert (await node.tweets.get(follower, tweet_id)).tweet.content == "note 1"


async def test_an_update_counts_only_when_it_is_newer(node, follower):
    tweet_id = await node.foreign_tweets.receive(foreign_tweet())

    await node.foreign_tweets.receive(foreign_tweet(content="third", edited_at_ms=1_700_000_003_000))
    await node.foreign_tweets.receive(foreign_tweet(content="second", edited_at_ms=1_700_000_002_000))

    assert (await node.tweets.get(follower, tweet_id)).tweet.content == "third"


async def test_p17_an_update_never_widens_who_may_see_it(node, follower):
    bo = await node.account("bo")
    tweet_id = await node.foreign_tweets.receive(foreign_tweet(visibility="followers"))
    wider = foreign_tweet(
        visibility="public", mention_uris=(node.origin.account_uri(bo.id),), content="x", edited_at_ms=1_800_000_000_000
    )

    await node.foreign_tweets.receive(wider)

    for viewer in (ANYBODY, bo):
        with pytest.raises(NotFound):
            await node.tweets.get(viewer, tweet_id)
    assert (await node.timelines.mentions(bo, Window(20))).items == ()


async def test_r6_an_answer_that_comes_before_what_it_answers_finds_it_later(node, follower):
    child = await node.foreign_tweets.receive(foreign_tweet(2, reply_to_uri=foreign_tweet(1).uri))
    assert await node.foreign_tweets.missing_parent(child) == foreign_tweet(1).uri

    parent = await node.foreign_tweets.receive(foreign_tweet(1), asked=True)

    thread = await node.tweets.thread(follower, parent)
    assert [view.tweet.id for view in thread.descendants] == [child]
    assert thread.tweet.tweet.reply_count == 1


@pytest.mark.parametrize("published_ms", [-62_135_596_800_000, 0, 253_402_300_799_000])
async def test_d11_a_date_out_of_this_world_is_clamped(node, follower, published_ms):
    now_ms = node.clock()

    tweet_id = await node.foreign_tweets.receive(foreign_tweet(created_at_ms=published_ms))

    assert EPOCH_MS <= (await node.tweets.get(follower, tweet_id)).tweet.created_at_ms <= now_ms + 1_000


async def test_a_tweet_dated_ahead_is_never_above_what_is_written_later(node, follower):
    await node.foreign_tweets.receive(foreign_tweet(created_at_ms=253_402_300_799_000))
    node.clock.advance(10)

    await node.tweets.post(follower, Draft(content="later"))

    page = await node.timelines.home(follower, Window(20))
    assert [view.tweet.content for view in page.items] == ["later", "note 1"]


async def test_an_account_that_is_gone_takes_its_tweets_and_follows_along(node, follower, zed):
    await node.foreign_tweets.receive(foreign_tweet())

    await node.accounts.forget(zed.id)
    await node.accounts.forget(zed.id)

    assert (await node.timelines.home(follower, Window(20))).items == ()
    assert (await node.accounts.get(ANYBODY, "ada")).account.following_count == 0
    with pytest.raises(NotFound):
        await node.accounts.get(follower, "@zed@tea.example")


async def test_a_name_given_to_somebody_new_elsewhere_is_theirs_now(node, zed):
    newcomer = await node.accounts.receive(foreign_account(uri="https://tea.example/users/zed2", public_key_id="k"))

    found = await node.accounts.get(ANYBODY, "@zed@tea.example")

    assert found.account.id == newcomer.id
    assert newcomer.id != zed.id
