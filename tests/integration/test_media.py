"""Media from outside: upload, describe, hang on a tweet, and what is served of it."""

import json

import anyio
import httpx
import pytest

from nodeapp.model.tweets import Draft
from tests.builders import Caller, Home
from tests.files import SECRET, animation, opened, picture, told

pytestmark = pytest.mark.anyio


async def upload(caller: Caller, body: bytes, name: str = "x.png", **fields: str) -> httpx.Response:
    return await caller.post("/api/media", files={"file": (name, body)}, data=fields)


async def ready(caller: Caller, body: bytes, **fields: str) -> dict:
    answer = await upload(caller, body, **fields)
    assert answer.status_code == 201, answer.text
    media = answer.json()
    assert media["state"] == "ready"
    return media


def path(url: str) -> str:
    return httpx.URL(url).path


async def test_a_picture_comes_back_in_its_sizes(node: Home):
    ada = await node.client_of("ada")

    media = await ready(ada, picture("PNG", 1600, 900), alt="a flag", focus="0.5,-0.25")

    assert (media["kind"], media["mime"], media["width"], media["height"]) == ("image", "image/png", 1600, 900)
    assert (media["alt"], media["focus"]) == ("a flag", [0.5, -0.25])
    assert len(media["blurhash"]) == 28
    sizes = {path(size["url"]).rpartition("/")[2]: (size["width"], size["height"]) for size in media["sizes"]}
    wanted = {"1024.webp": (1024, 576), "680.webp": (680, 382), "340.webp": (340, 191), "150x150.webp": (150, 150)}
    assert sizes == wanted
    for size in media["sizes"]:
        served = await ada.get(path(size["url"]))
        assert served.headers["content-type"] == "image/webp"
        assert opened(served.content).size == (size["width"], size["height"])
    assert media["preview_url"].endswith("/680.webp")


async def test_no_size_is_larger_than_the_picture(node: Home):
    ada = await node.client_of("ada")

    media = await ready(ada, picture("PNG", 100, 40))

    sizes = [(path(size["url"]).rpartition("/")[2], size["width"], size["height"]) for size in media["sizes"]]
    assert sizes == [("340.webp", 100, 40), ("150x150.webp", 40, 40)]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
async def test_the_original_says_nothing_but_its_pixels(node: Home, form: str):
    ada = await node.client_of("ada")

    media = await ready(ada, told(form))

    original = (await ada.get(path(media["url"]))).content
    assert SECRET not in original
    assert opened(original).tobytes() == opened(told(form)).tobytes()


async def test_a_turned_picture_is_stored_upright(node: Home):
    ada = await node.client_of("ada")

    media = await ready(ada, told("JPEG", orientation=6, width=400, height=200))

    original = (await ada.get(path(media["url"]))).content
    assert (media["width"], media["height"]) == (200, 400)
    assert opened(original).size == (200, 400)
    assert SECRET not in original
    assert opened(original).getpixel((100, 20))[0] > 150


async def test_the_square_is_cut_around_the_focus(node: Home):
    ada = await node.client_of("ada")

    media = await ready(ada, picture("PNG", 900, 300), focus="-1,0")

    square = next(size for size in media["sizes"] if size["url"].endswith("150x150.webp"))
    shown = opened((await ada.get(path(square["url"]))).content)
    assert shown.getpixel((140, 75))[0] > 150
    changed = await ada.request("PATCH", f"/api/media/{media['id']}", json={"focus": [1, 0]})
    await node.wait_idle()
    shown = opened((await ada.get(path(square["url"]))).content)
    assert changed.json()["focus"] == [1, 0]
    assert shown.getpixel((10, 75))[2] > 150


@pytest.mark.parametrize(("form", "mime"), [("GIF", "image/gif"), ("WEBP", "image/webp")])
async def test_an_animation_stays_one_and_gets_a_still(node: Home, form: str, mime: str):
    ada = await node.client_of("ada")

    media = await ready(ada, animation(form))

    original = opened((await ada.get(path(media["url"]))).content)
    poster = opened((await ada.get(path(media["preview_url"]))).content)
    assert (media["kind"], media["mime"]) == ("animation", mime)
    assert original.n_frames == 5
    assert getattr(poster, "n_frames", 1) == 1
    assert media["preview_url"].endswith("/poster.webp")


async def test_an_avif_becomes_what_everybody_can_show(node: Home):
    ada = await node.client_of("ada")

    media = await ready(ada, told("AVIF"))

    original = (await ada.get(path(media["url"]))).content
    assert media["mime"] == "image/webp"
    assert opened(original).format == "WEBP"
    assert SECRET not in original


