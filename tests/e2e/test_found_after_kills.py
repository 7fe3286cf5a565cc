"""Killed again and again, in the middle of everything that follows from the log, a node comes to what it would have."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from tests.builders import free_ports
from tests.e2e.programs import Person, Program

PEOPLE = ("ann", "ben", "cat", "dov")
Act = tuple[str, str, str, dict[str, Any] | None]
"""Who does what, with names of tweets where their ids will stand."""


def test_killed_again_and_again_a_node_comes_to_what_an_undisturbed_one_comes_to(tmp_path: Path) -> None:
    """The same is asked of two nodes; one of them is killed in the middle of all of it, and asked again."""
    ports = free_ports(2)
    with Program(tmp_path / "calm", ports[0]) as calm, Program(tmp_path / "killed", ports[1]) as killed:
        undisturbed, disturbed = Village(calm), Village(killed)
        for number, part in enumerate(parts()):
            undisturbed.does(part)
            disturbed.is_killed_while_it_does(part, 0.15 + 0.1 * number)
        kill_while_busy(killed)
        for village in (undisturbed, disturbed):
            village.program.wait_idle()

        expected = undisturbed.state()
        assert disturbed.state() == expected
        for what in ("search", "trends", "analytics"):
            assert killed.ask("rebuild", what).returncode == 0
        killed.wait_idle()
        assert disturbed.state() == expected
        assert "Traceback" not in calm.log + killed.log
        assert "search_index_lost" not in killed.log
        assert killed.end() == 0
        checked = killed.ask("doctor", "counts")
    assert checked.returncode == 0, checked.stdout


def parts() -> Iterator[dict[str, list[Act]]]:
    """What each of them does in their order, part by part; nobody's acts depend on another's in the same part."""
    yield {
        one: [
            *(("post", f"{one}{number}", "", words(one, number)) for number in range(8)),
            *(("follow", other, "", None) for other in PEOPLE if other != one),
        ]
        for one in PEOPLE
    }
    yield {
        one: [
            *(("like", f"{other}{number}", "", None) for other in PEOPLE for number in range(5)),
            *(("retweet", f"{other}1", "", None) for other in PEOPLE),
            *(
                ("post", f"{one}-{other}-answers", f"{other}2", {"content": f"Indeed, @{other} #answers"})
                for other in PEOPLE
                if other != one
            ),
        ]
        for one in PEOPLE
    }
    yield {
        one: [
            *(("unlike", f"{other}0", "", None) for other in PEOPLE),
            ("unretweet", f"{PEOPLE[0]}1", "", None),
            ("edit", f"{one}3", "", {"content": f"Another lantern of {one} #edited https://lamps.example/new"}),
            ("delete", f"{one}4", "", None),
            ("unfollow", PEOPLE[3], "", None) if one != PEOPLE[3] else ("mute", PEOPLE[0], "", None),
            ("bookmark", f"{one}5", "", None),
        ]
        for one in PEOPLE
    }
    yield {PEOPLE[1]: [("block", PEOPLE[2], "", None)], PEOPLE[3]: [("like", f"{PEOPLE[3]}5", "", None)]}


def words(one: str, number: int) -> dict[str, Any]:
    visibility = ("public", "public", "public", "public", "public", "unlisted", "followers", "direct")[number]
    other = PEOPLE[(PEOPLE.index(one) + 1) % len(PEOPLE)]
    return {
        "content": f"Lantern {number} of {one} for @{other} #lamps{number} #{one} https://lamps.example/{number}",
        "visibility": visibility,
    }


class Village:
    """The same people on each node; their tweets have names, since their ids are others everywhere."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.people = {name: program.account(name) for name in PEOPLE}
        self.users = {
            name: person.ask("GET", "/api/auth/session")["user"]["id"] for name, person in self.people.items()
        }
        self.tweets: dict[str, str] = {}
        self.done = Counter[str]()

    def does(self, part: dict[str, list[Act]]) -> None:
        self._at_once(part)
        assert all(self.done[name] == len(acts) for name, acts in part.items())
        self.done.clear()

    def is_killed_while_it_does(self, part: dict[str, list[Act]], seconds: float) -> None:
        """Until all of it was acknowledged, at the latest in the third life."""
        for _ in range(2):
            killer = threading.Timer(seconds, self.program.kill)
            killer.start()
            self._at_once(part)
            killer.join()
            self.program.start()
        self.does(part)

    def _at_once(self, part: dict[str, list[Act]]) -> None:
        threads = [threading.Thread(target=self._all_of, args=(name, acts)) for name, acts in part.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _all_of(self, name: str, acts: list[Act]) -> None:
        """From where one was interrupted; what was not acknowledged is asked for once more."""
        headers = {"Authorization": f"Bearer {self.people[name].token}"}
        with httpx.Client(base_url=self.program.url, headers=headers, trust_env=False, timeout=30) as client:
            for act in acts[self.done[name] :]:
                try:
                    self._do(client, name, act)
                except httpx.TransportError:
                    return
                self.done[name] += 1

    def _do(self, client: httpx.Client, name: str, act: Act) -> None:
        verb, whom, parent, body = act
        if verb == "post":
            asked = {**(body or {}), **({"reply_to_id": self.tweets[parent]} if parent else {})}
            response = client.post("/api/tweets", json=asked, headers={"Idempotency-Key": f"{name} {whom}"})
            if response.is_success:
                self.tweets[whom] = response.json()["id"]
        elif verb in ("follow", "unfollow", "mute", "block"):
            method = "DELETE" if verb == "unfollow" else "POST"
            response = client.request(method, f"/api/users/{self.users[whom]}/{verb.removeprefix('un')}")
        elif verb in ("edit", "delete"):
            method = "PUT" if verb == "edit" else "DELETE"
            response = client.request(method, f"/api/tweets/{self.tweets[whom]}", json=body)
        else:
            method = "DELETE" if verb.startswith("un") else "POST"
            response = client.request(method, f"/api/tweets/{self.tweets[whom]}/{verb.removeprefix('un')}")
        again = verb == "delete" and response.status_code in (404, 410)
        assert response.is_success or again, f"{act}: {response.text}"

    def state(self) -> dict[str, Any]:
        """All that follows from the log, without ids, times and scores."""
        return {name: self._state_of(person) for name, person in self.people.items()}

    def _state_of(self, person: Person) -> dict[str, Any]:
        listed = person.ask("GET", "/api/notifications?grouped=false&limit=100")["notifications"]
        grouped = person.ask("GET", "/api/notifications?limit=100")
        hashtags = person.ask("GET", "/api/search/hashtags?q=lamps")["hashtags"]
        mine = person.ask("GET", "/api/analytics?days=3")
        trending = person.ask("GET", "/api/trends?limit=100")
        tweets = person.ask("GET", "/api/trending/tweets?limit=100")["tweets"]
        links = person.ask("GET", "/api/trending/links?limit=100")["links"]
        assert trending["partial"] is False
        return {
            "notifications": sorted(
                (one["kind"], *(user["username"] for user in one["users"]), (one["tweet"] or {}).get("content", ""))
                for one in listed
            ),
            "groups": sorted(
                (one["kind"], one["user_count"], (one["tweet"] or {}).get("content", ""), one["read"])
                for one in grouped["notifications"]
            ),
            "unread": grouped["unread_count"],
            "found": {
                q: sorted(found(person, q))
                for q in ("lantern", "indeed", "#edited", "from:me", "in:library lantern", "mentions:me", "has:link")
            },
            "hashtags": sorted((one["tag"], one["tweet_count"], one["people_count"]) for one in hashtags),
            "trends": sorted((one["tag"], one["tweet_count"], one["people_count"]) for one in trending["hashtags"]),
            "facts": person.ask("GET", "/api/hashtags/lamps1")["related"],
            "tweets": sorted(
                (one["tweet"]["content"], *(one["explain"]["parts"].get(part) for part in PARTS)) for one in tweets
            ),
            "links": sorted((one["url"], one["tweet_count"], one["people_count"]) for one in links),
            "numbers": {name: number for name, number in mine["totals"].items() if name not in SEEN},
            "by tweet": sorted(
                (one["tweet"]["content"], one["likes"], one["retweets"], one["replies"])
                for one in person.ask("GET", "/api/analytics/tweets?sort=engagements&limit=100")["tweets"]
            ),
            "home": sorted(person.home()),
        }


PARTS = ("likes", "retweets", "replies", "quotes")
SEEN = ("impressions", "profile_views")
"""What was shown in the last seconds before a kill is lost, and said to be (`docs/analytics.md`)."""


def kill_while_busy(program: Program) -> None:
    """While it starts and goes on where it was."""
    for seconds in (0.0, 0.1, 0.3):
        program.kill()
        program.start()
        time.sleep(seconds)


def found(person: Person, q: str) -> list[str]:
    answer = person.ask("GET", "/api/search/tweets", params={"q": q, "sort": "latest", "limit": 100})
    assert answer["partial"] is False
    return [tweet["content"] for tweet in answer["tweets"]]
