#!/usr/bin/env python3
"""Writes what the server says of its API into ui/openapi.json, of which the page's types are made; --check compares."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import anyio
import httpx

from nodeapp.model.origin import Origin
from nodeapp.settings import Settings
from nodeapp.wiring.ground import ground
from nodeapp.wiring.node import at_work

FILE = Path(__file__).resolve().parent.parent / "ui" / "openapi.json"
ORIGIN = Origin("http://127.0.0.1:8420")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when the file is stale, and leave it")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        text = anyio.run(described, Path(folder))
    if not wanted.check:
        FILE.write_text(text, encoding="utf-8")
    elif FILE.read_text(encoding="utf-8") != text:
        print("ui/openapi.json is stale; run scripts/openapi.py", file=sys.stderr)
        return 1
    return 0


async def described(folder: Path) -> str:
    async with (
        ground(Settings(data=folder)) as base,
        at_work(base, ORIGIN) as node,
        httpx.AsyncClient(transport=httpx.ASGITransport(node.app), base_url=ORIGIN.url) as client,
    ):
        answer = await client.get("/api/openapi.json")
    document = answer.raise_for_status().json()
    # A description of the API, not of the one node that was asked for it.
    document["info"]["title"] = "nodeapp"
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
