"""Every route of this API."""

from litestar.types import ControllerRouterHandler

from nodeapp.web.mastodon import accounts, instance, pictures, search, statuses, timelines

routes: list[ControllerRouterHandler] = [
    *accounts.routes,
    *instance.routes,
    *pictures.routes,
    *search.routes,
    *statuses.routes,
    *timelines.routes,
]
