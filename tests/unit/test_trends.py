"""The formulas as tables, and the words that go with them."""

from math import exp

import pytest

from nodeapp.model.ids import first_id_at
from nodeapp.model.shares import counted_as, shared_links
from nodeapp.model.topics import Topics, is_within, regions_of, topics_of
from nodeapp.model.trends import (
    MINUTE_MS,
    Bucket,
    Engagement,
    Tally,
    explained,
    explained_link,
    explained_tweet,
    fading,
    first_of_window,
    minute_at,
    score,
    tallies,
    velocity,
)
from tests.builders import NOON_MS


@pytest.mark.parametrize(
    ("current", "previous", "expected"),
    [
        (0, 0, 0),
        (10, 0, 0),
        (11, 0, 10),
        (4, 4, 0),
        (6, 4, 0.5),
        (1, 4, -0.75),
        (0, 4, -1),
        (100, 1, 10),
        (11, 1, 10),
    ],
)
def test_velocity_is_measured_against_the_hour_before(current, previous, expected):
    assert velocity(current, previous) == expected


def test_buckets_weigh_less_with_every_minute_and_are_gone_after_an_hour():
    buckets = [
        Bucket("tea", 1_000 - age, people) for age, people in ((0, 3), (1, 2), (59, 4), (60, 5), (119, 6), (120, 7))
    ]

    found = tallies(buckets, 1_000)["tea"]

    assert (found.mentions, found.previous) == (9, 11)
    assert found.weighted == pytest.approx(3 + 2 * 0.95 + 4 * 0.95**59)


def test_a_bucket_that_comes_from_a_clock_ahead_is_new():
    assert tallies([Bucket("tea", 1_005, 2)], 1_000) == {"tea": Tally(2, 0, 2.0)}


@pytest.mark.parametrize(
    ("tally", "age_hours", "rising", "mentions"),
    [
        (Tally(3, 0, 2.5), 0, 2.5, 3_000),
        (Tally(12, 0, 8.0), 1, 8 + 120, 12_000 + 5_000 - 10),
        (Tally(6, 4, 5.0), 24, 5 + 3, 6_000 + 250 - 240),
        (Tally(1, 4, 0.5), 2, 0.5 - 0.75, 1_000 - 375 - 20),
        (Tally(1, 0, 0.2), 200, 0.2, 1_000 - 2_000),
    ],
)
def test_both_formulas(tally, age_hours, rising, mentions):
    assert score("rising", tally, age_hours) == pytest.approx(rising)
    assert score("mentions", tally, age_hours) == pytest.approx(mentions)


@pytest.mark.parametrize(("engagement", "hours"), [(10, 0), (10, 1), (3, 24.5)])
def test_engagement_fades(engagement, hours):
    assert fading(engagement, hours) == pytest.approx(engagement * 1 / (hours + 1) * exp(-hours / 24))


def test_the_window_begins_with_a_minute():
    now_ms = NOON_MS + 30_000

    assert first_of_window(now_ms) == first_id_at(NOON_MS - 59 * MINUTE_MS)
    assert first_of_window(now_ms, 2) == first_id_at(NOON_MS - 119 * MINUTE_MS)
    assert minute_at(now_ms) == minute_at(NOON_MS)


@pytest.mark.parametrize(
    ("tally", "ending"),
    [
        (Tally(2, 0), "there was nothing in the hour before."),
        (Tally(4, 2), "that is 100 % more than in the hour before."),
        (Tally(1, 2), "that is 50 % less than in the hour before."),
        (Tally(2, 2), "that is as much as in the hour before."),
        (Tally(30, 2), "that is more than ten times as much as in the hour before."),
    ],
)
def test_a_trend_is_explained_in_words(tally, ending):
    told = explained("rising", tally, 0, 1, 2)

    assert told.sentence == f"1 person wrote 2 tweets with it in the last hour; {ending}"


def test_tweets_and_links_are_explained_in_words():
    assert explained_tweet(Engagement(1, 1, 2, 1, 0), 0.001).sentence == "1 like, 2 retweets and 1 reply in 1 minute."
    assert explained_link(2, 3, 1, 5.2).sentence == (
        "Shared by 2 people in 3 tweets, last 5 hours ago; 1 reaction to these tweets."
    )


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("Berlin, Germany", ("berlin", "germany")),
        ("  BERLIN  ", ("berlin",)),
        ("Kreuzberg / Berlin", ("kreuzberg", "berlin")),
        ("\U0001f1eb\U0001f1f7 Paris \U0001f9c0", ("paris",)),
        ("St. Ives, U.K.", ("st. ives", "u.k")),
        ("Stratford-upon-Avon", ("stratford-upon-avon",)),
        ("Köln - Deutschland", ("köln", "deutschland")),
        ("東京、日本", ("東京", "日本")),
        ("", ()),
        ("!!!", ()),
        ("a,b,c,d,e,f", ("a", "b", "c", "d")),
    ],
)
def test_a_region_is_any_of_the_places_that_a_profile_names(location, expected):
    assert regions_of(location) == expected


def test_who_asks_for_a_region_means_its_narrowest_place():
    assert is_within("Kreuzberg, Berlin", "berlin")
    assert is_within("Berlin", "Berlin, Germany")
    assert not is_within("Munich, Germany", "Berlin, Germany")
    assert not is_within("", "")


def test_a_hashtag_is_about_a_word_of_the_map_or_one_it_begins_or_ends_with():
    topics = topics_of({"Art": ("#Art",), "Politics": ("politics", "Election"), "None": ()})

    assert topics.names == ("art", "politics")
    assert {tag: topics.of(tag) for tag in ("art", "starters", "ukpolitics", "election2026", "smart", "tea")} == {
        "art": "art",
        "starters": None,
        "ukpolitics": "politics",
        "election2026": "politics",
        "smart": None,
        "tea": None,
    }
    assert Topics().of("tea") is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Tea.Example", "http://tea.example/"),
        ("https://tea.example:443/a?b=1#c", "https://tea.example/a?b=1"),
        ("https://tea.example:8443/a", "https://tea.example:8443/a"),
        ("https://tea.example/a?utm_source=x&b=%20y&fbclid=z", "https://tea.example/a?b=+y"),
        ("https://ada@tea.example/", None),
        ("https://tea.example:x/", None),
        ("https:///a", None),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        (f"https://tea.example/{'x' * 1_000}", None),
    ],
)
def test_a_link_is_counted_under_one_address(url, expected):
    assert counted_as(url) == expected


def test_links_of_a_tweet_are_counted_once_each_and_ours_never():
    words = "https://a.example/#x and https://a.example http://ours.example/@ada http://ours.example.org/"

    assert shared_links(words, "http://ours.example", 10) == ("https://a.example/", "http://ours.example.org/")
    assert shared_links(words, "http://ours.example", 1) == ("https://a.example/",)
    assert shared_links("no link", "http://ours.example", 10) == ()
