#!/usr/bin/env python3
"""Fills the data folder of a stopped node with people, follows and tweets; the same seed gives the same people."""

import argparse
import json
import os
import secrets
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from random import Random

import anyio
import seed_words as words
from argon2 import PasswordHasher
from sqlite_utils import Database

from federation import generate_key_pair
from nodeapp.model.accounts import username_key
from nodeapp.model.credentials import NEVER_MS, PERSONAL_PREFIX, secret_hash
from nodeapp.model.ids import Snowflakes
from nodeapp.model.text import hashtags
from nodeapp.settings import InUse, Settings
from nodeapp.wiring.ground import DATABASE_NAME, ground

PASSWORD = "a tower of teacups"  # noqa: S105 (everybody's, and printed at the end)
PEOPLE, TWEETS, FOLLOWS, MOST_TWEETS = 1_000, 10_000, 50_000, 1_000_000
KEY_PAIRS = 4
"""Drawing an RSA key for each of 10,000 people would take a quarter of an hour; seeded people share a few."""
BATCH = 500
DAYS = 90
DAY_MS = 86_400_000
RECENT = 2_000
"""Replies and retweets go to one of the newest so many tweets."""
ABOUT_ANOTHER, RETWEETS = 0.35, 0.12
"""Of all tweets, those that are about another one, and of these those that only pass it on."""


@dataclass
class Said:
    """A tweet before it is a row, with what the others did to it."""

    id: int
    author: int
    at_ms: int
    content: str = ""
    reply_to: "Said | None" = None
    retweet_of: "Said | None" = None
    likes: list[int] = field(default_factory=list)
    replies: int = 0
    retweets: int = 0

    @property
    def conversation_id(self) -> int:
        return self.id if self.reply_to is None else self.reply_to.conversation_id


@dataclass
class Village:
    """Everybody and everything, by index."""

    random: Random
    ids: Snowflakes
    now_ms: int
    account_ids: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    follows: dict[int, set[int]] = field(default_factory=dict)
    tweets: list[Said] = field(default_factory=list)


