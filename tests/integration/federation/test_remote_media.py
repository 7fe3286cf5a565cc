"""Files from elsewhere, as other software tells them: shown through this node to those who may see them, never run."""

import pytest

from federation.jsonld import ACTIVITY_TYPE
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from tests.builders import Caller
from tests.integration.federation.cast import PUBLIC, activity, followed, note, send
from tests.integration.federation.gallery import BLURHASH, Beside, Place, anonymous, picture, png, served

pytestmark = pytest.mark.anyio


async def test_attachments_are_media_with_all_that_is_told_of_them(beside: Beside) -> None:
    place = await Place.at(beside)
    url = served(place.peer, "a.png")
    film = served(place.peer, "b.mp4", kind="video/mp4")

    view = await place.shows(
        "1",
        picture(url, name=" a\u0007 cup ", blurhash=BLURHASH, focalPoint=[0.5, -2], width=800, height=600),
        {"type": "Video", "url": [{"type": "Link", "href": film, "mediaType": "video/mp4"}], "duration": "PT1M"},
    )

    first, second = view.media
    assert (first.kind, first.mime, first.alt, first.remote_url) == ("image", "image/png", "a cup", url)
    assert (first.blurhash, first.focus_x, first.focus_y) == (BLURHASH, 0.5, -1.0)
    assert (first.width, first.height, first.state) == (800, 600, "ready")
    assert (second.kind, second.mime, second.duration_ms) == ("video", "video/mp4", 60_000)
    assert view.tweet.content == "look"
    assert place.peer.url("/files") not in (view.tweet.content_html or "")


async def test_p13_no_api_tells_where_a_file_really_is(beside: Beside) -> None:
    place = await Place.at(beside)
    served(place.peer, "a.png")
    profile = place.bob.document() | {
        "icon": {"type": "Image", "url": served(place.peer, "icon.png")},
        "image": {"type": "Image", "url": [served(place.peer, "cover.png")]},
    }
    await send(place.home, place.bob, activity(place.bob, "Update", "u", profile))
    view = await place.shows("1", picture(place.peer.url("/files/a.png")))

    for path in (
        f"/api/tweets/{view.tweet.id}",
        "/api/timeline/home",
        f"/api/users/{view.author.id}",
        f"/api/v1/statuses/{view.tweet.id}",
        f"/api/v1/accounts/{view.author.id}",
        "/api/v1/timelines/home",
    ):
        answer = await place.caller.get(path)
        assert answer.status_code == 200, path
        assert "/files/" not in answer.text, path
        assert "/media/people/" in answer.text, path


async def test_w04_a_file_is_sent_as_what_it_is_and_can_do_nothing(beside: Beside) -> None:
    place = await Place.at(beside)
    path = await place.path("1", picture(served(place.peer, "a.png", kind="text/html")))

    answer = await place.caller.get(path, headers={"Accept": ACTIVITY_TYPE})

    assert (answer.status_code, answer.content) == (200, png())
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["content-disposition"] == 'inline; filename="file.png"'
    assert answer.headers["cache-control"].startswith("private")


async def test_what_somebody_has_is_not_sent_again_and_parts_can_be_asked_for(beside: Beside) -> None:
    place = await Place.at(beside)
    path = await place.path("1", picture(served(place.peer, "a.png")))
    etag = (await place.caller.get(path)).headers["etag"]

    same = await place.caller.get(path, headers={"If-None-Match": etag})
    part = await place.caller.get(path, headers={"Range": "bytes=10-19"})
    other = await place.caller.get(path, headers={"Range": "bytes=10-19", "If-Range": '"another"'})
    beyond = await place.caller.get(path, headers={"Range": "bytes=5000-"})

    assert (same.status_code, same.content) == (304, b"")
    assert (part.status_code, part.content) == (206, png()[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(png())}"
    assert (other.status_code, other.content) == (200, png())
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(png())}")


SEES = {
    "public": {"anonymous", "stranger", "follower", "mentioned"},
    "unlisted": {"anonymous", "stranger", "follower", "mentioned"},
    "followers": {"follower", "mentioned"},
    "direct": {"mentioned"},
}


@pytest.mark.parametrize("visibility", SEES)
async def test_p01_p08_a_file_is_for_those_who_may_see_its_tweet(beside: Beside, visibility: str) -> None:
    place = await Place.at(beside)
    home, bob = place.home, place.bob
    people = {who: await home.account(who) for who in ("stranger", "mentioned", "blocked")}
    await followed(home, people["blocked"], bob)
    callers = {who: await home.client_of(who) for who in people} | {"follower": place.caller}
    callers["anonymous"] = Caller(home.client, {})
    named, fans = home.origin.account_uri(AccountId(people["mentioned"].id or 0)), f"{bob.id}/followers"
    told = {
        "public": ([PUBLIC], [fans, named]),
        "unlisted": ([fans], [PUBLIC, named]),
        "followers": ([fans], [named]),
        "direct": ([named], []),
    }
    to, cc = told[visibility]
    said = note(bob, "1", "look", to=to, cc=cc, attachment=[picture(served(place.peer, "a.png"))])
    await send(home, bob, activity(bob, "Create", "1", said))
    media_id = await home.count("select id from media")
    path = f"/media/remote/{media_id}"
    blocked = home.origin.account_uri(AccountId(people["blocked"].id or 0))
    await send(home, bob, activity(bob, "Block", "block", blocked))
    # Once it is here, it is there for everybody who may see it, and for nobody else.
    assert (await callers["mentioned"].get(path)).status_code == 200

    answers = {who: await caller.get(path) for who, caller in callers.items()}
    absent = await callers["stranger"].get("/media/remote/12345")

    assert {who for who, answer in answers.items() if answer.status_code == 200} == SEES[visibility]
    hidden = [answer for answer in answers.values() if answer.status_code == 404]
    assert {answer.json()["detail"] for answer in hidden} == {absent.json()["detail"]}
    kept = "private, max-age=86400" if visibility in ("public", "unlisted") else "private, no-cache"
    assert answers["mentioned"].headers["cache-control"] == kept


