"""A push service for nodes that run as programs: an HTTP server in a thread, with one browser behind it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from tests.receivers import Browser


class PushService(ThreadingHTTPServer):
    """`taken` are the topics and bodies that came, in their order; `status` is what it answers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.browser = Browser()
        self.taken: list[tuple[str, bytes]] = []
        self.status = 201

    @property
    def pair(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def subscription(self) -> dict[str, Any]:
        return self.browser.subscription(f"http://{self.pair}/push/one")

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(self.browser.opened(body)) for _, body in self.taken]


class _Handler(BaseHTTPRequestHandler):
    server: PushService

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.headers["Topic"], body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def push_service() -> Iterator[PushService]:
    with PushService() as service:
        thread = Thread(target=service.serve_forever)
        thread.start()
        try:
            yield service
        finally:
            service.shutdown()
            thread.join()
