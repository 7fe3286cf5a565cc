"""Hostile addresses and ids at every route: an odd one is not there, and never a failure (W22, W25, W07)."""

import re
from urllib.parse import quote

import pytest

from tests.builders import Home

pytestmark = pytest.mark.anyio

ODD = [
    "0",
    "-1",
    "9" * 19,
    "9223372036854775807",
    "9223372036854775808",
    "9" * 400,
    "\u0663",
    "%00",
    "%2F",
    "%2e%2e",
    "%0d%0aX-Evil:1",
    "%ff%fe",
    "%ed%a0%80",
    "@",
    "@@",
    "@a@b@c",
    "@a@",
    "@ada@127.0.0.1:08420",
    "@x@127.0.0.1:99999",
    "@x@" + "a" * 400,
    "a" * 5_000,
    "';--",
    "*",
    "%25",
    "%E2%80%AEada",
]
NOT_OURS = frozenset({"/api/auth/logout"})
"""Would sign the caller out in the middle."""


async def test_w22_w25_no_odd_address_is_a_failure(node: Home) -> None:
    caller = await node.client_of("ada")
    described = (await node.client.get("/api/openapi.json")).json()["paths"]
    ours = {path: [*calls] for path, calls in described.items() if "{" in path and path not in NOT_OURS}
    peers = {f"/ap/{what}": ["get"] for what in ("users/{id}", "users/{id}/outbox", "tweets/{id}", "retweets/{id}")}

    failed = {}
    for path, methods in (ours | peers).items():
        for odd in ODD:
            for method in methods:
                asked = re.sub(r"\{\w+\}", quote(odd, safe="%@:'*;-"), path)
                answer = await caller.request(method.upper(), asked, json={"content": "x"} if method != "get" else None)
                if answer.status_code >= 500 or "x-evil" in answer.headers:
                    failed[f"{method} {asked[:80]}"] = answer.status_code

    assert failed == {}


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/assets/../../../etc/passwd",
        "/assets/%2e%2e/%2e%2e/index.html",
        "/assets/..%2f..%2fcsp.json",
        "/..%5c..%5cnode.sqlite3",
        "/csp.json",
        "/%00",
        "//evil.example/%2e%2e",
        "/.git/config",
        "/run/door.json",
    ],
)
async def test_w07_no_path_leads_out_of_the_build(node: Home, path: str) -> None:
    answer = await node.client.get(node.origin.url + path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
