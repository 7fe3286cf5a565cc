"""Recommendations: people somebody may want to follow, tweets they may like, and why; kept for minutes per viewer."""

from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from msgspec import Struct

from nodeapp.model.accounts import Account, Viewer
from nodeapp.model.ids import AccountId, Snowflakes, TweetId, first_id_at
from nodeapp.model.limits import Limits
from nodeapp.model.recommendations import (
    Reason,
    SuggestedTweet,
    SuggestedUser,
    Suggestion,
    TweetSuggestion,
    may_be_suggested,
    mixed,
    sentence,
    tweet_sentence,
)
from nodeapp.model.trends import DAY_MS, HOUR_MS, fading, hours_since, published_ms
from nodeapp.model.views import AccountView
from nodeapp.queries import accounts, dismissals, engaged, graph, people, recommendations
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction
from nodeapp.seams.views import Views

T = TypeVar("T")

_TAGS = 20
_TAG_DAYS = 30
_LIKE_DAYS = 7
_ALIKE = 50
"""People who like the same, whose other likes are looked at."""
_NAMED = 3
_PORTION = 40
_TRENDING = 500
"""Tweets that others did something with, the newest, that are looked at for one viewer."""
_PER_LIKER, _PER_TAG = 1.0, 0.5


class _Kept(Struct, Generic[T], frozen=True):
    made_at_ms: int
    found: Sequence[T]


Find = Callable[[Reader, AccountId, int], Awaitable[Sequence[T]]]
"""For one viewer, at one time."""


