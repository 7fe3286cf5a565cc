"""Faces: joined from pieces, a tweet says byte for byte what its shape encodes, whatever people write."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nodeapp.model.accounts import Field
from nodeapp.model.cards import Card, Person
from nodeapp.model.ids import TweetId
from nodeapp.model.media import Media
from nodeapp.model.polls import Option, Poll
from nodeapp.model.views import FLAGS, TweetView
from nodeapp.web.faces import Faces, mastodon, native
from tests.builders import ORIGIN
from tests.unit.cards import account, card, tweet

TRAPS = (
    ',"account":{',
    ',"user":{',
    '\\","account":{"id":"1"},\\',
    'a "quoted" \\ back\\\\slash',
    "\x00\x01\x1f\x7f\u2028\u2029\ufeff",
    "𝄞 👩\u200d👩\u200d👧 \u202eright to left\u202c e\u0301 é",
    "</script><b>&amp;",
)
words = st.one_of(st.sampled_from(TRAPS), st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
perhaps = st.none() | words
counts = st.integers(0, 2**40)
people = st.builds(
    lambda number, **told: Person(account(number, **told)),
    st.integers(1, 2**63 - 1),
    username=words,
    host=st.sampled_from(["", "tea.example", "tea.example:8443"]),
    display_name=words,
    bio=words,
    bio_html=perhaps,
    avatar_url=perhaps,
    cover_url=perhaps,
    url=perhaps,
    uri=perhaps,
    location=words,
    website=words,
    fields=st.lists(st.builds(Field, words, words, perhaps, st.none() | st.integers(0, 2**40)), max_size=3).map(
        lambda fields: msgspec.json.encode(fields).decode()
    ),
    bot=st.booleans(),
    locked=st.booleans(),
    verified=st.booleans(),
    follower_count=counts,
    origin_follower_count=counts,
)


files = st.builds(
    Media,
    id=st.integers(1, 99),
    account_id=st.just(1),
    kind=st.sampled_from(["image", "animation", "video", "audio"]),
    state=st.sampled_from(["waiting", "ready"]),
    mime=st.just("image/png"),
    created_at_ms=counts,
    file_key=perhaps,
    alt=words,
    width=st.none() | st.integers(1, 9_999),
    height=st.none() | st.integers(1, 9_999),
    focus_x=st.none() | st.floats(-1, 1),
    focus_y=st.none() | st.floats(-1, 1),
    blurhash=perhaps,
)
questions = st.builds(
    lambda titles, **told: Poll(
        tweet_id=TweetId(7),
        options=tuple(Option(tweet_id=TweetId(7), place=place, title=title) for place, title in enumerate(titles)),
        **told,
    ),
    st.lists(words, min_size=2, max_size=4),
    multiple=st.booleans(),
    hide_totals=st.booleans(),
    ends_at_ms=st.none() | counts,
    closed_at_ms=st.none() | counts,
    voter_count=counts,
    origin_voter_count=counts,
)


def _card(
    number: int,
    author: Person,
    mentions: list[Person],
    hashtags: list[str],
    media: list[Media],
    poll: Poll | None,
    **told: object,
) -> Card:
    row = tweet(number, author.account.id, **told)
    return Card(row, author, tuple(mentions), tuple(hashtags), tuple(media), poll)


cards = st.builds(
    _card,
    st.integers(1, 2**63 - 1),
    people,
    st.lists(people, max_size=2),
    st.lists(words, max_size=2),
    st.lists(files, max_size=2),
    st.none() | questions,
    visibility=st.sampled_from(["public", "unlisted", "followers", "direct"]),
    content=words,
    content_html=perhaps,
    content_warning=words,
    language=perhaps,
    sensitive=st.booleans(),
    uri=perhaps,
    url=perhaps,
    reply_to_id=st.none() | st.integers(1, 99),
    reply_to_author_id=st.none() | st.integers(1, 99),
    like_count=counts,
    origin_like_count=counts,
    created_at_ms=counts,
    edited_at_ms=st.none() | counts,
)
flags = st.sampled_from(FLAGS)
votes = st.lists(st.integers(0, 3), max_size=2, unique=True).map(tuple)
plain = st.builds(
    lambda some, done, chosen: TweetView(some, done, votes=chosen if some.poll is not None else ()), cards, flags, votes
)
quoting = st.builds(
    lambda view, quote: TweetView(renewed(view.card, quote_of_id=5), view.flags, quote, votes=view.votes),
    plain,
    st.none() | plain,
)
retweeted = st.builds(
    lambda view, entry: TweetView(
        view.card, view.flags, view.quote, renewed(entry, retweet_of_id=view.card.tweet.id), view.votes
    ),
    plain | quoting,
    cards,
)
views = plain | quoting | retweeted
SHAPES = [native(ORIGIN), mastodon(ORIGIN)]


def renewed(some: Card, **changes: object) -> Card:
    row = msgspec.structs.replace(some.tweet, **changes)
    some.renew(row, some.mentions, some.hashtags, some.media, some.poll)
    return some


def joined(faces: Faces, *shown: TweetView) -> tuple[bytes, list[int]]:
    parts: list[bytes] = []
    stamps: list[int] = []
    for view in shown:
        faces.add(view, parts, stamps)
    return b"[" + b"".join(parts)[1:] + b"]", stamps


def encoded(faces: Faces, *shown: TweetView) -> bytes:
    return msgspec.json.encode([faces.tweet(view) for view in shown])


@pytest.mark.parametrize("faces", SHAPES, ids=["native", "mastodon"])
@given(st.lists(views, max_size=3))
@example([])
def test_pieces_say_what_the_shape_says(faces: Faces, shown: list[TweetView]) -> None:
    first, stamps = joined(faces, *shown)
    again, same = joined(faces, *shown)

    assert first == again == encoded(faces, *shown)
    assert stamps == same


@pytest.mark.parametrize("faces", SHAPES, ids=["native", "mastodon"])
@given(view=views, some=cards)
def test_whatever_changes_the_pieces_follow_and_the_stamps_tell(faces: Faces, view: TweetView, some: Card) -> None:
    """The tweet's row, its author's, those of whoever retweeted it and of what it quotes, and what the viewer did.

    Names and addresses are not among them: cards that say them are dropped when they change.
    """
    before, stamps = joined(faces, view)
    told = some.author.account

    def shown_as(person: Person) -> None:
        person.renew(
            msgspec.structs.replace(person.account, display_name=told.display_name, bio=told.bio, bot=told.bot)
        )

    changes: list[Callable[[], object]] = [
        lambda: renewed(view.card, like_count=view.tweet.like_count + 1),
        lambda: renewed(view.card, content=view.tweet.content + "x", content_html=None),
        lambda: shown_as(view.card.author),
    ]
    if view.retweet is not None:
        entry = view.retweet
        changes.append(lambda: shown_as(entry.author))
    if view.quote is not None:
        quoted = view.quote.card
        changes += [lambda: shown_as(quoted.author), lambda: renewed(quoted, language="x")]

    for change in changes:
        change()
        after, others = joined(faces, view)
        assert after == encoded(faces, view)
        assert after == before or others != stamps
        before, stamps = after, others


@pytest.mark.parametrize("faces", SHAPES, ids=["native", "mastodon"])
@given(view=views)
def test_what_each_viewer_did_is_told_apart(faces: Faces, view: TweetView) -> None:
    seen = {}
    for done in FLAGS:
        one = TweetView(view.card, done, view.quote, view.retweet, view.votes)
        body, stamps = joined(faces, one)
        assert body == encoded(faces, one)
        seen[tuple(stamps)] = body

    assert len(seen) == len(FLAGS)


def test_both_apis_keep_their_own() -> None:
    view = TweetView(card(1, content="tea"))

    bodies = [joined(faces, view)[0] for faces in (*SHAPES, *SHAPES)]

    assert bodies[:2] == bodies[2:]
    assert bodies[0] != bodies[1]


@pytest.mark.parametrize("faces", SHAPES, ids=["native", "mastodon"])
def test_what_is_kept_of_long_tweets_is_not_many_times_what_they_weigh(faces: Faces) -> None:
    """Every viewer's flags are told apart, and each of many may have retweeted it: 100 KB must not become 1 MB."""
    long = card(1, content="x" * 100_000, content_html="y" * 100_000)
    entries = [card(2 + number, Person(account(9 + number)), retweet_of_id=1) for number in range(10)]

    for done in FLAGS:
        joined(faces, TweetView(long, done))
        for entry in entries:
            joined(faces, TweetView(long, done, None, entry))

    faces_kept = [face for some in (long, *entries) for face in some.faces]
    kept = {id(piece): len(piece) for face in faces_kept for pieces in face.values() for piece in pieces}
    assert sum(kept.values()) < 3 * 200_000
