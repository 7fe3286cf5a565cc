"""P12: what is found is what brute force over the database finds, for 500 random searches by different people."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from nodeapp.model.accounts import ANYBODY, Profile, Viewer
from nodeapp.model.edits import Edit
from nodeapp.model.errors import BadInput, NotFound
from nodeapp.model.ids import TweetId, first_id_at
from nodeapp.model.languages import STEMMED, language_of
from nodeapp.model.search import Form, Sort, typos
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft, Tweet
from nodeapp.model.views import TweetView
from nodeapp.model.words import distance, words
from nodeapp.queries import tweets
from nodeapp.seams.database import Reader
from tests.builders import Home
from tests.integration.search.people import id_of

pytestmark = pytest.mark.anyio

SEARCHES = 500
PEOPLE = ("ada", "bo", "cy", "dee", "eve", "shy", "gus")
VOCABULARY = (
    *("tea", "teas", "walk", "walked", "walking", "garden", "gardens", "green", "house", "houses", "running", "run"),
    *("café", "naïve", "straße", "biscuit", "biscuits", "the", "and", "of", "milk", "mountain", "mountains"),
    *("東京", "東京タワー", "にほんご"),
)
VISIBILITIES = ("public", "public", "public", "unlisted", "followers", "direct")
DAY_SECONDS = 86_400


@dataclass
class Village:
    node: Home
    chance: random.Random
    people: dict[str, Viewer] = field(default_factory=dict)
    ids: list[TweetId] = field(default_factory=list)
    kept_by: dict[TweetId, set[str]] = field(default_factory=dict)
    hides: set[tuple[str, str]] = field(default_factory=set)
    """Who leaves out, or is left out by, whom."""


async def settled(node: Home) -> Village:
    village = Village(node, random.Random(7))  # noqa: S311 (no secret)
    chance = village.chance
    for name in PEOPLE:
        village.people[name] = await node.account(name)
    people = village.people
    await node.accounts.edit(people["shy"], Profile(indexable=False))
    for one in PEOPLE:
        for other in set(chance.sample(PEOPLE, 3)) - {one}:
            await node.graph.follow(people[one], id_of(people[other]))
    for _ in range(140):
        author = chance.choice(PEOPLE)
        await write(village, author)
        node.clock.advance(seconds=chance.randrange(DAY_SECONDS // 4))
    for tweet_id in chance.sample(village.ids, 30):
        await touch(village, tweet_id)
    for one, other in (("bo", "ada"), ("gus", "dee")):
        await node.graph.block(people[one], id_of(people[other]))
        village.hides |= {(one, other), (other, one)}
    await node.mutes.mute(people["cy"], id_of(people["eve"]))
    village.hides.add(("cy", "eve"))
    await node.wait_idle()
    return village


async def write(village: Village, author: str) -> None:
    chance, node = village.chance, village.node
    said = " ".join(chance.choices(VOCABULARY, k=chance.randrange(1, 7)))
    if chance.random() < 0.3:
        said += f" @{chance.choice(PEOPLE)}"
    if chance.random() < 0.3:
        said += f" #{chance.choice(('tea', 'Garden', 'walks'))}"
    if chance.random() < 0.2:
        said += " https://tea.example/page"
    draft = Draft(
        content=said,
        content_warning=chance.choice(("", "", "", "biscuit spoilers")),
        visibility=chance.choice(VISIBILITIES),
        language=chance.choice(("en", "en", "de", None)),
    )
    if village.ids and chance.random() < 0.2:
        draft = replace(draft, reply_to_id=chance.choice(village.ids))
    try:
        view = await node.tweets.post(village.people[author], draft)
    except BadInput:
        # It would answer what its author may not see.
        return
    village.ids.append(view.tweet.id)
    for name in chance.sample(PEOPLE, 2):
        verb = chance.choice((node.engagement.like, node.engagement.bookmark))
        with suppress(NotFound):
            await verb(village.people[name], view.tweet.id)
            village.kept_by.setdefault(view.tweet.id, set()).add(name)


async def touch(village: Village, tweet_id: TweetId) -> None:
    """Some are edited, some deleted, of some a like is taken back."""
    node, chance = village.node, village.chance
    view = await node.ground.views.of_tweet(None, tweet_id)
    if view is None:
        return
    author = Viewer(view.author.id)
    match chance.randrange(3):
        case 0:
            await node.tweets.edit(author, tweet_id, Edit(content=" ".join(chance.choices(VOCABULARY, k=4))))
        case 1:
            await node.tweets.delete(author, tweet_id)
        case _:
            for name in village.kept_by.pop(tweet_id, set()):
                await node.engagement.unlike(village.people[name], tweet_id)
                await node.engagement.unbookmark(village.people[name], tweet_id)


@dataclass
class Oracle:
    """Knows every tweet by heart, and looks at each."""

    village: Village
    stems: Callable[[str], frozenset[str]]
    rows: list[Tweet] = field(default_factory=list)
    views: dict[tuple[str | None, TweetId], TweetView] = field(default_factory=dict)

    async def learn(self) -> None:
        async def work(reader: Reader) -> list[Tweet]:
            return await tweets.by_ids(reader, self.village.ids)

        self.rows = [row for row in await self.village.node.database.read(work) if row.deleted_at_ms is None]
        for name in (None, *PEOPLE):
            viewer = ANYBODY if name is None else self.village.people[name]
            for row in self.rows:
                view = await self.village.node.ground.views.of_tweet(viewer.id, row.id)
                if view is not None:
                    self.views[name, row.id] = view

    def found(self, name: str | None, parts: list[tuple[str, str]]) -> set[TweetId]:
        exact = {row.id for row in self.rows if self._fits(name, row, parts)}
        if exact:
            return exact
        fuzzy = [("~" if how == "word" else how, value) for how, value in parts]
        return {row.id for row in self.rows if self._fits(name, row, fuzzy)}

    def _fits(self, name: str | None, row: Tweet, parts: list[tuple[str, str]]) -> bool:
        view = self.views.get((name, row.id))
        if view is None:
            return False
        author = view.author.username
        if name is not None and (name, author) in self.village.hides:
            return False
        mine = name is not None and (
            author == name
            or name in self.village.kept_by.get(row.id, ())
            or any(person.username == name for person in view.mentions)
        )
        library = ("in", "library") in parts
        if not mine and (library or row.visibility != "public" or author == "shy"):
            return False
        return all(self._holds(view, how, value) for how, value in parts)

    def _holds(self, view: TweetView, how: str, value: str) -> bool:
        row = view.tweet
        texts = [words(row.content), words(row.content_warning)]
        facts = {
            "#": value in view.hashtags,
            "from": view.author.username == value,
            "mentions": any(person.username == value for person in view.mentions),
            "is": row.reply_to_id is not None,
            "has": "https://" in row.content,
            "lang": row.language == value,
            "since": how == "since" and row.id >= first_id_at(int(value)),
            "in": True,
        }
        if how in facts:
            return facts[how]
        if how == "-word":
            return not self._says(texts, row, "word", value)
        return self._says(texts, row, how, value)

    def _says(self, texts: list[list[str]], row: Tweet, how: str, value: str) -> bool:
        wanted = words(value)
        said = [word for text in texts for word in text]
        if len(wanted) > 1:
            # Of a script without spaces the last character alone is left out, but not where it is quoted.
            return any(_has_row(text, wanted if how == "phrase" else wanted[:-1]) for text in texts)
        most = typos(wanted[0])
        if how == "~" and most:
            return any(distance(word, wanted[0], most) <= most for word in said)
        if how == "prefix":
            return any(word.startswith(wanted[0]) for word in said)
        language = language_of(said, row.language)
        return not {self.form(word, language) for word in said}.isdisjoint(self.stems(wanted[0]))

    def form(self, word: str, language: str | None) -> str:
        code = language if language in STEMMED else "en" if word.isascii() else "-"
        return next(stem for stem in self.stems(word) if stem.startswith(f"{code}:"))


def _has_row(text: list[str], wanted: list[str]) -> bool:
    return any(text[at : at + len(wanted)] == wanted for at in range(len(text) - len(wanted) + 1))


def drawn(chance: random.Random, now_ms: int) -> tuple[str, list[tuple[str, str]]]:
    """A search as somebody types it, and what it means."""
    parts: list[tuple[str, str]] = []
    typed: list[str] = []
    forms: tuple[Form | str, ...] = ("word", "word", "typo", "prefix", "phrase")
    for _ in range(chance.randrange(1, 3)):
        word = chance.choice([word for word in VOCABULARY if word not in ("the", "and", "of")])
        match chance.choice(forms):
            case "typo" if word.isascii():
                word = word[:-2] + word[-1]
                parts.append(("word", word))
                typed.append(word)
            case "prefix" if word.isascii():
                parts.append(("prefix", word[:3]))
                typed.append(f"{word[:3]}*")
            case "phrase" if word.isascii():
                other = chance.choice(("tea", "garden", "the"))
                parts.append(("phrase", f"{word} {other}"))
                typed.append(f'"{word} {other}"')
            case _:
                parts.append(("word", word))
                typed.append(word)
    extra = {
        0: ("from", chance.choice(PEOPLE)),
        1: ("mentions", chance.choice(PEOPLE)),
        2: ("#", chance.choice(("tea", "garden", "walks"))),
        3: ("is", "reply"),
        4: ("has", "link"),
        5: ("lang", "en"),
        6: ("in", "library"),
        7: ("-word", chance.choice(("tea", "green", "milk"))),
        8: ("since", str((now_ms - 10 * DAY_SECONDS * 1_000) // 1_000 * 1_000)),
    }.get(chance.randrange(14))
    if extra is not None:
        parts.append(extra)
        typed.append(_typed(*extra))
    chance.shuffle(typed)
    return " ".join(typed), parts


def _typed(how: str, value: str) -> str:
    match how:
        case "#":
            return f"#{value}"
        case "-word":
            return f"-{value}"
        case "since":
            return f"since:{datetime.fromtimestamp(int(value) / 1_000, UTC).isoformat()}"
        case _:
            return f"{how}:{value}"


async def test_p12_random_searches_find_what_brute_force_finds(node: Home) -> None:
    village = await settled(node)
    search = node.services.searching.search
    oracle = Oracle(village, search.index.stems)
    await oracle.learn()
    wrong: list[tuple[str | None, str, set[TweetId], set[TweetId]]] = []
    seen = 0

    for _ in range(SEARCHES):
        typed, parts = drawn(village.chance, node.clock())
        name = village.chance.choice((None, *PEOPLE))
        if name is None and ("in", "library") in parts:
            continue
        viewer = ANYBODY if name is None else village.people[name]
        sort: Sort = village.chance.choice(("latest", "relevance"))
        answer = await search.tweets(viewer, typed, sort, Window(200))
        found = {view.tweet.id for view in answer.page.items}
        expected = oracle.found(name, parts)
        seen += len(expected)
        if found != expected:
            wrong.append((name, typed, found - expected, expected - found))

    assert wrong == []
    assert seen > SEARCHES
