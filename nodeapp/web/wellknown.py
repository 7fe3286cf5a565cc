"""Routes under /.well-known and /nodeinfo: how others find who lives here, and what this node is."""

from typing import get_args
from xml.sax.saxutils import escape

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from federation.errors import Malformed
from federation.jsonld import JsonObject, authority_of, dumps
from federation.nodeinfo import VERSIONS, Version, content_type
from federation.webfinger import JRD_TYPE, Handle, jrd, parse_handle
from nodeapp.bridge.actors import INSTANCE_NAME
from nodeapp.bridge.nodeinfo import NodeInfo
from nodeapp.model.accounts import ANYBODY, Account, username_key
from nodeapp.model.errors import NotFound, bad
from nodeapp.model.origin import Origin
from nodeapp.services.accounts import Accounts

_ANYWHERE = {"Access-Control-Allow-Origin": "*"}
"""What is public may be read by pages of other sites (RFC 7033, section 5); nothing here depends on who asks."""

_NOBODY = "Nobody by that name lives here."


@get("/.well-known/webfinger", include_in_schema=False)
async def webfinger(
    accounts: NamedDependency[Accounts], origin: NamedDependency[Origin], resource: FromQuery[str | None] = None
) -> Response[bytes]:
    """By handle, or by the address of an actor or a profile."""
    if not resource:
        raise bad("resource", "missing", "Say whom: resource=acct:name@host.")
    name = _name(resource, origin)
    if name == INSTANCE_NAME or resource in (origin.url, f"{origin.url}/", origin.actor_uri):
        subject = Handle(INSTANCE_NAME, origin.host)
        return _json(jrd(subject, origin.actor_uri, aliases=[origin.actor_uri]), JRD_TYPE)
    account = await _account(name, resource, accounts, origin)
    uri, page = origin.account_uri(account.id), origin.profile_url(account.username)
    subject = Handle(account.username, origin.host)
    return _json(jrd(subject, uri, profile_url=page, aliases=[page, uri]), JRD_TYPE)


@get("/.well-known/host-meta", include_in_schema=False)
async def host_meta(origin: NamedDependency[Origin]) -> Response[bytes]:
    template = escape(_template(origin), {'"': "&quot;"})
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">\n'
        f'  <Link rel="lrdd" template="{template}"/>\n'
        "</XRD>\n"
    )
    return Response(document.encode(), media_type="application/xrd+xml; charset=utf-8", headers=_ANYWHERE)


@get("/.well-known/host-meta.json", include_in_schema=False)
async def host_meta_json(origin: NamedDependency[Origin]) -> Response[bytes]:
    return _json({"links": [{"rel": "lrdd", "template": _template(origin)}]}, JRD_TYPE)


@get("/.well-known/nodeinfo", include_in_schema=False)
async def nodeinfo_links(nodeinfo: NamedDependency[NodeInfo]) -> Response[bytes]:
    return _json(nodeinfo.links(), JRD_TYPE)


@get("/nodeinfo/{version:str}", include_in_schema=False)
async def nodeinfo_document(version: FromPath[str], nodeinfo: NamedDependency[NodeInfo]) -> Response[bytes]:
    for known in VERSIONS:
        if version == known:
            return _json(await nodeinfo.document(known), content_type(known))
    raise NotFound(f"There are NodeInfo {' and '.join(get_args(Version))}.")


def _name(resource: str, origin: Origin) -> str | None:
    """The local name a handle means, in small letters; None for an address, or a handle of elsewhere."""
    if "://" in resource:
        return None
    try:
        handle = parse_handle(resource)
        is_ours = authority_of(f"https://{handle.authority}") == authority_of(f"https://{origin.host}")
    except Malformed:
        raise bad("resource", "invalid", "A resource looks like acct:name@host.") from None
    if not is_ours:
        raise NotFound(_NOBODY)
    return username_key(handle.username)


async def _account(name: str | None, resource: str, accounts: Accounts, origin: Origin) -> Account:
    """Somebody who lives here; raises NotFound."""
    account_id = origin.account_id_of(resource) if name is None else None
    wanted = name or origin.username_of(resource)
    if account_id is None and wanted is None:
        raise NotFound(_NOBODY)
    view = await accounts.get(ANYBODY, f"{account_id}" if account_id is not None else f"@{wanted}")
    if not view.account.is_local:
        raise NotFound(_NOBODY)
    return view.account


def _template(origin: Origin) -> str:
    return f"{origin.url}/.well-known/webfinger?resource={{uri}}"


def _json(document: JsonObject, media_type: str) -> Response[bytes]:
    return Response(dumps(document), media_type=media_type, headers=_ANYWHERE)


routes = [webfinger, host_meta, host_meta_json, nodeinfo_links, nodeinfo_document]
