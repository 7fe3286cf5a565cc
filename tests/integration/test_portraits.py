"""Avatars and covers: cut, served, told to other nodes, and taken away."""

import httpx
import pytest

from nodeapp.model.events import AccountChanged
from tests.builders import Home
from tests.files import SECRET, animation, opened, picture, told

pytestmark = pytest.mark.anyio


async def test_an_avatar_is_cut_and_stands_in_the_profile(node: Home):
    ada = await node.client_of("ada")

    box = {"x": "0", "y": "100", "size": "300"}
    body = told("JPEG", width=800, height=600)
    answer = await ada.put("/api/users/ada/avatar", files={"file": ("x", body)}, data=box)

    assert answer.status_code == 200, answer.text
    url = answer.json()["avatar_url"]
    assert url.startswith(f"{node.origin.url}/media/")
    assert url.endswith("/400x400.webp")
    served = await node.client.get(url)
    shown = opened(served.content)
    assert shown.size == (300, 300)
    assert SECRET not in served.content
    assert shown.getpixel((150, 150))[0] > 150
    assert served.headers["cache-control"].startswith("public")
    assert (await node.client.get("/api/users/ada")).json()["avatar_url"] == url
    assert len(await node.events_of(AccountChanged)) == 1


async def test_without_a_box_the_middle_is_taken(node: Home):
    ada = await node.client_of("ada")

    answer = await ada.put("/api/users/ada/cover", files={"file": ("x", picture("PNG", 3_000, 3_000))})

    shown = opened((await node.client.get(answer.json()["cover_url"])).content)
    assert shown.size == (1_500, 500)


async def test_a_new_picture_takes_the_old_ones_place_and_its_room(node: Home):
    ada = await node.client_of("ada")
    first = (await ada.put("/api/users/ada/avatar", files={"file": ("x", picture())})).json()["avatar_url"]

    other = {"file": ("x", picture("PNG", 90, 90))}
    second = (await ada.put("/api/users/ada/avatar", files=other)).json()["avatar_url"]

    assert (await node.client.get(first)).status_code == 404
    assert (await node.client.get(second)).status_code == 200
    assert await node.count("select count(*) from media") == 1
    assert len([file for file in (node.settings.data / "media").rglob("*") if file.is_file()]) == 1
    gone = await ada.delete("/api/users/ada/avatar")
    again = await ada.delete("/api/users/ada/avatar")
    assert (gone.status_code, again.status_code) == (200, 200)
    assert gone.json()["avatar_url"] is None
    assert (await node.client.get(second)).status_code == 404
    assert await node.count("select count(*) from media") == 0


async def test_an_animation_becomes_a_still(node: Home):
    ada = await node.client_of("ada")

    answer = await ada.put("/api/users/ada/avatar", files={"file": ("x", animation())})

    assert getattr(opened((await node.client.get(answer.json()["avatar_url"])).content), "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({"x": "700", "y": "0", "size": "300"}, {"x", "y", "size"}),
        ({"x": "0", "y": "0", "size": "0"}, {"x", "y", "size"}),
        ({"x": "0", "y": "0"}, {"size"}),
        ({"x": "-1", "y": "0", "size": "9"}, {"x"}),
        ({"x": "1.5", "y": "0", "size": "9"}, {"x"}),
        ({"x": "9" * 20, "y": "0", "size": "9"}, {"x"}),
    ],
)
async def test_a_box_that_is_not_in_the_picture_is_named(node: Home, data: dict[str, str], fields: set[str]):
    ada = await node.client_of("ada")

    answer = await ada.put("/api/users/ada/avatar", files={"file": ("x", picture())}, data=data)

    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} == fields
    assert (await node.client.get("/api/users/ada")).json()["avatar_url"] is None


async def test_nobody_changes_somebody_elses_face(node: Home):
    ada, _ = await node.client_of("ada"), await node.client_of("bob")

    for method in ("PUT", "DELETE"):
        how = {"files": {"file": ("x", picture())}} if method == "PUT" else {}
        assert (await ada.request(method, "/api/users/bob/avatar", **how)).status_code == 403
        assert (await node.client.request(method, "/api/users/bob/cover", **how)).status_code == 401


async def test_other_nodes_are_told_where_it_is(node: Home):
    ada = await node.client_of("ada")
    url = (await ada.put("/api/users/ada/avatar", files={"file": ("x", picture())})).json()["avatar_url"]
    cover = (await ada.put("/api/users/ada/cover", files={"file": ("x", picture())})).json()["cover_url"]
    viewer = await node.account("ada")

    actor = await node.client.get(f"/ap/users/{viewer.id}", headers={"Accept": "application/activity+json"})

    assert actor.json()["icon"] == {"type": "Image", "url": url, "mediaType": "image/webp"}
    assert actor.json()["image"] == {"type": "Image", "url": cover, "mediaType": "image/webp"}
    mastodons = (await ada.get("/api/v1/accounts/verify_credentials")).json()
    assert (mastodons["avatar"], mastodons["header"]) == (url, cover)
    assert httpx.URL(url).host == "127.0.0.1"
