"""Overload from outside: what is too much is put off politely, and who must be answered is (R16, D03, D08)."""

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import httpx
import pytest
from anyio.abc import TaskGroup

from nodeapp import telemetry
from nodeapp.model import crowds
from nodeapp.model.limits import Limits
from nodeapp.seams.database import Reader, Transaction
from tests.builders import PASSWORD, Home, at_home, listening
from tests.memories import MODE

pytestmark = pytest.mark.anyio

MANY = 2_000
LOGIN = {"login": "ada", "password": PASSWORD}
PATIENT_SECONDS = 60
"""Nothing here takes nearly as long; what hangs ends the test."""


@asynccontextmanager
async def slow_readers(home: Home) -> AsyncIterator[None]:
    """Every thread that reads for people is held up, as by searches that take long."""
    begun, go_on = threading.Semaphore(0), threading.Event()

    async def stay(reader: Reader) -> None:
        begun.release()
        go_on.wait(PATIENT_SECONDS)

    async def read() -> None:
        with crowds.Asking("new"):
            await home.database.read(stay)

    async with anyio.create_task_group() as tasks:
        for _ in range(home.limits.reader_connections - 1):
            tasks.start_soon(read)
            await anyio.to_thread.run_sync(begun.acquire)
        try:
            yield
        finally:
            go_on.set()


@asynccontextmanager
async def slow_writer(home: Home) -> AsyncIterator[None]:
    """The disk takes its time."""
    begun, go_on = threading.Event(), threading.Event()

    async def stay(tx: Transaction) -> None:
        begun.set()
        go_on.wait(PATIENT_SECONDS)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(home.database.write, stay)
        await anyio.to_thread.run_sync(begun.wait)
        try:
            yield
        finally:
            go_on.set()


class Crowd:
    """Requests at once, and what came of each."""

    def __init__(self, tasks: TaskGroup) -> None:
        self.answers: list[httpx.Response] = []
        self._tasks = tasks
        self._news = anyio.Event()

    def ask(self, times: int, request: Callable[[], Awaitable[httpx.Response]]) -> None:
        async def one() -> None:
            self.answers.append(await request())
            self._news.set()

        for _ in range(times):
            self._tasks.start_soon(one)

    async def reached(self, count: int) -> None:
        """Until so many have been answered."""
        while len(self.answers) < count:
            self._news = anyio.Event()
            await self._news.wait()

    @property
    def statuses(self) -> Counter[int]:
        return Counter(answer.status_code for answer in self.answers)


@asynccontextmanager
async def crowded() -> AsyncIterator[Crowd]:
    with anyio.fail_after(PATIENT_SECONDS):
        async with anyio.create_task_group() as tasks:
            yield Crowd(tasks)


def calm(**limits: Any) -> Limits:
    """However slow this machine is, nobody is turned away for it."""
    return Limits(loop_lag_seconds=PATIENT_SECONDS, **limits)


async def tweet_of(home: Home) -> str:
    """Ada's, and signs her in once, so that everything has been put together."""
    answer = await (await home.client_of("ada")).post("/api/tweets", json={"content": "tea"})
    assert answer.status_code == 201
    return str(answer.json()["id"])


def assert_polite(answers: list[httpx.Response]) -> None:
    """Refusals are 503, say in words what to do, and each when to come back."""
    refused = [answer for answer in answers if answer.status_code != 200]
    assert {answer.status_code for answer in refused} <= {503}
    assert all(1 <= int(answer.headers["retry-after"]) <= 10 for answer in refused)
    assert all("Try again" in answer.json()["detail"] for answer in refused)
    assert len({answer.headers["retry-after"] for answer in refused}) > 1


async def is_ready_again(home: Home) -> bool:
    """Within a generous while."""
    for _ in range(PATIENT_SECONDS * 10):
        if (await home.client.get("/ready")).status_code == 200:
            return True
        await anyio.sleep(0.1)
    return False


