"""Forms: what they say, as JSON would say it, and what is refused."""

import msgspec
import pytest

from nodeapp.model.errors import BadInput
from nodeapp.model.limits import Limits
from nodeapp.web import forms

LIMITS = Limits()
URLENCODED = [(b"content-type", b"application/x-www-form-urlencoded; charset=UTF-8")]
MULTIPART = [(b"content-type", b'multipart/form-data; boundary="x y"')]


def said(headers: list[tuple[bytes, bytes]], body: bytes) -> object:
    found = forms.as_json(headers, body, LIMITS)
    return None if found is None else msgspec.json.decode(found)


def part(disposition: str, value: str, boundary: str = "x y") -> bytes:
    return f"--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{value}\r\n".encode()


@pytest.mark.parametrize(
    ("body", "tree"),
    [
        (b"status=a+b%20c&status=last", {"status": "last"}),
        (b"id[]=1&id%5B%5D=2", {"id": ["1", "2"]}),
        (b"media_ids[]=", {"media_ids": []}),
        (b"f[0][name]=a&f[0][value]=b&f[1][name]=c", {"f": {"0": {"name": "a", "value": "b"}, "1": {"name": "c"}}}),
        (b"a[=1&]=2&[]=3&=4", {"a[": "1", "]": "2", "[]": "3", "": "4"}),
        ("status=fünf%20%F0%9F%8D%B5".encode(), {"status": "fünf 🍵"}),
    ],
)
def test_names_with_brackets_are_objects_and_lists(body: bytes, tree: object) -> None:
    assert said(URLENCODED, body) == tree


def test_a_multipart_form_says_the_same() -> None:
    body = part('name="status"', "two\r\nlines") + part('name="id[]"', "1") + part("name=id[]", "2") + b"--x y--\r\n"

    assert said(MULTIPART, body) == {"status": "two\r\nlines", "id": ["1", "2"]}


def test_a_file_that_was_not_chosen_is_no_field() -> None:
    body = part('name="avatar"; filename=""', "") + b"--x y--"

    assert said(MULTIPART, body) == {}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x y--",
        b"--x y",
        b"--x y\r\nno header",
        part('name="a"', "1"),
        part('filename="a"', "1") + b"--x y--",
        part('name="avatar"; filename="me.png"', "...") + b"--x y--",
        b'--x y\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x y--',
    ],
)
def test_what_is_no_whole_form_without_files_is_refused(body: bytes) -> None:
    if body == b"--x y--":
        assert said(MULTIPART, body) == {}
        return
    with pytest.raises(BadInput):
        said(MULTIPART, body)


@pytest.mark.parametrize("body", [b"a=1&a[b]=2", b"a[]=1&a[b]=2", b"a[b]=1&a[]=2", b"a[1][2][3][4][5]=6", b"a=%00" * 0])
def test_a_name_used_in_two_ways_or_too_deep_is_refused(body: bytes) -> None:
    if not body:
        assert said(URLENCODED, body) == {}
        return
    with pytest.raises(BadInput):
        said(URLENCODED, body)


def test_w25_there_are_only_so_many_fields() -> None:
    many = b"&".join(b"a[]=1" for _ in range(LIMITS.form_fields_max + 1))
    parts = part('name="a"', "1") * (LIMITS.form_fields_max + 1) + b"--x y--"

    for headers, body in ((URLENCODED, many), (MULTIPART, parts)):
        with pytest.raises(BadInput):
            said(headers, body)


def test_what_is_no_form_is_left_alone() -> None:
    packed = [*URLENCODED, (b"content-encoding", b"gzip")]

    for headers in ([], [(b"content-type", b"application/json")], [(b"content-type", b"text/plain")], packed):
        assert forms.as_json(headers, b"a=1", LIMITS) is None


def test_the_headers_say_that_it_is_json() -> None:
    headers = forms.said_as_json([*URLENCODED, (b"content-length", b"3"), (b"x", b"y")], b'{"a":"1"}')

    assert sorted(headers) == [(b"content-length", b"9"), (b"content-type", b"application/json"), (b"x", b"y")]
