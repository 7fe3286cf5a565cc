"""Forms: fields as HTML forms and query strings name them, with `a[b]` and `a[]`, read as what JSON would say."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl

import msgspec

from nodeapp.model.errors import BadInput, bad
from nodeapp.model.limits import Limits

Tree = dict[str, object]
Headers = list[tuple[bytes, bytes]]

_URLENCODED, _MULTIPART = b"application/x-www-form-urlencoded", b"multipart/form-data"
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_INNER = re.compile(r"\[([^\[\]]*)\]")
_PARAMETER = re.compile(r';\s*([a-z*]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))', re.IGNORECASE)
_DEPTH_MAX = 4
_BOUNDARY_MAX = 70
_HEADER_MAX = 1_024


def as_json(headers: Iterable[tuple[bytes, bytes]], body: bytes, limits: Limits) -> bytes | None:
    """The JSON that says the same as a form, whatever boundary was drawn for it; None for what is no plain form.

    Raises BadInput, naming a field that holds a file.
    """
    sent = dict(headers)
    kind = sent.get(b"content-type", b"")
    media_type = kind.partition(b";")[0].strip().lower()
    if b"content-encoding" in sent or media_type not in (_URLENCODED, _MULTIPART):
        return None
    try:
        pairs = _pairs(body.decode(), limits) if media_type == _URLENCODED else _parts(kind, body, limits)
    except UnicodeDecodeError:
        raise BadInput(detail="This form is not UTF-8.") from None
    return msgspec.json.encode(tree_of(pairs))


def said_as_json(headers: Iterable[tuple[bytes, bytes]], body: bytes) -> Headers:
    """The headers that go with it."""
    kept = [(name, value) for name, value in headers if name not in (b"content-type", b"content-length")]
    return [*kept, (b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]


def query_tree(query: bytes, limits: Limits) -> Tree:
    return tree_of(_pairs(query.decode("latin-1"), limits))


def tree_of(pairs: Iterable[tuple[str, str]]) -> Tree:
    """`a[b]=1` is an object and `a[]=1` a list; of the same plain name the last one counts."""
    tree: Tree = {}
    for name, value in pairs:
        _put(tree, _path(name), value, name)
    return tree


def _path(name: str) -> list[str]:
    match = _NAME.fullmatch(name)
    if match is None:
        return [name]
    inner = _INNER.findall(match.group(2))
    if len(inner) > _DEPTH_MAX:
        raise bad(match.group(1), "invalid", "This name is nested too deeply.")
    return [match.group(1), *inner]


def _put(tree: Tree, path: list[str], value: str, name: str) -> None:
    first, inner = path[0], path[1:]
    if not inner:
        tree[first] = value
    elif inner == [""]:
        found = tree.setdefault(first, [])
        if not isinstance(found, list):
            raise bad(name, "invalid", "This name is used in two ways.")
        # A list is sent as one blank where it is empty, since a form cannot say it otherwise.
        found.extend([value] if value else [])
    else:
        branch = tree.setdefault(first, {})
        if not isinstance(branch, dict):
            raise bad(name, "invalid", "This name is used in two ways.")
        _put(branch, inner, value, name)


def _pairs(encoded: str, limits: Limits) -> list[tuple[str, str]]:
    if encoded.count("&") >= limits.form_fields_max:
        raise _too_many(limits)
    return parse_qsl(encoded, keep_blank_values=True, errors="replace")


def _parts(kind: bytes, body: bytes, limits: Limits) -> list[tuple[str, str]]:
    """Source: RFC 7578; a file field that was left empty is no field."""
    boundary = _parameters(kind.decode("latin-1")).get("boundary", "")
    if not 0 < len(boundary) <= _BOUNDARY_MAX:
        raise BadInput(detail="This form does not say what divides its parts.")
    delimiter = b"\r\n--" + boundary.encode("latin-1")
    pieces = (b"\r\n" + body).split(delimiter, limits.form_fields_max + 2)
    if len(pieces) > limits.form_fields_max + 2:
        raise _too_many(limits)
    if len(pieces) == 1 or not pieces[-1].startswith(b"--"):
        raise BadInput(detail="This form ends in its middle.")
    return [pair for piece in pieces[1:-1] if (pair := _part(piece)) is not None]


def _part(piece: bytes) -> tuple[str, str] | None:
    head, divided, value = piece.partition(b"\r\n\r\n")
    disposition = next(
        (line for line in head.decode().split("\r\n") if line.lower().startswith("content-disposition:")), ""
    )
    told = _parameters(disposition)
    if not divided or "name" not in told:
        raise BadInput(detail="A part of this form has no name.")
    if "filename" not in told and "filename*" not in told:
        return told["name"], value.decode()
    if told.get("filename") == "" and not value:
        return None
    raise bad(told["name"], "unsupported", "Files are taken at /api/v2/media only.")


def _parameters(header: str) -> dict[str, str]:
    found = _PARAMETER.findall(header[:_HEADER_MAX])
    return {name.lower(): re.sub(r"\\(.)", r"\1", quoted) if quoted else plain for name, quoted, plain in found}


def _too_many(limits: Limits) -> BadInput:
    return BadInput(detail=f"A form has at most {limits.form_fields_max} fields here.")
