"""kill -9 in the middle of writes: whatever was acknowledged is there, once, and what follows from it goes on."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx

from tests.builders import free_ports
from tests.e2e.programs import Person, Program

WRITERS = 4
ROUNDS = 3
WRITING_SECONDS = 1.5


@dataclass
class Writer:
    """Tweets and likes as fast as it can, and notes what was acknowledged; tries again what was not."""

    person: Person
    number: int
    acknowledged: list[str] = field(default_factory=list)
    liked: set[str] = field(default_factory=set)
    unsure: str | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self, round_number: int) -> None:
        headers = {"Authorization": f"Bearer {self.person.token}"}
        with httpx.Client(base_url=self.person.url, headers=headers, trust_env=False, timeout=10) as client:
            try:
                while not self.stop.is_set():
                    self._write(client, round_number)
            except httpx.HTTPError:
                return

    def _write(self, client: httpx.Client, round_number: int) -> None:
        key = self.unsure or f"{self.number}-{round_number}-{len(self.acknowledged)}"
        self.unsure = key
        posted = client.post("/api/tweets", json={"content": f"tweet {key}"}, headers={"Idempotency-Key": key})
        assert posted.status_code == 201, posted.text
        self.acknowledged.append(f"tweet {key}")
        self.unsure = None
        tweet_id = posted.json()["id"]
        if client.post(f"/api/tweets/{tweet_id}/like").status_code == 200:
            self.liked.add(tweet_id)


def test_nothing_acknowledged_is_lost_or_doubled_when_the_process_is_killed(tmp_path):
    (port,) = free_ports(1)
    with Program(tmp_path / "data", port) as program:
        writers = [Writer(program.account(f"writer{number}"), number) for number in range(WRITERS)]

        for round_number in range(ROUNDS):
            killed_while_writing(program, writers, round_number)
            program.start()
        for writer in writers:
            writer.stop.set()
            with httpx.Client(
                base_url=program.url, headers={"Authorization": f"Bearer {writer.person.token}"}, trust_env=False
            ) as client:
                writer._write(client, ROUNDS)

        program.wait_idle()
        for writer in writers:
            tweets = everything_by(writer.person)
            times = Counter(tweet["content"] for tweet in tweets)
            assert set(writer.acknowledged) <= set(times)
            assert set(times.values()) == {1}
            likes = {tweet["id"]: tweet["like_count"] for tweet in tweets}
            assert all(likes[tweet_id] == 1 for tweet_id in writer.liked)
            me = writer.person.ask("GET", "/api/auth/session")["user"]
            assert me["tweet_count"] == len(tweets)
        assert httpx.get(f"{program.url}/health").json()["status"] == "ok"
        assert program.end() == 0
        checked = program.ask("doctor")
    assert checked.returncode == 0, checked.stdout


def killed_while_writing(program: Program, writers: list[Writer], round_number: int) -> None:
    threads = [threading.Thread(target=writer.run, args=(round_number,)) for writer in writers]
    for thread in threads:
        thread.start()
    time.sleep(WRITING_SECONDS)
    program.kill()
    for thread in threads:
        thread.join()
    assert all(len(writer.acknowledged) > round_number for writer in writers)


def everything_by(person: Person) -> list[dict]:
    me = person.ask("GET", "/api/auth/session")["user"]
    found: list[dict] = []
    cursor = ""
    while True:
        page = person.ask("GET", f"/api/users/{me['id']}/tweets?limit=100&cursor={cursor}")
        found += page["tweets"]
        if not page["pagination"]["has_more"]:
            return found
        cursor = page["pagination"]["cursor"]
