import pytest

from nodeapp.model.errors import BadInput
from nodeapp.model.limits import Limits
from nodeapp.model.tweets import Draft, Idempotency, checked

LIMITS = Limits()


def codes(draft):
    with pytest.raises(BadInput) as refused:
        checked(draft, LIMITS)
    return [(error.field, error.code) for error in refused.value.errors]


def test_a_tweet_may_be_as_long_as_the_limit():
    assert checked(Draft(content="ä" * 280), LIMITS).content == "ä" * 280


def test_one_character_too_many_is_named():
    with pytest.raises(BadInput) as refused:
        checked(Draft(content="a" * 281), LIMITS)

    (error,) = refused.value.errors
    assert (error.field, error.code, error.limit) == ("content", "too_long", 280)
    assert error.message == "1 character too many: a tweet has 280."


@pytest.mark.parametrize(
    ("draft", "field", "code"),
    [
        (Draft(content=""), "content", "missing"),
        (Draft(content=" \n\t "), "content", "missing"),
        (Draft(content="\u202e"), "content", "missing"),
        (Draft(content="e" + "\u0301" * 6_000), "content", "too_long"),
        (Draft(content=" ".join(f"@u{number}" for number in range(51))), "content", "too_many_mentions"),
        (Draft(content=" ".join(f"#u{number}" for number in range(51))), "content", "too_many_hashtags"),
        (Draft(content="x", visibility="everybody"), "visibility", "invalid"),
        (Draft(content="x", language="english please"), "language", "invalid"),
        (Draft(content="x", content_warning="w" * 201), "content_warning", "too_long"),
        (Draft(content="x", idempotency=Idempotency("k" * 201)), "Idempotency-Key", "invalid"),
    ],
)
def test_a_draft_that_breaks_a_rule_names_the_field(draft, field, code):
    assert (field, code) in codes(draft)


def test_every_broken_field_is_named_at_once():
    assert len(codes(Draft(content="", visibility="x", language="?"))) == 3


def test_a_note_makes_a_tweet_sensitive():
    assert checked(Draft(content="x", content_warning="spoilers"), LIMITS).sensitive
