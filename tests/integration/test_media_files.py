"""What is served of media, to whom, and as what: W04, W05, P08, ranges and ETags."""

import json

import httpx
import pytest

from tests.builders import Caller, Home
from tests.files import REFUSED, animation, picture

pytestmark = pytest.mark.anyio


async def uploaded(caller: Caller, body: bytes) -> dict:
    answer = await caller.post("/api/media", files={"file": ("x", body)})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def shown(node: Home, caller: Caller, body: bytes | None = None, **draft: object) -> tuple[str, str]:
    """A tweet with one picture; the id of the one, and the path of the other."""
    media = await uploaded(caller, body or picture())
    posted = await caller.post("/api/tweets", json={"content": "", "media_ids": [media["id"]], **draft})
    assert posted.status_code == 201, posted.text
    return posted.json()["id"], httpx.URL(media["url"]).path


@pytest.mark.parametrize("name", REFUSED)
async def test_w04_w08_what_is_no_picture_is_refused_whatever_it_is_called(node: Home, name: str):
    ada = await node.client_of("ada")

    answer = await ada.post("/api/media", files={"file": ("holiday.png", REFUSED[name], "image/png")})

    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"][0]["field"] == "file"
    assert await node.count("select count(*) from media") == 0
    assert not [file for file in (node.settings.data / "media").rglob("*") if file.is_file()]


async def test_w05_no_upload_poses_as_a_document_of_this_node(node: Home):
    ada = await node.client_of("ada")
    note = json.dumps({"@context": "https://www.w3.org/ns/activitystreams", "type": "Note"}).encode()
    body = animation()[:-1] + b"\x21\xfe" + bytes([len(note)]) + note + b"\x00\x3b" + note

    _, path = await shown(node, ada, body)
    served = await node.client.get(path, headers={"Accept": "application/activity+json"})

    assert served.headers["content-type"] == "image/gif"
    assert note not in served.content


async def test_w04_files_are_of_a_fixed_type_and_never_run(node: Home):
    ada = await node.client_of("ada")

    _, path = await shown(node, ada)
    headers = (await node.client.get(path)).headers

    assert headers["content-type"] == "image/png"
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["content-disposition"] == 'inline; filename="file.png"'
    assert headers["cache-control"] == "private, max-age=31536000, immutable"
    assert "set-cookie" not in headers


