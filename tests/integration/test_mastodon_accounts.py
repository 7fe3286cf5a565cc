"""Mastodon's client API: people, oneself, whom one follows, finding somebody, and what the node says of itself."""

from typing import Any

import pytest

from tests.builders import Home, listening

pytestmark = pytest.mark.anyio

SELF = "/api/v1/accounts/verify_credentials"
UPDATE = "/api/v1/accounts/update_credentials"

FIELDS = [
    "id",
    "username",
    "acct",
    "display_name",
    "locked",
    "bot",
    "discoverable",
    "indexable",
    "noindex",
    "group",
    "created_at",
    "note",
    "url",
    "uri",
    "avatar",
    "avatar_static",
    "header",
    "header_static",
    "emojis",
    "roles",
    "fields",
    "followers_count",
    "following_count",
    "statuses_count",
    "last_status_at",
]


async def test_an_account_has_every_field_and_its_counts_last(node: Home) -> None:
    ada = await node.account("ada")

    account = (await node.client.get(f"/api/v1/accounts/{ada.id}")).json()

    assert list(account) == FIELDS
    assert (account["id"], account["username"], account["acct"]) == (str(ada.id), "ada", "ada")
    assert account["created_at"] == "2026-01-31T12:00:00.000Z"
    assert account["url"] == "http://127.0.0.1:8420/@ada"
    assert (account["emojis"], account["fields"], account["roles"]) == ([], [], [])
    assert [account[count] for count in FIELDS[-4:]] == [0, 0, 0, None]


async def test_whoever_has_no_picture_has_one_of_ours_that_any_site_may_show(node: Home) -> None:
    account = (await node.client.get(f"/api/v1/accounts/{(await node.account('ada')).id}")).json()

    for name in ("avatar", "avatar_static", "header", "header_static"):
        picture = await node.client.get(account[name], headers={"Origin": "https://client.example"})
        assert picture.status_code == 200
        assert picture.headers["content-type"] == "image/png"
        assert "cross-origin-resource-policy" not in picture.headers
        assert picture.content.startswith(b"\x89PNG\r\n")


async def test_oneself_comes_with_the_source(node: Home) -> None:
    await node.account("owner")
    ada = await node.client_of("ada")
    asker = await node.client_of("bo")
    await ada.request("PATCH", UPDATE, json={"locked": True, "note": "I *count*"})
    await asker.post(f"/api/v1/accounts/{(await node.account('ada')).id}/follow")

    me = (await ada.get(SELF)).json()

    assert list(me) == [*FIELDS, "source", "role"]
    assert (me["note"], me["source"]["note"]) == ("<p>I *count*</p>", "I *count*")
    assert (me["source"]["privacy"], me["source"]["follow_requests_count"]) == ("public", 1)
    assert me["role"]["name"] == ""
    assert (await (await node.client_of("owner")).get(SELF)).json()["role"]["name"] == "Owner"


@pytest.mark.parametrize(
    "how",
    [
        {
            "json": {
                "locked": True,
                "bot": "1",
                "discoverable": False,
                "display_name": " Ada\n L ",
                "note": "hello",
                "fields_attributes": [{"name": "site", "value": "https://a.example"}, {"name": "", "value": ""}],
            }
        },
        {
            "data": {
                "locked": "true",
                "bot": "true",
                "discoverable": "0",
                "display_name": "Ada L",
                "note": "hello",
                "fields_attributes[0][name]": "site",
                "fields_attributes[0][value]": "https://a.example",
                "fields_attributes[1][name]": "",
            }
        },
        {
            "files": {
                "locked": (None, "true"),
                "bot": (None, "true"),
                "discoverable": (None, "false"),
                "display_name": (None, "Ada L"),
                "note": (None, "hello"),
                "fields_attributes[0][name]": (None, "site"),
                "fields_attributes[0][value]": (None, "https://a.example"),
            }
        },
    ],
)
async def test_a_profile_is_changed_by_json_and_forms(node: Home, how: dict[str, Any]) -> None:
    ada = await node.client_of("ada")

    changed = await ada.request("PATCH", UPDATE, **how)

    assert changed.status_code == 200, changed.text
    me = changed.json()
    assert me == (await ada.get(SELF)).json()
    assert (me["display_name"], me["source"]["note"]) == ("Ada L", "hello")
    assert (me["locked"], me["bot"], me["discoverable"]) == (True, True, False)
    assert me["source"]["fields"] == [{"name": "site", "value": "https://a.example", "verified_at": None}]
    assert '<a href="https://a.example"' in me["fields"][0]["value"]


async def test_what_is_left_out_of_a_change_stays(node: Home) -> None:
    ada = await node.client_of("ada")
    await ada.request("PATCH", UPDATE, json={"note": "hello", "locked": True})

    me = (await ada.request("PATCH", UPDATE, data={"display_name": ""})).json()
    unlocked = (await ada.request("PATCH", UPDATE, json={"locked": False, "note": ""})).json()
    too_long = await ada.request("PATCH", UPDATE, json={"note": "x" * 501})

    assert (me["source"]["note"], me["locked"]) == ("hello", True)
    assert (unlocked["source"]["note"], unlocked["locked"]) == ("", False)
    assert (too_long.status_code, list(too_long.json()["details"])) == (422, ["note"])


@pytest.mark.parametrize("name", ["ada", "@ada", "ADA", "ada@127.0.0.1:8420", "@ada@127.0.0.1:8420"])
async def test_somebody_is_looked_up_by_handle(node: Home, name: str) -> None:
    ada = await node.account("ada")

    answer = await node.client.get("/api/v1/accounts/lookup", params={"acct": name})

    assert answer.json()["id"] == str(ada.id)