async def test_a_tweet_carries_pictures_in_their_order_and_needs_no_words(node: Home):
    ada, bob = await node.client_of("ada"), await node.client_of("bob")
    ids = [(await ready(ada, picture("PNG", 50 + number, 50), alt=str(number)))["id"] for number in range(4)]

    posted = await ada.post("/api/tweets", json={"content": "", "media_ids": ids[::-1]})

    assert posted.status_code == 201, posted.text
    seen = (await bob.get(f"/api/tweets/{posted.json()['id']}")).json()
    assert [one["id"] for one in seen["media"]] == ids[::-1]
    assert [one["alt"] for one in seen["media"]] == ["3", "2", "1", "0"]
    assert seen["media_urls"] == [one["url"] for one in seen["media"]]
    assert (await bob.get(path(seen["media_urls"][0]))).status_code == 200
    assert await node.count("select media_count from tweets") == 4


async def test_words_or_a_picture_are_needed(node: Home):
    ada = await node.client_of("ada")

    answer = await ada.post("/api/tweets", json={"content": " "})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "content"


async def test_files_that_cannot_be_a_tweets_are_named(node: Home):
    ada, bob = await node.client_of("ada"), await node.client_of("bob")
    mine, used, moving = [(await ready(ada, body))["id"] for body in (picture(), picture(), animation())]
    theirs = (await ready(bob, picture()))["id"]
    many = [(await ready(ada, picture()))["id"] for _ in range(5)]
    await ada.post("/api/tweets", json={"content": "x", "media_ids": [used]})
    failed = (await ready(ada, picture()))["id"]
    await node.database.write(lambda tx: tx.run("update media set state = 'failed' where id = :id", id=int(failed)))
    wanted = {
        "not_found": [["1"], [theirs]],
        "already_used": [[used]],
        "too_many": [many],
        "twice": [[mine, mine]],
        "mixed_kinds": [[mine, moving]],
        "failed": [[failed]],
        "invalid": [["nonsense"], ["-1"], ["9" * 30]],
    }

    for code, lists in wanted.items():
        for ids in lists:
            answer = await ada.post("/api/tweets", json={"content": "x", "media_ids": ids})
            assert answer.status_code == 400, (code, answer.text)
            assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("media_ids", code)]
    assert await node.count("select count(*) from tweets") == 1
    assert (await ada.post("/api/tweets", json={"content": "x", "media_ids": [moving]})).status_code == 201


async def test_a_poll_and_pictures_do_not_go_together(node: Home):
    ada = await node.client_of("ada")
    media = await ready(ada, picture())

    poll = {"options": ["a", "b"], "expires_in": 600}
    answer = await ada.post("/api/tweets", json={"content": "x", "media_ids": [media["id"]], "poll": poll})

    assert answer.status_code == 400


async def test_an_upload_is_described_and_taken_back_by_its_owner_only(node: Home):
    ada, bob = await node.client_of("ada"), await node.client_of("bob")
    media = await ready(ada, picture())
    address = f"/api/media/{media['id']}"

    changed = await ada.request("PATCH", address, json={"alt": "a cup"})
    cleared = await ada.request("PATCH", address, json={"focus": None})
    assert (changed.json()["alt"], cleared.json()["focus"]) == ("a cup", None)
    for method in ("GET", "PATCH", "DELETE"):
        body = {"json": {"alt": "mine"}} if method == "PATCH" else {}
        assert (await bob.request(method, address, **body)).status_code == 404
        assert (await node.client.request(method, address, **body)).status_code == 401
    assert (await ada.delete(address)).status_code == 204
    assert (await ada.get(address)).status_code == 404
    assert (await ada.get(path(media["url"]))).status_code == 404
    assert not [file for file in (node.settings.data / "media").rglob("*") if file.is_file()]


async def test_a_file_of_a_tweet_is_not_taken_out_behind_its_back(node: Home):
    ada = await node.client_of("ada")
    media = await ready(ada, picture())
    await ada.post("/api/tweets", json={"content": "x", "media_ids": [media["id"]]})

    assert (await ada.delete(f"/api/media/{media['id']}")).status_code == 409
    assert (await ada.request("PATCH", f"/api/media/{media['id']}", json={"alt": "x"})).status_code == 409


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"alt": "x" * 1_501}, "alt"), *(({"focus": odd}, "focus") for odd in ("2,0", "nan,0", "1", "a,b"))],
)
async def test_what_is_said_of_a_file_has_bounds(node: Home, fields: dict[str, str], field: str):
    ada = await node.client_of("ada")

    answer = await upload(ada, picture(), **fields)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field
    assert await node.count("select count(*) from media") == 0


