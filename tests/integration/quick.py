"""Two apps over one node: one that answers the paths asked all the time ahead of its routes, one that does not."""

from copy import copy
from typing import Any

import httpx

from nodeapp.web.fast import Fast
from tests.builders import Caller, Home

NEVER_ALIKE = {"x-request-id", "etag"}
"""The one is of each request, the other made of something else than the body on quick paths."""


async def _nowhere(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError(f"{scope['method']} {scope['path']} was not answered ahead of the routes")


def ordinary(app: Any) -> Any:
    """The same app, of which only the routes answer."""
    if isinstance(app, Fast):
        return app._app
    twin = copy(app)
    twin._app = ordinary(app._app)
    return twin


def quick(app: Any) -> Any:
    """The same app without its routes: what is not answered ahead of them fails."""
    twin = copy(app)
    twin._app = _nowhere if isinstance(app, Fast) else quick(app._app)
    return twin


def client(node: Home, app: Any, caller: Caller | None = None) -> httpx.AsyncClient:
    """Asks this app in the caller's name, or in nobody's."""
    headers = {} if caller is None else caller.headers
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=node.origin.url, headers=headers)


def told(answer: httpx.Response) -> tuple[int, dict[str, str], bytes]:
    headers = {name: value for name, value in answer.headers.items() if name not in NEVER_ALIKE}
    return answer.status_code, headers, answer.content
