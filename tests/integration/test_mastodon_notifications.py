"""Notifications as clients of that API know them: singly, in groups, with markers and strangers who wait."""

import pytest

from tests.builders import Home
from tests.integration.notified import counts_are_right, tweet

pytestmark = pytest.mark.anyio


@pytest.fixture
async def people(node: Home):
    yield [await node.client_of(name) for name in ("ada", "bo", "cy")]
    await node.wait_idle()
    await counts_are_right(node.database)


@pytest.fixture
async def told(node, people):
    """Ada has a tweet that both others like, one of them follows her, the other mentions her."""
    ada, bo, cy = people
    mine = await tweet(ada, "tea?")
    for caller in (bo, cy):
        await caller.post(f"/api/v1/statuses/{mine}/favourite")
    await bo.post("/api/users/ada/follow")
    await tweet(cy, "hello @ada")
    await node.wait_idle()
    return ada


async def got(caller, path, **how):
    answer = await caller.get(path, **how)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_they_are_listed_singly_with_who_and_what(told):
    found = await got(told, "/api/v1/notifications")

    assert [(one["type"], one["account"]["acct"], "status" in one) for one in found] == [
        ("mention", "cy", True),
        ("follow", "bo", False),
        ("favourite", "cy", True),
        ("favourite", "bo", True),
    ]
    assert found[2]["group_key"] == found[3]["group_key"]
    one = await got(told, f"/api/v1/notifications/{found[0]['id']}")
    assert one == found[0]
    assert (await told.get("/api/v1/notifications/1")).status_code == 404
    assert (await told.get("/api/v1/notifications/x")).status_code == 404


async def test_types_and_people_can_be_asked_for_and_left_out(node, told):
    bo = (await node.account("bo")).id

    async def types(query):
        return [one["type"] for one in await got(told, f"/api/v1/notifications?{query}")]

    assert await types("types[]=follow&types[]=mention") == ["mention", "follow"]
    assert await types("exclude_types[]=favourite") == ["mention", "follow"]
    assert await types(f"account_id={bo}") == ["follow", "favourite"]
    assert await types("types[]=admin.sign_up") == []


async def test_pages_are_linked_both_ways(told):
    first = await told.get("/api/v1/notifications?limit=2")
    ids = [one["id"] for one in first.json()]
    older = first.links["next"]["url"].partition("/api")[2]

    rest = await got(told, f"/api{older}")
    newer = await got(told, f"/api/v1/notifications?limit=1&min_id={rest[0]['id']}")
    since = await got(told, f"/api/v1/notifications?since_id={rest[0]['id']}")

    assert [one["type"] for one in rest] == ["favourite", "favourite"]
    assert [one["id"] for one in newer] == [ids[-1]]
    assert [one["id"] for one in since] == ids


async def test_groups_have_their_people_and_statuses_beside_them(told):
    found = await got(told, "/api/v2/notifications")

    assert [(one["type"], one["notifications_count"]) for one in found["notification_groups"]] == [
        ("mention", 1),
        ("follow", 1),
        ("favourite", 2),
    ]
    assert sorted(person["acct"] for person in found["accounts"]) == ["bo", "cy"]
    assert len(found["statuses"]) == 2
    likes = found["notification_groups"][2]
    key = likes["group_key"]
    assert likes["status_id"] in {status["id"] for status in found["statuses"]}
    assert (await got(told, f"/api/v2/notifications/{key}"))["notification_groups"] == [likes]
    behind = await got(told, f"/api/v2/notifications/{key}/accounts")
    assert [person["acct"] for person in behind] == ["cy", "bo"]
    assert await got(told, "/api/v2/notifications/unread_count") == {"count": 3}
    assert await got(told, "/api/v1/notifications/unread_count") == {"count": 4}

    singly = await got(told, "/api/v2/notifications?grouped_types[]=mention")
    assert [one["type"] for one in singly["notification_groups"]][2:] == ["favourite", "favourite"]
    ungrouped = singly["notification_groups"][3]["group_key"]
    assert (await got(told, f"/api/v2/notifications/{ungrouped}"))["notification_groups"][0]["group_key"] == ungrouped
    pictures = await got(told, "/api/v2/notifications?expand_accounts=partial_avatars&types[]=favourite")
    assert [person["acct"] for person in pictures["accounts"]] == ["cy"]
    assert [person["acct"] for person in pictures["partial_accounts"]] == ["bo"]
    assert (await told.post(f"/api/v2/notifications/{key}/dismiss")).status_code == 200
    assert (await told.get(f"/api/v2/notifications/{key}")).status_code == 404


