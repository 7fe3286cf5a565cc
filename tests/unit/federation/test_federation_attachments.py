"""What hangs on a post, in every way that peers tell it and in some that nobody should."""

import pytest

from federation.jsonld import dumps, loads
from federation.vocabulary import Attachment, NoteOut, file_type, note_document, parse_note
from federation.vocabulary.attachments import ATTACHMENTS_MAX, picture_url, read_attachments

PICTURE = "https://tea.example/p.png"
FILM = "https://tea.example/f.mp4"


def test_what_is_written_is_read_again() -> None:
    told = Attachment(
        url=PICTURE,
        media_type="image/png",
        name="a cup",
        type="Image",
        blurhash="L6PZfSi_.AyE_3t7t7R**0o#DgR4",
        focus=(-0.5, 0.25),
        width=1_200,
        height=800,
        duration_ms=63_500,
    )
    note = NoteOut(
        id="https://tea.example/1",
        attributed_to="https://tea.example/ada",
        content_html="",
        published_ms=0,
        to=[],
        cc=[],
        attachments=[told],
    )

    assert parse_note(loads(dumps(note_document(note)))).attachments == (told,)


@pytest.mark.parametrize(
    "url",
    [
        PICTURE,
        {"type": "Link", "href": PICTURE},
        [PICTURE, FILM],
        [7, None, {"type": "Link", "href": PICTURE}],
        [
            {"type": "Link", "mediaType": "text/html", "href": "https://tea.example/page"},
            {"type": "Link", "mediaType": "image/png", "href": PICTURE},
        ],
    ],
)
def test_an_address_may_be_text_a_link_or_several(url: object) -> None:
    (found,) = read_attachments({"type": "Document", "url": url})

    assert found.url == PICTURE


def test_a_link_says_more_of_its_file_than_what_it_hangs_on() -> None:
    link = {"type": "Link", "href": FILM, "mediaType": "Video/MP4; codecs=x", "width": 640, "height": 360}

    (found,) = read_attachments({"type": "Document", "url": link, "mediaType": "text/html", "duration": "PT1H2M3.5S"})

    assert (found.media_type, found.width, found.height) == ("video/mp4", 640, 360)
    assert found.duration_ms == 3_723_500


def test_a_link_or_a_bare_address_can_be_an_attachment_itself() -> None:
    found = read_attachments([PICTURE, {"type": "Link", "href": FILM, "mediaType": "video/mp4"}])

    assert [(one.url, one.media_type) for one in found] == [(PICTURE, None), (FILM, "video/mp4")]


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "",
        [],
        {},
        [None, 5, [], [[PICTURE]]],
        {"type": "Image"},
        {"type": "Image", "url": 7},
        {"type": "Image", "url": {"href": {"href": PICTURE}}},
        {"type": "Image", "url": "javascript:alert(1)"},
        {"type": "Image", "url": "data:image/png;base64,AAAA"},
        {"type": "Image", "url": "file:///etc/passwd"},
        {"type": "Image", "url": "https://user@tea.example/p.png"},
        {"type": "Image", "url": "https://tea.example/" + "x" * 3_000},
        {"type": "Image", "url": "https://tea.example/\r\nHost: evil.example"},
    ],
)
def test_what_has_no_address_on_the_web_is_no_attachment(value: object) -> None:
    assert read_attachments(value) == ()


@pytest.mark.parametrize(
    "told",
    [
        {"width": 10**18, "height": -5, "duration": "PT999999999999H"},
        {"width": True, "height": "800", "duration": 5},
        {"width": 0, "height": 0.5, "duration": "P1Y"},
        {"focalPoint": [1], "blurhash": "x" * 300},
        {"focalPoint": ["1", "2"], "blurhash": {"a": 1}},
        {"focalPoint": [True, False], "duration": "P" + "1" * 100 + "D"},
        {"mediaType": 7, "name": ["a"], "type": ["Image"]},
    ],
)
def test_numbers_out_of_bounds_and_wrong_types_are_not_read(told: dict[str, object]) -> None:
    assert read_attachments({"url": PICTURE} | told) == (Attachment(PICTURE),)


def test_d05_a_thousand_attachments_are_cut_and_so_is_what_describes_them() -> None:
    found = read_attachments([{"url": f"{PICTURE}?{number}", "name": "x" * 10_000} for number in range(1_000)])

    assert len(found) == ATTACHMENTS_MAX
    assert {len(one.name or "") for one in found} == {5_000}


def test_a_focus_stays_within_the_picture() -> None:
    (found,) = read_attachments({"url": PICTURE, "focalPoint": [-7, 10**18]})

    assert found.focus == (-1.0, 1.0)


@pytest.mark.parametrize(
    ("icon", "url"),
    [
        ({"type": "Image", "url": PICTURE}, PICTURE),
        ([{"type": "Image", "url": [{"href": PICTURE, "mediaType": "image/png"}]}, {"url": FILM}], PICTURE),
        (PICTURE, PICTURE),
        ({"type": "Image", "url": "javascript:alert(1)"}, None),
        ([], None),
        (7, None),
    ],
)
def test_an_icon_is_the_first_that_has_an_address(icon: object, url: str | None) -> None:
    assert picture_url(icon) == url


def test_files_are_called_by_what_they_are() -> None:
    types = ("image/png", "video/mp4", "audio/ogg", "application/pdf", None)

    assert [file_type(one) for one in types] == ["Image", "Video", "Audio", "Document", "Document"]
