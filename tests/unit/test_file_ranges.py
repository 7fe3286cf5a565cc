"""Files on their way out: which bytes a Range header means."""

import pytest

from nodeapp.web.files import range_of


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("bytes=0-0", range(1)),
        ("bytes=2-5", range(2, 6)),
        ("bytes=8-", range(8, 10)),
        ("bytes=-3", range(7, 10)),
        ("bytes=-30", range(10)),
        ("bytes=5-500", range(5, 10)),
    ],
)
def test_one_range_is_those_bytes(header: str, wanted: range) -> None:
    assert range_of(header, 10) == wanted


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=-0"])
def test_what_is_not_there_is_an_empty_range(header: str) -> None:
    found = range_of(header, 10)

    assert found is not None
    assert len(found) == 0


@pytest.mark.parametrize(
    "header",
    ["", "bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,3-4", "items=0-1", "bytes=a-b", "bytes=" + "9" * 40 + "-"],
)
def test_anything_else_is_the_whole_file(header: str) -> None:
    assert range_of(header, 10) is None