async def test_one_or_all_are_dropped(told):
    first, second, *_ = await got(told, "/api/v1/notifications")

    assert (await told.post(f"/api/v1/notifications/{first['id']}/dismiss")).json() == {}
    assert (await told.post("/api/v1/notifications/dismiss", data={"id": second["id"]})).status_code == 200
    assert len(await got(told, "/api/v1/notifications")) == 2
    assert (await told.post("/api/v1/notifications/clear")).json() == {}
    assert await got(told, "/api/v1/notifications") == []


async def test_markers_are_kept_and_what_is_below_one_is_read(told, people, node):
    ids = [one["id"] for one in await got(told, "/api/v1/notifications")]
    assert await got(told, "/api/v1/markers?timeline[]=home&timeline[]=notifications") == {}

    kept = await told.post("/api/v1/markers", data={"notifications[last_read_id]": ids[1], "home[last_read_id]": "7"})
    assert kept.status_code == 200, kept.text
    assert (kept.json()["home"]["last_read_id"], kept.json()["home"]["version"]) == ("7", 1)
    again = await told.post("/api/v1/markers", json={"home": {"last_read_id": "8"}})

    assert again.json().keys() == {"home"}
    assert again.json()["home"]["version"] == 2
    both = await got(told, "/api/v1/markers?timeline[]=home&timeline[]=notifications")
    assert {name: place["last_read_id"] for name, place in both.items()} == {"home": "8", "notifications": ids[1]}
    assert await got(people[1], "/api/v1/markers?timeline[]=home") == {}
    assert (await got(told, "/api/notifications/unread"))["count"] == 1
    await told.put("/api/notifications/read-all")
    newest = (await got(told, "/api/v1/markers?timeline[]=notifications"))["notifications"]
    assert newest["last_read_id"] == ids[0]


async def test_strangers_wait_as_the_policy_says(node, people):
    ada, bo, cy = people
    assert (await got(ada, "/api/v2/notifications/policy"))["for_limited_accounts"] == "filter"
    changed = await ada.request("PATCH", "/api/v2/notifications/policy", data={"for_not_following": "filter"})
    assert (changed.json()["for_not_following"], changed.json()["for_new_accounts"]) == ("filter", "accept")
    bad = await ada.request("PATCH", "/api/v2/notifications/policy", data={"for_not_following": "perhaps"})
    assert bad.status_code == 422
    for caller in (bo, cy):
        await tweet(caller, "hello @ada")
    await node.wait_idle()

    assert (await got(ada, "/api/v2/notifications/policy"))["summary"] == {
        "pending_requests_count": 2,
        "pending_notifications_count": 2,
    }
    one, two = await got(ada, "/api/v1/notifications/requests")
    assert (one["account"]["acct"], one["notifications_count"]) == ("cy", "1")
    assert await got(ada, f"/api/v1/notifications/requests/{one['id']}") == one
    held = f"/api/v1/notifications?account_id={one['account']['id']}"
    assert await got(ada, held) == []
    assert [it["type"] for it in await got(ada, f"{held}&include_filtered=true")] == ["mention"]
    assert (await bo.get(f"/api/v1/notifications/requests/{one['id']}")).status_code == 404

    assert (await ada.post(f"/api/v1/notifications/requests/{one['id']}/accept")).json() == {}
    answer = await ada.post("/api/v1/notifications/requests/dismiss", data={"id[]": [two["id"]]})
    assert answer.status_code == 200, answer.text
    assert await got(ada, "/api/v1/notifications/requests") == []
    assert await got(ada, "/api/v1/notifications/requests/merged") == {"merged": True}
    assert [it["account"]["acct"] for it in await got(ada, "/api/v1/notifications")] == ["cy"]


async def test_only_those_signed_in_are_told(node):
    for path in ("v1/notifications", "v2/notifications", "v1/notifications/requests", "v2/notifications/policy"):
        assert (await node.client.get(f"/api/{path}")).status_code == 401
    assert (await node.client.get("/api/v1/markers?timeline[]=home")).status_code == 401
    assert (await node.client.get("/api/v1/notifications/requests/merged")).status_code == 401
