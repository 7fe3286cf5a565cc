"""What is typed into a search, how texts are cut into words, and how what was found is marked and ordered."""

import random

import pytest

from nodeapp.model.errors import BadInput
from nodeapp.model.highlights import highlight
from nodeapp.model.ids import AccountId, TweetId, first_id_at
from nodeapp.model.languages import language_of
from nodeapp.model.limits import Limits
from nodeapp.model.relevance import ranked
from nodeapp.model.search import Hit, Mark, Person, Words, parse
from nodeapp.model.words import distance, tokens, words

LIMITS = Limits()
NOON_MS = 1_769_860_800_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello, World! don't", ["hello", "world", "don", "t"]),
        ("Café ÉTÉ straße Łódź", ["cafe", "ete", "strasse", "lodz"]),
        ("東京タワー2024", ["東京", "京タ", "タワ", "ワー", "ー", "2024"]),
        ("한국어", ["한국", "국어", "어"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("a_b 🎉👍🏽", ["a", "b", "🎉", "👍"]),
        ("x" * 100, ["x" * 64]),
        ("", []),
    ],
)
def test_texts_are_cut_into_folded_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected
    assert all(text[token.start : token.end] for token in tokens(text))


def test_operators_words_and_phrases_are_told_apart() -> None:
    question = parse('tea -milk "green tea" gard* bisciut~ #Tea from:ada -has:poll is:retweet lang:pt-BR a:b', LIMITS)

    assert question.wanted == (
        Words("word", ("tea",)),
        Words("phrase", ("green", "tea")),
        Words("prefix", ("gard",)),
        Words("fuzzy", ("bisciut",)),
        Mark("tag:tea"),
        Person("from", "ada"),
        Mark("lang:pt-br"),
        Words("phrase", ("a", "b")),
    )
    assert question.unwanted == (Words("word", ("milk",)), Mark("has:poll"))
    assert question.retweets
    assert not question.in_library


def test_days_are_bounds_of_ids() -> None:
    question = parse("since:2026-01-31 until:2026-02-01T12:00:00+01:00 tea", LIMITS)

    assert question.since == first_id_at(NOON_MS - 43_200_000)
    assert question.before == first_id_at(NOON_MS + 82_800_000)


def test_little_words_may_be_missing_but_not_where_they_are_all_there_is() -> None:
    said = parse("the state of the garden", LIMITS).said

    assert [part.tokens[0] for part in said if not part.optional] == ["state", "garden"]
    assert not any(part.optional for part in parse("to be or not to be", LIMITS).said)


@pytest.mark.parametrize(
    "q", ["", "-", "***", "t*", "since:soon", "has:x", "is:x", "in:x", "-in:library", "lang:1", "x" * 201]
)
def test_w24_what_cannot_be_used_names_the_query(q: str) -> None:
    with pytest.raises(BadInput) as raised:
        parse(q, LIMITS)

    assert [error.field for error in raised.value.errors] == ["q"]


def test_typos_are_letters_left_out_put_in_exchanged_or_swapped() -> None:
    for typo in ("gardn", "gaarden", "gordon", "gadren"):
        assert distance("garden", typo, 2) <= 2
    assert distance("garden", "gadren", 1) == 1
    assert distance("tea", "garden", 2) == 3


def test_a_distance_is_that_of_a_whole_table() -> None:
    def whole(one: str, other: str) -> int:
        table = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
        for i, letter in enumerate(one, start=1):
            for j, wanted in enumerate(other, start=1):
                steps = [table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (letter != wanted)]
                if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                    steps.append(table[i - 2, j - 2] + 1)
                table[i, j] = min(steps)
        return table[len(one), len(other)]

    draw = random.Random(5)  # noqa: S311 (no secret)
    for _ in range(3_000):
        one, other = ("".join(draw.choices("abc", k=draw.randrange(9))) for _ in range(2))
        for most in (0, 1, 2):
            assert distance(one, other, most) == min(whole(one, other), most + 1)


def test_a_language_is_guessed_by_its_little_words() -> None:
    assert language_of(words("Das ist nicht der Tee, den ich mag")) == "de"
    assert language_of(words("the tea that I like")) == "en"
    assert language_of(words("tea")) is None
    assert language_of(words("das ist"), "en-GB") == "en"


def test_what_is_marked_is_escaped_and_cut_around_the_first_place() -> None:
    def stems(word: str) -> frozenset[str]:
        return frozenset({word.rstrip("s")})

    long = "<i> " + "and so on " * 40 + "two teas & more " + "and so on " * 40
    html = highlight(["nothing", long], parse("tea", LIMITS).said, stems, 80)

    assert html is not None
    assert "two <mark>teas</mark> &amp; more" in html
    assert html.startswith("…")
    assert html.endswith("…")
    assert len(html) < 120
    assert highlight(["none"], parse("tea", LIMITS).said, stems, 80) is None
    assert highlight(["東京タワーに"], parse("タワー", LIMITS).said, stems, 80) == "東京<mark>タワー</mark>に"
    assert highlight(["green tea"], parse('"tea green"', LIMITS).said, stems, 80) is None


def test_of_equal_words_the_new_the_loved_the_known_and_the_near_come_first() -> None:
    def hit(number: int, days: int = 100, **more: int) -> Hit:
        tweet_id = TweetId(first_id_at(NOON_MS - days * 86_400_000) + number)
        author_id = AccountId(more.pop("author", 1))
        return Hit(tweet_id, author_id, 5.0, more.get("engagement", 0), more.get("authority", 0))

    plain, new = hit(1), hit(2, days=0)
    loved, known, near = hit(3, engagement=10), hit(4, authority=10), hit(5, author=7)

    order = ranked([plain, known, loved, near, new], NOON_MS, {AccountId(7)})

    assert order == [new, near, loved, known, plain]