async def test_names_of_digits_are_names_in_a_lookup_and_ids_in_a_path(node: Home) -> None:
    digits = await node.account("12345")

    found = await node.client.get("/api/v1/accounts/lookup?acct=12345")

    assert found.json()["id"] == str(digits.id)
    assert (await node.client.get("/api/v1/accounts/12345")).status_code == 404


async def test_following_is_answered_with_how_one_stands(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.account("bo")
    path = f"/api/v1/accounts/{bo.id}"

    followed = [(await ada.post(f"{path}/follow", data={"reblogs": "true"})).json() for _ in range(2)]
    unfollowed = [(await ada.post(f"{path}/unfollow")).json() for _ in range(2)]
    counts = (await ada.get(path)).json()

    assert [standing["following"] for standing in (*followed, *unfollowed)] == [True, True, False, False]
    assert followed[0]["id"] == str(bo.id)
    assert counts["followers_count"] == 0


async def test_a_locked_account_is_asked(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    await bo.request("PATCH", UPDATE, json={"locked": True})

    standing = (await ada.post(f"/api/v1/accounts/{(await node.account('bo')).id}/follow")).json()

    assert (standing["requested"], standing["following"], standing["showing_reblogs"]) == (True, False, False)


@pytest.mark.parametrize("form", ["id[]={0}&id[]={1}&id[]=7&id[]=x", "id[0]={0}&id[1]={1}", "id%5B%5D={0}&id[]={1}"])
async def test_how_one_stands_to_several_in_the_order_asked(node: Home, form: str) -> None:
    ada, bo, cy = await node.client_of("ada"), await node.account("bo"), await node.account("cy")
    await ada.post(f"/api/v1/accounts/{bo.id}/follow")

    several = (await ada.get(f"/api/v1/accounts/relationships?{form.format(cy.id, bo.id)}")).json()
    one = (await ada.get(f"/api/v1/accounts/relationships?id={bo.id}")).json()
    none = (await ada.get("/api/v1/accounts/relationships")).json()
    many = await ada.get("/api/v1/accounts/relationships?" + "&".join(f"id[]={n}" for n in range(101)))

    assert [(standing["id"], standing["following"]) for standing in several] == [
        (str(cy.id), False),
        (str(bo.id), True),
    ]
    assert [standing["id"] for standing in one] == [str(bo.id)]
    assert none == []
    assert many.status_code == 422


async def test_people_are_found_by_name_and_by_handle(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.account("bo")

    async def found(**query: Any) -> list[str]:
        answer = await ada.get("/api/v2/search", params=query)
        assert set(answer.json()) == {"accounts", "statuses", "hashtags"}
        return [account["acct"] for account in answer.json()["accounts"]]

    assert await found(q="b") == await found(q="@bo", type="accounts", resolve="true") == ["bo"]
    assert await found(q="bo@127.0.0.1:8420", resolve="1") == ["bo"]
    assert await found(q="http://127.0.0.1:8420/@bo") == ["bo"]
    assert await found(q="b", type="statuses") == await found(q="b", type="hashtags") == []
    assert await found(q="b", following="true") == []
    await ada.post(f"/api/v1/accounts/{bo.id}/follow")
    assert await found(q="b", following="true") == ["bo"]
    assert await found(q="b", limit=1, offset=1) == []


async def test_only_resolve_asks_another_node(nodes: tuple[Home, Home]) -> None:
    here, there = nodes
    ada = await here.client_of("ada")
    await there.account("bo")
    query = {"q": f"@bo@{there.origin.host}", "type": "accounts"}

    unasked = (await ada.get("/api/v2/search", params=query)).json()
    missing = await ada.get("/api/v1/accounts/lookup", params={"acct": query["q"]})
    asked = (await ada.get("/api/v2/search", params={**query, "resolve": "true"})).json()
    lookup = (await ada.get("/api/v1/accounts/lookup", params={"acct": query["q"]})).json()

    assert unasked["accounts"] == []
    assert missing.status_code == 404
    [found] = asked["accounts"]
    assert found == lookup
    assert found["acct"] == f"bo@{there.origin.host}"
    assert found["url"] == f"{there.origin.url}/@bo"


async def test_both_forms_of_the_instance_say_what_clients_count_against(node: Home) -> None:
    ada = await node.client_of("ada")
    await ada.post("/api/v1/statuses", json={"status": "hello"})

    older, newer = [(await node.client.get(f"/api/v{number}/instance")).json() for number in (1, 2)]

    assert older["uri"] == newer["domain"] == "127.0.0.1:8420"
    assert older["version"] == newer["version"]
    assert older["version"].startswith("4.2.0 (compatible; nodeapp ")
    assert older["stats"] == {"user_count": 1, "status_count": 1, "domain_count": 0}
    assert newer["usage"] == {"users": {"active_month": 1}}
    assert older["registrations"] is newer["registrations"]["enabled"] is True
    for configuration in (older["configuration"], newer["configuration"]):
        assert configuration["statuses"]["max_characters"] == 280
        assert configuration["statuses"]["characters_reserved_per_url"] == 23
        assert set(configuration) >= {"accounts", "statuses", "media_attachments", "polls"}


async def test_it_is_all_there_over_a_real_socket(tmp_path: Any) -> None:
    async with listening(tmp_path) as node:
        ada = await node.client_of("ada")

        posted = await ada.post("/api/v1/statuses", files={"status": (None, "hello")})
        home = await ada.get("/api/v1/timelines/home")

    assert [status["id"] for status in home.json()] == [posted.json()["id"]]
    assert 'rel="prev"' in home.headers["link"]
