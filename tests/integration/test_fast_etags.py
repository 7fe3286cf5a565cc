"""ETags of paths that are read all the time: another whenever anything shown is another, the same while nothing is."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nodeapp.model.accounts import Profile, Viewer
from nodeapp.model.polls import PollDraft
from nodeapp.model.tweets import Draft
from tests.builders import Caller, FakeClock, at_home
from tests.integration.test_foreign_tweets import foreign_account, foreign_tweet
from tests.memories import MODE

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(MODE != "on", reason="what was forgotten is stamped anew, and costs an answer"),
]


@dataclass
class Scene:
    node: Any
    ada: Caller
    people: dict[str, Any]
    tweets: dict[str, Any]

    @property
    def paths(self) -> list[str]:
        ids = [*self.tweets.values()]
        return [
            "/api/timeline/home",
            "/api/timeline/public",
            "/api/timeline/local?limit=3",
            "/api/v1/timelines/home",
            "/api/v1/timelines/public?limit=5",
            *(f"/api/tweets/{tweet_id}" for tweet_id in ids),
            *(f"/api/v1/statuses/{tweet_id}" for tweet_id in ids),
            *(f"/api/v1/accounts/{viewer.id}/statuses" for viewer in self.people.values()),
            *(f"/api/v1/accounts/{viewer.id}" for viewer in self.people.values()),
        ]

    async def read(self) -> dict[str, tuple[str | None, bytes]]:
        await self.node.wait_idle()
        answers = {path: await self.ada.get(path) for path in self.paths}
        return {path: (answer.headers.get("etag"), answer.content) for path, answer in answers.items()}


@pytest.fixture
async def scene(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Scene]:
    async with at_home(tmp_path / "node", clock, rate_limits=False) as node:
        people: dict[str, Any] = {name: await node.account(name) for name in ("ada", "bo", "cy")}
        zed = await node.accounts.receive(foreign_account())
        people["zed"] = Viewer(zed.id, host=zed.host)
        for name in ("bo", "cy"):
            await node.graph.follow(people["ada"], people[name].id)
        tweets: dict[str, Any] = {}

        async def say(name: str, who: str, content: str, **more: Any) -> None:
            clock.advance(seconds=1)
            tweets[name] = (await node.tweets.post(people[who], Draft(content=content, **more))).tweet.id

        await say("plain", "bo", "plain")
        await say("named", "bo", "@cy @zed@tea.example hello")
        await say("quoting", "cy", "look", quote_id=tweets["plain"])
        await say("secret", "bo", "which?", poll=PollDraft(options=("tea", "milk"), seconds=300, hide_totals=True))
        await say("quoting the secret", "bo", "that", quote_id=tweets["secret"])
        tweets["note"] = await node.foreign_tweets.receive(foreign_tweet(1, created_at_ms=clock()), asked=True)
        for of in ("plain", "note", "quoting"):
            clock.advance(seconds=1)
            await node.engagement.retweet(people["cy"], tweets[of])
            tweets[f"retweet of {of}"] = (await node.engagement.retweeted(people["cy"], tweets[of])).entry_id
        yield Scene(node, await node.client_of("ada"), people, tweets)


def changes_of(scene: Scene) -> dict[str, Callable[[], Awaitable[Any]]]:
    node, people, tweets = scene.node, scene.people, scene.tweets
    ada, bo, cy, zed = people.values()
    edited = foreign_tweet(1, created_at_ms=node.clock(), edited_at_ms=node.clock() + 9, content_html="<p>new</p>")
    renamed = foreign_account(username="zed9", display_name="Zed the Ninth", bio_html="<p>new</p>")
    return {
        "nothing": lambda: node.database.read(_nothing),
        "like": lambda: node.engagement.like(ada, tweets["plain"]),
        "like again": lambda: node.engagement.like(ada, tweets["plain"]),
        "another's like": lambda: node.engagement.like(cy, tweets["plain"]),
        "bookmark": lambda: node.engagement.bookmark(ada, tweets["note"]),
        "another's bookmark": lambda: node.engagement.bookmark(cy, tweets["plain"]),
        "another's vote where totals are hidden": lambda: _vote(node, "cy", tweets["secret"]),
        "vote": lambda: _vote(node, "ada", tweets["secret"]),
        "retweet": lambda: node.engagement.retweet(ada, tweets["note"]),
        "unlike": lambda: node.engagement.unlike(ada, tweets["plain"]),
        "unbookmark": lambda: node.engagement.unbookmark(ada, tweets["note"]),
        "unretweet": lambda: node.engagement.unretweet(ada, tweets["note"]),
        "edit": lambda: node.foreign_tweets.receive(edited, asked=True),
        "rename": lambda: node.accounts.edit(bo, Profile(display_name="Bo the Second")),
        "biography": lambda: node.accounts.edit(cy, Profile(bio="tea")),
        "rename elsewhere": lambda: node.accounts.receive(renamed),
        "tweet": lambda: node.tweets.post(cy, Draft(content="new")),
        "answer": lambda: node.tweets.post(cy, Draft(content="new", reply_to_id=tweets["plain"])),
        "quote": lambda: node.tweets.post(cy, Draft(content="new", quote_id=tweets["named"])),
        "follow": lambda: node.graph.follow(cy, bo.id),
        "block of a stranger": lambda: node.graph.block(cy, zed.id),
        "block": lambda: node.graph.block(bo, ada.id),
        "unblock": lambda: node.graph.unblock(bo, ada.id),
        "delete": lambda: node.tweets.delete(bo, tweets["plain"]),
        "account gone": lambda: node.accounts.forget(zed.id),
    }


async def _vote(node: Any, name: str, tweet_id: Any) -> None:
    answer = await (await node.client_of(name)).post(f"/api/polls/{tweet_id}/votes", json={"choices": [0]})
    assert answer.status_code == 200, answer.text


async def _nothing(reader: Any) -> None:
    return None


IDLE = {
    "nothing",
    "like again",
    "another's bookmark",
    "another's vote where totals are hidden",
    "block of a stranger",
}


async def test_an_etag_is_another_whenever_the_answer_is(scene: Scene) -> None:
    before = await scene.read()
    quiet = []

    for name, change in changes_of(scene).items():
        scene.node.clock.advance(seconds=1)
        await change()
        after = await scene.read()
        differ = [path for path in scene.paths if after[path][1] != before[path][1]]
        assert [path for path in differ if after[path][0] == before[path][0]] == [], name
        if not differ:
            quiet.append(name)
            assert [path for path in scene.paths if after[path][0] != before[path][0]] == [], name
        before = after

    assert set(quiet) == IDLE


async def test_what_is_known_is_not_sent_again_and_what_changed_is(scene: Scene) -> None:
    known = await scene.read()

    for path, (etag, body) in known.items():
        for said in (etag, f'"other", {etag}', "*"):
            answer = await scene.ada.get(path, headers={"If-None-Match": str(said)})
            assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag), path
            assert "content-length" not in answer.headers
        answer = await scene.ada.get(path, headers={"If-None-Match": '"other"'})
        assert (answer.status_code, answer.content) == (200, body)

    await scene.node.engagement.like(scene.people["cy"], scene.tweets["plain"])
    for path in ("/api/timeline/home", f"/api/v1/statuses/{scene.tweets['retweet of plain']}"):
        answer = await scene.ada.get(path, headers={"If-None-Match": str(known[path][0])})
        assert answer.status_code == 200
        assert answer.content != known[path][1]


async def test_one_viewers_etag_is_not_anothers_where_they_see_something_else(scene: Scene) -> None:
    bo = await scene.node.client_of("bo")
    await scene.node.engagement.like(scene.people["ada"], scene.tweets["plain"])
    path = f"/api/tweets/{scene.tweets['plain']}"
    etag = (await scene.ada.get(path)).headers["etag"]

    answer = await bo.get(path, headers={"If-None-Match": etag})

    assert (answer.status_code, answer.json()["is_liked"]) == (200, False)


async def test_after_a_restart_no_old_etag_counts(tmp_path: Path, clock: FakeClock) -> None:
    """Stamps begin anew, and would name other contents."""
    etags = []
    for _ in range(2):
        async with at_home(tmp_path / "node", clock) as node:
            ada = await node.client_of("ada")
            await node.tweets.post(await node.account("ada"), Draft(content="words"))
            etags.append((await ada.get("/api/timeline/home")).headers["etag"])

    assert etags[0] != etags[1]