def main() -> int:
    wanted = arguments()
    if wanted.plan:
        wanted.plan.write_text(json.dumps(plan(imagine(wanted))), encoding="utf-8")
    if not wanted.data:
        return 0
    try:
        anyio.run(prepare, wanted.data.absolute())
    except InUse as error:
        print(f"{error} Stop it first.", file=sys.stderr)
        return 1
    started = time.monotonic()
    village = imagine(wanted)
    database = Database(wanted.data / DATABASE_NAME)
    database.execute("pragma synchronous = off")
    if database.table("accounts").count:
        print("This data folder has people already; seed an empty one.", file=sys.stderr)
        return 1
    with database.conn:
        write(database, village)
        uncount(database)
        if wanted.tokens:
            write_tokens(database, village, wanted.tokens)
    database.execute("analyze")
    seconds = time.monotonic() - started
    print(f"{wanted.people} people, {wanted.tweets} tweets, {wanted.follows} follows in {seconds:.0f} s.")
    print(f"Sign in as {village.names[0]} (the owner) or anybody else; the password is: {PASSWORD}")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="data folder; made where it is missing")
    parser.add_argument("--tokens", type=Path, help="write a personal token for everybody here, a line each, in order")
    parser.add_argument(
        "--plan", type=Path, help="write who follows whom and says what here as JSON, for other servers"
    )
    parser.add_argument("--star", action="store_true", help="let everybody follow the first person")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--tweets", type=int, default=TWEETS)
    parser.add_argument("--follows", type=int, default=FOLLOWS)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    if not (wanted.data or wanted.plan) or (wanted.tokens and not wanted.data):
        parser.error("give --data, or only --plan")
    if wanted.people < 2 or not 0 <= wanted.tweets <= MOST_TWEETS:  # noqa: PLR2004 (somebody must have somebody)
        parser.error(f"at least two people, and at most {MOST_TWEETS} tweets")
    wanted.follows = min(wanted.follows, wanted.people * (wanted.people - 1) // 2)
    return wanted


async def prepare(data: Path) -> None:
    """Makes the folder and its database, as a start of the node would."""
    async with ground(Settings(data=data)):
        pass


def imagine(wanted: argparse.Namespace) -> Village:
    village = Village(Random(wanted.seed), Snowflakes(), time.time_ns() // 1_000_000)  # noqa: S311 (no secret)
    populate(village, wanted.people)
    befriend(village, wanted.follows, star=wanted.star)
    chat(village, wanted.tweets)
    return village


def populate(village: Village, people: int) -> None:
    taken: dict[str, int] = {}
    for _ in range(people):
        given, family = words.name(village.random)
        name = f"{given}_{family}".lower()
        taken[name] = taken.get(name, 0) + 1
        village.names.append(name if taken[name] == 1 else f"{name}{taken[name]}")
        village.account_ids.append(village.ids.next(village.now_ms - (DAYS + 30) * DAY_MS))


def befriend(village: Village, follows: int, *, star: bool) -> None:
    """Few are followed by many: the n-th most popular person by about 1/n (Zipf). A star is followed by all."""
    people = len(village.account_ids)
    weights = list(accumulate(1 / (rank + 1) ** 0.8 for rank in range(people)))
    left = follows
    if star:
        village.follows = {fan: {0} for fan in range(1, min(people, follows + 1))}
        left -= len(village.follows)
    while left > 0:
        fans = village.random.choices(range(people), k=left)
        idols = village.random.choices(range(people), cum_weights=weights, k=left)
        for fan, idol in zip(fans, idols, strict=True):
            followed = village.follows.setdefault(fan, set())
            if fan != idol and idol not in followed:
                followed.add(idol)
                left -= 1


def chat(village: Village, tweets: int) -> None:
    random, people = village.random, len(village.account_ids)
    talkative = list(accumulate(1 / (rank + 1) ** 0.6 for rank in range(people)))
    authors = random.choices(range(people), cum_weights=talkative, k=tweets)
    retweeted: set[tuple[int, int]] = set()
    for number, author in enumerate(authors):
        at_ms = village.now_ms - DAYS * DAY_MS + DAYS * DAY_MS * number // max(tweets, 1)
        said = Said(village.ids.next(at_ms), author, at_ms)
        kind = random.random()
        older = random.choice(village.tweets[-RECENT:]) if village.tweets and kind < ABOUT_ANOTHER else None
        target = older.retweet_of or older if older else None
        if target and kind < RETWEETS and (author, target.id) not in retweeted:
            retweeted.add((author, target.id))
            said.retweet_of, target.retweets = target, target.retweets + 1
        elif target:
            said.reply_to, target.replies = target, target.replies + 1
            said.content = f"@{village.names[target.author]} {words.reply(random)}"
        else:
            said.content = words.tweet(random)
        if not said.retweet_of:
            said.likes = sorted(random.sample(range(people), k=min(int(random.paretovariate(1.2)) - 1, people, 40)))
        village.tweets.append(said)


def write(database: Database, village: Village) -> None:
    database.table("accounts").insert_all(account_rows(village), batch_size=BATCH)
    pairs = [generate_key_pair() for _ in range(KEY_PAIRS)]
    hashed = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(PASSWORD)
    at_ms = village.now_ms
    database.table("account_keys").insert_all(
        {"account_id": id_, "private_pem": pair[0], "public_pem": pair[1], "created_at_ms": at_ms}
        for number, id_ in enumerate(village.account_ids)
        for pair in [pairs[number % KEY_PAIRS]]
    )
    database.table("credentials").insert_all(
        {"account_id": id_, "password_hash": hashed, "changed_at_ms": at_ms} for id_ in village.account_ids
    )
    database.table("follows").insert_all(follow_rows(village), batch_size=BATCH)
    database.table("tweets").insert_all(tweet_rows(village), batch_size=BATCH)
    database.table("likes").insert_all(like_rows(village), batch_size=BATCH)
    database.table("tweet_mentions").insert_all(
        {"tweet_id": said.id, "account_id": village.account_ids[said.reply_to.author]}
        for said in village.tweets
        if said.reply_to
    )
    database.table("tweet_hashtags").insert_all(
        {"tag": tag, "tweet_id": said.id} for said in village.tweets for tag in set(hashtags(said.content, 100))
    )


def uncount(database: Database) -> None:
    """What is counted of tweets follows from their events; these have none, and are counted at the first start."""
    database.execute("delete from trend_builds")


def write_tokens(database: Database, village: Village, path: Path) -> None:
    """Makes the file readable by its owner alone."""
    tokens = [PERSONAL_PREFIX + secrets.token_urlsafe(32) for _ in village.account_ids]
    at_ms = village.now_ms
    database.table("sessions").insert_all(
        {
            "id": village.ids.next(at_ms),
            "account_id": account_id,
            "kind": "personal",
            "name": "seed.py",
            "secret_hash": secret_hash(token),
            "created_at_ms": at_ms,
            "last_used_at_ms": at_ms,
            "expires_at_ms": NEVER_MS,
        }
        for account_id, token in zip(village.account_ids, tokens, strict=True)
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"{token}\n" for token in tokens)


def plan(village: Village) -> dict[str, object]:
    """People and tweets by their number. A tweet: author, text, what it answers, what it repeats."""
    numbers = {said.id: number for number, said in enumerate(village.tweets)}
    return {
        "names": village.names,
        "follows": [[fan, idol] for fan, followed in village.follows.items() for idol in sorted(followed)],
        "tweets": [
            [
                said.author,
                said.content,
                *(numbers[other.id] if other else None for other in (said.reply_to, said.retweet_of)),
            ]
            for said in village.tweets
        ],
    }


def account_rows(village: Village) -> Iterator[dict[str, object]]:
    followers: dict[int, int] = {}
    for followed in village.follows.values():
        for idol in followed:
            followers[idol] = followers.get(idol, 0) + 1
    said: dict[int, int] = {}
    for tweet in village.tweets:
        if not tweet.retweet_of:
            said[tweet.author] = said.get(tweet.author, 0) + 1
    for person, (account_id, name) in enumerate(zip(village.account_ids, village.names, strict=True)):
        at_ms = village.now_ms - (DAYS + 30) * DAY_MS
        yield {
            "id": account_id,
            "username": name,
            "username_key": username_key(name),
            "display_name": " ".join(part.capitalize() for part in name.rstrip("0123456789").split("_")),
            "bio": words.bio(village.random),
            "location": village.random.choice(words.TOWNS),
            "role": "owner" if person == 0 else "member",
            "follower_count": followers.get(person, 0),
            "following_count": len(village.follows.get(person, ())),
            "tweet_count": said.get(person, 0),
            "created_at_ms": at_ms,
            "received_at_ms": at_ms,
            "updated_at_ms": at_ms,
        }


def follow_rows(village: Village) -> Iterator[dict[str, object]]:
    for fan, followed in village.follows.items():
        for idol in sorted(followed):
            at_ms = village.now_ms - village.random.randrange(DAYS * DAY_MS)
            yield {
                "follower_id": village.account_ids[fan],
                "followee_id": village.account_ids[idol],
                "state": "following",
                "id": village.ids.next(village.now_ms),
                "created_at_ms": at_ms,
                "changed_at_ms": at_ms,
            }


def tweet_rows(village: Village) -> Iterator[dict[str, object]]:
    for said in village.tweets:
        reply_to, original = said.reply_to, said.retweet_of
        yield {
            "id": said.id,
            "author_id": village.account_ids[said.author],
            "content": said.content,
            "language": None if original else "en",
            "visibility": "public",
            "reply_to_id": reply_to.id if reply_to else None,
            "reply_to_author_id": village.account_ids[reply_to.author] if reply_to else None,
            "conversation_id": said.conversation_id,
            "retweet_of_id": original.id if original else None,
            "retweet_of_author_id": village.account_ids[original.author] if original else None,
            "like_count": len(said.likes),
            "retweet_count": said.retweets,
            "reply_count": said.replies,
            "created_at_ms": said.at_ms,
            "received_at_ms": said.at_ms,
        }


def like_rows(village: Village) -> Iterator[dict[str, object]]:
    for said in village.tweets:
        for fan in said.likes:
            like_id = village.ids.next(village.now_ms)
            at_ms = said.at_ms + 60_000
            yield {
                "tweet_id": said.id,
                "account_id": village.account_ids[fan],
                "id": like_id,
                "created_at_ms": at_ms,
            }


if __name__ == "__main__":
    sys.exit(main())
