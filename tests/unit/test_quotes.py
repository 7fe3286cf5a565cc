"""Who may quote, and how a quote stands: as tables."""

from typing import Any

import pytest

from federation.vocabulary import QuotePolicy, note_document
from nodeapp.bridge.notes import note_out
from nodeapp.bridge.quoting import QuoteOut, policy_in, policy_out
from nodeapp.model.cards import Card, Person
from nodeapp.model.errors import BadInput
from nodeapp.model.quotes import Quoter, Stamp, answer, beginning, checked_policy, told
from nodeapp.model.views import TweetView
from tests.unit.test_bridge_notes import OURS, a_tweet, an_account

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ADA, FOLLOWERS = "https://tea.example/users/ada", "https://tea.example/users/ada/followers"
STRANGER, FOLLOWER, NAMED, AUTHOR = Quoter(), Quoter(follows=True), Quoter(is_mentioned=True), Quoter(is_author=True)
ELSEWHERE = "https://tea.example/notes/1"


def here(policy: Any = "public", visibility: Any = "public") -> Any:
    return a_tweet(quote_policy=policy, visibility=visibility)


def elsewhere(policy: Any = "public", asks: Any = "nobody") -> Any:
    return a_tweet(uri=ELSEWHERE, quote_policy=policy, quote_asks=asks)


@pytest.mark.parametrize(
    ("policy", "stranger", "follower", "author"),
    [
        ("public", "accepted", "accepted", "accepted"),
        ("followers", "pending", "accepted", "accepted"),
        ("nobody", "rejected", "rejected", "accepted"),
    ],
)
def test_the_policy_of_a_tweet_here_decides(policy: str, stranger: str, follower: str, author: str) -> None:
    quoted = here(policy)

    assert [answer(quoted, who) for who in (STRANGER, FOLLOWER, AUTHOR)] == [stranger, follower, author]
    assert [beginning(quoted, who) for who in (STRANGER, FOLLOWER, AUTHOR)] == [stranger, follower, author]


@pytest.mark.parametrize("visibility", ["followers", "direct"])
def test_p02_what_only_some_may_see_is_for_nobody_else_to_quote(visibility: str) -> None:
    quoted = here("public", visibility)

    assert [answer(quoted, who) for who in (STRANGER, FOLLOWER, AUTHOR)] == ["rejected", "rejected", "accepted"]


@pytest.mark.parametrize(
    ("policy", "asks", "stranger", "follower"),
    [
        ("public", None, "unasked", "unasked"),
        ("public", "nobody", "pending", "pending"),
        ("followers", "nobody", "rejected", "pending"),
        ("nobody", "followers", "rejected", "pending"),
        ("nobody", "public", "pending", "pending"),
        ("nobody", "nobody", "rejected", "rejected"),
    ],
)
def test_of_a_tweet_elsewhere_its_author_is_asked_where_that_makes_sense(
    policy: str, asks: str | None, stranger: str, follower: str
) -> None:
    quoted = elsewhere(policy, asks)

    assert [beginning(quoted, who) for who in (STRANGER, FOLLOWER)] == [stranger, follower]


@pytest.mark.parametrize("requested", [None, "pending", "accepted", "rejected", "revoked"])
def test_a_quote_of_a_tweet_here_stands_as_its_author_said(requested: Any) -> None:
    states = {told(here("public"), who, requested, is_legacy=old) for who in (STRANGER, NAMED) for old in (True, False)}

    assert states == {requested or "pending"}
    assert told(here("nobody"), AUTHOR, requested, is_legacy=False) == "accepted"


@pytest.mark.parametrize(
    ("policy", "asks", "is_legacy", "expected"),
    [
        ("public", None, True, "unasked"),
        ("public", None, False, "unasked"),
        ("public", "nobody", True, "unasked"),
        ("public", "nobody", False, "pending"),
        ("followers", "nobody", True, "pending"),
        ("nobody", "public", True, "pending"),
    ],
)
def test_a_quote_between_others_is_shown_where_nobody_could_be_asked(
    policy: str, asks: str | None, is_legacy: bool, expected: str
) -> None:
    assert told(elsewhere(policy, asks), STRANGER, None, is_legacy=is_legacy) == expected
    assert told(elsewhere(policy, asks), AUTHOR, None, is_legacy=is_legacy) == "accepted"
    assert told(elsewhere(policy, asks), NAMED, None, is_legacy=is_legacy) == "accepted"


def test_i29_a_stamp_approves_of_exactly_one_quote() -> None:
    stamp = Stamp("https://tea.example/stamps/1", ADA, "https://x.example/2", ELSEWHERE)

    assert stamp.approves("https://x.example/2", ELSEWHERE, ADA)
    assert not stamp.approves("https://x.example/3", ELSEWHERE, ADA)
    assert not stamp.approves("https://x.example/2", f"{ELSEWHERE}2", ADA)
    assert not stamp.approves("https://x.example/2", ELSEWHERE, f"{ADA}2")


def test_a_policy_is_one_of_three() -> None:
    with pytest.raises(BadInput) as refused:
        checked_policy("policy", "friends")

    assert refused.value.errors[0].field == "policy"
    assert checked_policy("policy", "followers") == "followers"


@pytest.mark.parametrize(
    ("automatic", "manual", "expected"),
    [
        ((PUBLIC,), (), ("public", "nobody")),
        (("as:Public",), (), ("public", "nobody")),
        ((FOLLOWERS,), (), ("followers", "nobody")),
        ((FOLLOWERS,), (PUBLIC,), ("followers", "public")),
        ((ADA,), (), ("nobody", "nobody")),
        ((), (), ("nobody", "nobody")),
        ((ADA,), (FOLLOWERS,), ("nobody", "followers")),
        ((f"{ADA}/following",), (), ("nobody", "public")),
        (("https://x.example/bob",), (), ("nobody", "public")),
        ((FOLLOWERS, "https://x.example/bob"), (), ("followers", "public")),
    ],
)
def test_a_policy_elsewhere_is_read_as_circles(
    automatic: tuple[str, ...], manual: tuple[str, ...], expected: tuple[str, str]
) -> None:
    assert policy_in(QuotePolicy(automatic, manual), ADA, FOLLOWERS) == expected


def test_a_node_that_says_nothing_of_quotes_is_not_asked() -> None:
    assert policy_in(None, ADA, FOLLOWERS) == ("public", None)


@pytest.mark.parametrize("visibility", ["public", "unlisted", "followers", "direct"])
@pytest.mark.parametrize("policy", ["public", "followers", "nobody"])
def test_what_we_write_of_a_policy_is_read_as_it_is_meant(policy: str, visibility: str) -> None:
    tweet = here(policy, visibility)
    author, followers = OURS.account_uri(tweet.author_id), OURS.followers_uri(tweet.author_id)

    read = policy_in(policy_out(tweet, OURS), author, followers)

    meant = {"public": ("public", "nobody"), "followers": ("followers", "public"), "nobody": ("nobody", "nobody")}
    assert read == (meant[policy] if visibility in ("public", "unlisted") else meant["nobody"])


def test_a_quote_that_was_turned_down_is_left_as_a_link() -> None:
    view = TweetView(Card(a_tweet(content="Look", quote_of_id=3, quote_state="rejected"), Person(an_account())))

    document = note_document(note_out(view, None, OURS, QuoteOut(None, "https://tea.example/@ada/1")))

    assert {"quote", "quoteUrl", "quoteUri", "_misskey_quote", "quoteAuthorization"}.isdisjoint(document)
    assert 'href="https://tea.example/@ada/1"' in str(document["content"])
