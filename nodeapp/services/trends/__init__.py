"""Trends: hashtags, topics, tweets and links that are talked about, as one viewer may see them; kept for a minute."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from nodeapp.model.accounts import Viewer
from nodeapp.model.ids import TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.topics import Topics
from nodeapp.model.views import TweetView
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database
from nodeapp.seams.views import Views
from nodeapp.services.trends.boards import Board, Boards
from nodeapp.services.trends.hashtags import HashtagFacts, HashtagTrend, TrendingHashtags
from nodeapp.services.trends.ranked import Ranked, ranked
from nodeapp.services.trends.topics import TopicTrend, by_topic
from nodeapp.services.trends.tweets import LinkTrend, TrendingTweets, TweetTrend
from nodeapp.services.trends.wishes import Wish, wish

__all__ = [
    "HashtagFacts",
    "HashtagTrend",
    "LinkTrend",
    "Ranked",
    "SeenTweet",
    "TopicTrend",
    "Trends",
    "TweetTrend",
    "Wish",
]

_CROWD = 2
"""More people than so many are a crowd: a hashtag of theirs tells of none of them."""
_ALL = Wish()


class SeenTweet(Struct, frozen=True):
    trend: TweetTrend
    view: TweetView


class Trends:
    """`topics` is asked each time: whoever runs the node may have changed the words."""

    def __init__(
        self, database: Database, clock: Clock, limits: Limits, views: Views, topics: Callable[[], Topics]
    ) -> None:
        self._clock = clock
        self._limits = limits
        self._views = views
        self._topics = topics
        self._hashtags = TrendingHashtags(database, clock, limits, topics)
        tweets = TrendingTweets(database, clock, limits, topics, self._hashtags.is_behind)
        self._tag_boards: Boards[Wish, HashtagTrend] = Boards(clock, limits, self._hashtags.board)
        self._tweet_boards: Boards[Wish, TweetTrend] = Boards(clock, limits, tweets.tweets)
        self._link_boards: Boards[Wish, LinkTrend] = Boards(clock, limits, tweets.links)
        self._fact_boards: Boards[str, HashtagFacts] = Boards(clock, limits, self._facts)

    def wish(self, region: str = "", category: str = "", formula: str = "") -> Wish:
        """Raises BadInput naming what there is not."""
        return wish(self._limits, self._topics(), region, category, formula)

    async def hashtags(
        self, viewer: Viewer, asked: Wish = _ALL, limit: int | None = None, offset: int = 0
    ) -> Ranked[HashtagTrend]:
        board = await self._tag_boards.get(asked)
        shown = await self._shown(viewer, board.entries)
        return ranked(board, asked.formula, shown, self._many(limit), offset)

    async def topics(self, viewer: Viewer, asked: Wish = _ALL, limit: int | None = None) -> Ranked[TopicTrend]:
        board = await self._tag_boards.get(asked)
        topics = by_topic(await self._shown(viewer, board.entries))
        return ranked(board, asked.formula, topics, self._many(limit))

    async def tweets(
        self, viewer: Viewer, asked: Wish = _ALL, limit: int | None = None, offset: int = 0
    ) -> Ranked[SeenTweet]:
        """Ranks are those of what the viewer may see."""
        board = await self._tweet_boards.get(Wish(asked.region, asked.category))
        views = await self._seen(viewer, [entry.tweet_id for entry in board.entries])
        shown = [SeenTweet(entry, views[entry.tweet_id]) for entry in board.entries if entry.tweet_id in views]
        return ranked(board, asked.formula, shown, self._many(limit), offset)

    async def links(
        self, viewer: Viewer, asked: Wish = _ALL, limit: int | None = None, offset: int = 0
    ) -> Ranked[LinkTrend]:
        """Those that a tweet shares which the viewer may see."""
        board = await self._link_boards.get(Wish(asked.region, asked.category))
        views = await self._seen(viewer, [tweet_id for entry in board.entries for tweet_id in entry.tweet_ids])
        shown = [entry for entry in board.entries if not views.keys().isdisjoint(entry.tweet_ids)]
        return ranked(board, asked.formula, shown, self._many(limit), offset)

    async def hashtag(self, viewer: Viewer, tag: str) -> HashtagFacts:
        """Of a tag as it is kept (`model.text.hashtag_key`); what only a few wrote tells nobody else of them."""
        board = await self._fact_boards.get(tag)
        facts = board.entries[0] if board.entries else HashtagFacts(tag, 0, 0, (), ())
        few = () if facts.people_count > _CROWD else facts.samples
        rare = [one.sample for one in facts.related if one.people_count <= _CROWD]
        seen = await self._seen(viewer, [*few, *rare]) if few or rare else {}
        if few and seen.keys().isdisjoint(few):
            return facts.as_unused
        shown = tuple(one for one in facts.related if one.people_count > _CROWD or one.sample in seen)
        return replace(facts, related=shown)

    async def renew(self) -> None:
        """What was asked for lately is made again before it is old."""
        for boards in (self._tag_boards, self._tweet_boards, self._link_boards):
            await boards.renew()

    def forget(self) -> None:
        """What was counted is another now."""
        for boards in (self._tag_boards, self._tweet_boards, self._link_boards, self._fact_boards):
            boards.forget()

    async def _facts(self, tag: str) -> Board[HashtagFacts]:
        facts, as_of_ms = await self._hashtags.facts(tag), self._clock()
        return Board((facts,), as_of_ms)

    async def _shown(self, viewer: Viewer, entries: Sequence[HashtagTrend]) -> list[HashtagTrend]:
        """What hardly anybody wrote with is shown to those only who may see a tweet with it."""
        few = [entry for entry in entries if entry.people_count <= _CROWD]
        seen = await self._seen(viewer, [tweet_id for entry in few for tweet_id in entry.samples])
        return [entry for entry in entries if entry.people_count > _CROWD or not seen.keys().isdisjoint(entry.samples)]

    async def _seen(self, viewer: Viewer, ids: Sequence[TweetId]) -> dict[TweetId, TweetView]:
        views = await self._views.of_entries(viewer.id, list(dict.fromkeys(ids)))
        return {view.card.tweet_id: view for view in views}

    def _many(self, limit: int | None) -> int:
        return min(max(self._limits.trends_default if limit is None else limit, 1), self._limits.trends_max)
