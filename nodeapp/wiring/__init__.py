"""The composition root: settings in, a running node out; only here is it decided what stands behind each seam."""

import ipaddress
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from socket import socket
from urllib.parse import urlsplit

import msgspec

from nodeapp import local_door
from nodeapp.backends import disk
from nodeapp.bridge.archive import Archive
from nodeapp.bridge.signers import load_instance
from nodeapp.commands import Commands
from nodeapp.jobs.make_exports import MakeExports
from nodeapp.local_door import Address
from nodeapp.mirrors.rebuild import Rebuild
from nodeapp.model.origin import Origin
from nodeapp.serving import Application, CannotListen, listen, port_of, serving
from nodeapp.settings import DEFAULT_PORT, Settings, SettingsError
from nodeapp.wiring.ground import ground
from nodeapp.wiring.node import Node, at_work
from nodeapp.wiring.person import person
from nodeapp.wiring.services import outgoing_door, services

__all__ = ["Node", "running", "stopped"]


@asynccontextmanager
async def running(settings: Settings, *, window: bool = False) -> AsyncIterator[Node]:
    """The node answers while open. On leaving: no new requests, those in flight end, consumers end their batch."""
    async with ground(settings) as base:
        kept = await base.identity.origin()
        with closing(_listen(settings, kept, window)) as listener:
            origin = wanted_origin(settings, kept, port_of(listener))
            async with (
                at_work(base, origin, person() if window else None) as node,
                serving(
                    node.app,
                    listener,
                    settings.limits,
                    settings.limits.drain_seconds,
                    settings.trusted_proxies,
                ),
                _local_door(settings, node.commands, base.random.secret().hex()),
            ):
                await node.ready()
                try:
                    yield node
                finally:
                    node.part()


@asynccontextmanager
async def stopped(settings: Settings) -> AsyncIterator[Commands]:
    """The commands of a node that does not run. What follows from them happens at its next start. Raises InUse."""
    async with ground(settings) as base:
        origin = await base.identity.origin() or Origin(settings.url or _loopback("127.0.0.1", DEFAULT_PORT))
        async with outgoing_door(base, origin) as door:
            parts = await services(base, origin, door, await load_instance(base.database, origin), None)
            archives = MakeExports(parts.exports, Archive(base.database, origin, base.blobs), settings.limits)
            yield parts.commands(origin, Rebuild(base.memory, base.entries, base.snapshots), make_export=archives.make)


def _listen(settings: Settings, kept: Origin | None, window: bool) -> socket:
    """At a first start for which no port was told, any other port will do when the usual one is taken."""
    port = wanted_port(settings, kept, window)
    try:
        return listen(settings.host, port)
    except CannotListen:
        if kept is None and settings.port is None and settings.url is None:
            return listen(settings.host, 0)
        raise


def wanted_port(settings: Settings, kept: Origin | None, window: bool) -> int:
    """As told; else where this node was before; else a free one for a window, and the usual one for a server."""
    if settings.port:
        return settings.port
    own = Origin(settings.url) if settings.url else kept
    if own is not None and _is_loopback(own):
        return urlsplit(own.url).port or 80
    return 0 if window or settings.port == 0 else DEFAULT_PORT


def wanted_origin(settings: Settings, kept: Origin | None, port: int) -> Origin:
    """Raises SettingsError where what was told does not fit together."""
    if settings.url:
        return Origin(settings.url)
    if kept is None:
        if not _is_loopback_name(settings.host):
            raise SettingsError(f"With --host {settings.host} say where others reach this node: --url https://…")
        return Origin(_loopback(settings.host, port))
    if _is_loopback(kept) and urlsplit(kept.url).port != port:
        raise SettingsError(
            f"This node is {kept.url} and would not be found at port {port}. Leave --port out, or say --url {kept.url} "
            "if something in front of it passes requests on."
        )
    return kept


@asynccontextmanager
async def _local_door(settings: Settings, commands: Commands, secret: str) -> AsyncIterator[None]:
    with closing(listen("127.0.0.1", 0)) as listener:
        address = Address(port_of(listener), secret)
        app: Application = local_door.application(address, commands.run)
        async with serving(app, listener, settings.limits, drain_seconds=1):
            with disk.private_file(settings.run / local_door.FILE_NAME, msgspec.json.encode(address)):
                yield


def _loopback(host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"


def _is_loopback(origin: Origin) -> bool:
    parts = urlsplit(origin.url)
    return parts.scheme == "http" and _is_loopback_name(parts.hostname or "")


def _is_loopback_name(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
