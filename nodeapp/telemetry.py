"""Logs for machines and people on stderr, without secrets, and a few counters."""

import asyncio
import json
import logging
import re
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import ContextVar, Token
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec
from msgspec import Struct

LINES_SECONDS = 0.05
LINES_MAX = 1_000
"""So long, and so many, requests' lines wait for each other: writing them together costs little more than one alone."""

_HIDDEN = "[hidden]"
_SECRET_NAME = re.compile(r"password|secret|token|authorization|cookie|private|signature|email", re.IGNORECASE)
_SECRET_TEXT = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]+"
    r"|(?i:bearer)\s+\S+"
    r"|(?<=[?&])(?i:token|secret|code|key)=[^&\s\"]+"
    r"|\$argon2[^\s\"]+"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----"
)
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "fields"}
"""What every record has; anything else was added by whoever logs."""

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_requests = logging.getLogger(f"{__name__}.requests")
_encode = msgspec.json.Encoder().encode

_counts: Counter[str] = Counter()
_counts_lock = threading.Lock()


class Log:
    """`Log(__name__).info("sent", host=host)`: what happened, in a word, and its particulars by name."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def debug(self, event: str, **fields: object) -> None:
        self._logger.debug(event, extra={"fields": fields})

    def info(self, event: str, **fields: object) -> None:
        self._logger.info(event, extra={"fields": fields})

    def warning(self, event: str, **fields: object) -> None:
        self._logger.warning(event, extra={"fields": fields})

    def error(self, event: str, **fields: object) -> None:
        self._logger.error(event, extra={"fields": fields})

    def exception(self, event: str, **fields: object) -> None:
        """With the traceback of what is being handled."""
        self._logger.exception(event, extra={"fields": fields})


def configure(level: str = "info") -> None:
    """Sends this program's log, and that of the libraries, to stderr: one JSON object a line, or text on a terminal."""
    handler = _Lines(sys.stderr)
    handler.setFormatter(_Entries(_json if handler.is_json else _for_people()))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    # Every outgoing request a line at info, with its address, is more than anybody asked for.
    for name in ("httpx", "httpcore", "aiosqlite"):
        logging.getLogger(name).setLevel(logging.WARNING)


def request(request_id: str) -> AbstractContextManager[None]:
    """Every line logged inside carries the request's id."""
    return _Within(request_id)


def request_line(
    request_id: str, method: str, path: str, status: int, account_id: int | None, duration_ms: int
) -> None:
    """The line that every request leaves; written a moment later, in its place among the others, and not lost at exit.

    `path` is without its query. Two microseconds, where a record and its formatter take ten times as long.
    """
    if not _requests.isEnabledFor(logging.INFO):
        return
    handlers = logging.root.handlers
    lines = handlers[0] if len(handlers) == 1 else None
    if isinstance(lines, _Lines) and lines.is_json:
        path = _SECRET_TEXT.sub(_HIDDEN, path)
        now = datetime.now(UTC)
        lines.put(_Request("request", method, path, status, account_id, duration_ms, request_id, "info", now))
        return
    seen = {"method": method, "path": path, "status": status, "account_id": account_id, "duration_ms": duration_ms}
    _requests.info("request", extra={**seen, "request_id": request_id})


def count(name: str, amount: int = 1, **labels: str) -> None:
    """Adds to a counter; labels are few and known (a consumer's name, never a person's)."""
    key = name + "".join(f",{label}={value}" for label, value in sorted(labels.items()))
    with _counts_lock:
        _counts[key] += amount


def counted() -> dict[str, int]:
    """Every counter since the start, as `name,label=value`."""
    with _counts_lock:
        return dict(_counts)


def without_secrets(entry: dict[str, Any]) -> dict[str, Any]:
    """Hides values by their names, and inside texts what looks like a token, a key or a password's hash (W14)."""
    return {name: _HIDDEN if _SECRET_NAME.search(name) and value else _clean(value) for name, value in entry.items()}


class _Request(Struct, frozen=True, gc=False):
    event: str
    method: str
    path: str
    status: int
    account_id: int | None
    duration_ms: int
    request_id: str
    level: str
    timestamp: datetime


class _Within:
    """A class, because a generator's context would cost every request a microsecond more."""

    __slots__ = ("_id", "_token")

    def __init__(self, request_id: str) -> None:
        self._id = request_id

    def __enter__(self) -> None:
        self._token: Token[str | None] = _request_id.set(self._id)

    def __exit__(self, *_: object) -> None:
        _request_id.reset(self._token)


class _Lines(logging.StreamHandler[TextIO]):
    """Writes records at once and requests' lines together, all in the order in which they came."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self.is_json = not stream.isatty()
        self._waiting: deque[_Request] = deque()

    def put(self, line: _Request) -> None:
        self._waiting.append(line)
        if len(self._waiting) == 1:
            try:
                asyncio.get_running_loop().call_later(LINES_SECONDS, self.flush)
            except RuntimeError:
                # Nobody would come back for it.
                self.flush()
        elif len(self._waiting) >= LINES_MAX:
            self.flush()

    def emit(self, record: logging.LogRecord) -> None:
        self.flush()
        super().emit(record)

    def flush(self) -> None:
        """Called by logging at exit, too."""
        self.acquire()
        try:
            if waiting := self._waiting:
                self.stream.write("".join([_line(waiting.popleft()) for _ in range(len(waiting))]))
            super().flush()
        except (OSError, ValueError):
            # Whoever read the log is gone; that is no reason to fail a request.
            self._waiting.clear()
        finally:
            self.release()


class _Entries(logging.Formatter):
    """A record as one entry: what happened, its particulars, which request it belongs to, how grave it is, and when."""

    def __init__(self, render: Callable[[dict[str, Any]], str]) -> None:
        super().__init__()
        self._render = render

    def format(self, record: logging.LogRecord) -> str:
        entry = {"event": record.getMessage(), **getattr(record, "fields", {})}
        entry.update((name, value) for name, value in vars(record).items() if name not in _USUAL)
        if (request_id := _request_id.get()) is not None:
            entry["request_id"] = request_id
        entry["level"] = record.levelname.lower()
        entry["timestamp"] = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        if record.exc_info and record.exc_info[0] is not None:
            entry["exception"] = self.formatException(record.exc_info)
        return self._render(without_secrets(entry))


def _clean(value: Any) -> Any:
    match value:
        case str():
            return _SECRET_TEXT.sub(_HIDDEN, value)
        case dict():
            return {name: _HIDDEN if _SECRET_NAME.search(str(name)) else _clean(part) for name, part in value.items()}
        case list() | tuple():
            return [_clean(part) for part in value]
        case _:
            return value


def _line(request: _Request) -> str:
    try:
        return f"{_encode(request).decode()}\n"
    except UnicodeEncodeError:
        # Half a character, which is no text.
        return f"{json.dumps(msgspec.to_builtins(request, builtin_types=()))}\n"


def _json(entry: dict[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, default=repr)


def _for_people() -> Callable[[dict[str, Any]], str]:
    # It brings a library for drawing on terminals along, which a node in the background has no use for.
    from structlog.dev import ConsoleRenderer, plain_traceback  # noqa: PLC0415 (40 ms and 6 MB)

    renderer = ConsoleRenderer(exception_formatter=plain_traceback)
    return lambda entry: renderer(None, entry["level"], entry)
