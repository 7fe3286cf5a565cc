"""Every route of this API."""

from litestar.types import ControllerRouterHandler

from nodeapp.web.mastodon import (
    accounts,
    edits,
    instance,
    media,
    pictures,
    polls,
    quotes,
    reactions,
    relations,
    search,
    statuses,
    timelines,
)

routes: list[ControllerRouterHandler] = [
    *accounts.routes,
    *instance.routes,
    *media.routes,
    *pictures.routes,
    *polls.routes,
    *quotes.routes,
    *edits.routes,
    *reactions.routes,
    *relations.routes,
    *search.routes,
    *statuses.routes,
    *timelines.routes,
]
