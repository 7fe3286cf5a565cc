"""Routes that answer the same for everybody: how clients begin, and what this node has none of."""

from litestar import Router, get
from litestar.di import NamedDependency

from nodeapp.model.accounts import Viewer

_PREFERENCES: dict[str, str | bool | None] = {
    "posting:default:visibility": "public",
    "posting:default:sensitive": False,
    "posting:default:language": None,
    "posting:default:quote_policy": "public",
    "reading:expand:media": "default",
    "reading:expand:spoilers": False,
    "reading:autoplay:gifs": False,
}


@get("/preferences", summary="How my statuses begin; a page here remembers the rest by itself")
async def preferences(me: NamedDependency[Viewer]) -> dict[str, str | bool | None]:
    me.signed_in()
    return _PREFERENCES


@get("/custom_emojis", summary="Pictures with names; there are none")
async def custom_emojis() -> list[str]:
    return []


@get("/instance/rules", summary="What this node asks of people; nothing is written down")
async def rules() -> list[str]:
    return []


routes = [Router("/api/v1", route_handlers=[preferences, custom_emojis, rules], include_in_schema=False)]
