"""Parameters: what a client asks for, from the query and the body alike, as loosely typed as clients send it."""

import re
from collections.abc import Mapping
from functools import cache
from typing import TypeVar, get_args

import msgspec
from msgspec import Struct

from nodeapp.model.errors import BadInput, bad
from nodeapp.model.ids import NEWEST, AccountId
from nodeapp.model.limits import Limits
from nodeapp.web.auth import AnyRequest
from nodeapp.web.forms import Tree, query_tree, tree_of

S = TypeVar("S", bound=Struct)

_AT = re.compile(r" - at `\$\.?([^`.\[]*)[^`]*`")


def asked(request: AnyRequest, kind: type[S], limits: Limits) -> S:
    """What the query says. Raises BadInput naming what cannot be used; unknown names are passed over."""
    return _converted(query_tree(request.scope["query_string"], limits), kind)


async def given(request: AnyRequest, kind: type[S], limits: Limits) -> S:
    """What the query and the body say; the body counts."""
    tree = query_tree(request.scope["query_string"], limits)
    if body := await request.body():
        try:
            tree |= msgspec.json.decode(body, type=dict[str, object])
        except msgspec.DecodeError:
            raise BadInput(detail="The body is not a JSON object.") from None
    return _converted(tree, kind)


def told(fields: Mapping[str, str], kind: type[S]) -> S:
    """What the fields of a form say."""
    return _converted(tree_of(fields.items()), kind)


def account_id(given: str) -> AccountId:
    """An account's id in a path or a list; what cannot be one belongs to nobody."""
    return AccountId(min(int(given), NEWEST)) if _is_number(given) else AccountId(0)


def place(field: str, given: str | int | None, absent: int) -> int:
    """A place in a list. Raises BadInput naming the field."""
    text = "" if given is None else str(given)
    if not text:
        return absent
    if not _is_number(text):
        raise bad(field, "invalid", "An id is a number.")
    return min(int(text), NEWEST)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 2 * len(str(NEWEST))


def _converted(tree: Tree, kind: type[S]) -> S:
    """A blank where a number or yes and no belong is as good as nothing."""
    kept = {name: value for name, value in tree.items() if value != "" or name in _texts(kind)}
    try:
        return msgspec.convert(kept, kind, strict=False)
    except msgspec.ValidationError as error:
        found = _AT.search(str(error))
        name = found.group(1) if found else ""
        message = _AT.sub("", str(error)).replace("`", "")
        raise bad(name or "body", "invalid", f"{message}.") from None


@cache
def _texts(kind: type[Struct]) -> frozenset[str]:
    """The fields of a kind that take text."""
    fields = msgspec.structs.fields(kind)
    return frozenset(field.name for field in fields if field.type is str or str in get_args(field.type))
