"""`nodeapp rebuild trends` as somebody types it, on a running node and on a stopped one."""

from tests.builders import free_ports
from tests.e2e.programs import Program


def test_trends_are_counted_again_on_a_running_node_and_on_a_stopped_one(tmp_path):
    (port,) = free_ports(1)
    with Program(tmp_path / "data", port) as program:
        ada = program.account("ada")
        ada.tweet("#tea and https://tea.example")
        program.wait_idle()

        running = program.ask("rebuild", "trends")
        assert program.end() == 0
        stopped = program.ask("rebuild", "trends")

        for rebuilt in (running, stopped):
            assert rebuilt.stdout == "Counted again: 1 use of hashtags, 1 link.\n"
