"""Limits over time: who may ask how often, and what says so."""

from pathlib import Path

import pytest

from nodeapp.model.limits import Limits
from nodeapp.web.limits import Buckets, Rate
from tests.builders import PASSWORD, FakeClock, at_home
from tests.integration.served import Web, served

pytestmark = pytest.mark.anyio

PUBLIC = "http://tea.example:8420"
HOUR_MS = 3_600_000


def test_a_bucket_empties_and_fills_again() -> None:
    clock = FakeClock()
    buckets, rate = Buckets(clock, 10), Rate("r", 3, 60)

    taken = [buckets.take(rate, "ada") for _ in range(4)]
    clock.advance(20_000)
    later = buckets.take(rate, "ada")

    assert [(one.allowed, one.remaining) for one in taken] == [(True, 2), (True, 1), (True, 0), (False, 0)]
    assert 20 <= taken[3].wait_seconds <= 21
    assert (later.allowed, later.remaining) == (True, 0)


def test_buckets_are_bounded() -> None:
    buckets, rate = Buckets(FakeClock(), 100), Rate("r", 1, 60)

    for number in range(1_000):
        buckets.take(rate, number)

    assert len(buckets) == 100


async def test_somebody_signed_in_sees_how_much_is_left(tmp_path: Path) -> None:
    limits = Limits(requests_burst_per_account=3, requests_per_minute_per_account=1)
    async with served(tmp_path, rate_limits=True, limits=limits) as web, await web.program("ada") as client:
        answers = [await client.get("/api/node") for _ in range(4)]
        web.clock.advance(60_000)
        later = await client.get("/api/node")

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers[:3]] == ["2", "1", "0"]
    assert answers[0].headers["x-ratelimit-limit"] == "3"
    assert int(answers[0].headers["x-ratelimit-reset"]) > web.clock() // 1_000 - 61
    assert 60 <= int(answers[3].headers["retry-after"]) <= 61
    assert answers[3].json()["title"] == "Too Many Requests"
    assert later.status_code == 200


HOT = ("/api/timeline/home", "/api/timeline/public", "/api/v1/timelines/home", "/api/v1/timelines/public")


@pytest.mark.parametrize("path", [*HOT, "/api/tweets/{}", "/api/v1/statuses/{}", "/api/v1/accounts/{}/statuses"])
async def test_paths_asked_all_the_time_are_counted_too_unless_told_otherwise(tmp_path: Path, path: str) -> None:
    limits = Limits(requests_burst_per_account=4, requests_per_minute_per_account=1)
    async with at_home(tmp_path / "node", FakeClock(), limits=limits) as node:
        ada = await node.client_of("ada")
        written = (await ada.post("/api/tweets", json={"content": "words"})).json()
        place = path.format(written["user"]["id"] if "accounts" in path else written["id"])
        answers = [await ada.get(place) for _ in range(4)]
        known = await ada.get(place, headers={"If-None-Match": answers[0].headers["etag"]})
        nobody = await node.client.get("/live")

    assert [answer.status_code for answer in (*answers, known)] == [200, 200, 200, 429, 429]
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers[:3]] == ["2", "1", "0"]
    assert 60 <= int(answers[3].headers["retry-after"]) <= 61
    assert "etag" not in answers[3].headers
    assert nobody.status_code == 200


@pytest.mark.parametrize("path", ["/api/timeline/public", "/api/v1/timelines/public", "/api/timeline/local"])
async def test_visitors_are_counted_by_their_address_on_paths_asked_all_the_time(tmp_path: Path, path: str) -> None:
    limits = Limits(requests_per_hour_per_ip=2)
    async with (
        served(tmp_path, url=PUBLIC, rate_limits=True, limits=limits) as web,
        web.client("203.0.113.9") as one,
        web.client("203.0.113.10") as other,
    ):
        answers = [await one.get(path) for _ in range(3)]
        elsewhere = await other.get(path)

    assert [answer.status_code for answer in (*answers, elsewhere)] == [200, 200, 429, 200]
    assert answers[0].headers["x-ratelimit-limit"] == "2"
    assert int(answers[2].headers["retry-after"]) > 0


