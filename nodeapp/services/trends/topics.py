"""Topics that trend: hashtags that trend, put together by what they are about."""

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from nodeapp.model.trends import Explain
from nodeapp.services.trends.hashtags import HashtagTrend


class TopicTrend(Struct, frozen=True):
    """`tags` are its hashtags, best first; `tweet_count` counts a tweet once for each of them."""

    topic: str
    score: float
    tweet_count: int
    tags: tuple[str, ...]
    explain: Explain


def by_topic(entries: Sequence[HashtagTrend]) -> list[TopicTrend]:
    """Best first. Hashtags that are about nothing the map of words knows are left out."""
    found = defaultdict[str, list[HashtagTrend]](list)
    for entry in entries:
        if entry.topic is not None:
            found[entry.topic].append(entry)
    topics = [_topic(topic, own) for topic, own in found.items()]
    return sorted(topics, key=lambda one: (-one.score, one.topic))


def _topic(topic: str, entries: Sequence[HashtagTrend]) -> TopicTrend:
    score = round(sum(entry.score for entry in entries), 3)
    tags = tuple(entry.tag for entry in entries)
    tweets = sum(entry.tweet_count for entry in entries)
    sentence = f"{', '.join(f'#{tag}' for tag in tags[:3])}{' and others' if len(tags) > 3 else ''}"  # noqa: PLR2004
    told = Explain(
        f"Because of {sentence}: {tweets} {'tweet' if tweets == 1 else 'tweets'} in the last hour.",
        {"hashtags": float(len(tags)), "tweets": float(tweets)},
    )
    return TopicTrend(topic, score, tweets, tags, told)