async def test_equal_files_lie_once_on_the_disk_under_addresses_of_their_own(node: Home):
    ada, bob = await node.client_of("ada"), await node.client_of("bob")
    one, other = await ready(ada, picture()), await ready(bob, picture())

    files = [file for file in (node.settings.data / "media").rglob("*") if file.is_file()]
    assert one["url"] != other["url"]
    assert len(files) == 5
    await ada.delete(f"/api/media/{one['id']}")
    assert (await bob.get(path(other["url"]))).status_code == 200


async def test_the_same_key_uploads_once(node: Home):
    ada = await node.client_of("ada")
    key = {"Idempotency-Key": "k"}

    first = await ada.post("/api/media", files={"file": ("a", picture())}, data={"alt": "x"}, headers=key)
    again = await ada.post("/api/media", files={"file": ("b", picture())}, data={"alt": "x"}, headers=key)
    other = await ada.post("/api/media", files={"file": ("a", picture("JPEG"))}, data={"alt": "x"}, headers=key)

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert await node.count("select count(*) from media") == 1


async def test_uploads_without_a_tweet_are_forgotten(node: Home):
    ada = await node.client_of("ada")
    media = await ready(ada, picture())
    kept = await ready(ada, picture("JPEG"))
    await ada.post("/api/tweets", json={"content": "", "media_ids": [kept["id"]]})

    node.clock.advance(seconds=25 * 3_600)
    assert await node.services.media.forget_unused() == 1

    assert (await ada.get(f"/api/media/{media['id']}")).status_code == 404
    assert (await ada.get(path(kept["url"]))).status_code == 200
    assert await node.count("select count(*) from media_files") == 5


async def test_files_of_deleted_tweets_go_and_nothing_stays_on_the_disk(node: Home):
    ada = await node.client_of("ada")
    media = await ready(ada, picture())
    posted = (await ada.post("/api/tweets", json={"content": "", "media_ids": [media["id"]]})).json()

    await ada.delete(f"/api/tweets/{posted['id']}")

    assert (await ada.get(path(media["url"]))).status_code == 404
    await node.database.write(lambda tx: tx.run("delete from kept_tweets"))
    assert await node.services.media.forget_gone() == 1
    assert not [file for file in (node.settings.data / "media").rglob("*") if file.is_file()]
    assert await node.count("select count(*) from media") == 0
    assert await node.count("select media_count from tweets") == 0


async def test_what_no_row_names_is_swept(node: Home):
    ada = await node.client_of("ada")
    media = await ready(ada, picture())
    async with node.ground.blobs.keeping() as keeping:
        async with keeping.file("lost") as sink:
            await sink.write(b"nobody knows of this")
        kept = await keeping.keep("lost")
        assert await node.services.media.sweep() == 0

    assert await node.services.media.sweep() == 1

    assert await node.ground.blobs.size(kept.hash) is None
    assert (await ada.get(path(media["url"]))).status_code == 200


async def test_many_upload_at_once(node: Home):
    callers = [await node.client_of(name) for name in ("ada", "bob", "cid", "dan")]
    done: list[dict] = []

    async def one(caller: Caller, number: int) -> None:
        answer = await upload(caller, picture("PNG", 60 + number, 60))
        assert answer.status_code == 201, answer.text
        done.append(answer.json())

    async with anyio.create_task_group() as group:
        for number in range(12):
            group.start_soon(one, callers[number % 4], number)
    await node.wait_idle()

    assert len({media["id"] for media in done}) == 12
    assert await node.count("select count(*) from media where state = 'ready'") == 12


async def test_the_service_takes_the_same_draft(node: Home):
    ada = await node.account("ada")
    caller = await node.client_of("ada")
    media = await ready(caller, picture())

    view = await node.tweets.post(ada, Draft(content="", media_ids=(int(media["id"]),)))

    assert [one.id for one in view.media] == [int(media["id"])]


async def test_the_api_tells_what_it_takes(node: Home):
    described = json.loads((await node.client.get("/api/openapi.json")).content)["paths"]

    form = described["/api/media"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert form["properties"]["file"]["format"] == "binary"
    assert "multipart/form-data" in described["/api/users/{user}/avatar"]["put"]["requestBody"]["content"]
