"""Logs: one line a thing, no secret in any of them."""

import io
import json
import logging
import sys
import weakref
from contextlib import contextmanager

import anyio
import pytest

from nodeapp import telemetry

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.fixture
def lines(monkeypatch):
    """Everything logged from here on, one object a line."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with logging_as_it_was():
        telemetry.configure()
        yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


@contextmanager
def logging_as_it_was():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


def test_a_line_is_an_object_with_its_time_level_and_request(lines):
    with telemetry.request("r-1"):
        telemetry.Log("ours").info("tweet_posted", count=2)
    logging.getLogger("uvicorn").warning("slow %s", "peer")

    ours, theirs = lines()
    assert (ours["event"], ours["level"], ours["count"], ours["request_id"]) == ("tweet_posted", "info", 2, "r-1")
    assert ours["timestamp"].endswith("Z")
    assert (theirs["event"], theirs["level"]) == ("slow peer", "warning")
    assert "request_id" not in theirs


@pytest.mark.parametrize(
    "said",
    [
        {"password": "hunter22"},
        {"access_token": "hunter22"},
        {"headers": {"Authorization": "hunter22"}},
        {"cookies": [{"Cookie": "hunter22"}]},
        {"detail": "Authorization: Bearer hunter22"},
        {"path": "/api/streams?token=hunter22&x=1"},
        {"detail": f"{JWT} hunter"},
        {"detail": "$argon2id$v=19$m=19456$hunter22"},
        {"pem": "-----BEGIN PRIVATE KEY-----\nhunter22\n-----END PRIVATE KEY-----"},
        {"email": "hunter22@tea.example"},
    ],
)
def test_w14_a_secret_is_hidden_by_its_name_or_by_its_looks(lines, said):
    telemetry.Log("ours").info("said", **said)

    (line,) = lines()
    assert "hunter22" not in json.dumps(line)
    assert JWT not in json.dumps(line)
    assert "[hidden]" in json.dumps(line)


def test_w14_a_secret_in_an_exception_is_hidden_too(lines):
    try:
        raise ValueError(f"no such session: {JWT}")
    except ValueError:
        telemetry.Log("ours").exception("failed")

    (line,) = lines()
    assert "ValueError" in line["exception"]
    assert JWT not in line["exception"]


def test_a_request_leaves_one_line_of_known_fields(lines):
    nobody_else_listens()

    telemetry.request_line("r-1", "GET", "/api/timeline/home", 200, 2**62, 3)

    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "request_id": "r-1",
        "method": "GET",
        "path": "/api/timeline/home",
        "status": 200,
        "account_id": 2**62,
        "duration_ms": 3,
        "level": "info",
    }


@pytest.mark.parametrize("path", [f"/api/{JWT}", "/a/bearer hunter22", "/api/x?token=hunter22", "/$argon2id$hunter22"])
def test_w14_a_secret_in_a_path_is_hidden(lines, path):
    nobody_else_listens()

    telemetry.request_line("r-1", "GET", path, 404, None, 0)

    (line,) = lines()
    assert "[hidden]" in line["path"]
    assert "hunter22" not in line["path"] and JWT not in line["path"]


def test_a_path_with_half_a_character_is_logged_all_the_same(lines):
    nobody_else_listens()

    telemetry.request_line("r-1", "GET", "/\udc80", 404, None, 0)

    assert [line["path"] for line in lines()] == ["/\udc80"]


@pytest.mark.anyio
async def test_requests_are_written_together_and_in_their_order_among_other_lines(lines):
    nobody_else_listens()

    telemetry.request_line("r-1", "GET", "/1", 200, None, 0)
    telemetry.request_line("r-2", "GET", "/2", 200, None, 0)
    before = lines()
    telemetry.Log("ours").info("between")
    telemetry.request_line("r-3", "GET", "/3", 200, None, 0)

    await anyio.sleep(2 * telemetry.LINES_SECONDS)
    assert before == []
    assert [line.get("path", line["event"]) for line in lines()] == ["/1", "/2", "between", "/3"]


@pytest.mark.anyio
async def test_no_more_requests_wait_to_be_written_than_a_limit(lines):
    nobody_else_listens()

    for number in range(telemetry.LINES_MAX):
        telemetry.request_line("r", "GET", f"/{number}", 200, None, 0)

    assert [line["path"] for line in lines()] == [f"/{number}" for number in range(telemetry.LINES_MAX)]


@pytest.mark.anyio
async def test_what_waits_at_exit_is_written(lines):
    nobody_else_listens()

    telemetry.request_line("r-1", "GET", "/1", 200, None, 0)

    logging.shutdown([weakref.ref(logging.getLogger().handlers[0])])

    assert [line["path"] for line in lines()] == ["/1"]


def test_a_log_that_nobody_reads_fails_no_request(lines, monkeypatch):
    nobody_else_listens()
    monkeypatch.setattr(logging.getLogger().handlers[0].stream, "write", broken)

    telemetry.request_line("r-1", "GET", "/1", 200, None, 0)
    monkeypatch.undo()

    assert lines() == []


def nobody_else_listens():
    """pytest does, by handlers of its own for each test; a program's log has one."""
    root = logging.getLogger()
    root.handlers[:] = [handler for handler in root.handlers if type(handler).__module__ == telemetry.__name__]


def broken(_text):
    raise BrokenPipeError


def test_quiet_logs_leave_requests_out(lines):
    nobody_else_listens()
    logging.getLogger().setLevel("WARNING")

    telemetry.request_line("r-1", "GET", "/1", 200, None, 0)

    assert lines() == []


def test_on_a_terminal_a_request_is_text(monkeypatch):
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)

    with logging_as_it_was():
        telemetry.configure()
        telemetry.request_line("r-1", "GET", "/1", 200, None, 0)

    assert "request" in terminal.getvalue() and "/1" in terminal.getvalue()


def test_counters_add_up_by_label():
    before = telemetry.counted().get("cups,colour=blue", 0)

    telemetry.count("cups", colour="blue")
    telemetry.count("cups", 2, colour="blue")

    assert telemetry.counted()["cups,colour=blue"] == before + 3
