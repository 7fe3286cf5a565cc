"""Threads: several drafts that are posted as one, each answering the one before."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from nodeapp.model.errors import BadInput, FieldError, bad
from nodeapp.model.limits import Limits
from nodeapp.model.tweets import Draft, checked


def checked_thread(drafts: Sequence[Draft], limits: Limits) -> list[Draft]:
    """Clean drafts, or BadInput that names each wrong field by its place, as `thread.3.content`.

    A key for repeating stands with the first draft and is for all of them.
    """
    most = limits.thread_tweets_max
    if not drafts:
        raise bad("thread", "missing", "Write something first.")
    if len(drafts) > most:
        raise bad("thread", "too_long", f"A thread has at most {most} tweets.", most)
    clean: list[Draft] = []
    errors: list[FieldError] = []
    for place, draft in enumerate(drafts):
        if place and draft.reply_to_id is not None:
            answers = "In a thread each tweet answers the one before."
            errors.append(FieldError(at(place, "reply_to_id"), "not_allowed", answers))
        try:
            clean.append(checked(draft, limits))
        except BadInput as error:
            errors += placed(place, error.errors)
    if errors:
        raise BadInput(*errors)
    return [replace(draft, idempotency=None) if place else draft for place, draft in enumerate(clean)]


def at(place: int, field: str) -> str:
    """A field of one draft, as errors name it. The key belongs to the whole request."""
    return field if field == "Idempotency-Key" else f"thread.{place}.{field}"


def placed(place: int, errors: Iterable[FieldError]) -> list[FieldError]:
    """The same errors, of the draft at this place."""
    return [replace(error, field=at(place, error.field)) for error in errors]
