"""What every Passwords, every Tokens and every Seals promises."""

import pytest

from nodeapp.backends.argon2 import Argon2Passwords
from nodeapp.backends.jwt import SignedTokens
from nodeapp.backends.seals import NodeSeals
from nodeapp.model.credentials import Grant, Principal
from nodeapp.model.limits import Limits

pytestmark = pytest.mark.anyio

NOW_MS = 1_769_860_800_000
ADA = Principal(7, 9, "login", "member")


@pytest.fixture(params=[Argon2Passwords], ids=lambda backend: backend.__name__)
def passwords(request):
    return request.param()


@pytest.fixture(params=[SignedTokens], ids=lambda backend: backend.__name__)
def make_tokens(request):
    return lambda secret=b"s" * 32: request.param(secret, Limits())


async def test_a_password_matches_its_own_hash_and_no_other(passwords):
    kept = await passwords.hash("a tower of teacups")

    assert "tower" not in kept
    assert await passwords.matches(kept, "a tower of teacups")
    assert not await passwords.matches(kept, "a tower of teacup")


async def test_the_same_password_hashes_differently_each_time(passwords):
    assert await passwords.hash("again") != await passwords.hash("again")


@pytest.mark.parametrize("kept", [None, "", "not a hash"])
async def test_without_a_hash_nothing_matches(passwords, kept):
    assert not await passwords.matches(kept, "a tower of teacups")


async def test_any_text_can_be_a_password(passwords):
    odd = "\ud800\x00 ünïcödé 🫖"

    assert await passwords.matches(await passwords.hash(odd), odd)


def test_an_access_token_tells_whose_it_is_and_until_when(make_tokens):
    opened = make_tokens().issue(Grant(ADA), b"r" * 32, NOW_MS)

    claims = make_tokens().read_access(opened.access_token)

    assert (claims.account_id, claims.session_id) == (ADA.account_id, ADA.session_id)
    assert claims.expires_at_ms == NOW_MS + opened.expires_in_seconds * 1_000


def test_a_refresh_token_tells_its_session_and_generation(make_tokens):
    opened = make_tokens().issue(Grant(ADA, generation=3), b"r" * 32, NOW_MS)

    claims = make_tokens().read_refresh(opened.secret)

    assert (claims.session_id, claims.generation) == (ADA.session_id, 3)


def test_i15_what_another_node_made_or_somebody_changed_is_nothing(make_tokens):
    opened = make_tokens().issue(Grant(ADA), b"r" * 32, NOW_MS)
    other = make_tokens(b"o" * 32)

    assert other.read_access(opened.access_token) is None
    assert other.read_refresh(opened.secret) is None
    for token in ("", "x", opened.access_token[:-2], opened.secret[:-2], "a.b.c", "é" * 2_000):
        assert make_tokens().read_access(token) is None
        assert make_tokens().read_refresh(token) is None


def test_w10_each_session_has_its_own_word_against_forgery(make_tokens):
    tokens = make_tokens()

    assert tokens.csrf(9) == tokens.csrf(9) != tokens.csrf(10)
    assert tokens.csrf(9) != make_tokens(b"o" * 32).csrf(9)


@pytest.mark.parametrize("backend", [NodeSeals])
def test_what_was_sealed_is_read_by_the_same_secret_and_use_alone(backend):
    seals = backend(b"s" * 32, b"tokens")

    sealed = seals.seal(b"words")

    assert b"words" not in sealed
    assert sealed != seals.seal(b"words")
    assert seals.open(sealed) == backend(b"s" * 32, b"tokens").open(sealed) == b"words"
    assert backend(b"o" * 32, b"tokens").open(sealed) == b""
    assert backend(b"s" * 32, b"else").open(sealed) == b""
    assert seals.open(sealed[:-1] + bytes([sealed[-1] ^ 1])) == seals.open(b"") == b""