@dataclass
class Recommendations:
    database: Database
    clock: Clock
    limits: Limits
    ids: Snowflakes
    views: Views
    _people: OrderedDict[AccountId, _Kept[Suggestion]] = field(default_factory=OrderedDict, init=False)
    _tweets: OrderedDict[AccountId, _Kept[TweetSuggestion]] = field(default_factory=OrderedDict, init=False)

    async def users(self, viewer: Viewer, limit: int, offset: int = 0) -> list[SuggestedUser]:
        """The best first. Who may not be suggested now is left out now, whatever was so minutes ago."""
        me = viewer.signed_in()
        found = await self._found(self._people, me, self._find_people)

        async def work(reader: Reader) -> list[SuggestedUser]:
            shown = await self._allowed(reader, me, found, offset + limit)
            return await self._explained(reader, me, shown[offset : offset + limit])

        return await self.database.read(work)

    async def dismiss(self, viewer: Viewer, account_id: AccountId) -> None:
        """They are not suggested to this viewer again. Repeatable. Raises NotFound for who is not there."""
        me = viewer.signed_in()
        dismissal_id = self.ids.next(self.clock())

        async def work(tx: Transaction) -> None:
            await people.there(tx, account_id)
            await dismissals.insert(tx, me, account_id, dismissal_id)
            await dismissals.keep_newest(tx, me, self.limits.dismissals_max)

        await self.database.write(work)

    async def tweets(self, viewer: Viewer, limit: int, offset: int = 0) -> list[SuggestedTweet]:
        """By others, neither liked nor retweeted yet."""
        me = viewer.signed_in()
        found = await self._found(self._tweets, me, self._find_tweets)
        views = await self.views.of_entries(me, [one.tweet_id for one in found])
        seen = {view.card.tweet_id: view for view in views if not (view.flags.liked or view.flags.retweeted)}
        shown = [one for one in found if one.tweet_id in seen and seen[one.tweet_id].card.author_id != me]
        return [
            SuggestedTweet(seen[one.tweet_id], Reason(one.kind, tweet_sentence(one), {"score": round(one.score, 3)}))
            for one in shown[offset : offset + limit]
        ]

    async def _found(self, kept: OrderedDict[AccountId, _Kept[T]], me: AccountId, find: Find[T]) -> Sequence[T]:
        now_ms, known = self.clock(), kept.get(me)
        if known is None or not 0 <= now_ms - known.made_at_ms < self.limits.suggestion_seconds * 1_000:

            async def work(reader: Reader) -> Sequence[T]:
                return await find(reader, me, now_ms)

            known = kept[me] = _Kept(now_ms, await self.database.read(work))
        kept.move_to_end(me)
        while len(kept) > self.limits.suggestion_viewers_max:
            kept.popitem(last=False)
        return known.found

    async def _find_people(self, reader: Reader, me: AccountId, now_ms: int) -> Sequence[Suggestion]:
        limits = self.limits
        sources, fan_in, most = limits.suggestion_sources_max, limits.suggestion_fan_in_max, limits.suggestions_max
        each = max(fan_in // sources, 1)
        friends = await recommendations.by_friends(reader, me, sources, each, most)
        likers = await recommendations.by_likes(reader, me, sources, each, most)
        writers = await recommendations.writing(reader, me, sources, most)
        return mixed(
            [
                *(Suggestion(account_id=row.account_id, friends=row.strength) for row in friends),
                *_sharing(await self._by_tags(reader, me, now_ms)),
                *(Suggestion(account_id=row.account_id, likes=row.strength) for row in likers),
                *(Suggestion(account_id=row.account_id, writing=row.strength) for row in writers),
            ],
            2 * most,
        )

    async def _by_tags(self, reader: Reader, me: AccountId, now_ms: int) -> list[recommendations.Use]:
        sources, each = self.limits.suggestion_sources_max, max(self.limits.suggestion_fan_in_max // _TAGS, 1)
        since = TweetId(first_id_at(now_ms - _TAG_DAYS * DAY_MS))
        return await recommendations.by_hashtags(reader, me, sources, _TAGS, each, since)

    async def _find_tweets(self, reader: Reader, me: AccountId, now_ms: int) -> Sequence[TweetSuggestion]:
        limits = self.limits
        week = TweetId(first_id_at(now_ms - _LIKE_DAYS * DAY_MS))
        sources, fan_in, most = limits.suggestion_sources_max, limits.suggestion_fan_in_max, limits.suggestions_max
        alike = await recommendations.by_likes(reader, me, sources, max(fan_in // sources, 1), _ALIKE)
        likers = [row.account_id for row in alike]
        liked = await recommendations.liked_by(reader, me, likers, week, fan_in, most)
        found = [TweetSuggestion(row.tweet_id, "likes", row.strength * _PER_LIKER, row.strength) for row in liked]
        tagged = [use for use in await self._by_tags(reader, me, now_ms) if use.tweet_id >= week][: 2 * most]
        found += [TweetSuggestion(use.tweet_id, "hashtags", _PER_TAG, tag=use.tag) for use in tagged]
        since = TweetId(first_id_at(now_ms - limits.trend_hours_max * HOUR_MS))
        for one in await engaged.newest(reader, since, None, _TRENDING):
            worth = fading(one.total, hours_since(published_ms(one.tweet_id), now_ms))
            found.append(TweetSuggestion(one.tweet_id, "trending", worth / (1 + worth), one.total))
        return _best(found, 2 * most)

    async def _allowed(
        self, reader: Reader, me: AccountId, found: Sequence[Suggestion], wanted: int
    ) -> list[tuple[Suggestion, AccountView]]:
        """So many of them, or all there are; looked at in portions, since the first ones are mostly enough."""
        shown: list[tuple[Suggestion, AccountView]] = []
        for start in range(0, len(found), _PORTION):
            shown += await self._allowed_among(reader, me, found[start : start + _PORTION])
            if len(shown) >= wanted:
                break
        return shown

    async def _allowed_among(
        self, reader: Reader, me: AccountId, found: Sequence[Suggestion]
    ) -> list[tuple[Suggestion, AccountView]]:
        ids = [one.account_id for one in found]
        rows = {account.id: account for account in await accounts.by_ids(reader, ids)}
        relations = await graph.relationships(reader, me, ids)
        dismissed = await dismissals.among(reader, me, ids)
        return [
            (one, AccountView(rows[one.account_id], relations[one.account_id]))
            for one in found
            if one.account_id != me
            and one.account_id not in dismissed
            and one.account_id in rows
            and may_be_suggested(rows[one.account_id], relations[one.account_id])
        ]

    async def _explained(
        self, reader: Reader, me: AccountId, shown: Sequence[tuple[Suggestion, AccountView]]
    ) -> list[SuggestedUser]:
        """Of friends some are named: those who are there, and whom the viewer has not muted."""
        ids = [one.account_id for one, _ in shown if one.friends]
        if not ids:
            return [SuggestedUser(view, _reason(one)) for one, view in shown]
        edges = await recommendations.friends_of(reader, me, ids, self.limits.suggestion_sources_max)
        by_account = defaultdict[AccountId, list[AccountId]](list)
        for edge in edges:
            by_account[edge.account_id].append(edge.friend_id)
        named = list(dict.fromkeys(friend for friends in by_account.values() for friend in friends))
        known = await self._friends(reader, me, named)
        return [
            SuggestedUser(
                view, _reason(one, [known[friend] for friend in by_account[one.account_id] if friend in known])
            )
            for one, view in shown
        ]

    async def _friends(self, reader: Reader, me: AccountId, ids: list[AccountId]) -> dict[AccountId, AccountView]:
        rows: list[Account] = await accounts.by_ids(reader, ids)
        relations = await graph.relationships(reader, me, ids)
        return {
            row.id: AccountView(row, relations[row.id])
            for row in rows
            if row.is_live and not relations[row.id].muting and not relations[row.id].blocked_by
        }


def _sharing(uses: Iterable[recommendations.Use]) -> list[Suggestion]:
    found = defaultdict[AccountId, set[str]](set)
    for use in uses:
        found[use.account_id].add(use.tag)
    return [Suggestion(account_id=account_id, hashtags=tuple(sorted(tags))) for account_id, tags in found.items()]


def _reason(one: Suggestion, friends: Sequence[AccountView] = ()) -> Reason:
    told: dict[str, float] = {kind: round(points, 3) for kind, points in one.parts.items()}
    return Reason(one.kind, sentence(one), told, tuple(friends[:_NAMED]))


def _best(found: Iterable[TweetSuggestion], most: int) -> list[TweetSuggestion]:
    """One for each tweet: everything counts that speaks for it, the strongest is said."""
    kept: dict[TweetId, TweetSuggestion] = {}
    scores = defaultdict[TweetId, float](float)
    for one in found:
        scores[one.tweet_id] += one.score
        if one.tweet_id not in kept or kept[one.tweet_id].score < one.score:
            kept[one.tweet_id] = one
    ranked = sorted(kept.values(), key=lambda one: (-scores[one.tweet_id], -one.tweet_id))[:most]
    return [TweetSuggestion(one.tweet_id, one.kind, scores[one.tweet_id], one.number, one.tag) for one in ranked]
