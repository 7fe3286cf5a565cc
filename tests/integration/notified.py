"""What people are told of, as tests ask for it, and whether all counts are those of a recount."""

from msgspec import Struct

from nodeapp.model.notifications import EVERYTHING
from nodeapp.model.timelines import Window


class Counted(Struct, frozen=True):
    id: int
    kept: int
    counted: int
    unread_kept: int
    unread_counted: int
    place: int
    newest: int


async def told(caller, query=""):
    """Kinds with who is behind them, newest first."""
    answer = await caller.get(f"/api/notifications{query}")
    assert answer.status_code == 200, answer.text
    return [(one["kind"], *(user["username"] for user in one["users"])) for one in answer.json()["notifications"]]


async def listed(caller, query=""):
    answer = await caller.get(f"/api/notifications{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def unread(caller, query=""):
    return (await caller.get(f"/api/notifications/unread{query}")).json()["count"]


async def tweet(caller, content="words", **more):
    answer = await caller.post("/api/tweets", json={"content": content, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def seen(node, viewer):
    """As `told`, without HTTP."""
    listing = await node.services.notifications.page(viewer, EVERYTHING, Window(100))
    return [(one.kind, *(person.account.username for person in one.people)) for one in listing.page.items]


async def counts_are_right(database):
    """Every group has as many members as it says, stands where its newest does, and none is empty."""

    async def work(reader):
        groups = await reader.all(
            Counted,
            """
            select notification_groups.id, member_count as kept, count(notifications.id) as counted,
                unread_count as unread_kept,
                coalesce(sum(notifications.id > read_to and is_read = 0), 0) as unread_counted,
                place, coalesce(max(notifications.id), 0) as newest
            from notification_groups left join notifications on group_id = notification_groups.id and held = 0
            group by notification_groups.id
            """,
        )
        requests = await reader.all(
            Counted,
            """
            select notification_requests.id, member_count as kept, count(notifications.id) as counted,
                0 as unread_kept, 0 as unread_counted, place, coalesce(max(notifications.id), 0) as newest
            from notification_requests left join notifications on group_id = notification_requests.id and held = 1
            where state = 'pending' group by notification_requests.id
            """,
        )
        lost = await reader.number(
            """
            select count(*) from notifications
            where (held = 0 and group_id not in (select id from notification_groups))
               or (held = 1 and group_id not in (select id from notification_requests where state = 'pending'))
            """
        )
        return [*groups, *requests], lost

    rows, lost = await database.read(work)
    assert lost == 0
    for row in rows:
        assert row.counted > 0, row
        assert (row.kept, row.unread_kept, row.place) == (row.counted, row.unread_counted, row.newest), row
