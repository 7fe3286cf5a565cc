"""Writes NodeInfo: what a server says of itself to directories."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from federation.jsonld import JsonObject

Version: TypeAlias = Literal["2.0", "2.1"]

VERSIONS: tuple[Version, ...] = ("2.0", "2.1")
SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/"


class Node(Struct, frozen=True, kw_only=True):
    """The facts. `repository` is told from version 2.1 on."""

    software_name: str
    software_version: str
    open_registrations: bool
    users_total: int
    users_active_month: int
    users_active_half_year: int
    posts_total: int
    repository: str | None = None
    name: str | None = None
    description: str | None = None
    languages: Sequence[str] = ()


def content_type(version: Version) -> str:
    return f'application/json; profile="{SCHEMA}{version}#"'


def links(base_url: str) -> JsonObject:
    """The answer to `/.well-known/nodeinfo`: the documents are expected under `base_url`/nodeinfo/2.0 and 2.1."""
    return {"links": [{"rel": f"{SCHEMA}{version}", "href": f"{base_url}/nodeinfo/{version}"} for version in VERSIONS]}


def document(node: Node, version: Version) -> JsonObject:
    software: JsonObject = {"name": node.software_name, "version": node.software_version}
    if version != "2.0" and node.repository is not None:
        software["repository"] = node.repository
    metadata: JsonObject = {"nodeName": node.name, "nodeDescription": node.description}
    return {
        "version": version,
        "software": software,
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": node.open_registrations,
        "usage": {
            "users": {
                "total": node.users_total,
                "activeMonth": node.users_active_month,
                "activeHalfyear": node.users_active_half_year,
            },
            "localPosts": node.posts_total,
        },
        "metadata": {name: value for name, value in metadata.items() if value} | {"languages": list(node.languages)},
    }
