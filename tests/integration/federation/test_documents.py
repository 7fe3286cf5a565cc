"""What other nodes read of this one: WebFinger, NodeInfo, actors, collections, tombstones."""

import pytest

from federation.testing import FakePeer
from nodeapp.model.accounts import Profile
from tests.builders import Home
from tests.integration.federation.cast import activity, read, resident, send, tweeted

pytestmark = pytest.mark.anyio

Beside = tuple[Home, FakePeer]


@pytest.mark.parametrize("resource", ["acct:ada@{host}", "acct:ADA@{host}", "{url}/@ada", "{url}/ap/users/{id}"])
async def test_webfinger_finds_a_person_however_they_are_named(node: Home, resource: str) -> None:
    ada = await node.account("ada")
    asked = resource.format(host=node.origin.host, url=node.origin.url, id=ada.id)

    answer = await node.client.get("/.well-known/webfinger", params={"resource": asked})

    assert answer.headers["content-type"] == "application/jrd+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json()["subject"] == f"acct:ada@{node.origin.host}"
    assert answer.json()["links"][0]["href"] == node.origin.account_uri(ada.id or 0)


@pytest.mark.parametrize(
    ("resource", "status"),
    [
        ("", 400),
        ("ada", 400),
        ("acct:@@", 400),
        ("acct:ada@elsewhere.example", 404),
        ("acct:nobody@127.0.0.1:8420", 404),
        ("https://elsewhere.example/@ada", 404),
        ("http://127.0.0.1:8420/ap/users/9999999999999999999", 404),
    ],
)
async def test_webfinger_refuses_what_is_not_here(node: Home, resource: str, status: int) -> None:
    await node.account("ada")

    answer = await node.client.get("/.well-known/webfinger", params={"resource": resource})

    assert answer.status_code == status


async def test_the_instance_actor_is_readable_unsigned_and_found_by_its_name(node: Home) -> None:
    actor = (await read(node, "/ap/actor")).json()
    found = await node.client.get("/.well-known/webfinger", params={"resource": f"acct:node@{node.origin.host}"})

    assert (actor["type"], actor["id"]) == ("Application", node.origin.actor_uri)
    assert actor["publicKey"]["owner"] == node.origin.actor_uri
    assert found.json()["links"][0]["href"] == node.origin.actor_uri


async def test_host_meta_and_nodeinfo_lead_on(node: Home) -> None:
    await node.account("ada")

    host_meta = await node.client.get("/.well-known/host-meta")
    links = (await node.client.get("/.well-known/nodeinfo")).json()["links"]
    documents = [(await node.client.get(link["href"])).json() for link in links]

    assert "/.well-known/webfinger?resource={uri}" in host_meta.text
    assert [document["version"] for document in documents] == ["2.0", "2.1"]
    assert documents[0]["usage"]["users"]["total"] == 1
    assert documents[0]["protocols"] == ["activitypub"]


async def test_an_actor_document_is_what_peers_need(node: Home) -> None:
    ada = await node.account("ada")

    answer = await read(node, f"/ap/users/{ada.id}")

    actor = answer.json()
    assert answer.headers["content-type"] == "application/activity+json"
    assert "Accept" in answer.headers["vary"]
    assert actor["endpoints"]["sharedInbox"] == node.origin.shared_inbox_url
    assert actor["webfinger"] == f"ada@{node.origin.host}"
    assert actor["publicKey"]["id"] == node.origin.key_id(ada.id or 0)


async def test_a_browser_is_led_from_a_document_to_the_page(node: Home) -> None:
    ada = await node.account("ada")

    answer = await node.client.get(f"/ap/users/{ada.id}", headers={"Accept": "text/html,*/*;q=0.8"})

    assert answer.status_code == 302
    assert answer.headers["location"] == f"{node.origin.url}/@ada"


async def test_an_outbox_shows_what_is_public_page_by_page(node: Home) -> None:
    ada = await node.account("ada")
    for number in range(25):
        await tweeted(node, ada, f"no. {number}")
    for visibility in ("unlisted", "followers", "direct"):
        await tweeted(node, ada, visibility, visibility=visibility)

    outbox = (await read(node, f"/ap/users/{ada.id}/outbox")).json()
    contents = []
    following = outbox["first"]
    while following:
        page = (await read(node, following.removeprefix(node.origin.url))).json()
        assert page["id"] == following
        contents += [item["object"]["content"] for item in page["orderedItems"]]
        following = page.get("next")

    assert outbox["totalItems"] == 25
    assert contents == [f"<p>no. {number}</p>" for number in range(24, -1, -1)]


async def test_a_locked_account_tells_how_many_follow_but_not_who(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    await send(home, bob, activity(bob, "Follow", "follow", home.origin.account_uri(ada.id or 0)))
    path = f"/ap/users/{ada.id}/followers"
    shown = (await read(home, f"{path}?page=true")).json()

    await home.accounts.edit(ada, Profile(locked=True))

    assert shown["orderedItems"] == [bob.id]
    total = (await read(home, path)).json()
    assert (total["totalItems"], total.get("first")) == (1, None)
    assert (await read(home, f"{path}?page=true")).status_code == 404


async def test_p09_a_deleted_tweet_answers_gone_and_a_private_one_was_never_there(node: Home) -> None:
    ada = await node.account("ada")
    public = await tweeted(node, ada, "open")
    private = await tweeted(node, ada, "for few", visibility="followers")

    for view in (public, private):
        await node.tweets.delete(ada, view.tweet.id)

    answers = [await read(node, f"/ap/tweets/{view.tweet.id}") for view in (public, private)]
    assert [answer.status_code for answer in answers] == [410, 404]
    assert answers[0].json()["type"] == "Tombstone"


async def test_a_tweet_is_found_as_a_note_its_creation_and_its_retweet(node: Home) -> None:
    ada = await node.account("ada")
    said = await tweeted(node, ada, "Tea")
    shared = await node.engagement.retweet(ada, said.tweet.id)
    retweet_id = await node.count("select id from tweets where retweet_of_id is not null")

    note = (await read(node, f"/ap/tweets/{said.tweet.id}")).json()
    creation = (await read(node, f"/ap/tweets/{said.tweet.id}/activity")).json()
    share = (await read(node, f"/ap/retweets/{retweet_id}")).json()

    assert shared.tweet.id == said.tweet.id
    assert (creation["type"], creation["object"]["id"]) == ("Create", note["id"])
    assert (share["type"], share["object"]) == ("Announce", note["id"])


@pytest.mark.parametrize("path", ["/ap/users/1", "/ap/tweets/1", "/ap/tweets/-1", "/ap/retweets/99999999999999999999"])
async def test_what_is_not_here_is_not_found(node: Home, path: str) -> None:
    assert (await read(node, path)).status_code == 404


async def test_an_unsigned_delivery_is_refused_before_it_is_read(node: Home) -> None:
    for body in (b"", b"{", b'{"type": "Delete"}'):
        assert (await node.client.post("/ap/inbox", content=body)).status_code == 401


async def test_a_body_over_the_limit_is_too_large(node: Home) -> None:
    body = b"x" * (node.limits.inbox_body_bytes_max + 1)

    assert (await node.client.post("/ap/inbox", content=body)).status_code == 413
