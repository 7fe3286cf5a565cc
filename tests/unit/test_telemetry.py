"""Logs: one line a thing, no secret in any of them."""

import io
import json
import logging
import sys

import pytest
import structlog

from nodeapp import telemetry

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.fixture
def lines(monkeypatch):
    """Everything logged from here on, one object a line."""
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr(sys, "stderr", stream)
    telemetry.configure()
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_line_is_an_object_with_its_time_level_and_request(lines):
    with telemetry.request("r-1"):
        structlog.get_logger().info("tweet_posted", count=2)
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
    structlog.get_logger().info("said", **said)

    (line,) = lines()
    assert "hunter22" not in json.dumps(line)
    assert JWT not in json.dumps(line)
    assert "[hidden]" in json.dumps(line)


def test_w14_a_secret_in_an_exception_is_hidden_too(lines):
    try:
        raise ValueError(f"no such session: {JWT}")
    except ValueError:
        structlog.get_logger().exception("failed")

    (line,) = lines()
    assert "ValueError" in line["exception"]
    assert JWT not in line["exception"]


def test_counters_add_up_by_label():
    before = telemetry.counted().get("cups,colour=blue", 0)

    telemetry.count("cups", colour="blue")
    telemetry.count("cups", 2, colour="blue")

    assert telemetry.counted()["cups,colour=blue"] == before + 3
