"""The deck: one card a tweet, one person an account, as the newest commit left them, within its bounds."""

import gc
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nodeapp.mirrors.deck import Deck
from nodeapp.model.accounts import Account
from nodeapp.model.cards import Person
from nodeapp.model.changes import Changes
from nodeapp.model.ids import AccountId, TweetId
from tests.unit.cards import account, card, changed, tweet, written

ROOMY = 10_000_000


def deck(bytes_max: int = ROOMY, people_max: int = 100) -> Deck:
    return Deck(bytes_max, people_max)


def test_new_tweets_come_with_their_authors_and_those_they_name() -> None:
    known = deck()

    known.renew(written(tweet(7, author=1), accounts=(account(1), account(2)), mentions={TweetId(7): (AccountId(2),)}))

    found = known.find(TweetId(7))
    assert (found.author.account.id, [one.account.id for one in found.mentions]) == (1, [2])
    assert known.person(AccountId(2)) is found.mentions[0]


def test_somebody_is_the_same_person_in_every_card() -> None:
    known = deck()
    known.renew(written(tweet(7, author=1), accounts=(account(1),)))

    known.keep(card(8, Person(account(1, display_name="older"))))

    assert known.find(TweetId(8)).author is known.find(TweetId(7)).author
    assert known.find(TweetId(8)).author.account.display_name == ""


def test_a_changed_row_replaces_the_one_in_memory_and_gets_a_stamp_of_its_own() -> None:
    known = deck()
    known.renew(written(tweet(7), accounts=(account(1),)))
    found = known.find(TweetId(7))
    stamps = found.stamp, found.author.stamp

    known.renew(changed(tweet(7, like_count=1), account(1, display_name="Ada")))

    assert known.find(TweetId(7)) is found
    assert (found.tweet.like_count, found.author.account.display_name) == (1, "Ada")
    assert found.stamp != stamps[0]
    assert found.author.stamp != stamps[1]


def test_what_did_not_change_keeps_its_stamp() -> None:
    known = deck()
    known.renew(written(tweet(7), accounts=(account(1),)))
    stamp = known.find(TweetId(7)).author.stamp

    known.renew(written(tweet(8), accounts=(account(1),)))

    assert known.find(TweetId(8)).author.stamp == stamp


def test_what_changed_and_is_not_told_is_forgotten() -> None:
    known = deck()
    for number, author in ((7, 1), (8, 2), (9, 3)):
        known.renew(written(tweet(number, author=author), accounts=(account(author),)))

    known.renew(Changes(tweet_ids=frozenset({TweetId(7)}), account_ids=frozenset({AccountId(2)})))

    assert known.ids() == [9]


def test_whoever_takes_another_name_takes_the_cards_along_that_speak_of_them() -> None:
    known = deck()
    mentions = {TweetId(8): (AccountId(1),)}
    known.renew(written(tweet(7, author=1), accounts=(account(1),)))
    known.renew(written(tweet(8, author=2), accounts=(account(1), account(2)), mentions=mentions))
    known.renew(written(tweet(9, author=3), accounts=(account(3),)))

    known.renew(changed(account(1, username="ada")))

    assert known.ids() == [9]
    assert known.person(AccountId(1)) is None


def test_people_are_found_by_the_name_they_have_now() -> None:
    known = deck()
    known.hold(Person(account(1, username_key="ada", host="tea.example")))
    known.hold(Person(account(2, username_key="bo")))

    known.renew(changed(account(1, username_key="formerly-1", host="tea.example", state="gone")))

    assert known.named("ada", "tea.example") is None
    assert known.named("bo", "tea.example") is None
    assert known.named("bo", "") is known.person(AccountId(2)) is not None


def test_people_live_as_long_as_somebody_asks_for_them_or_a_card_names_them() -> None:
    known = deck(people_max=2)
    for number in range(1, 5):
        known.hold(Person(account(number)))
    known.renew(written(tweet(7, author=9), accounts=(account(9),)))
    gc.collect()
    there = [number for number in range(1, 10) if known.person(AccountId(number)) is not None]

    known.drop([TweetId(7)])
    gc.collect()

    assert there == [3, 4, 9]
    assert known.person(AccountId(9)) is None


