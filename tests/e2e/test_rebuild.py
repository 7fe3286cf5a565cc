"""`nodeapp rebuild timelines` as somebody types it, on a running node and on a stopped one."""

from tests.builders import free_ports
from tests.e2e.programs import Program


def test_home_timelines_are_rebuilt_on_a_running_node_and_on_a_stopped_one(tmp_path):
    (port,) = free_ports(1)
    with Program(tmp_path / "data", port) as program:
        ada, bo = program.account("ada"), program.account("bo")
        ada.follow("bo")
        bo.tweet("hello")
        assert (ada.home(), bo.home()) == (["hello"], ["hello"])

        one = program.ask("rebuild", "timelines", "--user", "ada")
        everybody = program.ask("rebuild", "timelines")
        nobody = program.ask("rebuild", "timelines", "--user", "nobody")
        unnamed = program.ask("rebuild", "timelines", "--user", "")

        assert one.stdout.startswith("1 home made again from the database, ")
        assert everybody.stdout.startswith("2 homes made again from the database, ")
        assert (ada.home(), bo.home()) == (["hello"], ["hello"])
        assert (nobody.returncode, nobody.stderr) == (1, "Error: Nobody called @nobody is known here.\n")
        assert (unnamed.returncode, unnamed.stderr) == (1, "Error: The command needs `user`.\n")

        assert program.end() == 0
        stopped = program.ask("rebuild", "timelines", "--user", "ada")
        rest = program.ask("rebuild", "timelines")
        assert "0 homes made again from the database, 1 snapshot dropped." in stopped.stdout
        assert "0 homes made again from the database, 1 snapshot dropped." in rest.stdout

        program.start()
        assert (ada.home(), bo.home()) == (["hello"], ["hello"])


def test_homes_are_right_after_a_kill(tmp_path):
    (port,) = free_ports(1)
    with Program(tmp_path / "data", port) as program:
        ada, bo = program.account("ada"), program.account("bo")
        ada.follow("bo")
        for number in range(3):
            bo.tweet(f"before {number}")
        assert len(ada.home()) == 3
        program.end()
        program.start()
        program.wait_idle()
        bo.tweet("after")
        program.kill()
        program.start()
        program.wait_idle()

        assert ada.home() == ["after", "before 2", "before 1", "before 0"]
        assert '"event": "homes_restored", "found": 1, "restored": 1' in program.log
