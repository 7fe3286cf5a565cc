"""Acquaintances: how senders stand to the people they tell something, read as sets for many of both."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from nodeapp.model.accounts import HIDDEN_STATES, State
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.notifications import Cause, Preferences, Sender
from nodeapp.model.visibility import Facts, Visibility, can_see
from nodeapp.queries import tweets
from nodeapp.seams.database import Reader

Pair = tuple[AccountId, AccountId]
"""Receiver, sender."""

_decoder = msgspec.json.Decoder(Preferences)


class _Person(Struct, frozen=True):
    id: AccountId
    host: str
    state: State
    created_at_ms: int
    received_at_ms: int


class _Tie(Struct, frozen=True):
    kind: str
    account_id: AccountId
    other_id: AccountId
    at_ms: int


class _Peer(Struct, frozen=True):
    account_id: AccountId
    host: str


class _Thread(Struct, frozen=True):
    account_id: AccountId
    conversation_id: TweetId


class _Tweet(Struct, frozen=True):
    id: TweetId
    author_id: AccountId
    visibility: Visibility
    conversation_id: TweetId
    deleted_at_ms: int | None


class Settings(Struct, frozen=True):
    account_id: AccountId
    body: str = "{}"
    newcomers_hour: int = 0
    newcomers: int = 0

    @property
    def preferences(self) -> Preferences:
        return _decoder.decode(self.body)


class Acquaintances(Struct, frozen=True):
    """Everything that decides whether a cause is told, as it stands now."""

    people: Mapping[AccountId, _Person]
    ties: Mapping[str, Mapping[Pair, int]]
    peers: frozenset[tuple[AccountId, str]]
    threads: frozenset[tuple[AccountId, TweetId]]
    tweets: Mapping[TweetId, _Tweet]
    mentions: frozenset[tuple[TweetId, AccountId]]
    settings: Mapping[AccountId, Settings]

    def may_be_told(self, cause: Cause) -> bool:
        """Both are there, neither keeps the other away, and what it is about may be seen by who is told."""
        pair = (cause.account_id, cause.actor_id)
        receiver, actor = self.people.get(cause.account_id), self.people.get(cause.actor_id)
        if receiver is None or actor is None or receiver.host or actor.state in HIDDEN_STATES:
            return False
        if receiver.state in HIDDEN_STATES:
            return False
        if pair in self.ties["block"] or pair in self.ties["mute"] or pair[::-1] in self.ties["block"]:
            return False
        if (cause.account_id, actor.host) in self.peers:
            return False
        return not cause.tweet_id or self._sees(cause)

    def sender(self, cause: Cause) -> Sender:
        pair = (cause.account_id, cause.actor_id)
        actor = self.people[cause.actor_id]
        return Sender(
            is_followed=pair in self.ties["follow"],
            is_let_in=pair in self.ties["let_in"],
            follower_since_ms=self.ties["follow"].get(pair[::-1]),
            created_at_ms=actor.created_at_ms,
            met_at_ms=actor.received_at_ms,
            is_limited=actor.state == "silenced",
        )

    def _sees(self, cause: Cause) -> bool:
        tweet = self.tweets.get(cause.tweet_id)
        if tweet is None or (cause.account_id, tweet.conversation_id) in self.threads:
            return False
        author = self.people.get(tweet.author_id)
        facts = Facts(
            author_id=tweet.author_id,
            visibility=tweet.visibility,
            is_deleted=tweet.deleted_at_ms is not None,
            author_is_live=author is not None and author.state not in HIDDEN_STATES,
            viewer_follows=(cause.account_id, tweet.author_id) in self.ties["follow"],
            viewer_is_mentioned=(tweet.id, cause.account_id) in self.mentions,
        )
        return can_see(cause.account_id, facts)


async def of(reader: Reader, causes: Sequence[Cause], now_ms: int) -> Acquaintances:
    """At most 500 causes. Of a tweet the author is one of the two."""
    receivers = list({int(cause.account_id) for cause in causes})
    actors = list({int(cause.actor_id) for cause in causes})
    about = [tweet_id for tweet_id in {cause.tweet_id for cause in causes} if tweet_id]
    found = await _tweets(reader, about)
    return Acquaintances(
        people={row.id: row for part in (receivers, actors) for row in await _people(reader, part)},
        ties=_by_kind(await _ties(reader, receivers, actors, now_ms)),
        peers=frozenset((row.account_id, row.host) for row in await _peers(reader, receivers)),
        threads=await _threads(reader, receivers, found),
        tweets={row.id: row for row in found},
        mentions=frozenset((row.tweet_id, row.account_id) for row in await tweets.mentions_of(reader, about)),
        settings={row.account_id: row for row in await _settings(reader, receivers)},
    )


def _by_kind(ties: Iterable[_Tie]) -> dict[str, dict[Pair, int]]:
    found: dict[str, dict[Pair, int]] = {kind: {} for kind in ("block", "mute", "follow", "let_in")}
    for tie in ties:
        found[tie.kind][tie.account_id, tie.other_id] = tie.at_ms
    return found


async def _people(reader: Reader, ids: list[int]) -> list[_Person]:
    return await reader.all(
        _Person, "select id, host, state, created_at_ms, received_at_ms from accounts where id in :ids", ids=ids
    )


async def _ties(reader: Reader, receivers: list[int], actors: list[int], now_ms: int) -> list[_Tie]:
    """Blocks and follows either way, mutes and what receivers let in."""
    return await reader.all(
        _Tie,
        """
        select 'block' as kind, account_id, target_id as other_id, 0 as at_ms from blocks
        where account_id in :receivers and target_id in :actors
        union all
        select 'block', account_id, target_id, 0 from blocks where account_id in :actors and target_id in :receivers
        union all
        select 'mute', account_id, target_id, 0 from mutes
        where account_id in :receivers and target_id in :actors and notifications = 1
          and (ends_at_ms is null or ends_at_ms > :now_ms)
        union all
        select 'follow', follower_id, followee_id, changed_at_ms from follows
        where follower_id in :receivers and followee_id in :actors and state = 'following'
        union all
        select 'follow', follower_id, followee_id, changed_at_ms from follows
        where follower_id in :actors and followee_id in :receivers and state = 'following'
        union all
        select 'let_in', account_id, sender_id, 0 from notification_requests
        where account_id in :receivers and sender_id in :actors and state = 'accepted'
        """,
        receivers=receivers,
        actors=actors,
        now_ms=now_ms,
    )


async def _peers(reader: Reader, receivers: list[int]) -> list[_Peer]:
    return await reader.all(
        _Peer, "select account_id, host from peer_blocks where account_id in :receivers", receivers=receivers
    )


async def _threads(
    reader: Reader, receivers: list[int], found: Sequence[_Tweet]
) -> frozenset[tuple[AccountId, TweetId]]:
    if not found:
        return frozenset()
    rows = await reader.all(
        _Thread,
        """
        select account_id, conversation_id from thread_mutes
        where account_id in :receivers and conversation_id in :conversations
        """,
        receivers=receivers,
        conversations=list({int(row.conversation_id) for row in found}),
    )
    return frozenset((row.account_id, row.conversation_id) for row in rows)


async def _tweets(reader: Reader, ids: Sequence[TweetId]) -> list[_Tweet]:
    if not ids:
        return []
    return await reader.all(
        _Tweet,
        "select id, author_id, visibility, conversation_id, deleted_at_ms from tweets where id in :ids",
        ids=list[int](ids),
    )


async def _settings(reader: Reader, receivers: list[int]) -> list[Settings]:
    return await reader.all(
        Settings,
        """
        select account_id, body, newcomers_hour, newcomers from notification_settings where account_id in :receivers
        """,
        receivers=receivers,
    )
