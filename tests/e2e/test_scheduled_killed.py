"""kill -9 while scheduled tweets are being posted: each is posted, and once."""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from tests.builders import free_ports
from tests.e2e.programs import Program

COUNT = 60
SPREAD_SECONDS = 3.0
LEAD = timedelta(seconds=1.5)
KILLED_AFTER_SECONDS = (0.3, 0.7, 0.3)


def test_what_is_scheduled_is_posted_once_however_often_the_node_is_killed(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    data = tmp_path / "data"
    data.mkdir()
    (data / "nodeapp.toml").write_text("[limits]\nschedule_seconds_min = 1\n")
    with Program(data, port) as program:
        ada = program.account("ada")
        begin = datetime.now(UTC) + timedelta(seconds=2)
        with httpx.Client(
            base_url=ada.url, headers={"Authorization": f"Bearer {ada.token}"}, trust_env=False
        ) as client:
            for number in range(COUNT):
                at = begin + timedelta(seconds=SPREAD_SECONDS * number / COUNT)
                body = {"content": f"{number}", "scheduled_at": max(at, datetime.now(UTC) + LEAD).isoformat()}
                made = client.post("/api/tweets", json=body)
                assert made.status_code == 201, made.text

        for seconds in KILLED_AFTER_SECONDS:
            time.sleep(seconds)
            program.kill()
            program.start()
        time.sleep(SPREAD_SECONDS)
        program.wait_idle()

        page = ada.ask("GET", "/api/users/@ada/tweets?limit=100")
        assert Counter(tweet["content"] for tweet in page["tweets"]) == Counter(f"{number}" for number in range(COUNT))
        assert ada.ask("GET", "/api/scheduled")["scheduled"] == []
        assert ada.ask("GET", "/api/drafts")["drafts"] == []
