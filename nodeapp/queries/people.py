"""People: pages of accounts, made of whatever names them."""

from collections.abc import Sequence
from typing import Protocol

from nodeapp.model.accounts import Account
from nodeapp.model.errors import NotFound
from nodeapp.model.graph import Relationship
from nodeapp.model.ids import AccountId
from nodeapp.model.timelines import Window
from nodeapp.model.views import AccountView, Page
from nodeapp.queries import accounts, graph
from nodeapp.seams.database import Reader


class Edge(Protocol):
    """Somebody in a list; `id` pages it."""

    @property
    def id(self) -> int: ...
    @property
    def account_id(self) -> AccountId: ...


async def page(reader: Reader, viewer_id: AccountId | None, window: Window, edges: Sequence[Edge]) -> Page[AccountView]:
    """`edges` are one more than the window has, where there are so many. Those who are gone are left out."""
    shown = edges[: window.limit]
    ids = [edge.account_id for edge in shown]
    rows = {account.id: account for account in await accounts.by_ids(reader, ids) if account.is_live}
    relations = await graph.relationships(reader, viewer_id, ids) if viewer_id is not None else {}
    return Page(
        items=tuple(AccountView(rows[found], relations.get(found)) for found in ids if found in rows),
        limit=window.limit,
        offset=window.offset,
        cursor=shown[-1].id if len(edges) > len(shown) else None,
        has_more=len(edges) > len(shown),
    )


def and_one(window: Window) -> Window:
    """Asks for one more, which tells whether there is more."""
    return Window(window.limit + 1, window.before, window.since, window.offset)


async def there(reader: Reader, account_id: AccountId) -> Account:
    """Raises NotFound for who is not known here, or gone."""
    account = await accounts.by_id(reader, account_id)
    if account is None or not account.is_live:
        raise NotFound("There is no such account.")
    return account


async def standing(reader: Reader, viewer_id: AccountId, target_id: AccountId) -> Relationship:
    return (await graph.relationships(reader, viewer_id, [target_id]))[target_id]
