"""Rows, cards and people as memory holds them, made up for tests that need no database."""

from typing import Any

from nodeapp.model.accounts import Account
from nodeapp.model.cards import Card, Person
from nodeapp.model.changes import Changes
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.tweets import Tweet
from nodeapp.queries.standings import Standing

_EMPTY: dict[str, Any] = {
    name: None
    for name in (
        *("uri", "url", "inbox_url", "shared_inbox_url", "outbox_url", "followers_url", "public_key_id"),
        *("public_key_pem", "bio_html", "avatar_url", "cover_url", "birth_date", "fetched_at_ms"),
    )
}
_COUNTS = ("follower_count", "following_count", "tweet_count")
_ZERO: dict[str, Any] = {name: 0 for name in (*_COUNTS, *(f"origin_{name}" for name in _COUNTS))}


def account(number: int = 1, **changes: Any) -> Account:
    told: dict[str, Any] = {
        "id": AccountId(number),
        "username": f"user{number}",
        "username_key": f"user{number}",
        "host": "",
        "display_name": "",
        "bio": "",
        "location": "",
        "website": "",
        "fields": "[]",
        "role": "member",
        "state": "active",
        "bot": False,
        "locked": False,
        "verified": False,
        "discoverable": True,
        "indexable": True,
        "created_at_ms": 0,
        "received_at_ms": 0,
        "updated_at_ms": 0,
    }
    return Account(**(_EMPTY | _ZERO | told | changes))


def tweet(number: int = 1, author: int = 1, **changes: Any) -> Tweet:
    told: dict[str, Any] = {
        "id": TweetId(number),
        "author_id": AccountId(author),
        "visibility": "public",
        "conversation_id": TweetId(number),
        "created_at_ms": 0,
        "received_at_ms": 0,
    }
    return Tweet(**(told | changes))


def card(number: int = 1, author: Person | None = None, mentions: tuple[Person, ...] = (), **changes: Any) -> Card:
    author = author or Person(account())
    return Card(tweet(number, author.account.id, **changes), author, mentions)


def standing(**changes: Any) -> Standing:
    told: dict[str, Any] = {"followed": [], "blocked": [], "blocked_by": [], "marks": {}, "marks_floor": 0}
    return Standing(**(told | changes))


def written(*tweets: Tweet, accounts: tuple[Account, ...] = (), **more: Any) -> Changes:
    """A commit in which these tweets were new."""
    ids = frozenset(one.id for one in tweets)
    told: dict[str, Any] = {
        "tweet_ids": ids,
        "new_ids": ids,
        "tweets": tweets,
        "accounts": {one.id: one for one in accounts},
    }
    return Changes(**(told | more))


def changed(*rows: Tweet | Account) -> Changes:
    """A commit in which these rows became what they are."""
    tweets = tuple(row for row in rows if isinstance(row, Tweet))
    accounts = {row.id: row for row in rows if isinstance(row, Account)}
    return Changes(
        tweet_ids=frozenset(row.id for row in tweets),
        account_ids=frozenset(accounts),
        tweets=tweets,
        accounts=accounts,
    )
