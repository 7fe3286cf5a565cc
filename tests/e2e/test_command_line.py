"""The command line as somebody types it: on a running node, on a stopped one, and when something is wrong."""

import json
import os
import re
import signal
import socket
import stat
import time
from pathlib import Path

import httpx
import pytest

from tests.builders import PASSWORD, free_ports
from tests.e2e.programs import Program, run


def test_the_data_folder_may_be_named_before_the_command_or_after(tmp_path):
    before = run("--data", str(tmp_path / "a"), "account", "create", "ada")
    after = run("account", "create", "bo", "--data", str(tmp_path / "b"))

    assert (before.returncode, after.returncode) == (0, 0)
    assert (tmp_path / "a" / "node.sqlite3").exists()
    assert (tmp_path / "b" / "node.sqlite3").exists()


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory):
    (port,) = free_ports(1)
    with Program(tmp_path_factory.mktemp("cli") / "data", port) as running:
        yield running


def test_serve_says_where_it_is_ready(program):
    assert program.url == f"http://127.0.0.1:{program.port}"
    assert httpx.get(f"{program.url}/ready").json()["status"] == "ok"


def test_everything_in_the_data_folder_is_its_owners_alone(program):
    found = [path for path in (program.data, *program.data.rglob("*")) if path.stat().st_mode & 0o077]

    assert found == []
    assert stat.S_IMODE((program.data / "run" / "door.json").stat().st_mode) == 0o600


def test_the_first_account_is_the_owner_and_a_password_may_come_from_stdin(program):
    made = program.ask("account", "create", "ada", "--password-stdin", typed=f"{PASSWORD}\n")

    assert made.stdout == "@ada is here, owner of this node.\n"
    login = httpx.post(f"{program.url}/api/auth/login", json={"login": "ada", "password": PASSWORD})
    assert login.status_code == 200


def test_an_account_without_a_password_gets_a_link_that_works_once(program):
    made = program.ask("account", "create", "bo", "--email", "bo@tea.example", "--admin")
    token = re.search(r"token=(\w+)", made.stdout)[1]

    first = httpx.post(f"{program.url}/api/auth/reset", json={"token": token, "password": PASSWORD})
    again = httpx.post(f"{program.url}/api/auth/reset", json={"token": token, "password": PASSWORD})

    assert made.stdout.startswith("@bo is here, admin of this node.\n")
    assert (first.status_code, again.status_code) == (204, 400)


def test_a_token_opens_the_api(program):
    cy = program.account("cy")

    cy.tweet("from a script")

    assert cy.home() == ["from a script"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("token", "create", "nobody"), "Nobody called @nobody is known here."),
        (("account", "create", "ada"), "@ada is taken."),
        (("account", "create", "a b"), "A name is made of letters A-Z, digits and _."),
        (("account", "reset", "nobody"), "Nobody called nobody lives here."),
    ],
)
def test_what_cannot_be_done_is_one_sentence_on_stderr(program, arguments, sentence):
    program.ask("account", "create", "ada")

    refused = program.ask(*arguments)

    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr.startswith(f"Error: {sentence}")
    assert "Traceback" not in refused.stderr


def test_a_second_node_on_the_same_folder_is_refused(program):
    refused = run("serve", "--data", str(program.data))

    assert refused.returncode == 1
    assert "A node is running on" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_taken_port_is_named(program, tmp_path):
    refused = run("serve", "--data", str(tmp_path / "data"), "--port", str(program.port))

    assert refused.returncode == 1
    assert f"Port {program.port} is taken" in refused.stderr


def test_another_address_than_at_the_first_start_is_refused(tmp_path):
    (port,) = free_ports(1)
    with Program(tmp_path / "data", port):
        pass

    refused = run("serve", "--data", str(tmp_path / "data"), "--url", "https://tea.example", "--port", str(port))

    assert refused.returncode == 1
    assert f"This node is http://127.0.0.1:{port}" in refused.stderr


def test_an_address_others_see_needs_a_url(tmp_path):
    refused = run("serve", "--data", str(tmp_path / "data"), "--host", "0.0.0.0", "--port", "0")  # noqa: S104

    assert refused.returncode == 1
    assert "--url" in refused.stderr