async def test_r16_two_thousand_slow_reads_at_once_keep_nobody_from_signing_in(tmp_path: Path, clock: Any) -> None:
    async with at_home(tmp_path / "node", clock, limits=calm()) as home:
        tweet = await tweet_of(home)
        async with crowded() as crowd, slow_readers(home):
            crowd.ask(MANY, lambda: home.client.get(f"/api/tweets/{tweet}/thread"))
            await crowd.reached(1)
            live = await home.client.get("/live")
            login = await home.client.post("/api/auth/login", json=LOGIN)
            told = await home.client.get("/health")
            is_ready = (await home.client.get("/ready")).status_code
            posted = await (await home.client_of("ada")).post("/api/tweets", json={"content": "more tea"})
            await crowd.reached(MANY)
        afterwards = await home.client.get(f"/api/tweets/{tweet}/thread")
        ready = await is_ready_again(home)

    assert (live.status_code, login.status_code, posted.status_code) == (200, 200, 201)
    assert (told.status_code, told.json()["services"]["requests"]["status"]) == (503, "degraded")
    assert told.json()["services"]["database"]["status"] == "ok"
    assert is_ready == 503
    assert crowd.statuses == {503: MANY}
    assert_polite(crowd.answers)
    assert afterwards.status_code == 200
    assert ready


async def test_those_who_wait_are_answered_when_it_gets_quicker(tmp_path: Path, clock: Any) -> None:
    limits = calm(read_queue_seconds=PATIENT_SECONDS)
    async with at_home(tmp_path / "node", clock, limits=limits) as home:
        tweet = await tweet_of(home)
        async with crowded() as crowd, slow_readers(home):
            crowd.ask(500, lambda: home.client.get(f"/api/tweets/{tweet}/thread"))
            await crowd.reached(500 - limits.reads_at_once_max)

    assert crowd.statuses == {200: limits.reads_at_once_max, 503: 500 - limits.reads_at_once_max}
    assert_polite(crowd.answers)


@pytest.mark.skipif(MODE != "on", reason="memory is off, or loses things")
async def test_what_is_in_memory_is_answered_while_all_readers_are_busy(tmp_path: Path, clock: Any) -> None:
    async with at_home(tmp_path / "node", clock, limits=calm()) as home:
        tweet = await tweet_of(home)
        ada = await home.client_of("ada")
        paths = ("/api/timeline/home", "/api/timeline/public", f"/api/tweets/{tweet}", "/api/v1/timelines/home")
        for path in paths:
            assert (await ada.get(path)).status_code == 200
        async with crowded() as crowd, slow_readers(home):
            crowd.ask(MANY, lambda: home.client.get("/api/timeline/hashtag/tea"))
            await crowd.reached(1)
            answers = [(await ada.get(path)).status_code for path in paths]
            page = (await home.client.get("/login")).status_code

    assert answers == [200] * len(paths)
    assert page == 200


async def test_a_refusal_is_in_the_form_of_the_api_that_was_asked(tmp_path: Path, clock: Any) -> None:
    limits = calm(reads_at_once_max=0)
    async with at_home(tmp_path / "node", clock, limits=limits) as home:
        native = await home.client.get("/api/timeline/hashtag/tea")
        mastodon = await home.client.get("/api/v1/accounts/verify_credentials")

    assert native.headers["content-type"] == "application/problem+json"
    assert native.json()["title"] == "Service Unavailable"
    assert "x-request-id" in native.headers
    assert list(mastodon.json()) == ["error"]
    assert mastodon.status_code == 503
    assert int(mastodon.headers["retry-after"]) >= 2


async def test_what_memory_does_not_have_is_put_off_by_the_database_itself(tmp_path: Path, clock: Any) -> None:
    limits = calm(read_queue_seconds=0.05)
    async with at_home(tmp_path / "node", clock, limits=limits, memory=False) as home:
        tweet = await tweet_of(home)
        async with slow_readers(home):
            answer = await home.client.get(f"/api/tweets/{tweet}")

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 2


async def test_too_many_writes_at_once_are_put_off_and_none_that_was_acknowledged_is_lost(
    tmp_path: Path, clock: Any
) -> None:
    limits = calm(writes_at_once_max=20)
    async with at_home(tmp_path / "node", clock, limits=limits) as home:
        await tweet_of(home)
        ada = await home.client_of("ada")
        numbers = iter(range(100))
        async with crowded() as crowd, slow_writer(home):
            crowd.ask(100, lambda: ada.post("/api/tweets", json={"content": f"cup {next(numbers)}"}))
            await crowd.reached(80)
            live = await home.client.get("/live")
        kept = await home.count("select count(*) from tweets where content like 'cup %'")
        later = await ada.post("/api/tweets", json={"content": "later"})

    assert crowd.statuses == {201: 20, 503: 80}
    assert live.status_code == 200
    assert kept == 20
    assert later.status_code == 201