async def test_an_etag_and_ranges(node: Home):
    ada = await node.client_of("ada")
    _, path = await shown(node, ada)
    whole = await node.client.get(path)
    size, etag = len(whole.content), whole.headers["etag"]

    async def part(value: str, **more: str) -> httpx.Response:
        return await node.client.get(path, headers={"Range": value, **more})

    assert whole.headers["accept-ranges"] == "bytes"
    assert int(whole.headers["content-length"]) == size
    assert (await node.client.get(path, headers={"If-None-Match": etag})).status_code == 304
    first = await part("bytes=0-9")
    assert (first.status_code, first.content) == (206, whole.content[:10])
    assert first.headers["content-range"] == f"bytes 0-9/{size}"
    assert (await part("bytes=10-")).content == whole.content[10:]
    assert (await part("bytes=-5")).content == whole.content[-5:]
    assert (await part(f"bytes=5-{size + 99}")).content == whole.content[5:]
    beyond = await part(f"bytes={size}-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    assert (await part("bytes=-0")).status_code == 416
    for nonsense in ("bytes=9-3", "bytes=a-b", "bytes=-", "lines=0-9", "bytes=0-1,5-9"):
        assert (await part(nonsense)).content == whole.content
    assert (await part("bytes=0-9", **{"If-Range": etag})).status_code == 206
    assert (await part("bytes=0-9", **{"If-Range": '"other"'})).status_code == 200


async def test_a_head_tells_the_same_without_the_file(node: Home):
    ada = await node.client_of("ada")
    _, path = await shown(node, ada)

    head, whole = await node.client.head(path), await node.client.get(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]
    assert head.headers["etag"] == whole.headers["etag"]


async def test_p08_an_upload_without_a_tweet_is_its_owners_alone(node: Home):
    ada, bob = await node.client_of("ada"), await node.client_of("bob")
    media = await uploaded(ada, picture())
    paths = [httpx.URL(url).path for url in (media["url"], *(size["url"] for size in media["sizes"]))]

    for path in paths:
        assert (await ada.get(path)).status_code == 200
        assert (await bob.get(path)).status_code == 404
        assert (await node.client.get(path)).status_code == 404


@pytest.mark.parametrize("visibility", ["public", "followers", "direct"])
async def test_p08_the_address_is_what_lets_in_and_it_ends_with_the_tweet(node: Home, visibility: str):
    ada = await node.client_of("ada")
    tweet_id, path = await shown(node, ada, visibility=visibility)
    key = path.split("/")[2]

    assert len(key) == 24
    assert (await node.client.get(path)).status_code == 200
    await ada.delete(f"/api/tweets/{tweet_id}")
    for who in (ada, node.client):
        assert (await who.get(path)).status_code == 404
        assert (await who.get(path.replace("original", "340.webp"))).status_code == 404


async def test_p08_files_of_somebody_suspended_are_gone(node: Home):
    ada = await node.client_of("ada")
    _, path = await shown(node, ada)

    await node.database.write(lambda tx: tx.run("update accounts set state = 'suspended' where username = 'ada'"))

    assert (await node.client.get(path)).status_code == 404


async def test_w07_nothing_but_what_a_row_names_can_be_asked_for(node: Home):
    ada = await node.client_of("ada")
    canary = node.settings.data / "canary.png"
    canary.write_bytes(picture())
    _, path = await shown(node, ada)
    base = path.rpartition("/")[0]
    odd = [
        "/../canary.png",
        "/..%2fcanary.png",
        "/%2e%2e/canary.png",
        "/..%5ccanary.png",
        "/original/../../canary.png",
        "/hls/..%2f..%2fcanary.png",
        "/CON",
        "/original%00.png",
        "/upload",
        "/%ef%bc%8e%ef%bc%8e/canary.png",
        "/" + "a" * 5_000,
    ]

    for ending in odd:
        assert (await node.client.get(base + ending)).status_code in (400, 404), ending
    for key in ("..", "%2e%2e", "a" * 5_000, "remote", "canary.png", "*"):
        assert (await node.client.get(f"/media/{key}/original")).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["../../x.png", "..\\x.png", "/etc/passwd", "a" * 4_000, "CON", "．．／x", "x\x00.png", "x.php", "", 'a;b"c'],
)
async def test_w07_what_a_file_is_called_does_not_matter(node: Home, name: str):
    ada = await node.client_of("ada")
    before = {file for file in node.settings.data.rglob("*") if "media" not in file.parts}

    answer = await ada.post("/api/media", files={"file": (name or " ", picture())})

    assert answer.status_code in (201, 400)
    assert {file for file in node.settings.data.rglob("*") if "media" not in file.parts} == before
    assert not [file for file in (node.settings.data / "media").rglob("*") if file.suffix]


async def test_a_picture_of_mastodons_clients(node: Home):
    ada = await node.client_of("ada")

    sent = await ada.post(
        "/api/v2/media", files={"file": ("x", picture())}, data={"description": "a flag", "focus": "0.1,0.2"}
    )
    media = sent.json()
    described = await ada.put(f"/api/v1/media/{media['id']}", json={"description": "a flag at sea"})
    posted = await ada.post("/api/v1/statuses", data={"media_ids[]": [media["id"]], "status": ""})

    assert (sent.status_code, media["type"], media["description"]) == (200, "image", "a flag")
    assert media["meta"]["original"] == {"width": 800, "height": 600, "size": "800x600", "aspect": 800 / 600}
    assert media["meta"]["small"]["width"] == 680
    assert media["meta"]["focus"] == {"x": 0.1, "y": 0.2}
    assert described.json()["description"] == "a flag at sea"
    assert (await ada.get(f"/api/v1/media/{media['id']}")).json()["id"] == media["id"]
    assert posted.status_code == 200, posted.text
    attachments = posted.json()["media_attachments"]
    assert [one["description"] for one in attachments] == ["a flag at sea"]
    assert (await node.client.get(attachments[0]["url"])).status_code == 200
    bounds = (await ada.get("/api/v2/instance")).json()["configuration"]
    assert "image/webp" in bounds["media_attachments"]["supported_mime_types"]
    assert bounds["statuses"]["max_media_attachments"] == 4


async def test_mastodons_clients_are_told_which_file_is_wrong(node: Home):
    ada = await node.client_of("ada")

    sent = await ada.post("/api/v2/media", files={"file": ("x.png", REFUSED["html"])})
    posted = await ada.post("/api/v1/statuses", json={"status": "x", "media_ids": ["5"]})

    assert (sent.status_code, posted.status_code) == (422, 422)
    assert "file" in sent.json()["details"]
    assert "media_ids" in posted.json()["details"]
