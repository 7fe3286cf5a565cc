"""Search as programs see it: after a kill, and after `nodeapp rebuild search` on a running node and a stopped one."""

from pathlib import Path

from tests.builders import free_ports
from tests.e2e.programs import Person, Program


def found(person: Person, q: str) -> list[str]:
    answer = person.ask("GET", "/api/search/tweets", params={"q": q, "sort": "latest"})
    assert answer["partial"] is False
    return [tweet["content"] for tweet in answer["tweets"]]


def test_what_was_written_is_found_after_a_kill_and_after_a_rebuild(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    with Program(tmp_path / "data", port) as program:
        ada = program.account("ada")
        ada.tweet("a lantern")
        program.wait_idle()
        assert found(ada, "lanterns") == ["a lantern"]
        ada.tweet("two lanterns")
        program.kill()
        program.start()
        program.wait_idle()
        assert found(ada, "lantern") == ["two lanterns", "a lantern"]

        running = program.ask("rebuild", "search")
        assert running.stdout == "Built again: 2 tweets can be searched.\n"
        assert found(ada, "lantern") == ["two lanterns", "a lantern"]

        assert program.end() == 0
        stopped = program.ask("rebuild", "search")
        assert stopped.stdout == "The search index is dropped. It is built again when the node starts.\n"
        program.start()
        program.wait_idle()
        assert found(ada, "lantern") == ["two lanterns", "a lantern"]
