"""Files of tweets as attachments, both ways: what is promised to be shown, and what stays a link."""

import pytest

from federation.vocabulary import Attachment
from nodeapp.bridge.attachments import attachments_out, sorted_out
from nodeapp.model.ids import AccountId, MediaId
from nodeapp.model.limits import Limits
from nodeapp.model.media import Media, is_blurhash
from nodeapp.model.origin import Origin

OURS = Origin("https://ours.example")
LIMITS = Limits()
URL = "https://tea.example/a"
BLURHASH = "LEHV6nWB2yk8pyo0adR*.7kCMdnj"


@pytest.mark.parametrize(
    ("attachment", "kind", "mime"),
    [
        (Attachment(URL, "image/png"), "image", "image/png"),
        (Attachment(URL, "image/jpg"), "image", "image/jpeg"),
        (Attachment(URL, "audio/x-m4a"), "audio", "audio/mp4"),
        (Attachment(f"{URL}.webm?x=1"), "video", "video/webm"),
        (Attachment(f"{URL}.png", "application/octet-stream"), "image", "image/png"),
        (Attachment(URL, type="Image"), "image", "image/*"),
        (Attachment(f"{URL}.html", "image/png", type="Page"), "image", "image/png"),
    ],
)
def test_what_is_promised_to_be_a_file_is_shown(attachment: Attachment, kind: str, mime: str) -> None:
    (shown,), left = sorted_out([attachment], LIMITS)

    assert (shown.kind, shown.mime, left) == (kind, mime, ())


@pytest.mark.parametrize(
    "attachment",
    [
        Attachment(URL),
        Attachment(f"{URL}.svg", "image/svg+xml", type="Image"),
        Attachment(f"{URL}.png", "text/html"),
        Attachment(URL, "application/pdf"),
        Attachment(URL, "video/x-matroska", type="Video"),
        Attachment(f"{URL}.zip", type="Document"),
    ],
)
def test_what_cannot_be_shown_stays_a_link(attachment: Attachment) -> None:
    assert sorted_out([attachment], LIMITS) == ((), (attachment,))


def test_the_same_address_counts_once_and_what_is_too_much_stays_a_link() -> None:
    told = [Attachment(f"{URL}{number % 20}", "image/png") for number in range(40)]

    shown, left = sorted_out(told, LIMITS)

    assert len(shown) == len({one.url for one in shown}) == LIMITS.remote_media_per_tweet_max
    assert {one.url for one in left}.isdisjoint(one.url for one in shown)


def test_half_of_a_size_and_half_of_a_blurhash_say_nothing() -> None:
    told = Attachment(URL, "image/png", "x\0" * 6_000, blurhash=BLURHASH[:-1], width=5, focus=(0.1, 0.2))

    ((shown,), _) = sorted_out([told], LIMITS)

    assert (shown.width, shown.height, shown.blurhash) == (None, None, None)
    assert (shown.focus_x, shown.focus_y) == (0.1, 0.2)
    assert shown.alt == "x" * 5_000


@pytest.mark.parametrize("text", ["", "0", "00000", 'LEHV6nWB2yk8pyo0adR*.7kCMdn"', "~" * 166, "é" * 28])
def test_a_blurhash_is_whole_or_none(text: str) -> None:
    assert is_blurhash(BLURHASH)
    assert is_blurhash("000000")
    assert not is_blurhash(text)


def test_files_of_ours_are_told_with_whole_addresses_and_all_that_is_known() -> None:
    told = {"account_id": AccountId(7), "created_at_ms": 0}
    ours = Media(
        id=MediaId(1),
        kind="image",
        state="ready",
        mime="image/png",
        file_key="k3y",
        alt="a cup",
        width=8,
        height=6,
        focus_x=0.5,
        focus_y=-0.5,
        blurhash=BLURHASH,
        **told,  # type: ignore[arg-type]
    )
    film = Media(id=MediaId(2), kind="video", state="waiting", mime="video/mp4", file_key="f1lm", **told)  # type: ignore[arg-type]
    failed = Media(id=MediaId(3), kind="video", state="failed", mime="video/mp4", file_key="bad", **told)  # type: ignore[arg-type]
    foreign = Media(id=MediaId(4), kind="image", state="ready", mime="image/png", remote_url=URL, **told)  # type: ignore[arg-type]

    assert attachments_out([ours, film, failed, foreign], OURS) == [
        Attachment(
            url="https://ours.example/media/k3y/original",
            media_type="image/png",
            name="a cup",
            type="Image",
            blurhash=BLURHASH,
            focus=(0.5, -0.5),
            width=8,
            height=6,
        ),
        Attachment(url="https://ours.example/media/f1lm/original", media_type="video/mp4", type="Video"),
    ]
