"""Paths that are read all the time say byte for byte what their ordinary routes say, errors too, to everybody."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from nodeapp.model.accounts import Field, Profile, Viewer
from nodeapp.model.ids import NEWEST
from nodeapp.model.tweets import Draft
from tests.builders import Caller, FakeClock, Home, at_home
from tests.integration.quick import client, ordinary, quick, told
from tests.integration.test_foreign_tweets import foreign_account, foreign_tweet
from tests.memories import MODE

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(MODE == "off", reason="without memory there are no quick paths"),
]

TRAPS = (
    'a,"account":{"id":"1"},"user":{ \\ "x"',
    "\u2028 \u202eright to left\u202c 𝄞 👩\u200d👧 e\u0301 <b>&amp;</b> @ada #täg https://tea.example/?a=1&b=2",
)
VIEWERS = ("anonymous", "stranger", "follower", "mentioned", "author", "blocked", "blocker")
LISTS = (
    "/api/timeline/home",
    "/api/timeline/public",
    "/api/timeline/local",
    "/api/v1/timelines/home",
    "/api/v1/timelines/public",
)
LIMITS = ("", "limit=1", "limit=3", "limit=40", "limit=100", "limit=1000", "limit=0", "limit=007")
NOT_PLAIN = (
    "limit=",
    "limit=-1",
    "limit=+1",
    "limit=1.5",
    "limit=x",
    "limit=1&limit=2",
    "limit=٣",
    "limit=%31",
    "limit=1&",
    "&",
    "?",
    "other=1",
    "offset=1",
    "offset=801",
    "limit=2&offset=1",
    "cursor=x&max_id=x",
    "cursor=&max_id=",
    "cursor=-1&max_id=-1",
    f"cursor={NEWEST + 1}&max_id={NEWEST + 1}",
    f"cursor={10**30}&max_id={10**30}",
    "since=x&since_id=x",
    "min_id=5",
    "since_id=5",
    "local=true",
    "only_media=true",
)


@dataclass
class Cast:
    node: Home
    callers: dict[str, Caller | None]
    ids: dict[str, int] = field(default_factory=dict)
    people: list[int] = field(default_factory=list)


@pytest.fixture
async def node(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Home]:
    async with at_home(tmp_path / "node", clock, rate_limits=False) as home:
        yield home


async def say(node: Home, who: Viewer, content: str, **more: Any) -> int:
    node.clock.advance(seconds=1)
    return (await node.tweets.post(who, Draft(content=content, **more))).tweet.id


@pytest.fixture
async def cast(node: Home) -> AsyncIterator[Cast]:
    """Everything a timeline can show, and people who stand to its author in every way."""
    people: dict[str, Any] = {who: await node.account(who) for who in VIEWERS[1:]}
    author = people["author"]
    profile = Profile(
        display_name=TRAPS[0][:90],
        bio=TRAPS[1],
        fields=(Field('"k"\\', TRAPS[0]), Field("site", "https://tea.example")),
    )
    await node.accounts.edit(author, profile)
    for who in ("follower", "blocked", "blocker"):
        await node.graph.follow(people[who], author.id)
    ids: dict[str, Any] = {f"trap {at}": await say(node, author, text) for at, text in enumerate(TRAPS)}
    for visibility in ("public", "unlisted", "followers", "direct"):
        ids[visibility] = await say(
            node, author, f"@mentioned {visibility} #tea", visibility=visibility, content_warning="w", language="de"
        )
    ids["answer"] = await say(node, people["stranger"], "an answer", reply_to_id=ids["public"])
    ids["on"] = await say(node, author, "and on", reply_to_id=ids["answer"])
    for of in ("public", "followers", "answer"):
        ids[f"quote of {of}"] = await say(node, author, f"quoting {of}", quote_id=ids[of])
    ids["quote of quote"] = await say(node, people["stranger"], "quoting a quote", quote_id=ids["quote of public"])
    ids["gone"] = await say(node, author, "gone")
    ids["quote of gone"] = await say(node, people["stranger"], "quoting what goes", quote_id=ids["gone"])
    ids |= await from_elsewhere(node, people)
    for of, by in (
        ("public", "stranger"),
        ("followers", "author"),
        ("quote of public", "mentioned"),
        ("note", "author"),
    ):
        node.clock.advance(seconds=1)
        await node.engagement.retweet(people[by], ids[of])
        ids[f"retweet of {of}"] = (await node.engagement.retweeted(people[by], ids[of])).entry_id
    for who in ("stranger", "follower", "mentioned", "author"):
        for of in ("public", "note", "quote of public"):
            await node.engagement.like(people[who], ids[of])
        await node.engagement.bookmark(people[who], ids["unlisted"])
    await node.tweets.delete(author, ids["gone"])
    await node.graph.block(author, people["blocked"].id)
    await node.graph.block(people["blocker"], author.id)
    await node.wait_idle()
    callers = {"anonymous": None, **{who: await node.client_of(who) for who in people}}
    zed: Any = await node.accounts.known("https://tea.example/users/zed")
    yield Cast(node, callers, ids, [*(viewer.id for viewer in people.values()), zed.id])


async def from_elsewhere(node: Home, people: dict[str, Any]) -> dict[str, int]:
    """Zed, with a biography in HTML and a table of links, and what Zed says."""
    account = foreign_account(
        display_name=TRAPS[1],
        bio_html=f'<p>{TRAPS[0]} <a href="https://tea.example/?a=1&amp;b=2" rel="nofollow">x</a></p>',
        avatar_url='https://tea.example/a.png?,"account":',
        cover_url="https://tea.example/c.png",
        fields=(Field("web", "tea.example", '<a href="https://tea.example">tea</a>', 1_700_000_000_000),),
        follower_count=1_000,
    )
    zed = await node.accounts.receive(account)
    await node.graph.follow(people["author"], zed.id)
    await node.graph.accept(Viewer(zed.id, host=zed.host), people["author"].id)
    told_at = node.clock()
    notes = {
        "note": foreign_tweet(1, created_at_ms=told_at, content_html=f"<p>{TRAPS[0]}</p>", hashtags=("tea", "täg")),
        "edited note": foreign_tweet(
            2, created_at_ms=told_at + 1, edited_at_ms=told_at + 5, url="https://tea.example/2"
        ),
        "lost answer": foreign_tweet(3, created_at_ms=told_at + 2, reply_to_uri="https://tea.example/notes/99"),
    }
    node.clock.advance(seconds=1)
    ids = {}
    for name, note in notes.items():
        ids[name] = await node.foreign_tweets.receive(note, asked=True)
    return {name: tweet_id for name, tweet_id in ids.items() if tweet_id is not None}


def paths_of(cast: Cast) -> list[str]:
    places = [*cast.ids.values()][::3]
    lists = [*LISTS, *(f"/api/v1/accounts/{person}/statuses" for person in cast.people)]
    found = [f"{path}?{limit}".rstrip("?") for path in lists for limit in LIMITS]
    for path in lists:
        found += [f"{path}?cursor={place}" for place in places] if "/v1/" not in path else []
        found += [f"{path}?max_id={place}&limit=2" for place in places] if "/v1/" in path else []
    found += [f"{path}?since={place}" for path in LISTS[:3] for place in places]
    found += [f"{path}?limit=2&cursor={place}&since={places[0]}" for path in LISTS[:3] for place in places]
    found += [f"{path}?{query}" for path in (*LISTS, lists[-1]) for query in NOT_PLAIN]
    numbers = [*cast.ids.values(), *cast.people, 0, 1, NEWEST, NEWEST + 1, 10**30, "007", "x", "-1", "%31"]
    for number in numbers:
        found += [f"/api/tweets/{number}", f"/api/v1/statuses/{number}", f"/api/v1/accounts/{number}"]
        found += [f"/api/tweets/{number}/", f"/api/v1/accounts/{number}/statuses"]
    handles = (
        "author",
        "@author",
        "AUTHOR",
        "zed@tea.example",
        "@zed@tea.example",
        "nobody",
        "",
        "a b",
        "author@127.0.0.1:8420",
    )
    found += [f"/api/v1/accounts/lookup?acct={handle}" for handle in handles]
    return [*found, "/api/v1/accounts/lookup", "/api/timeline/home/", "/api/tweets/", "/api/v1/accounts//statuses"]


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_every_answer_is_that_of_the_ordinary_route(cast: Cast, viewer: str) -> None:
    node, caller = cast.node, cast.callers[viewer]
    wrong, statuses = [], set()

    async with client(node, node.app, caller) as fast, client(node, ordinary(node.app), caller) as slow:
        for path in paths_of(cast):
            expected = told(await slow.get(path))
            statuses.add(expected[0])
            for _ in range(2):
                answer = await fast.get(path)
                if told(answer) != expected:
                    wrong.append((path, told(answer), expected))

    assert wrong == []
    assert statuses >= {200, 400, 404, 422} | ({401} if viewer == "anonymous" else set())


async def test_they_are_answered_ahead_of_the_routes(cast: Cast) -> None:
    node, caller = cast.node, cast.callers["follower"]
    tweet_id, person = cast.ids["public"], cast.people[0]
    paths = [
        *LISTS,
        *(f"{path}?limit=5" for path in LISTS),
        *(f"{path}?cursor={tweet_id}&limit=2" for path in LISTS[:3]),
        *(f"{path}?max_id={tweet_id}" for path in LISTS[3:]),
        f"/api/tweets/{tweet_id}",
        f"/api/v1/statuses/{tweet_id}",
        f"/api/v1/accounts/{person}",
        f"/api/v1/accounts/{person}/statuses?max_id={tweet_id}",
        "/api/v1/accounts/lookup?acct=author",
    ]

    async with client(node, quick(node.app), caller) as fast:
        statuses = {path: (await fast.get(path)).status_code for path in paths}

    assert statuses == dict.fromkeys(paths, 200)


async def test_whoever_has_any_answer_is_told_alike_that_it_is_known(cast: Cast) -> None:
    node, caller, known = cast.node, cast.callers["follower"], {"If-None-Match": "*"}
    paths = [*LISTS, *(f"{path}?limit=2" for path in LISTS), f"/api/tweets/{cast.ids['note']}", "/api/tweets/1"]
    paths += [f"/api/v1/statuses/{cast.ids['public']}", f"/api/v1/accounts/{cast.people[0]}/statuses?limit=1"]

    async with client(node, node.app, caller) as fast, client(node, ordinary(node.app), caller) as slow:
        for path in paths:
            answer = await fast.get(path, headers=known)
            assert told(answer) == told(await slow.get(path, headers=known))
            assert answer.status_code == (404 if path.endswith("/1") else 304)
            assert told(await fast.head(path, headers=known)) == told(await slow.head(path, headers=known))


async def test_whoever_asks_only_for_the_head_gets_it(cast: Cast) -> None:
    node, caller = cast.node, cast.callers["follower"]
    paths = (*LISTS, f"/api/tweets/{cast.ids['public']}", "/api/tweets/1", f"/api/v1/statuses/{cast.ids['note']}")

    async with client(node, node.app, caller) as fast, client(node, ordinary(node.app), caller) as slow:
        for path in paths:
            head, whole = await fast.head(path), await fast.get(path)
            assert told(head) == told(await slow.head(path))
            assert (head.content, head.headers["content-length"]) == (b"", str(len(whole.content)))
            assert MODE == "dropping" or head.headers.get("etag") == whole.headers.get("etag")


async def test_other_methods_are_none_of_their_business(cast: Cast) -> None:
    node, caller = cast.node, cast.callers["follower"]

    async with client(node, node.app, caller) as fast, client(node, ordinary(node.app), caller) as slow:
        for path in (*LISTS, f"/api/tweets/{cast.ids['note']}", "/api/v1/accounts/1/statuses"):
            for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "POST"):
                assert told(await fast.request(method, path)) == told(await slow.request(method, path))


async def test_a_token_that_is_none_is_refused_alike(cast: Cast) -> None:
    node = cast.node
    for caller in (
        Caller(node.client, {"Authorization": "Bearer nonsense"}),
        Caller(node.client, {"Host": "tea.example"}),
    ):
        async with client(node, node.app, caller) as fast, client(node, ordinary(node.app), caller) as slow:
            for path in LISTS:
                answer = await fast.get(path)
                assert told(answer) == told(await slow.get(path))
                assert answer.status_code in (401, 421)
