"""Find and be told, from outside, on two real nodes.

Bo lives on another node than Ada and follows her. What she writes is found, told, streamed and trends there, follows
her edits and deletions, and nobody else learns of what is not for everybody.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.builders import PASSWORD
from tests.e2e.programs import Person, Program, two_programs

SOON_SECONDS = 20.0
"""The promise is a second or two; a machine that is busy with other things is no fault of the node."""
QUIET_SECONDS = 1.5
"""So long nothing must come where nothing may."""


class Cast:
    """Ada on one node, who is followed by Bo on the other, where Cy follows nobody."""

    def __init__(self, one: Program, other: Program) -> None:
        self.one, self.other = one, other
        self.ada, self.bo, self.cy = one.account("ada"), other.account("bo"), other.account("cy")
        self.bo.follow(handle(self.ada))
        soon(lambda: self.bo.ask("GET", f"/api/users/{handle(self.ada)}")["relationship"]["following"])

    def settle(self) -> None:
        for _ in range(2):
            self.one.wait_idle()
            self.other.wait_idle()


class Listener:
    """Server-sent events of one person, gathered by a thread; as a whole they are looked through for words."""

    def __init__(self, person: Person, streams: str) -> None:
        self.person, self.path = person, f"/api/stream?streams={streams}"
        self.events: list[dict[str, Any]] = []
        self.is_over = threading.Event()
        self._is_open = threading.Event()
        self._client = httpx.Client(base_url=person.url, trust_env=False, timeout=SOON_SECONDS)
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> "Listener":
        self._thread.start()
        assert self._is_open.wait(SOON_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def _listen(self) -> None:
        headers = {"Authorization": f"Bearer {self.person.token}"}
        try:
            with self._client.stream("GET", self.path, headers=headers) as response:
                for line in response.iter_lines():
                    if line.startswith("data: "):
                        self.events.append(json.loads(line.removeprefix("data: ")))
                        self._is_open.set()
        except (httpx.HTTPError, RuntimeError):
            pass
        finally:
            self.is_over.set()

    def told(self, kind: str, words: str = "") -> list[dict[str, Any]]:
        return [event for event in list(self.events) if event["kind"] == kind and words in json.dumps(event)]

    def heard(self, words: str) -> bool:
        return words in json.dumps(list(self.events))


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    with two_programs(tmp_path_factory.mktemp("found")) as (one, other):
        yield Cast(one, other)


def handle(person: Person) -> str:
    return f"@{person.name}@{person.url.removeprefix('http://')}"


def soon(what: Callable[[], object]) -> None:
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < SOON_SECONDS
        time.sleep(0.05)


def found(person: Person, q: str) -> list[dict[str, Any]]:
    return list(person.ask("GET", "/api/search/tweets", params={"q": q, "sort": "latest", "limit": 100})["tweets"])


def contents(person: Person, q: str) -> list[str]:
    return [tweet["content"] for tweet in found(person, q)]


def told(person: Person, kind: str) -> list[dict[str, Any]]:
    listed = person.ask("GET", "/api/notifications?grouped=false&limit=100")["notifications"]
    return [one for one in listed if one["kind"] == kind]


def everywhere(person: Person, word: str, tag: str) -> dict[str, Any]:
    """All that somebody can ask of what is found and told, in both APIs, by the path that was asked."""
    asked = [
        f"/api/search/tweets?q={word}",
        f"/api/search/tweets?q={word[:6]}*&sort=latest",
        f"/api/search/tweets?q=%23{tag}",
        f"/api/search/tweets?q={word}&sort=relevance&limit=1",
        f"/api/search/hashtags?q={tag[:4]}",
        f"/api/hashtags/{tag}",
        f"/api/timeline/hashtag/{tag}",
        "/api/timeline/public",
        "/api/timeline/local",
        "/api/trends?limit=100",
        "/api/trends?formula=mentions&limit=100",
        "/api/trending/topics",
        "/api/trending/tweets?limit=100",
        "/api/trending/links?limit=100",
        "/api/explore",
        "/api/recommendations/users",
        "/api/recommendations/tweets",
        "/api/notifications",
        "/api/notifications/unread",
        "/api/timeline/home",
        "/api/timeline/home?mode=ranked",
        "/api/analytics/tweets",
        f"/api/v1/search?q={word}",
        "/api/v1/trending",
        f"/api/v2/search?q={word}",
        f"/api/v2/search?q={tag}&type=hashtags",
        f"/api/v1/tags/{tag}",
        f"/api/v1/timelines/tag/{tag}",
        "/api/v1/timelines/public",
        "/api/v1/trends/tags",
        "/api/v1/trends/statuses",
        "/api/v1/trends/links",
        "/api/v2/suggestions",
        "/api/v1/notifications",
        "/api/v2/notifications",
        "/api/v1/conversations",
    ]
    answers = {}
    for path in asked:
        response = httpx.get(
            f"{person.url}{path}", headers={"Authorization": f"Bearer {person.token}"}, timeout=30, trust_env=False
        )
        assert response.status_code < 500, f"{path}: {response.text}"
        answers[path] = response.json() if response.is_success else None
    return answers


def test_what_is_written_elsewhere_is_found_told_and_streamed(cast: Cast) -> None:
    with Listener(cast.bo, "home,notifications,public,hashtag:lampions") as stream:
        written = cast.ada.tweet(f"Paper lampions for {handle(cast.bo)} #lampions https://lampions.example/all")

        soon(lambda: len(contents(cast.bo, "lampions")) == 1)
        soon(lambda: len(told(cast.bo, "mention")) == 1)
        soon(lambda: stream.told("tweet", "Paper lampions") and stream.told("notification", "Paper lampions"))
    [event] = stream.told("tweet", "Paper lampions")
    assert set(event["streams"]) == {"home", "public", "hashtag:lampions"}
    assert [tweet["uri"] for tweet in found(cast.bo, f"from:{handle(cast.ada)} has:link -direct")] == [written["uri"]]
    assert "<mark>" in json.dumps(cast.bo.ask("GET", "/api/search/tweets?q=lampion")["highlights"])
    trends = cast.bo.ask("GET", "/api/hashtags/lampions")
    assert (trends["tweet_count"], trends["people_count"]) == (1, 1)


def test_an_edit_and_a_deletion_follow(cast: Cast) -> None:
    written = cast.ada.tweet("A gramophone #records")
    soon(lambda: contents(cast.bo, "gramophone") == ["A gramophone #records"])
    cast.bo.ask("POST", f"/api/tweets/{found(cast.bo, 'gramophone')[0]['id']}/like")
    soon(lambda: len(told(cast.ada, "like")) == 1)
    with Listener(cast.bo, "home,notifications") as stream:
        cast.ada.ask("PUT", f"/api/tweets/{written['id']}", json={"content": "A phonograph #cylinders"})

        soon(lambda: contents(cast.bo, "phonograph") == ["A phonograph #cylinders"])
        soon(lambda: stream.told("edit", "phonograph") and told(cast.bo, "edited"))
        assert contents(cast.bo, "gramophone") == contents(cast.bo, "#records") == []
        assert cast.bo.ask("GET", "/api/search/hashtags?q=records")["hashtags"] == []

        cast.ada.ask("DELETE", f"/api/tweets/{written['id']}")

        soon(lambda: stream.told("delete") and not told(cast.bo, "edited"))
        soon(lambda: contents(cast.bo, "phonograph") == [] and not told(cast.ada, "like"))
    cast.settle()
    for path, answer in everywhere(cast.bo, "phonograph", "cylinders").items():
        assert "A phonograph" not in json.dumps(answer), path
    assert cast.bo.ask("GET", "/api/search/hashtags?q=cylind")["hashtags"] == []
    assert cast.bo.ask("GET", "/api/notifications/unread")["count"] == len(
        [one for one in cast.bo.ask("GET", "/api/notifications?limit=100")["notifications"] if not one["read"]]
    )


def test_a_poll_is_found_by_its_options_and_its_answers_are_told(cast: Cast) -> None:
    poll = {"options": ["marzipan", "nougat"], "expires_in": 3600}
    cast.ada.tweet("Which one?", poll=poll)
    soon(lambda: contents(cast.bo, "marzipan has:poll") == ["Which one?"])

    asked = found(cast.bo, "nougat")[0]
    cast.bo.ask("POST", f"/api/polls/{asked['id']}/votes", json={"choices": [1]})
    cast.bo.ask("POST", f"/api/tweets/{asked['id']}/reply", json={"content": "Nougat, of course."})

    soon(lambda: [one["tweet"]["content"] for one in told(cast.ada, "reply")] == ["Nougat, of course."])
    soon(lambda: contents(cast.ada, "nougat to:me") == ["Nougat, of course."])


def test_what_is_not_for_everybody_is_found_and_told_to_nobody_else(cast: Cast) -> None:
    with (
        Listener(cast.cy, "home,notifications,public,direct,hashtag:cellar") as stranger,
        Listener(cast.bo, "home,direct,public,notifications,hashtag:cellar") as follower,
    ):
        cast.ada.tweet("Quinces in the cellar #cellar https://cellar.example/quinces", visibility="followers")
        cast.ada.tweet(f"Medlars in the cellar for {handle(cast.bo)} #cellar", visibility="direct")
        soon(lambda: follower.heard("Quinces") and follower.heard("Medlars"))
        soon(lambda: len(told(cast.bo, "direct")) == 1)
        cast.settle()
        time.sleep(QUIET_SECONDS)
        assert not stranger.heard("cellar, ") and not stranger.told("tweet")
        assert not stranger.told("notification")
    assert not any("public" in event["streams"] for event in follower.told("tweet", "cellar"))
    for word in ("Quinces", "Medlars"):
        for path, answer in everywhere(cast.cy, word, "cellar").items():
            said = json.dumps(answer)
            assert "in the cellar" not in said, path
            assert "cellar.example" not in said, path
            assert not any(word in said for word in ('"tweet_count": 1', '"uses": "1"') if "hashtag" in path), path
    assert [tweet["visibility"] for tweet in found(cast.bo, "medlars in:library")] == ["direct"]
    assert contents(cast.bo, "quinces") == []
    facts = cast.cy.ask("GET", "/api/hashtags/cellar")
    assert (facts["tweet_count"], facts["people_count"], facts["related"]) == (0, 0, [])
    assert cast.cy.ask("GET", "/api/search/hashtags?q=cellar")["hashtags"] == []


def test_after_unfollowing_and_blocking_nothing_comes_any_more(cast: Cast) -> None:
    ada = cast.cy.ask("GET", f"/api/users/{handle(cast.ada)}")
    cast.cy.follow(handle(cast.ada))
    soon(lambda: cast.cy.ask("GET", f"/api/users/{ada['id']}")["relationship"]["following"])
    with Listener(cast.cy, "home,public,notifications,hashtag:larks") as stream:
        cast.ada.tweet("The first lark, only for friends #larks", visibility="followers")
        soon(lambda: stream.heard("The first lark"))

        cast.cy.ask("DELETE", f"/api/users/{ada['id']}/follow")
        soon(lambda: not cast.ada.ask("GET", f"/api/users/{handle(cast.cy)}")["relationship"]["followed_by"])
        cast.ada.tweet("The second lark, only for friends #larks", visibility="followers")
        cast.ada.tweet(f"The third lark for {handle(cast.cy)} #larks")
        soon(lambda: stream.told("notification", "The third lark"))
        assert not any("home" in event["streams"] for event in stream.told("tweet", "The third lark"))

        cast.cy.ask("POST", f"/api/users/{ada['id']}/block")
        soon(lambda: not cast.cy.ask("GET", "/api/notifications")["notifications"])
        assert cast.cy.ask("GET", "/api/notifications/unread")["count"] == 0
        cast.ada.tweet(f"The fourth lark for {handle(cast.cy)} #larks https://larks.example")
        soon(lambda: contents(cast.bo, "fourth lark"))
        cast.settle()
        time.sleep(QUIET_SECONDS)
        assert not stream.heard("The second lark") and not stream.heard("The fourth lark")
    for path, answer in everywhere(cast.cy, "lark", "larks").items():
        assert "lark," not in json.dumps(answer) and "lark for" not in json.dumps(answer), path
    assert cast.cy.ask("GET", "/api/search/hashtags?q=larks")["hashtags"] == []
    assert cast.cy.ask("GET", "/api/hashtags/larks")["tweet_count"] == 0
    assert "larks.example" not in json.dumps(cast.cy.ask("GET", "/api/trending/links?limit=100"))


def test_a_stream_ends_with_its_token(cast: Cast) -> None:
    deb = cast.other.account("deb")
    signed_in = httpx.post(
        f"{deb.url}/api/auth/login",
        json={"login": "deb", "password": PASSWORD},
        headers={"Origin": deb.url},
        trust_env=False,
    )
    assert signed_in.is_success, signed_in.text
    session = Person(deb.url, "deb", signed_in.json()["access_token"])
    with Listener(session, "home,notifications") as stream:
        session.ask("POST", "/api/auth/logout", headers={"Origin": deb.url})
        assert stream.is_over.wait(SOON_SECONDS)
    assert stream.events[-1]["kind"] == "closed"
    assert stream.events[-1]["payload"] == {"reason": "signed_out", "again": False}
