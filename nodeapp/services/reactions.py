"""Reactions: the people who liked or retweeted a tweet."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.timelines import Window
from nodeapp.model.views import AccountView, Page
from nodeapp.queries import accounts, graph, reactions, views
from nodeapp.queries.graph import Edge
from nodeapp.seams.database import Database, Reader


@dataclass(frozen=True)
class Reactions:
    """Only to who may see the tweet; without people who are gone, and those between whom and the viewer is a block."""

    database: Database

    async def likers(self, viewer: Viewer, tweet_id: TweetId, window: Window) -> Page[AccountView]:
        """Newest like first."""
        return await self._page(viewer, tweet_id, window, reactions.likers)

    async def retweeters(self, viewer: Viewer, tweet_id: TweetId, window: Window) -> Page[AccountView]:
        """Newest first, of retweets that everybody may see."""
        return await self._page(viewer, tweet_id, window, reactions.retweeters)

    async def _page(
        self,
        viewer: Viewer,
        tweet_id: TweetId,
        window: Window,
        fetch: Callable[[Reader, TweetId, Window], Awaitable[list[Edge]]],
    ) -> Page[AccountView]:
        async def work(reader: Reader) -> Page[AccountView]:
            view = await views.of_tweet(reader, viewer.id, tweet_id)
            if view is None:
                raise NotFound("There is no such tweet.")
            asked = Window(window.limit + 1, window.before, window.since, window.offset)
            edges = await fetch(reader, view.tweet.id, asked)
            more, edges = len(edges) > window.limit, edges[: window.limit]
            return Page(
                items=await _shown(reader, viewer.id, [edge.account_id for edge in edges]),
                limit=window.limit,
                offset=window.offset,
                cursor=edges[-1].id if more else None,
                has_more=more,
            )

        return await self.database.read(work)


async def _shown(reader: Reader, viewer_id: AccountId | None, ids: list[AccountId]) -> tuple[AccountView, ...]:
    rows = {account.id: account for account in await accounts.by_ids(reader, ids) if account.is_live}
    if viewer_id is None:
        return tuple(AccountView(rows[found]) for found in ids if found in rows)
    blocks = await graph.blocks_among(reader, viewer_id, ids)
    apart = {block.account_id for block in blocks} | {block.target_id for block in blocks} - {viewer_id}
    relations = await graph.relationships(reader, viewer_id, ids)
    return tuple(
        AccountView(rows[found], relations.get(found))
        for found in ids
        if found in rows and (found not in apart or found == viewer_id)
    )