def test_test_options_exist_in_test_mode_only(program, tmp_path):
    flags = run("serve", "--data", str(tmp_path), "--test-clock-offset", "5", NODEAPP_TEST="0")
    waiting = run("wait-idle", "--data", str(program.data), NODEAPP_TEST="0")

    assert "test mode only" in flags.stderr
    assert "test mode only" in waiting.stderr


def test_commands_work_on_a_stopped_folder_and_stay_for_the_next_start(tmp_path):
    (port,) = free_ports(1)
    data = tmp_path / "data"
    made = run("account", "create", "ada", "--password-stdin", "--data", str(data), typed=f"{PASSWORD}\n")
    token = run("token", "create", "ada", "--data", str(data)).stdout.strip()

    with Program(data, port) as program:
        seen = httpx.get(f"{program.url}/api/auth/session", headers={"Authorization": f"Bearer {token}"})

    assert made.returncode == 0, made.stderr
    assert seen.json()["user"]["username"] == "ada"


def test_doctor_finds_a_sound_folder_sound_and_an_open_one_open(tmp_path):
    (port,) = free_ports(1)
    with Program(tmp_path / "data", port) as program:
        running = program.ask("doctor")
    sound = program.ask("doctor")
    program.data.chmod(0o755)

    opened = program.ask("doctor")

    assert "A node runs on it." in running.stdout
    assert "The database is sound." in sound.stdout
    assert opened.returncode == 1
    assert f"chmod 700 {program.data}" in opened.stdout


def test_sigterm_lets_requests_end_and_closes_the_folder(tmp_path):
    (port,) = free_ports(1)
    with Program(tmp_path / "data", port) as program, socket.create_connection(("127.0.0.1", port)) as idle:
        ada = program.account("ada")
        ada.tweet("before")
        began = time.monotonic()

        code = program.end()

        assert code == 0
        assert time.monotonic() - began < 30
        assert not (program.data / "run" / "door.json").exists()
        assert idle.recv(1) == b""
    assert "Traceback" not in program.log


def test_w14_neither_tokens_nor_passwords_are_in_the_log(tmp_path):
    (port,) = free_ports(1)
    with Program(tmp_path / "data", port) as program:
        ada = program.account("ada")
        ada.ask("GET", "/api/timeline/home?access_token=canary1")
        httpx.post(f"{program.url}/api/auth/login", json={"login": "ada", "password": "canary2"})

        log = program.log

    assert ada.token not in log
    assert "canary" not in log


class TestTheLocalDoor:
    def test_it_opens_to_its_secret_only(self, program):
        door = json.loads((program.data / "run" / "door.json").read_text())
        url = f"http://127.0.0.1:{door['port']}/"
        command = {"command": "token-create", "arguments": {"name": "ada"}}
        secret = {"Authorization": f"Bearer {door['secret']}"}

        without = httpx.post(url, json=command)
        wrong = httpx.post(url, json=command, headers={"Authorization": "Bearer wrong"})
        rebound = httpx.post(url, json=command, headers={**secret, "Host": f"evil.example:{door['port']}"})
        page = httpx.post(url, json=command, headers={**secret, "Origin": program.url})

        assert [answer.status_code for answer in (without, wrong, rebound, page)] == [401, 401, 421, 421]

    def test_it_does_not_mind_nonsense(self, program):
        door = json.loads((program.data / "run" / "door.json").read_text())
        secret = {"Authorization": f"Bearer {door['secret']}"}
        url = f"http://127.0.0.1:{door['port']}/"

        answers = [
            httpx.post(url, content=content, headers=secret)
            for content in (b"", b"[]", b'{"command": "no-such"}', b"x" * 100_000)
        ]

        assert {answer.status_code for answer in answers} == {400}


@pytest.mark.skipif(os.name == "nt", reason="signals are another matter there")
def test_ctrl_c_ends_it_too(tmp_path: Path):
    (port,) = free_ports(1)
    with Program(tmp_path / "data", port) as program:
        assert program.process is not None
        program.process.send_signal(signal.SIGINT)

        assert program.process.wait(30) == 0
        program.process.stdout.close()
