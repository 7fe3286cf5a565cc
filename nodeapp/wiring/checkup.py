"""A checkup of a data folder and its machine: what is wrong, and how to mend it. Changes nothing."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from nodeapp import local_door
from nodeapp.backends import disk
from nodeapp.backends.clock import SystemClock
from nodeapp.backends.sqlite.checkup import Seen, Unreadable, look
from nodeapp.backends.sqlite.lock import locked
from nodeapp.model.errors import Conflict
from nodeapp.model.origin import Origin
from nodeapp.serving import CannotListen, listen
from nodeapp.settings import Settings
from nodeapp.web import ui
from nodeapp.wiring import wanted_port
from nodeapp.wiring.ground import DATABASE_NAME, LOCK_NAME

LOW_BYTES = 512 * 1024 * 1024
EARLIEST_MS = 1_767_225_600_000
"""2026-01-01: no clock that is right shows less."""
AHEAD_MS = 300_000


@dataclass(frozen=True)
class Finding:
    """`mend` is what to do, None where all is well."""

    what: str
    mend: str | None = None


def checkup(settings: Settings) -> Iterator[Finding]:
    yield from _folder(settings)
    is_running = _is_running(settings)
    yield _running(settings, is_running)
    database = settings.data / DATABASE_NAME
    origin: Origin | None = None
    if not database.exists():
        yield Finding("No database yet; it is made at the first start.")
    else:
        try:
            seen = look(database)
        except Unreadable as error:
            yield Finding(f"{database} cannot be read: {error}.", "Restore a backup, or move it away to begin anew.")
        else:
            origin = Origin(seen.origin_url) if seen.origin_url else None
            yield from _database(seen)
    if not is_running:
        yield _port(settings, origin)
    yield _page()


def _folder(settings: Settings) -> Iterator[Finding]:
    data = settings.data
    if not data.exists():
        yield Finding(f"Data folder {data}: not there yet; it is made at the first start.")
        return
    open_ones = [path for path in (data, settings.run) if path.exists() and not disk.is_private(path)]
    mend = f"Others on this machine can look into it. Run: chmod 700 {open_ones[0]}" if open_ones else None
    yield Finding(f"Data folder {data}.", mend)
    free = disk.free_bytes(data)
    mend = "Make room: below a few megabytes nothing can be written any more." if free < LOW_BYTES else None
    yield Finding(f"{free // 1_000_000:,} MB free on its disk.", mend)


def _is_running(settings: Settings) -> bool:
    if not (settings.run / LOCK_NAME).exists():
        return False
    try:
        with locked(settings.run / LOCK_NAME):
            return False
    except Conflict:
        return True


def _running(settings: Settings, is_running: bool) -> Finding:
    door = settings.run / local_door.FILE_NAME
    if not is_running:
        return Finding("No node runs on it.")
    if not door.exists():
        return Finding("A node holds it without a local door.", "It is starting or ending; look again in a moment.")
    if not disk.is_private(door):
        return Finding("A node runs on it; others can read its door.", f"Run: chmod 600 {door}")
    return Finding("A node runs on it.")


def _database(seen: Seen) -> Iterator[Finding]:
    if seen.damage:
        yield Finding(f"The database is damaged: {seen.damage}.", "Stop the node and restore the newest backup.")
    else:
        yield Finding("The database is sound.")
    if newer := sorted(seen.applied - seen.shipped):
        yield Finding(f"A newer nodeapp made this database ({newer[-1]}).", "Install that version again.")
    elif missing := seen.shipped - seen.applied:
        yield Finding(f"The schema is older than this program; {len(missing)} steps are taken at the next start.")
    else:
        yield Finding("The schema is this program's.")
    if count := seen.accounts_without_keys:
        yield Finding(f"{count} accounts have no keys and cannot sign.", "Restore a backup that has them.")
    yield Finding(
        f"This node is {seen.origin_url}." if seen.origin_url else "It has no address before its first start."
    )
    yield _clock(seen.newest_event_ms)


def _clock(newest_event_ms: int) -> Finding:
    now_ms = SystemClock()()
    if now_ms < EARLIEST_MS or newest_event_ms > now_ms + AHEAD_MS:
        return Finding("The clock is behind.", "Set it, best by network time: other nodes refuse what is dated wrong.")
    return Finding("The clock is plausible.")


def _port(settings: Settings, origin: Origin | None) -> Finding:
    port = wanted_port(settings, origin, window=False)
    try:
        listen(settings.host, port).close()
    except CannotListen as error:
        if origin is None and settings.port is None and settings.url is None:
            return Finding(f"Port {port} is taken; the first start draws another one.")
        return Finding(f"{settings.host}:{port} cannot be listened on.", str(error))
    return Finding(f"Port {port} is free.")


def _page() -> Finding:
    if ui.interface().assets:
        return Finding("The page is built.")
    how = "Install nodeapp again" if shutil.which("npm") is None else "Run `npm ci && npm run build` in ui/"
    return Finding("The page has not been built.", f"{how}; the API works without it.")
