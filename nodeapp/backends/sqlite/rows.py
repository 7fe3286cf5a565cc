"""Rows as msgspec Structs, by the names of their columns."""

import typing
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Struct

Row = TypeVar("Row")


Maker = Callable[[Sequence[Any]], Row]

_makers: dict[tuple[type[Any], tuple[str, ...]], Maker[Any]] = {}
"""Bounded by the statements this program is made of."""


def maker(row: type[Row], columns: tuple[str, ...]) -> Maker[Row]:
    """What makes a `row` of one result's tuples. Columns that are no field are left out; flags become bool.

    Raises TypeError when a field without a default is no column.
    """
    make: Maker[Row] | None = _makers.get((row, columns))
    if make is None:
        make = _makers[row, columns] = _made(row, columns)
    return make


def _made(row: type[Row], columns: tuple[str, ...]) -> Maker[Row]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(cast(type[Struct], row))}
    missing = [name for name, field in fields.items() if field.required and name not in columns]
    if missing:
        raise TypeError(f"{row.__name__} needs the columns {', '.join(missing)}.")
    if all(name in fields for name in columns):
        return _plain(row, columns, frozenset(name for name in columns if _is_flag(fields[name].type)))
    return _chosen(row, columns, fields)


def _plain(row: type[Row], columns: tuple[str, ...], flags: frozenset[str]) -> Maker[Row]:
    def make(values: Sequence[Any]) -> Row:
        named = dict(zip(columns, values, strict=True))
        for name in flags:
            if (value := named[name]) is not None:
                named[name] = value != 0
        return row(**named)

    return make


def _chosen(row: type[Row], columns: tuple[str, ...], fields: typing.Container[str]) -> Maker[Row]:
    places = [place for place, name in enumerate(columns) if name in fields]
    make = maker(row, tuple(columns[place] for place in places))
    return lambda values: make([values[place] for place in places])


def _is_flag(kind: Any) -> bool:
    return kind is bool or bool in typing.get_args(kind)
