"""The package as a whole: its audience words, NodeInfo, its exports and what it may know."""

import ast
import sys
from pathlib import Path

import pytest

import federation
from federation import audience, nodeinfo
from federation.audience import PUBLIC, address, classify

FOLLOWERS = "https://good.example/users/ada/followers"
BOB = "https://x.example/bob"
ALLOWED = {"httpx", "httpcore", "anyio", "cryptography", "msgspec", "federation"}


@pytest.mark.parametrize("visibility", ["public", "unlisted", "followers", "direct"])
def test_a_visibility_that_is_written_is_read_back(visibility: audience.Visibility) -> None:
    to, cc = address(visibility, FOLLOWERS, [BOB, BOB])

    assert classify(to, cc, FOLLOWERS) == visibility
    assert [*to, *cc].count(BOB) == 1


@pytest.mark.parametrize("spelling", [PUBLIC, "as:Public", "Public"])
def test_public_has_three_spellings(spelling: str) -> None:
    assert classify([spelling], [], FOLLOWERS) == "public"
    assert classify([], [spelling], FOLLOWERS) == "unlisted"


def test_in_doubt_the_circle_is_the_smaller_one() -> None:
    assert classify([], [], FOLLOWERS) == "direct"
    assert classify([BOB, "https://evil.example/followers"], [], FOLLOWERS) == "direct"
    assert classify([FOLLOWERS], [], None) == "direct"
    assert classify(["https://www.w3.org/ns/activitystreams#public"], [], FOLLOWERS) == "direct"


def test_nodeinfo_tells_the_facts_in_both_versions() -> None:
    node = nodeinfo.Node(
        software_name="example",
        software_version="1",
        open_registrations=True,
        users_total=3,
        users_active_month=2,
        users_active_half_year=2,
        posts_total=9,
        repository="https://x.example/r",
    )

    old, new = (nodeinfo.document(node, version) for version in nodeinfo.VERSIONS)

    assert (old["version"], new["version"], old["protocols"]) == ("2.0", "2.1", ["activitypub"])
    assert old["software"] == {"name": "example", "version": "1"}
    assert new["software"] == {"name": "example", "version": "1", "repository": "https://x.example/r"}
    assert "2.1#" in nodeinfo.content_type("2.1")
    assert nodeinfo.links("https://good.example") == {
        "links": [
            {"rel": f"{nodeinfo.SCHEMA}{version}", "href": f"https://good.example/nodeinfo/{version}"}
            for version in ("2.0", "2.1")
        ]
    }


def test_every_export_exists_and_is_listed_in_order() -> None:
    assert federation.__all__ == sorted(federation.__all__)
    assert all(hasattr(federation, name) for name in federation.__all__)


def test_the_package_knows_no_app_no_web_framework_no_database_and_no_clock() -> None:
    root = Path(federation.__file__).parent
    known = ALLOWED | sys.stdlib_module_names

    for path in root.rglob("*.py"):
        imported = {name.partition(".")[0] for name in _imports(path)}
        assert imported <= known, path.name
        assert not imported & {"time", "random", "secrets", "sqlite3"}, path.name


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            found.add(node.module)
    return found
