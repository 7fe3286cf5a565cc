"""Pages: which part of a list is asked for, and the Link header that says where to go on."""

from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import parse_qsl, urlencode

from litestar import Response
from msgspec import Struct, structs

from nodeapp.model.ids import NEWEST, OLDEST
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import Window
from nodeapp.model.views import AccountView, Page, TweetView
from nodeapp.web.auth import AnyRequest
from nodeapp.web.mastodon.parameters import asked, place
from nodeapp.web.mastodon.shapes.accounts import Account
from nodeapp.web.mastodon.shapes.statuses import Status

Statuses = Response[Sequence[Status]]
People = Response[Sequence[Account]]
Fetch = Callable[[Window], Awaitable[Page[TweetView]]]
FetchPeople = Callable[[Window], Awaitable[Page[AccountView]]]

_PLACES = ("max_id", "since_id", "min_id")


class Paging(Struct, frozen=True):
    """Ids are places in the list: a boost's own, not that of what it brought.

    Above `since_id` the newest come, above `min_id` those next to it.
    """

    limit: int | None = None
    max_id: str | int | None = None
    since_id: str | int | None = None
    min_id: str | int | None = None


async def answer(fetch: Fetch, request: AnyRequest, origin: Origin, limits: Limits) -> Statuses:
    """The part of a list that the query asks for. Raises BadInput naming what cannot be used."""
    paging = asked(request, Paging, limits)
    window = window_of(paging, limits)
    page = await fetch(window)
    if paging.min_id and page.has_more:
        page = await _lowest(fetch, window, limits)
    elif page.items and window.since > OLDEST and page.cursor is None:
        # Nothing more above that place, but the list goes on below it.
        page = structs.replace(page, cursor=page.items[-1].entry_id)
    return Response(
        [Status.of(view, origin) for view in page.items],
        headers=links(page, request.scope["path"], request.scope["query_string"], origin),
    )


async def answer_down(fetch: Fetch, request: AnyRequest, origin: Origin, limits: Limits) -> Statuses:
    """As `answer`, of a list whose places are not its statuses' ids, so that it only goes down."""
    page = await fetch(window_of(asked(request, Paging, limits), limits))
    return Response([Status.of(view, origin) for view in page.items], headers=next_link(request, page.cursor, origin))


async def people(fetch: FetchPeople, request: AnyRequest, origin: Origin, limits: Limits) -> People:
    """As `answer`, of a list that only goes down."""
    page = await fetch(window_of(asked(request, Paging, limits), limits))
    return Response([Account.of(view, origin) for view in page.items], headers=next_link(request, page.cursor, origin))


def window_of(paging: Paging, limits: Limits) -> Window:
    """Clamps the limit."""
    limit = limits.page_size_default if paging.limit is None else paging.limit
    return Window(
        min(max(limit, 1), limits.mastodon_page_size_max),
        place("max_id", paging.max_id, NEWEST),
        max(place("since_id", paging.since_id, OLDEST), place("min_id", paging.min_id, OLDEST)),
    )


def links(page: Page[TweetView], path: str, query: bytes, origin: Origin) -> dict[str, str]:
    """`next` is older, `prev` newer."""
    return links_beyond(page.cursor, page.items[0].entry_id if page.items else None, path, query, origin)


def links_beyond(cursor: int | None, newest: int | None, path: str, query: bytes, origin: Origin) -> dict[str, str]:
    """As `links`, of a list of anything, by the places at its ends."""
    found = []
    if cursor is not None:
        found.append(f'<{_address(path, query, origin, "max_id", cursor)}>; rel="next"')
    if newest is not None:
        found.append(f'<{_address(path, query, origin, "min_id", newest)}>; rel="prev"')
    return {"Link": ", ".join(found)} if found else {}


def next_link(request: AnyRequest, cursor: int | None, origin: Origin) -> dict[str, str]:
    """Of a list that only goes down."""
    if cursor is None:
        return {}
    address = _address(request.scope["path"], request.scope["query_string"], origin, "max_id", cursor)
    return {"Link": f'<{address}>; rel="next"'}


async def _lowest(fetch: Fetch, window: Window, limits: Limits) -> Page[TweetView]:
    """The end of the list above `window.since`, reached from the top; of what is very long, the end of its top part."""
    asking = structs.replace(window, limit=limits.page_size_max)
    items: tuple[TweetView, ...] = ()
    for _ in range(limits.offset_max // limits.page_size_max):
        page = await fetch(asking)
        items = (*items, *page.items)[-window.limit :]
        if page.cursor is None:
            break
        asking = structs.replace(asking, before=page.cursor)
    return Page(items=items, limit=window.limit, cursor=items[-1].entry_id if items else None)


def _address(path: str, query: bytes, origin: Origin, name: str, position: int) -> str:
    asked_for = parse_qsl(query.decode("latin-1"))
    kept = [(key, value) for key, value in asked_for if key not in _PLACES]
    return f"{origin.url}{path}?{urlencode([*kept, (name, str(position))])}"
