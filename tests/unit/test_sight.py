"""P01: what is shown of a card is what `can_see` says, in every case there is; short cuts say the same."""

from itertools import product
from typing import Any

import pytest

from nodeapp.mirrors.seat import NOBODY, Seat
from nodeapp.model import sight
from nodeapp.model.accounts import HIDDEN_STATES
from nodeapp.model.cards import Card, Person
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.sight import ON_PURPOSE
from nodeapp.model.visibility import VISIBILITIES, Facts, Visibility, can_see, is_open
from tests.unit.cards import account, card, standing

AUTHOR, VIEWER, OTHER = AccountId(1), AccountId(2), AccountId(3)
CASES = list(
    product(
        VISIBILITIES,
        (None, AUTHOR, VIEWER),
        *[(False, True)] * 3,
        ("active", "silenced", "moved", *sorted(HIDDEN_STATES)),
        (False, True),
    )
)
"""Visibility, who looks, whether they follow, are mentioned, are blocked; the author's state; deleted."""


RETWEETS = list(product(("public", "followers"), ("active", "suspended"), (False, True)))
"""Visibility, the retweeter's state, taken back."""


class Case:
    def __init__(
        self, visibility: Any, viewer: Any, follows: Any, mentioned: Any, blocked: Any, state: Any, deleted: Any
    ) -> None:
        author = Person(account(AUTHOR, state=state))
        told: dict[str, Any] = {"visibility": visibility, "deleted_at_ms": 1 if deleted else None}
        self.mentions = (Person(account(VIEWER)),) if mentioned else (Person(account(OTHER)),)
        self.card = card(9, author, self.mentions, **told)
        known = standing(followed=[AUTHOR] if follows else [], blocked_by=[AUTHOR] if blocked else [])
        self.stance = NOBODY if viewer is None else Seat(viewer, known, 0)
        known_facts = facts(
            visibility=visibility,
            is_deleted=deleted,
            author_is_live=state not in HIDDEN_STATES,
            viewer_follows=follows and viewer is not None,
            viewer_is_mentioned=mentioned and viewer == VIEWER,
            viewer_is_blocked=blocked and viewer is not None,
        )
        self.expected = can_see(viewer, known_facts)


def facts(**told: Any) -> Any:
    return Facts(author_id=AUTHOR, **told)


def nothing(tweet_id: TweetId) -> Card | None:
    return None


def finding(*cards: Card) -> Any:
    return {one.id: one for one in cards}.get


def view(entry: Card, stance: Any, find: Any, hidden: Any) -> Any:
    """One tweet, opened or in a list: both ways are asked, and say the same."""
    opened = sight.view(entry, stance, find, hidden)
    for marked in ({}, None):
        listed = sight.page(
            [entry.id], stance, lambda number: entry if number == entry.id else find(number), hidden, marked
        )
        assert listed == [one for one in (opened,) if one is not None]
    return opened


def test_every_case_is_shown_as_the_judge_says() -> None:
    wrong = []
    for case in CASES:
        some = Case(*case)
        if (view(some.card, some.stance, nothing, ON_PURPOSE) is not None) is not some.expected:
            wrong.append(case)

    assert wrong == []
    assert len(CASES) == 4 * 3 * 8 * (3 + len(HIDDEN_STATES)) * 2


def test_an_open_tweet_is_one_that_everybody_may_see_who_is_not_blocked() -> None:
    for visibility in VISIBILITIES:
        seen = [
            can_see(viewer, facts(visibility=visibility, viewer_follows=follows, viewer_is_mentioned=named))
            for viewer, follows, named in product((None, AUTHOR, VIEWER), (False, True), (False, True))
        ]
        assert is_open(visibility) is all(seen)


def test_a_retweet_is_seen_by_those_who_may_see_both() -> None:
    wrong = []
    for case in CASES:
        for shared_as, retweeter_state, is_deleted in RETWEETS:
            some = Case(*case)
            told: dict[str, Any] = {
                "visibility": shared_as,
                "retweet_of_id": 9,
                "deleted_at_ms": 1 if is_deleted else None,
            }
            entry = card(10, Person(account(OTHER, state=retweeter_state)), **told)
            shown = view(entry, some.stance, finding(some.card), ON_PURPOSE)
            # Nobody in these cases follows who retweets.
            may_be = some.expected and shared_as == "public" and retweeter_state == "active" and not is_deleted
            if (shown is not None) is not may_be:
                wrong.append((case, shared_as, retweeter_state, is_deleted))
            elif shown is not None:
                assert (shown.card, shown.retweet) == (some.card, entry)

    assert wrong == []


def test_a_quote_shows_what_it_quotes_to_those_who_may_see_that() -> None:
    wrong = []
    for case in CASES:
        some = Case(*case)
        quoting = card(10, Person(account(OTHER)), quote_of_id=9)
        shown = view(quoting, some.stance, finding(some.card), ON_PURPOSE)
        if shown is None or (shown.quote is not None) is not some.expected:
            wrong.append(case)

    assert wrong == []


@pytest.mark.parametrize("part", ["entry", "original", "quote"])
def test_people_the_viewer_blocked_are_left_out_of_lists_but_may_be_opened(part: Any) -> None:
    author, blocked = Person(account(AUTHOR)), Person(account(OTHER))
    stance = Seat(VIEWER, standing(blocked=[OTHER]), 0)
    original = card(9, blocked if part == "original" else author)
    quoted = card(8, blocked if part == "quote" else author)
    quoting = card(7, blocked if part == "entry" else author, quote_of_id=8)
    retweet = card(10, author, retweet_of_id=9)
    find = finding(original, quoted, quoting, retweet)
    entry = retweet if part == "original" else quoting

    listed: Any = view(entry, stance, find, sight.lens(stance))
    opened: Any = view(entry, stance, find, ON_PURPOSE)

    # What a tweet quotes is judged as in a list wherever it is shown.
    assert (listed is not None, opened is not None) == (part == "quote", True)
    if part == "quote":
        assert (listed.quote, opened.quote) == (None, None)


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_what_is_neither_there_nor_known_is_not_shown(visibility: Visibility) -> None:
    entry = card(10, retweet_of_id=9, visibility=visibility)

    assert view(entry, NOBODY, nothing, ON_PURPOSE) is None


def test_a_quote_within_a_quote_is_only_a_link() -> None:
    inner, middle, outer = card(7), card(8, quote_of_id=7), card(9, quote_of_id=8)

    shown: Any = view(outer, NOBODY, finding(inner, middle), ON_PURPOSE)

    assert shown.quote.card is middle
    assert shown.quote.quote is None


def test_an_unknown_original_is_asked_for_and_not_taken_for_hidden() -> None:
    def absent(tweet_id: TweetId) -> Card:
        raise KeyError(tweet_id)

    with pytest.raises(KeyError):
        view(card(10, retweet_of_id=9), NOBODY, absent, ON_PURPOSE)
    with pytest.raises(KeyError):
        view(card(10, quote_of_id=9), NOBODY, absent, ON_PURPOSE)
