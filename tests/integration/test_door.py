"""What passes the door, and with which headers answers leave."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.builders import PASSWORD
from tests.integration.served import Web, served

pytestmark = pytest.mark.anyio

SIGN_IN = {"login": "ada", "password": PASSWORD, "cookie": True}


@pytest.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with served(tmp_path) as there:
        yield there


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8420", "localhost:8420", "127.0.0.1", "127.0.0.1:8421", "0.0.0.0:8420", ""]
)
async def test_w18_another_host_name_is_misdirected(web: Web, host: str) -> None:
    async with web.client() as client:
        answer = await client.get("/api/node", headers={"Host": host, "X-Forwarded-Host": "127.0.0.1:8420"})

    assert answer.status_code == 421
    assert "evil" not in answer.text


async def test_w18_a_forwarded_host_changes_no_address(web: Web) -> None:
    async with web.client() as client:
        answer = await client.get("/api/node", headers={"X-Forwarded-Host": "evil.example"})

    assert answer.status_code == 200
    assert answer.json()["url"] == "http://127.0.0.1:8420"


async def test_w18_a_request_without_a_host_or_with_two_is_refused(web: Web) -> None:
    statuses = [await _raw(web, []), await _raw(web, [(b"host", b"127.0.0.1:8420")] * 2)]

    assert statuses == [400, 400]


async def _raw(web: Web, headers: list[tuple[bytes, bytes]]) -> int:
    """What a request with exactly these headers gets; httpx would mend them."""
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/api/node",
        "raw_path": b"/api/node",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8420),
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
    }
    await web.app(scope, receive, send)  # type: ignore[arg-type]
    status = sent[0]["status"]
    assert isinstance(status, int)
    return status


async def test_w10_a_write_by_cookie_needs_the_token_of_the_page(web: Web) -> None:
    browser = await web.browser("ada")
    del browser.headers["X-CSRF-Token"]

    missing = await browser.post("/api/tweets", json={"content": "hello"})
    wrong = await browser.post("/api/tweets", json={"content": "hello"}, headers={"X-CSRF-Token": "x"})

    assert (missing.status_code, wrong.status_code) == (403, 403)
    assert await web.home.count("select count(*) from tweets") == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8421"},
        {"Origin": "http://127.0.0.1:8420.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_w10_a_page_from_elsewhere_writes_nothing_even_with_the_token(web: Web, headers: dict[str, str]) -> None:
    browser = await web.browser("ada")

    tweeted = await browser.post("/api/tweets", json={"content": "hello"}, headers=headers)
    async with web.client() as stranger:
        signed_in = await stranger.post("/api/auth/login", json=SIGN_IN, headers=headers)

    assert (tweeted.status_code, signed_in.status_code) == (403, 403)
    assert "set-cookie" not in signed_in.headers
    assert await web.home.count("select count(*) from tweets") == 0


async def test_w10_our_own_page_writes(web: Web) -> None:
    browser = await web.browser("ada")

    answer = await browser.post(
        "/api/tweets",
        json={"content": "hello"},
        headers={"Origin": "http://127.0.0.1:8420", "Sec-Fetch-Site": "same-origin"},
    )

    assert answer.status_code == 201


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "text/json"]
)
async def test_w10_only_json_is_read_which_no_form_can_send(web: Web, kind: str) -> None:
    await web.home.account("ada")

    async with web.client() as client:
        answer = await client.post(
            "/api/auth/login", content=b'{"login": "ada", "password": "x"}', headers={"Content-Type": kind}
        )

    assert answer.status_code == 415


async def test_w10_asking_changes_nothing(web: Web) -> None:
    browser = await web.browser("ada")

    answers = [await browser.get(path) for path in ("/api/auth/logout", "/api/auth/register", "/api/auth/login")]
    options = await browser.options("/api/tweets")

    assert [answer.status_code for answer in answers] == [405] * 3
    assert options.status_code == 204
    assert (await browser.get("/api/auth/session")).json()["user"] is not None


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:8420.evil.example"])
async def test_w11_no_other_site_may_read(web: Web, origin: str) -> None:
    browser = await web.browser("ada")

    asked = await browser.get("/api/auth/session", headers={"Origin": origin})
    preflight = await browser.options(
        "/api/tweets", headers={"Origin": origin, "Access-Control-Request-Method": "POST"}
    )

    for answer in (asked, preflight):
        assert not [name for name in answer.headers if name.startswith("access-control")]
    assert asked.headers["cross-origin-resource-policy"] == "same-origin"


async def test_w21_answers_for_somebody_are_kept_by_nobody_and_framed_by_nobody(web: Web) -> None:
    browser = await web.browser("ada")

    answer = await browser.get("/api/auth/session")

    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["vary"] == "Authorization, Cookie"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert len(answer.headers["x-request-id"]) == 16


async def test_a_secure_node_says_so_and_marks_its_cookie(tmp_path: Path) -> None:
    async with served(tmp_path, url="https://tea.example") as web:
        await web.home.account("ada")
        async with web.client() as client:
            with_port = await client.get("/api/node", headers={"Host": "tea.example:443"})
            answer = await client.post("/api/auth/login", json=SIGN_IN)

    assert with_port.status_code == 200
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert web.cookie.startswith("__Host-")
    assert answer.headers["set-cookie"].startswith(f"{web.cookie}=")
    assert "Secure" in answer.headers["set-cookie"]


async def test_a_body_may_be_one_megabyte_and_no_more(web: Web) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 65_536

    async with web.client(**{"Content-Type": "application/json"}) as client:
        told = await client.post("/api/auth/login", content=b" " * 1_048_577)
        untold = await client.post("/api/auth/login", content=endless())

    assert (told.status_code, untold.status_code) == (413, 413)


async def test_a_head_is_a_get_without_its_body(web: Web) -> None:
    async with web.client() as client:
        answer = await client.head("/api/node")

    assert answer.status_code == 200
    assert answer.content == b""
    assert int(answer.headers["content-length"]) > 0


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"null",
        b"[]",
        b"7",
        b'"x"',
        b'{"login": NaN, "password": "x"}',
        b'{"login": "\\ud800", "password": "x"}',
        b'{"login": "\xed\xa0\x80", "password": "x"}',
        b'{"login": 1' + b"0" * 400 + b"}",
        b'{"z": 1' + b"0" * 5_000 + b"}",
        b'{"login": {"a": 1}, "password": []}',
        b"[" * 100_000,
        b'{"login": "ada", "z": ' + b"[" * 100_000,
        b"\xff\xfe{\x00}\x00",
        b"\xef\xbb\xbf{}",
    ],
)
async def test_broken_json_is_a_sentence_and_never_a_failure(web: Web, body: bytes) -> None:
    async with web.client(**{"Content-Type": "application/json"}) as client:
        answer = await client.post("/api/auth/login", content=body)

    problem = answer.json()
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["status"] == 400 and problem["detail"]


@pytest.mark.parametrize("name", ["\x00", "ada\x00", "a" * 100_000, "\u202eada", "' or 1=1 --"])
async def test_odd_names_sign_nobody_in_or_up(web: Web, name: str) -> None:
    async with web.client() as client:
        signed_in = await client.post("/api/auth/login", json={"login": name, "password": "x\x00"})
        signed_up = await client.post("/api/auth/register", json={"username": name, "password": PASSWORD})

    assert (signed_in.status_code, signed_up.status_code) == (401, 400)


@pytest.mark.parametrize("query", ["limit=-1", "limit=0", "limit=999999", "limit=1e9", "cursor=", "offset=0"])
async def test_w25_page_parameters_are_clamped(web: Web, query: str) -> None:
    async with await web.program("ada") as client:
        answer = await client.get(f"/api/timeline/home?{query}")

    assert answer.status_code == 200
    assert 1 <= answer.json()["pagination"]["limit"] <= 100


@pytest.mark.parametrize(
    "query",
    [
        "limit=NaN",
        "limit=1e999",
        "limit=%27%20or%201=1",
        "limit=" + "9" * 5_000,
        "offset=-1",
        "offset=801",
        "cursor=x",
        "cursor=-1",
        "cursor=" + "9" * 50,
        "since=%00",
        "cursor=%ff%fe",
    ],
)
async def test_w25_page_parameters_that_are_no_numbers_are_named(web: Web, query: str) -> None:
    async with await web.program("ada") as client:
        answer = await client.get(f"/api/timeline/home?{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


async def test_what_is_not_there_is_a_problem_too(web: Web) -> None:
    async with web.client() as client:
        nothing = await client.get("/api/nothing")
        wrong_method = await client.delete("/api/node")

    assert (nothing.status_code, wrong_method.status_code) == (404, 405)
    assert nothing.headers["content-type"] == wrong_method.headers["content-type"] == "application/problem+json"
    assert "GET" in wrong_method.headers["allow"]


async def test_a_failure_of_ours_tells_nothing_but_its_number(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("the secret is 4711")

    object.__setattr__(web.home.credentials, "login", broken)
    async with web.client() as client:
        answer = await client.post("/api/auth/login", json={"login": "my-private-word", "password": "x"})

    assert answer.status_code == 500
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert "4711" not in answer.text
    assert "4711" not in caplog.text and "my-private-word" not in caplog.text and "Traceback" not in caplog.text
    failed = next(record for record in caplog.records if record.message == "request failed")
    assert failed.__dict__["error"] == "builtins.RuntimeError"


async def test_every_request_leaves_a_line_without_its_query(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    async with await web.program("ada") as client:
        await client.get("/api/node?token=secret")

    line = next(record.__dict__ for record in caplog.records if record.__dict__.get("path") == "/api/node")
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["account_id"] is not None
    assert "secret" not in str(line)


async def test_the_api_is_described_and_its_page_loads_nothing_from_elsewhere(web: Web) -> None:
    async with web.client() as client:
        described = (await client.get("/api/openapi.json")).json()
        page = await client.get("/api/docs")
        parts = [await client.get(path) for path in ("/api/docs.js", "/api/docs.css")]

    assert {"SignedIn", "SessionState", "Session", "Node", "Problem", "FieldError", "Tweet", "User"} <= set(
        described["components"]["schemas"]
    )
    login = described["paths"]["/api/auth/login"]["post"]["responses"]
    assert set(login) == {"200", "default"}
    assert "http" not in page.text.replace("http-equiv", "")
    assert "style=" not in page.text and "onclick" not in page.text
    assert [part.status_code for part in parts] == [200, 200]
    assert "script-src 'self';" in page.headers["content-security-policy"]


async def test_the_node_says_what_it_is(web: Web) -> None:
    async with web.client() as client:
        fresh = (await client.get("/api/node")).json()
        await web.home.account("ada")
        settled = (await client.get("/api/node")).json()

    assert (fresh["fresh"], fresh["user_count"]) == (True, 0)
    assert (settled["fresh"], settled["user_count"], settled["window"]) == (False, 1, False)
    assert settled["suggested_username"] is None
    assert settled["limits"] == {
        "tweet_characters": 280,
        "url_characters": 23,
        "content_warning": 200,
        "reason": 500,
        "thread_tweets": 25,
        "media_files": 4,
        "media_alt": 1500,
        "poll_options": 4,
        "poll_option": 50,
        "display_name": 100,
        "bio": 500,
        "location": 100,
        "website": 255,
        "username": 50,
        "password_min": 8,
    }
