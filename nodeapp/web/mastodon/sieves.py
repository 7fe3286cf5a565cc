"""Sieves: of a list those statuses alone that a client asks for, where the list itself does not tell them apart."""

from collections.abc import Callable

from msgspec import Struct, structs

from nodeapp.model.limits import Limits
from nodeapp.model.timelines import Window
from nodeapp.model.views import Page, TweetView
from nodeapp.web.mastodon.pages import Fetch

_ROUNDS_MAX = 4
"""Of as many as a page may have: where hardly any fit, an answer is short, and its next place goes on."""


class Sieve(Struct, frozen=True):
    """Written here, written elsewhere, with files."""

    local: bool = False
    remote: bool = False
    only_media: bool = False

    def keeps(self, view: TweetView) -> bool:
        if (self.local and not view.author.is_local) or (self.remote and view.author.is_local):
            return False
        return bool(view.media) or not self.only_media

    @property
    def is_open(self) -> bool:
        return not (self.local or self.remote or self.only_media)


def sieved(fetch: Fetch, sieve: Sieve, limits: Limits, also: Callable[[TweetView], bool] | None = None) -> Fetch:
    """The same list with fewer in it, filled up again."""
    if sieve.is_open and also is None:
        return fetch

    async def kept(window: Window) -> Page[TweetView]:
        found: list[TweetView] = []
        asking = structs.replace(window, limit=limits.page_size_max)
        for _ in range(_ROUNDS_MAX):
            page = await fetch(asking)
            found += [view for view in page.items if sieve.keeps(view) and (also is None or also(view))]
            if len(found) > window.limit or page.cursor is None:
                break
            asking = structs.replace(asking, before=page.cursor, offset=None)
        shown = found[: window.limit]
        cursor = shown[-1].entry_id if len(found) > len(shown) else page.cursor
        return Page(items=tuple(shown), limit=window.limit, cursor=cursor, has_more=cursor is not None)

    return kept