def test_names_are_bounded_too() -> None:
    known = deck(people_max=3)

    for number in range(1, 50):
        known.hold(Person(account(1, username_key=f"name{number}")))
        assert len(known._names) <= 6


def test_the_oldest_makes_room_and_what_was_read_gets_a_second_chance() -> None:
    known = deck(bytes_max=8_000)
    for number in range(1, 5):
        known.keep(card(number))
        known.find(TweetId(number)).is_used = number == 2

    known.keep(card(5))
    known.keep(card(6))

    assert 2 in known
    assert {1, 3}.isdisjoint(known.ids())


def test_one_card_larger_than_all_the_room_is_kept_alone() -> None:
    known = deck(bytes_max=5_000)
    known.keep(card(1))

    known.keep(card(2, content="x" * 100_000))

    assert known.ids() == [2]


def test_an_edit_that_makes_a_tweet_long_makes_others_go() -> None:
    known = deck(bytes_max=50_000)
    for number in range(1, 11):
        known.renew(written(tweet(number), accounts=(account(1),)))

    known.renew(changed(tweet(10, content="x" * 14_000)))

    assert known.bytes_count <= 50_000
    assert 10 in known


def test_a_biography_that_grows_is_weighed_again() -> None:
    known = deck(bytes_max=50_000)
    for number in range(1, 11):
        known.renew(written(tweet(number, author=number), accounts=(account(number),)))

    for number in range(1, 11):
        known.renew(changed(account(number, bio="x" * 10_000)))

    kept = [known.find(tweet_id) for tweet_id in known.ids()]
    assert sum(len(one.author.account.bio) for one in kept) <= 50_000


people = st.integers(1, 4)
rows = st.one_of(
    st.builds(
        lambda number, author, words, likes: tweet(number, author, content="x" * words, like_count=likes),
        st.integers(1, 8),
        people,
        st.sampled_from([0, 10, 3_000]),
        st.integers(0, 3),
    ),
    st.builds(
        lambda number, name, bio: account(number, username=name, bio="x" * bio),
        people,
        st.sampled_from(["ada", "bo"]),
        st.sampled_from([0, 10, 2_000]),
    ),
)


@given(
    steps=st.lists(
        st.tuples(rows, st.lists(people, max_size=2, unique=True), st.sampled_from(["told", "untold", "drop"]))
    )
)
def test_whatever_is_committed_the_deck_has_the_newest_rows_or_nothing(steps: Any) -> None:
    known = deck(bytes_max=20_000)
    tweets: dict[int, Any] = {}
    accounts = {number: account(number) for number in range(1, 5)}
    mentions: dict[int, Any] = {}

    for row, named, how in steps:
        if isinstance(row, Account):
            accounts[row.id] = row
            changes = changed(row) if how == "told" else Changes(account_ids=frozenset({row.id}))
        else:
            old = tweets.get(row.id)
            author = row.author_id if old is None else old.author_id
            now = tweets[row.id] = tweet(row.id, author, content=row.content, like_count=row.like_count)
            mentions.setdefault(row.id, tuple(named))
            ends = tuple(accounts[one] for one in {author, *mentions[row.id]})
            told = written(now, accounts=ends, mentions={row.id: mentions[row.id]})
            changes = told if how != "untold" or old is None else Changes(tweet_ids=frozenset({row.id}))
        known.renew(changes)
        if how == "drop":
            known.drop(known.ids()[:1])

        for tweet_id in known.ids():
            found = known.find(tweet_id)
            assert found.tweet == tweets[tweet_id]
            assert found.author.account == accounts[found.tweet.author_id]
            assert [one.account for one in found.mentions] == [accounts[one] for one in mentions[tweet_id]]
        assert known.bytes_count == sum(known._weights.values())
        assert known.bytes_count <= 20_000 or len(known) == 1