async def test_p09_what_was_deleted_takes_its_files_along(beside: Beside) -> None:
    place = await Place.at(beside)
    path = await place.path("1", picture(served(place.peer, "a.png")))
    await place.caller.get(path)

    await send(place.home, place.bob, activity(place.bob, "Delete", "gone", f"{place.bob.id}/notes/1"))

    assert (await place.caller.get(path)).status_code == 404
    assert await place.home.count("select count(*) from media") == 0
    assert await place.home.count("select count(*) from cached_files") == 0


async def test_an_edit_replaces_what_hangs_on_a_tweet_and_keeps_the_address_of_what_stays(beside: Beside) -> None:
    place = await Place.at(beside)
    one, two, three = (served(place.peer, f"{number}.png") for number in (1, 2, 3))
    before = await place.shows("1", picture(one, name="one"), picture(two))
    kept, gone = before.media[0].id, before.media[1].id

    changed = note(
        place.bob, "1", "new", updated="2026-01-02T00:00:00Z", attachment=[picture(three), picture(one, name="uno")]
    )
    await send(place.home, place.bob, activity(place.bob, "Update", "2", changed))

    after = await place.tweet("1")
    assert [one.remote_url for one in after.media] == [three, one]
    assert (after.media[1].id, after.media[1].alt) == (kept, "uno")
    assert after.tweet.media_count == 2
    assert (await place.caller.get(f"/media/remote/{gone}")).status_code == 404


async def test_d05_hostile_attachments_are_cut_and_harmless(beside: Beside) -> None:
    place = await Place.at(beside)
    many = [
        picture(f"https://tea.example/{n}.png", name="x" * (9_000 if n < 50 else 1), width=10**15) for n in range(1_000)
    ]
    odd = [
        picture("javascript:alert(1)"),
        picture("data:text/html,<script>"),
        picture("https://tea.example/x.svg", mediaType="image/svg+xml", name="<script>alert(1)</script>"),
        picture("https://tea.example/y.pdf", mediaType="application/pdf"),
        {"type": "Image", "url": {"href": 7}},
        {"type": ["Image"], "url": "https://tea.example/z", "blurhash": [1], "focalPoint": "x", "duration": {}},
        None,
        7,
    ]

    flood = await place.shows("1", *many)
    strange = await place.shows("2", *odd)

    assert len(flood.media) == Limits().remote_media_per_tweet_max
    assert {(len(one.alt), one.width) for one in flood.media} == {(5_000, None)}
    assert strange.media == ()
    html = strange.tweet.content_html or ""
    assert "x.svg" in html
    assert "y.pdf" in html
    assert "javascript" not in html
    assert "<script" not in html
    assert (await place.caller.get("/api/timeline/home")).status_code == 200


async def test_w04_a_film_is_no_picture_of_a_person(beside: Beside) -> None:
    place = await Place.at(beside)
    film = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2"
    icon = served(place.peer, "icon.png", film)
    await send(
        place.home,
        place.bob,
        activity(place.bob, "Update", "u", place.bob.document() | {"icon": {"type": "Image", "url": icon}}),
    )
    view = await place.shows("1", picture(icon, mediaType="video/mp4"))

    of_tweet = await place.caller.get(f"/media/remote/{view.media[0].id}")
    of_person = await place.caller.get(f"/media/people/{view.author.id}/avatar")

    assert (of_tweet.status_code, of_tweet.headers["content-type"]) == (200, "video/mp4")
    assert of_person.status_code == 404


async def test_pictures_of_people_are_read_through_this_node_too(beside: Beside) -> None:
    place = await Place.at(beside)
    told = {"icon": {"type": "Image", "url": served(place.peer, "icon.png")}}
    await send(place.home, place.bob, activity(place.bob, "Update", "u", place.bob.document() | told))
    view = await place.shows("1")
    user = (await place.caller.get(f"/api/users/{view.author.id}")).json()
    path = user["avatar_url"].removeprefix(place.home.origin.url)

    before = await anonymous(place.home, path)
    shown = await place.caller.get(path)
    after = await anonymous(place.home, path)
    cover = await place.caller.get(f"/media/people/{view.author.id}/cover")
    own = await place.caller.get(f"/media/people/{place.ada.id}/avatar")

    assert (before.status_code, shown.status_code, shown.content, after.status_code) == (404, 200, png(), 200)
    assert (cover.status_code, own.status_code, user["cover_url"]) == (404, 404, None)
    assert place.asked("icon.png") == 1
