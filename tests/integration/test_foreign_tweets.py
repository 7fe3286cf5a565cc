"""Copies of what other nodes told: kept when wanted, once, never wider than they came, never after their end."""

from typing import Any

import pytest

from nodeapp.model.accounts import ANYBODY, ForeignAccount, Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.events import AccountChanged, AccountCreated, RetweetRemoved, TweetCreated, TweetDeleted
from nodeapp.model.ids import EPOCH_MS
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft, ForeignTweet

pytestmark = pytest.mark.anyio

ZED = "https://tea.example/users/zed"


def foreign_account(**changes: Any) -> ForeignAccount:
    known: dict[str, Any] = {
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


def foreign_tweet(number: int = 1, **changes: Any) -> ForeignTweet:
    known: dict[str, Any] = {
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
async def mallory(node):
    """Lives on Zed's node."""
    uri = "https://tea.example/users/mallory"
    account = await node.accounts.receive(foreign_account(uri=uri, username="mallory", public_key_id="k"))
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


async def test_i06_nobody_deletes_what_somebody_else_wrote(node, follower, mallory):
    tweet_id = await node.foreign_tweets.receive(foreign_tweet())

    with pytest.raises(NotFound):
        await node.foreign_tweets.forget(foreign_tweet().uri, mallory.id)

    assert (await node.tweets.get(follower, tweet_id)).tweet.content == "note 1"


async def test_i06_nobody_deletes_ahead_what_somebody_else_will_write(node, follower, mallory):
    await node.foreign_tweets.forget(foreign_tweet().uri, mallory.id)

    assert await node.foreign_tweets.receive(foreign_tweet()) is not None


async def test_a_retweet_deleted_by_its_uri_is_taken_back(node, zed):
    bo = await node.account("bo")
    tweet = (await node.tweets.post(bo, Draft(content="hello"))).tweet
    await node.engagement.retweet(zed, tweet.id, uri="https://tea.example/shares/1")

    await node.foreign_tweets.forget("https://tea.example/shares/1", zed.id)

    assert (await node.tweets.get(bo, tweet.id)).tweet.retweet_count == 0
    assert (await node.accounts.get(bo, "@zed@tea.example")).account.tweet_count == 0
    assert [event.subject_id for event in await node.events_of(RetweetRemoved)] == [tweet.id]
    assert await node.events_of(TweetDeleted) == []


async def test_a_retweet_under_a_uri_that_is_taken_changes_nothing(node, follower, zed):
    bo = await node.account("bo")
    tweet = (await node.tweets.post(bo, Draft(content="hello"))).tweet
    await node.foreign_tweets.receive(foreign_tweet())

    await node.engagement.retweet(zed, tweet.id, uri=foreign_tweet().uri)

    assert (await node.tweets.get(bo, tweet.id)).tweet.retweet_count == 0


async def test_an_answer_to_a_retweet_answers_what_was_retweeted(node, zed):
    bo = await node.account("bo")
    tweet = (await node.tweets.post(bo, Draft(content="hello"))).tweet
    await node.engagement.retweet(zed, tweet.id, uri="https://tea.example/shares/1")

    await node.foreign_tweets.receive(foreign_tweet(reply_to_uri="https://tea.example/shares/1"), asked=True)

    thread = await node.tweets.thread(ANYBODY, tweet.id)
    assert [view.tweet.content for view in thread.descendants] == ["note 1"]


async def test_tweets_that_answer_each_other_in_a_circle_stand_in_a_thread_once(node, follower):
    first = await node.foreign_tweets.receive(foreign_tweet(1, reply_to_uri=foreign_tweet(2).uri))
    second = await node.foreign_tweets.receive(foreign_tweet(2, reply_to_uri=foreign_tweet(1).uri))

    thread = await node.tweets.thread(ANYBODY, first)

    assert [view.tweet.id for view in thread.ancestors] == [second]
    assert [view.tweet.id for view in thread.descendants] == [second]


async def test_a_tweet_that_answers_itself_answers_what_is_not_known(node, follower):
    alone = await node.foreign_tweets.receive(foreign_tweet(reply_to_uri=foreign_tweet().uri))

    thread = await node.tweets.thread(ANYBODY, alone)

    assert (thread.ancestors, thread.descendants, thread.tweet.tweet.reply_count) == ((), (), 0)


async def test_an_answer_to_what_is_not_known_here_stands_on_the_profile_but_not_in_home(node, follower, zed):
    answer = await node.foreign_tweets.receive(foreign_tweet(reply_to_uri="https://cake.example/notes/1"))

    home = await node.timelines.home(follower, Window(20))
    with_replies = await node.timelines.by_author(follower, zed.id, Window(20), frozenset({"replies"}))
    without = await node.timelines.by_author(follower, zed.id, Window(20), frozenset())

    assert (home.items, without.items) == ((), ())
    assert [view.tweet.id for view in with_replies.items] == [answer]


async def test_whoever_becomes_known_or_changes_is_told_in_the_log(node, zed):
    await node.accounts.receive(foreign_account(display_name="Zed again"))

    assert [event.subject_id for event in await node.events_of(AccountCreated)] == [zed.id]
    assert [event.origin for event in await node.events_of(AccountChanged)] == ["tea.example"]


async def test_i05_an_update_by_somebody_else_changes_nothing(node, follower, mallory):
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
    tweet = (await node.tweets.post(follower, Draft(content="hello"))).tweet
    await node.foreign_tweets.receive(foreign_tweet(reply_to_uri=node.origin.tweet_uri(tweet.id)))
    await node.engagement.retweet(zed, tweet.id, uri="https://tea.example/shares/1")

    await node.accounts.forget(zed.id)
    await node.accounts.forget(zed.id)

    (left,) = (await node.timelines.home(follower, Window(20))).items
    assert (left.tweet.id, left.tweet.reply_count, left.tweet.retweet_count) == (tweet.id, 0, 0)
    assert (await node.accounts.get(ANYBODY, "ada")).account.following_count == 0
    with pytest.raises(NotFound):
        await node.accounts.get(follower, "@zed@tea.example")


async def test_a_name_given_to_somebody_new_elsewhere_is_theirs_now(node, zed):
    newcomer = await node.accounts.receive(foreign_account(uri="https://tea.example/users/zed2", public_key_id="k"))

    found = await node.accounts.get(ANYBODY, "@zed@tea.example")

    assert found.account.id == newcomer.id
    assert newcomer.id != zed.id
