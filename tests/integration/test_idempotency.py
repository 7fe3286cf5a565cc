"""Idempotency keys over HTTP: what is sent twice happens once."""

from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import pytest

from nodeapp.model.events import TweetCreated
from tests.integration.served import Web, served

pytestmark = pytest.mark.anyio

DAY_MS = 86_400_000
KEY = {"Idempotency-Key": "k1"}


@pytest.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with served(tmp_path) as there:
        yield there


async def test_the_same_request_again_gets_the_first_answer(web: Web) -> None:
    async with await web.program("ada") as client:
        first = await client.post("/api/tweets", json={"content": "hello"}, headers=KEY)
        again = await client.post("/api/tweets", json={"content": "hello"}, headers=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["content-type"] == first.headers["content-type"]
    assert "idempotent-replayed" not in first.headers
    assert len(await web.home.events_of(TweetCreated)) == 1


async def test_the_same_key_for_something_else_is_a_conflict(web: Web) -> None:
    async with await web.program("ada") as client:
        await client.post("/api/tweets", json={"content": "hello"}, headers=KEY)
        other_body = await client.post("/api/tweets", json={"content": "other"}, headers=KEY)
        other_path = await client.post("/api/tweets/1/reply", json={"content": "hello"}, headers=KEY)
        other_method = await client.put("/api/users/@ada", json={"content": "hello"}, headers=KEY)

    assert [answer.status_code for answer in (other_body, other_path, other_method)] == [409] * 3
    assert other_body.json()["errors"][0]["field"] == "Idempotency-Key"


async def test_two_people_may_choose_the_same_key(web: Web) -> None:
    async with await web.program("ada") as ada, await web.program("bo") as bo:
        one = await ada.post("/api/tweets", json={"content": "hello"}, headers=KEY)
        other = await bo.post("/api/tweets", json={"content": "hello"}, headers=KEY)

    assert one.json()["id"] != other.json()["id"]


async def test_w27_many_at_once_make_one_tweet(web: Web) -> None:
    answers: list[tuple[int, str]] = []

    async with await web.program("ada") as client:

        async def post() -> None:
            answer = await client.post("/api/tweets", json={"content": "hello"}, headers=KEY)
            answers.append((answer.status_code, answer.json()["id"]))

        async with anyio.create_task_group() as tasks:
            for _ in range(30):
                tasks.start_soon(post)

    assert len(set(answers)) == 1
    assert answers[0][0] == 201
    assert len(await web.home.events_of(TweetCreated)) == 1


async def test_a_crash_between_the_tweet_and_its_answer_does_not_double_it(web: Web) -> None:
    async with await web.program("ada") as client:
        first = await client.post("/api/tweets", json={"content": "hello"}, headers=KEY)
        await web.home.database.write(
            lambda tx: tx.run("update idempotency set status = null, body = null")  # as if it never came so far
        )
        again = await client.post("/api/tweets", json={"content": "hello"}, headers=KEY)

    assert again.json()["id"] == first.json()["id"]
    assert len(await web.home.events_of(TweetCreated)) == 1


async def test_a_refusal_is_given_again_too_and_a_key_is_new_after_a_day(web: Web) -> None:
    async with await web.program("ada") as client:
        first = await client.post("/api/tweets", json={"content": ""}, headers=KEY)
        again = await client.post("/api/tweets", json={"content": ""}, headers=KEY)
    web.clock.advance(DAY_MS + 1)
    async with await web.program("ada") as client:
        other = await client.post("/api/tweets", json={"content": "another day"}, headers=KEY)

    assert (first.status_code, again.status_code) == (400, 400)
    assert again.headers["content-type"] == "application/problem+json"
    assert again.content == first.content
    assert other.status_code == 201


async def test_every_write_takes_a_key(web: Web) -> None:
    await web.home.account("bo")
    async with await web.program("ada") as client:
        followed = [await client.post("/api/users/@bo/follow", headers={"Idempotency-Key": "f"}) for _ in range(2)]
        edited = [
            await client.put("/api/users/@ada", json={"bio": "tea"}, headers={"Idempotency-Key": "e"}) for _ in range(2)
        ]
        tweet = (await client.post("/api/tweets", json={"content": "hello"})).json()["id"]
        deleted = [await client.delete(f"/api/tweets/{tweet}", headers={"Idempotency-Key": "d"}) for _ in range(2)]

    for first, again in (followed, edited, deleted):
        assert first.status_code in (200, 204)
        assert again.status_code == first.status_code
        assert again.content == first.content
        assert again.headers["idempotent-replayed"] == "true"


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb", "é"])
async def test_a_key_has_bounds(web: Web, key: str) -> None:
    async with await web.program("ada") as client:
        answer = await client.post(
            "/api/tweets", json={"content": "hello"}, headers={"Idempotency-Key": key.encode("latin-1")}
        )

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


async def test_answers_that_hold_secrets_are_never_kept(web: Web) -> None:
    browser = await web.browser("ada")

    for _ in range(2):
        answer = await browser.post(
            "/api/auth/login", json={"login": "ada", "password": "a tower of teacups"}, headers=KEY
        )
        assert "idempotent-replayed" not in answer.headers

    assert await web.home.count("select count(*) from idempotency") == 0


async def test_what_failed_through_us_may_be_tried_again(web: Web) -> None:
    tweets = web.home.tweets
    post = tweets.post

    async def broken(*_: object) -> None:
        raise RuntimeError

    async with await web.program("ada") as client:
        object.__setattr__(tweets, "post", broken)
        failed = await client.post("/api/tweets", json={"content": "hello"}, headers=KEY)
        object.__setattr__(tweets, "post", post)
        again = await client.post("/api/tweets", json={"content": "hello"}, headers=KEY)

    assert (failed.status_code, again.status_code) == (500, 201)
