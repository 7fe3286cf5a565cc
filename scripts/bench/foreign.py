"""Somebody else's server: who lives there by their tokens, and filling it through its API by the same plan as ours."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from .apis import MASTODON
from .options import Other
from .servers import NotServed, Server
from .sets import Plan

T = TypeVar("T")

_FOLLOWS_AT_ONCE, _TWEETS_AT_ONCE = 8, 8
_FOLLOWS_SHARE = 0.4
"""Of the time, since a server that is slow at one of both should have some of each."""


async def introduced(other: Other) -> Server:
    """Raises NotServed where a token is not good there."""
    server = Server(other.name, other.url, MASTODON)
    await server.meet(other.tokens.read_text(encoding="utf-8").split())
    await server.find_tweets()
    return server


async def fill(server: Server, plan: Plan, seconds: float) -> None:
    """People are taken in the order of their tokens. What does not fit in the time is left out, and said."""
    if not seconds:
        return
    filling = Filling(server, plan, time.monotonic())
    people = len(server.people)
    follows = [pair for pair in plan.follows if max(pair) < people]
    tweets = [number for number, tweet in enumerate(plan.tweets) if tweet[0] < people]
    done = await filling.all(filling.follow, follows, seconds * _FOLLOWS_SHARE, _FOLLOWS_AT_ONCE)
    said = await filling.all(filling.say, tweets, seconds, _TWEETS_AT_ONCE)
    print(f"{server.name}: {done} of {len(follows)} follows, {said} of {len(tweets)} tweets.", flush=True)
    await server.find_tweets()


@dataclass
class Filling:
    server: Server
    plan: Plan
    begun: float
    ids: dict[int, str] = field(default_factory=dict)

    async def follow(self, pair: tuple[int, int]) -> None:
        fan, idol = (self.server.people[number] for number in pair)
        await self.server.ask("POST", self.server.api.follow.format(id=idol.id), fan.token)

    async def say(self, number: int) -> None:
        """A tweet, an answer or a boost; as a tweet of its own where what it answers is not there."""
        author, text, answers, repeats = self.plan.tweets[number]
        token = self.server.people[author].token
        if repeats is not None:
            if repeats in self.ids:
                await self.server.ask("POST", f"/api/v1/statuses/{self.ids[repeats]}/reblog", token)
            return
        body = {"status": text, "visibility": "public"}
        if answers in self.ids:
            body["in_reply_to_id"] = self.ids[answers]
        made = await self.server.ask("POST", self.server.api.post, token, body)
        self.ids[number] = str(made["id"])

    async def all(self, do: Callable[[T], Awaitable[None]], things: Iterable[T], seconds: float, at_once: int) -> int:
        """How many were done until so many seconds after the beginning. What is refused is passed over."""
        left, done = iter(things), 0

        async def work() -> None:
            nonlocal done
            for thing in left:
                if time.monotonic() - self.begun > seconds:
                    return
                try:
                    await do(thing)
                except NotServed:
                    continue
                done += 1

        await asyncio.gather(*(work() for _ in range(at_once)))
        return done
