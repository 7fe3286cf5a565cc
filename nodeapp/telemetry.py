"""Logs for machines and people on stderr, without secrets, and a few counters."""

import logging
import re
import sys
import threading
from collections import Counter
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import structlog
from structlog.typing import Processor

_HIDDEN = "[hidden]"
_SECRET_NAME = re.compile(r"password|secret|token|authorization|cookie|private|signature|email", re.IGNORECASE)
_SECRET_TEXT = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]+"
    r"|(?i:bearer)\s+\S+"
    r"|(?<=[?&])(?i:token|secret|code|key)=[^&\s\"]+"
    r"|\$argon2[^\s\"]+"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----"
)

_counts: Counter[str] = Counter()
_counts_lock = threading.Lock()


def configure(level: str = "info") -> None:
    """Sends this program's log, and that of the libraries, to stderr: one JSON object a line, or text on a terminal."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer()],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    # Every outgoing request a line at info, with its address, is more than anybody asked for.
    for name in ("httpx", "httpcore", "aiosqlite"):
        logging.getLogger(name).setLevel(logging.WARNING)


@contextmanager
def request(request_id: str) -> Iterator[None]:
    """Every line logged inside carries the request's id."""
    with structlog.contextvars.bound_contextvars(request_id=request_id):
        yield


def count(name: str, amount: int = 1, **labels: str) -> None:
    """Adds to a counter; labels are few and known (a consumer's name, never a person's)."""
    key = name + "".join(f",{label}={value}" for label, value in sorted(labels.items()))
    with _counts_lock:
        _counts[key] += amount


def counted() -> dict[str, int]:
    """Every counter since the start, as `name,label=value`."""
    with _counts_lock:
        return dict(_counts)


def without_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hides values by their names, and inside texts what looks like a token, a key or a password's hash (W14)."""
    for name, value in event.items():
        event[name] = _HIDDEN if _SECRET_NAME.search(name) and value else _clean(value)
    return event


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


def _renderer() -> Processor:
    if sys.stderr.isatty():
        return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.JSONRenderer(ensure_ascii=False)
