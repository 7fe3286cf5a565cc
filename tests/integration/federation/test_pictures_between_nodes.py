"""Two complete nodes on loopback show each other's pictures, with the words for those who cannot see them."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from nodeapp.model.accounts import Viewer
from nodeapp.model.media import Media
from tests.builders import Caller, Home
from tests.integration.federation.cast import befriended, met, seen, settled, soon

pytestmark = pytest.mark.anyio

Nodes = tuple[Home, Home]


def png(colour: str = "teal", size: tuple[int, int] = (64, 48)) -> bytes:
    body = BytesIO()
    Image.new("RGB", size, colour).save(body, "PNG")
    return body.getvalue()


async def uploaded(caller: Caller, alt: str, colour: str = "teal") -> dict[str, Any]:
    answer = await caller.post(
        "/api/media", files={"file": ("cup.png", png(colour))}, data={"alt": alt, "focus": "0.5,0"}
    )
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def shown(caller: Caller, *media: dict[str, Any], **told: Any) -> dict[str, Any]:
    body = {"content": "look", "media_ids": [one["id"] for one in media], **told}
    answer = await caller.post("/api/tweets", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def arrived(here: Home, there: Home, viewer: Viewer, tweet: dict[str, Any]) -> tuple[Media, ...]:
    """The files of a tweet from there as the viewer here sees them."""
    await settled(there, here)
    view = await seen(here, viewer, f"{there.origin.url}/ap/tweets/{tweet['id']}")
    assert view is not None
    return view.media


async def test_a_picture_is_seen_elsewhere_with_its_description(nodes: Nodes) -> None:
    here, there = nodes
    ada, _ = await befriended(here, there)
    bob, reader = await there.client_of("bob"), await here.client_of("ada")
    own = await uploaded(bob, "a teal cup")
    tweet = await shown(bob, own, visibility="followers")

    (media,) = await arrived(here, there, ada, tweet)
    answer = await reader.get(f"/media/remote/{media.id}")

    assert (media.kind, media.mime, media.alt) == ("image", own["mime"], "a teal cup")
    assert (media.width, media.height, media.blurhash) == (64, 48, own["blurhash"])
    assert (media.focus_x, media.focus_y) == (0.5, 0.0)
    assert (answer.status_code, answer.headers["content-type"]) == (200, own["mime"])
    assert answer.content == (await there.client.get(own["url"])).content
    assert (await here.client.get(f"/media/remote/{media.id}")).status_code == 404


async def test_an_edit_and_a_deletion_reach_the_other_nodes_copy(nodes: Nodes) -> None:
    here, there = nodes
    ada, _ = await befriended(here, there)
    bob, reader = await there.client_of("bob"), await here.client_of("ada")
    first, second = await uploaded(bob, "one"), await uploaded(bob, "two", "coral")
    tweet = await shown(bob, first, second)
    before = await arrived(here, there, ada, tweet)

    edit = {"content": "look", "media_ids": [second["id"]], "media": [{"id": second["id"], "alt": "a coral cup"}]}
    assert (await bob.put(f"/api/tweets/{tweet['id']}", json=edit)).status_code == 200
    (left,) = await arrived(here, there, ada, tweet)
    gone = await reader.get(f"/media/remote/{before[0].id}")
    kept = await reader.get(f"/media/remote/{left.id}")
    assert (await bob.delete(f"/api/tweets/{tweet['id']}")).status_code == 204
    await settled(there, here)
    deleted = await reader.get(f"/media/remote/{left.id}")

    assert [one.alt for one in before] == ["one", "two"]
    assert (left.id, left.alt) == (before[1].id, "a coral cup")
    assert (gone.status_code, kept.status_code, deleted.status_code) == (404, 200, 404)


async def test_a_new_picture_of_somebody_is_shown_elsewhere_under_a_new_address(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    writer, reader = await there.client_of("bob"), await here.client_of("ada")
    known = await met(here, ada, f"@bob@{there.origin.host}")

    async def address() -> str | None:
        url: str | None = (await reader.get(f"/api/users/{known.id}")).json()["avatar_url"]
        return url

    addresses: list[str | None] = []
    for colour in ("teal", "coral"):
        answer = await writer.put(f"/api/users/{bob.id}/avatar", files={"file": ("me.png", png(colour, (64, 64)))})
        assert answer.status_code == 200, answer.text

        async def another() -> bool:
            return await address() not in (None, *addresses)

        await soon(another)
        addresses.append(await address())
    picture = await reader.get(addresses[1] or "")

    assert all((one or "").startswith(f"{here.origin.url}/media/people/{known.id}/avatar?v=") for one in addresses)
    assert (picture.status_code, picture.headers["content-type"].partition("/")[0]) == (200, "image")
