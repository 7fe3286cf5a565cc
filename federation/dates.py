"""Reads and writes the dates of HTTP headers."""

from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime


def http_date(at_ms: int) -> str:
    return formatdate(at_ms / 1000, usegmt=True)


def read_http_date(text: str) -> int | None:
    """Milliseconds since 1970; None for what is not a date. A date without a zone is UTC."""
    try:
        at = parsedate_to_datetime(text)
        return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
