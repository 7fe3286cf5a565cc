"""Runs the real command line in processes of its own, and speaks to it from outside."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from tests.builders import PASSWORD, REMEMBERS, free_ports

READY_SECONDS = 60
END_SECONDS = 40


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "nodeapp", *arguments]


def run(*arguments: str, typed: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    return subprocess.run(  # noqa: S603 (our own program)
        command(*arguments),
        input=typed,
        capture_output=True,
        text=True,
        timeout=READY_SECONDS,
        env=environment(**variables),
        check=False,
    )


def environment(**variables: str) -> dict[str, str]:
    """This one's, without what would change a node by accident."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("NODEAPP_")}
    memory = {} if REMEMBERS else {"NODEAPP_MEMORY": "0"}
    return {**plain, **memory, "NODEAPP_TEST": "1", "NODEAPP_LIMITS": "off", **variables}


@dataclass
class Program:
    """`nodeapp serve` on a data folder; the log is kept beside it."""

    data: Path
    port: int
    more: tuple[str, ...] = ()
    url: str = ""
    process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self.process is not None and self.process.poll() is None:
            self.end()

    @property
    def log(self) -> str:
        return self.data.with_suffix(".log").read_text(encoding="utf-8")

    def start(self) -> None:
        """Returns once it says that it is ready."""
        arguments = ("serve", "--data", str(self.data), "--port", str(self.port), *self.more)
        with self.data.with_suffix(".log").open("a") as log:
            self.process = subprocess.Popen(  # noqa: S603 (our own program)
                command(*arguments), stdout=subprocess.PIPE, stderr=log, text=True, env=environment()
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("nodeapp ready http://"), f"{line!r}\n{self.log}"
        self.url = line.removeprefix("nodeapp ready ").strip()

    def end(self) -> int:
        """Asks it to end, as a service manager would; its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self._ended()

    def kill(self) -> None:
        """As a power cut would end it, as far as a process can tell."""
        assert self.process is not None
        self.process.kill()
        self._ended()

    def ask(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return run(*arguments, "--data", str(self.data), typed=typed)

    def account(self, name: str) -> "Person":
        made = self.ask("account", "create", name, "--password-stdin", typed=f"{PASSWORD}\n")
        assert made.returncode == 0, made.stderr
        return Person(self.url, name, self.ask("token", "create", name).stdout.strip())

    def wait_idle(self) -> None:
        waited = self.ask("wait-idle")
        assert waited.returncode == 0, waited.stderr

    def _ended(self) -> int:
        assert self.process is not None
        assert self.process.stdout is not None
        code = self.process.wait(END_SECONDS)
        self.process.stdout.close()
        return code


@dataclass(frozen=True)
class Person:
    """Somebody's requests to their node."""

    url: str
    name: str
    token: str

    def ask(self, method: str, path: str, **how: Any) -> Any:
        """The answer's JSON; fails unless the node did it."""
        headers = {"Authorization": f"Bearer {self.token}", **how.pop("headers", {})}
        response = httpx.request(method, f"{self.url}{path}", headers=headers, timeout=30, trust_env=False, **how)
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text}"
        return response.json() if response.content else None

    def tweet(self, content: str, **more: Any) -> Any:
        return self.ask("POST", "/api/tweets", json={"content": content, **more})

    def home(self) -> list[str]:
        return [tweet["content"] for tweet in self.ask("GET", "/api/timeline/home?limit=100")["tweets"]]

    def follow(self, handle: str) -> Any:
        user = self.ask("GET", f"/api/users/{handle}")
        return self.ask("POST", f"/api/users/{user['id']}/follow")


@contextmanager
def two_programs(folder: Path) -> Iterator[tuple[Program, Program]]:
    """Two nodes that may reach each other."""
    ports = free_ports(2)
    allowed = tuple(part for port in ports for part in ("--allow-peer", f"127.0.0.1:{port}"))
    with Program(folder / "one", ports[0], allowed) as one, Program(folder / "other", ports[1], allowed) as other:
        yield one, other
