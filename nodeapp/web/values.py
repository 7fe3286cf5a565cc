"""Values: ids and times as JSON has them, and ids as requests bring them."""

from datetime import UTC, datetime

from nodeapp.model.errors import NotFound, bad
from nodeapp.model.ids import NEWEST, AccountId, DraftId, ListId, TweetId


def parse_tweet_id(given: str) -> TweetId:
    """A tweet's id in a path; what cannot be one is not there."""
    if given.isascii() and given.isdecimal() and len(given) <= len(str(NEWEST)) and int(given) < NEWEST:
        return TweetId(int(given))
    raise NotFound("There is no such tweet.")


def optional_tweet_id(field: str, given: str | int | None) -> TweetId | None:
    """A tweet's id in a body, as a string or a number."""
    if given is None or given == "":
        return None
    try:
        return parse_tweet_id(str(given))
    except NotFound:
        raise bad(field, "invalid", "A tweet's id is a number.") from None


def parse_list_id(given: str) -> ListId:
    """A list's id in a path; what cannot be one is not there."""
    if given.isascii() and given.isdecimal() and len(given) <= len(str(NEWEST)) and int(given) < NEWEST:
        return ListId(int(given))
    raise NotFound("There is no such list.")


def parse_account_id(field: str, given: str | int) -> AccountId:
    """Somebody's id in a body, as a string or a number."""
    number = str(given)
    if number.isascii() and number.isdecimal() and len(number) <= len(str(NEWEST)) and int(number) < NEWEST:
        return AccountId(int(number))
    raise bad(field, "invalid", "Somebody's id is a number.")


def parse_draft_id(given: str) -> DraftId:
    """The id of a draft, or of what is scheduled, in a path; what cannot be one is not there."""
    if given.isascii() and given.isdecimal() and len(given) <= len(str(NEWEST)) and int(given) < NEWEST:
        return DraftId(int(given))
    raise NotFound("There is no such draft.")


def parse_time(field: str, given: str) -> int:
    """A time as RFC 3339 writes it, in milliseconds; without an offset it is in UTC."""
    try:
        told = datetime.fromisoformat(given.strip())
        at = told if told.tzinfo is not None else told.replace(tzinfo=UTC)
        return int(at.timestamp() * 1_000)
    except (ValueError, OverflowError):
        raise bad(field, "invalid", "A time is written as 2026-01-31T12:00:00Z.") from None


def parse_number(given: str) -> int | None:
    """An id of something else in a path; None for what cannot be one."""
    number = given if given.isascii() and given.isdecimal() and len(given) <= len(str(NEWEST)) else "0"
    return int(number) if 0 < int(number) < NEWEST else None


def timestamp(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def id_or_none(number: int | AccountId | TweetId | None) -> str | None:
    return None if number is None else str(number)
