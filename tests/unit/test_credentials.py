"""Passwords, e-mail addresses and names at sign-up; tries; verified tokens."""

import pytest

from nodeapp.model.credentials import (
    Principal,
    SignUp,
    check_password,
    check_sign_up,
    email_key,
    other_names,
    strength,
)
from nodeapp.model.errors import TooMany
from nodeapp.model.ids import AccountId, SessionId
from nodeapp.model.limits import Limits
from nodeapp.model.tries import Tries
from nodeapp.model.verified import Verified, VerifiedTokens
from tests.builders import PASSWORD

LIMITS = Limits()


@pytest.mark.parametrize("password", ["password123", "Qwerty123", "aaaaaaaa", "abcabcabcabc", "ada_lovelace"])
def test_what_anybody_tries_first_is_refused(password: str) -> None:
    errors = check_password(password, LIMITS, "Ada_Lovelace")

    assert [error.code for error in errors] == ["too_common"]


@pytest.mark.parametrize(
    ("password", "code"), [("", "missing"), ("short", "too_short"), ("x" * 2_000, "too_long"), ("é" * 600, "too_long")]
)
def test_a_password_has_bounds(password: str, code: str) -> None:
    errors = check_password(password, LIMITS)

    assert [error.code for error in errors] == [code]


@pytest.mark.parametrize(
    ("password", "score", "word"),
    [
        ("password", 0, "too easy to guess"),
        ("teacupss", 1, "weak"),
        ("teacuptower1", 2, "fair"),
        ("Teacup-tower1", 3, "good"),
        ("Teacup-tower1-of-saucers", 4, "strong"),
        ("a tower of teacups", 3, "good"),
    ],
)
def test_a_password_has_a_score_and_its_word(password: str, score: int, word: str) -> None:
    found = strength(password)

    assert (found.score, found.word) == (score, word)


def test_ones_own_name_inside_makes_a_password_weaker() -> None:
    assert strength("lovelace-1815", "lovelace").score < strength("teacups-1815x", "lovelace").score


@pytest.mark.parametrize(
    ("email", "normal"),
    [
        ("Ada@Tea.Example", "ada@tea.example"),
        ("  ada.l+node@tea.example ", "ada.l+node@tea.example"),
    ],
)
def test_w36_an_address_has_one_normal_form(email: str, normal: str) -> None:
    assert email_key(email) == normal


@pytest.mark.parametrize(
    "email",
    [
        "ada",
        "@tea.example",
        "ada@",
        "ada@tea",
        "ada@@tea.example",
        "a@b@tea.example",
        '"ada"@tea.example',
        "ada(comment)@tea.example",
        "ada%tea@tea.example",
        "ada!tea@tea.example",
        "ada@[127.0.0.1]",
        "ada@127.0.0.1",
        "ädä@tea.example",
        "ada@tée.example",
        "ada @tea.example",
        "ada@tea.example\nbcc:x@y.example",
        ".ada@tea.example",
        "a..da@tea.example",
        "ada@-tea.example",
        "\x00@tea.example",
        f"{'a' * 65}@tea.example",
    ],
)
def test_w36_an_odd_address_is_refused(email: str) -> None:
    errors = check_sign_up(SignUp(username="ada", password=PASSWORD, email=email), LIMITS)

    assert [(error.field, error.code) for error in errors] == [("email", "invalid")]


def test_every_field_that_is_wrong_is_named_at_once() -> None:
    wish = SignUp(username="no dash-es", password=PASSWORD[:5], email="nowhere", display_name="x" * 101)

    errors = check_sign_up(wish, LIMITS)

    assert [error.field for error in errors] == ["username", "email", "password", "display_name"]


def test_names_close_to_a_long_one_still_fit() -> None:
    names = other_names("a" * 50, LIMITS)

    assert all(len(name) == 50 for name in names)
    assert len(set(names)) == len(names)


def test_w16_five_wrong_tries_bring_a_rest() -> None:
    tries = Tries(LIMITS)

    words = [tries.wrong("ada", 0) for _ in range(5)]

    assert words == [
        "Four more tries, then a minute's rest.",
        "Three more tries, then a minute's rest.",
        "Two more tries, then a minute's rest.",
        "One more try, then a minute's rest.",
        "Now a minute's rest.",
    ]
    with pytest.raises(TooMany) as refused:
        tries.check("ada", 1)
    assert refused.value.retry_after_seconds == 60
    tries.check("ada", 60_000)
    tries.check("bo", 1)


def test_a_right_password_forgives_the_wrong_ones() -> None:
    tries = Tries(LIMITS)
    for _ in range(4):
        tries.wrong("ada", 0)

    tries.right("ada")

    assert tries.wrong("ada", 0).startswith("Four")


def test_the_memory_of_verified_tokens_is_bounded() -> None:
    tokens = VerifiedTokens(2)

    for number in range(5):
        tokens.keep(Verified(f"t{number}", _principal(1, number), 100, 0))

    assert len(tokens) == 2
    assert tokens.find("t0", 1) is None
    assert tokens.find("t4", 1) is not None


def test_an_account_that_is_dropped_loses_all_its_tokens_and_no_others() -> None:
    tokens = VerifiedTokens(10)
    for token, account, session in (("a", 1, 1), ("b", 1, 2), ("c", 2, 3)):
        tokens.keep(Verified(token, _principal(account, session), 100, 0))

    tokens.drop_account(AccountId(1))

    assert [tokens.find(token, 1) is not None for token in "abc"] == [False, False, True]


def test_a_token_is_forgotten_when_its_time_is_over() -> None:
    tokens = VerifiedTokens(10)
    tokens.keep(Verified("a", _principal(1, 1), 100, 0))

    assert tokens.find("a", 99) is not None
    assert tokens.find("a", 100) is None
    assert len(tokens) == 0


def _principal(account: int, session: int) -> Principal:
    return Principal(AccountId(account), SessionId(session), "login", "member")