async def test_a_crowd_at_the_door_where_people_sign_in_is_bounded_as_well(tmp_path: Path, clock: Any) -> None:
    limits = calm(sign_ins_at_once_max=5)
    async with at_home(tmp_path / "node", clock, limits=limits) as home:
        await tweet_of(home)
        async with crowded() as crowd, slow_writer(home):
            crowd.ask(50, lambda: home.client.post("/api/auth/login", json=LOGIN))
            await crowd.reached(45)
            live = await home.client.get("/live")

    assert crowd.statuses == {200: 5, 503: 45}
    assert live.status_code == 200
    assert_polite(crowd.answers)


async def test_other_nodes_are_asked_to_send_later_while_what_they_sent_piles_up(tmp_path: Path, clock: Any) -> None:
    async with at_home(tmp_path / "node", clock, limits=calm(incoming_lag_max=-1)) as home:
        sent = await home.client.post("/ap/inbox", json={})
        asked = await home.client.get("/ap/actor")
        is_ready = await home.client.get("/ready")

    assert sent.status_code == 503
    assert 30 <= int(sent.headers["retry-after"]) <= 90
    assert asked.status_code == 200
    assert is_ready.status_code == 200


async def test_how_far_what_others_sent_is_behind_is_known(node: Home) -> None:
    await node.wait_idle()

    assert await node.node.work.incoming_lag() == 0


async def test_large_bodies_that_arrive_slowly_fill_no_memory_and_stop_no_small_ones(
    tmp_path: Path, clock: Any
) -> None:
    sent = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b'{"content": "'
        await sent.wait()
        yield b'tea"}'

    limits = calm(bodies_at_once_bytes_max=3_000_000)
    async with at_home(tmp_path / "node", clock, limits=limits) as home:
        ada = await home.client_of("ada")
        json = {"Content-Type": "application/json"}
        async with crowded() as crowd:
            crowd.ask(5, lambda: ada.post("/api/tweets", content=slowly(), headers=json))
            await crowd.reached(3)
            small = await ada.post("/api/tweets", json={"content": "small"})
            sent.set()

    assert crowd.statuses == {503: 3, 201: 2}
    assert small.status_code == 201


async def test_what_was_turned_away_is_counted_and_said_once_in_a_while(
    tmp_path: Path, clock: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    counted: Counter[str] = Counter()
    monkeypatch.setattr(telemetry, "count", lambda name, **labels: counted.update([labels.get("why", "")]))
    async with at_home(tmp_path / "node", clock, limits=calm(reads_at_once_max=0)) as home:
        for _ in range(20):
            await home.client.get("/api/timeline/hashtag/tea")

    assert counted["full"] == 20
    assert [record.message for record in caplog.records].count("requests_turned_away") == 1


async def test_over_sockets_a_crowd_is_answered_and_newcomers_are_let_in(tmp_path: Path) -> None:
    count = 300
    async with listening(tmp_path / "node", limits=calm()) as home:
        tweet = await tweet_of(home)
        told: dict[str, Any] = {"base_url": home.origin.url, "trust_env": False, "timeout": None}

        async with (
            httpx.AsyncClient(limits=httpx.Limits(max_connections=None), **told) as strangers,
            httpx.AsyncClient(**told) as newcomer,
            crowded() as crowd,
            slow_readers(home),
        ):
            crowd.ask(count, lambda: strangers.get(f"/api/tweets/{tweet}/thread"))
            await crowd.reached(1)
            live = await newcomer.get("/live")
            login = await newcomer.post("/api/auth/login", json=LOGIN)
            await crowd.reached(count)
        ready = await is_ready_again(home)

    assert (live.status_code, login.status_code) == (200, 200)
    assert crowd.statuses == {503: count}
    assert_polite(crowd.answers)
    assert ready