async def test_an_address_has_its_own_limit_whatever_it_claims_to_be(tmp_path: Path) -> None:
    limits = Limits(requests_per_hour_per_ip=2)
    async with (
        served(tmp_path, url=PUBLIC, rate_limits=True, limits=limits) as web,
        web.client("203.0.113.9") as one,
        web.client("203.0.113.10") as other,
    ):
        answers = [
            await one.get("/api/node", headers={"X-Forwarded-For": f"198.51.100.{number}"}) for number in range(3)
        ]
        elsewhere = await other.get("/api/node")

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert elsewhere.status_code == 200


async def test_a_node_on_loopback_does_not_count_its_own_machine(tmp_path: Path) -> None:
    limits = Limits(requests_per_hour_per_ip=1, accounts_per_hour_per_ip=1)
    async with served(tmp_path, rate_limits=True, limits=limits) as web, web.client() as client:
        answers = [await client.get("/api/node") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3


async def test_limits_that_are_off_let_everything_pass(tmp_path: Path) -> None:
    limits = Limits(requests_burst_per_account=1, requests_per_minute_per_account=1, likes_per_day=1)
    async with served(tmp_path, limits=limits) as web, await web.program("ada") as client:
        answers = [await client.get("/api/node") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert "x-ratelimit-limit" not in answers[0].headers


async def test_sign_ups_from_one_address_are_counted_when_they_succeed(tmp_path: Path) -> None:
    limits = Limits(accounts_per_hour_per_ip=2)
    async with (
        served(tmp_path, url=PUBLIC, rate_limits=True, limits=limits) as web,
        web.client("203.0.113.9") as client,
    ):
        statuses = [
            (await client.post("/api/auth/register", json={"username": name, "password": PASSWORD})).status_code
            for name in ("a b", "ada", "ada", "bo", "cy")
        ]

    assert statuses == [400, 201, 409, 201, 429]


async def test_w16_sign_ins_from_one_address_are_counted_over_all_names(tmp_path: Path) -> None:
    limits = Limits(sign_ins_per_hour_per_ip=3)
    async with (
        served(tmp_path, url=PUBLIC, rate_limits=True, limits=limits) as web,
        web.client("203.0.113.9") as client,
    ):
        statuses = [
            (await client.post("/api/auth/login", json={"login": f"user{n}", "password": "x"})).status_code
            for n in range(4)
        ]

    assert statuses == [401, 401, 401, 429]


async def _tweet(web: Web, count: int, **headers: str) -> list[int]:
    async with await web.program("ada") as client:
        return [
            (await client.post("/api/tweets", json={"content": f"hello {n}"}, headers=headers)).status_code
            for n in range(count)
        ]


async def test_tweets_are_counted_by_the_hour_and_by_three(tmp_path: Path) -> None:
    limits = Limits(tweets_per_hour=2, tweets_per_three_hours=3)
    async with served(tmp_path, rate_limits=True, limits=limits) as web:
        first = await _tweet(web, 3)
        web.clock.advance(HOUR_MS // 2)
        second = await _tweet(web, 2)
        third = await _tweet(web, 1)

    assert first == [201, 201, 429]
    assert second == [201, 429]
    assert third == [429]


async def test_a_refused_tweet_and_a_repeated_one_count_for_nothing(tmp_path: Path) -> None:
    limits = Limits(tweets_per_hour=2, tweets_per_three_hours=300)
    async with served(tmp_path, rate_limits=True, limits=limits) as web, await web.program("ada") as client:
        statuses = []
        for content, key in (("", "1"), ("a", "2"), ("a", "2"), ("a", "2"), ("b", "3"), ("c", "4")):
            answer = await client.post("/api/tweets", json={"content": content}, headers={"Idempotency-Key": key})
            statuses.append(answer.status_code)

    assert statuses == [400, 201, 201, 201, 201, 429]


async def test_follows_and_likes_are_counted_by_the_day(tmp_path: Path) -> None:
    limits = Limits(follows_per_day=1, likes_per_day=1)
    async with served(tmp_path, rate_limits=True, limits=limits) as web, await web.program("ada") as client:
        for name in ("bo", "cy"):
            await web.home.account(name)
        tweets = [(await client.post("/api/tweets", json={"content": n})).json()["id"] for n in ("one", "two")]
        follows = [(await client.post(f"/api/users/@{name}/follow")).status_code for name in ("bo", "cy")]
        likes = [(await client.post(f"/api/tweets/{tweet}/like")).status_code for tweet in tweets]

    assert follows == [200, 429]
    assert likes == [200, 429]
