"""Statements as SQLite takes them: a set `in :ids` becomes a list of parameters."""

import re
from collections.abc import Mapping
from functools import lru_cache

from nodeapp.seams.database import SET_SIZE_MAX, Parameter, Value

_SIZES = (0, 1, 2, 4, 8, 16, 32, 64, 128, 256, SET_SIZE_MAX)
"""Sets are filled up to one of these, so that few forms of a statement are prepared."""


def expand(sql: str, parameters: Mapping[str, Parameter]) -> tuple[str, Mapping[str, Value]]:
    """The statement and its parameters with every list or tuple taken apart.

    Raises ValueError for more than 500 of them: a caller asks in portions.
    """
    flat: dict[str, Value] = {}
    sets: list[tuple[str, int]] = []
    for name, value in parameters.items():
        if isinstance(value, list | tuple):
            members = _filled(name, value)
            sets.append((name, len(members)))
            flat.update((f"{name}_{number}", member) for number, member in enumerate(members))
        else:
            flat[name] = value
    return (_with_sets(sql, tuple(sets)) if sets else sql), flat


def _filled(
    name: str, members: list[int] | tuple[int, ...] | list[str] | tuple[str, ...] | list[bytes]
) -> list[int | str | bytes]:
    """The last member is repeated: it changes no answer of `in` and of `not in`."""
    if len(members) > SET_SIZE_MAX:
        raise ValueError(f"The set :{name} has {len(members)} members; at most {SET_SIZE_MAX} are asked for at once.")
    size = next(size for size in _SIZES if size >= len(members))
    return [*members, *members[-1:] * (size - len(members))]


@lru_cache(maxsize=1_024)
def _with_sets(sql: str, sets: tuple[tuple[str, int], ...]) -> str:
    for name, size in sets:
        placeholders = ", ".join(f":{name}_{number}" for number in range(size))
        sql, found = re.subn(rf"(?i)\bin\s+:{name}\b", f"in ({placeholders})", sql)
        if not found:
            raise ValueError(f"A set is written `in :{name}`.")
    return sql
