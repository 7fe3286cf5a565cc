"""Push when the node is killed anywhere: everything is told, and what is told twice is shown once."""

import time
from pathlib import Path

from tests.builders import free_ports
from tests.e2e.programs import Program
from tests.e2e.push_service import push_service

KILLS = 4
TWEETS_EACH = 2


def test_killed_while_it_tells_nothing_is_lost_and_nothing_shown_twice(tmp_path: Path) -> None:
    [port] = free_ports(1)
    with push_service() as service, Program(tmp_path / "node", port, ("--allow-peer", service.pair)) as node:
        ada, bo = node.account("ada"), node.account("bo")
        ada.ask("POST", "/api/push/subscriptions", json=service.subscription)
        said = []
        for number in range(KILLS):
            for part in range(TWEETS_EACH):
                said.append(f"@ada {number}.{part}")
                bo.tweet(said[-1])
            # Each time a little later: before it is queued, while it is sent, after it was taken.
            time.sleep(0.02 * number)
            node.kill()
            node.start()
        node.wait_idle()

        bodies = {(topic, told["body"]) for (topic, _), told in zip(service.taken, service.told, strict=True)}

    assert sorted(body for _, body in bodies) == said
    assert len({topic for topic, _ in bodies}) == len(said)
    assert len(service.taken) <= len(said) + KILLS
    assert all(told["tag"] == topic for (topic, _), told in zip(service.taken, service.told, strict=True))
