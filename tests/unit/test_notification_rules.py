"""Notifications: what the rules say of strangers, and whom an event concerns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodeapp.model.errors import BadInput
from nodeapp.model.events import FollowNew, FollowRemoved, LikeAdded, LikeRemoved, Logged, QuoteChanged, RetweetCreated
from nodeapp.model.ids import Snowflakes, foreign_id, is_drawn_here
from nodeapp.model.limits import Limits
from nodeapp.model.notices import cause_of, taken_back
from nodeapp.model.notifications import (
    ANSWERS,
    KINDS,
    NEVER_HELD,
    Sender,
    Strangers,
    answer,
    changed,
    checked_kinds,
    is_newcomer,
)
from tests.builders import NOON_MS

DAY = 86_400_000
LIMITS = Limits()
HERE, OTHER = Snowflakes().next(NOON_MS), Snowflakes().next(NOON_MS + 1)
ELSEWHERE = foreign_id("https://tea.example/users/yo", NOON_MS)
OLD = Sender(created_at_ms=NOON_MS - 31 * DAY, met_at_ms=NOON_MS - 31 * DAY, follower_since_ms=NOON_MS - 4 * DAY)

ANSWER = st.sampled_from(ANSWERS)


def asked(kind="mention", sender=OLD, **strangers):
    return answer(kind, sender, Strangers(**strangers), NOON_MS, LIMITS)


@pytest.mark.parametrize(
    ("question", "sender", "kind", "is_meant"),
    [
        ("not_following", OLD, "like", True),
        ("not_followers", OLD, "like", False),
        ("not_followers", Sender(created_at_ms=0), "like", True),
        ("not_followers", Sender(created_at_ms=0, follower_since_ms=NOON_MS - 2 * DAY), "like", True),
        ("new_accounts", OLD, "like", False),
        ("new_accounts", Sender(created_at_ms=NOON_MS - 29 * DAY), "like", True),
        ("private_mentions", OLD, "direct", True),
        ("private_mentions", OLD, "mention", False),
        ("limited_accounts", OLD, "mention", False),
        ("limited_accounts", Sender(is_limited=True), "mention", True),
    ],
)
def test_each_question_means_those_it_names(question, sender, kind, is_meant):
    assert asked(kind, sender, **{question: "drop"}) == ("drop" if is_meant else "accept")


@given(st.builds(Strangers, ANSWER, ANSWER, ANSWER, ANSWER, ANSWER), st.sampled_from(KINDS), st.booleans())
def test_whom_one_follows_or_has_let_in_is_no_stranger(strangers, kind, is_followed):
    sender = Sender(is_followed=is_followed, is_let_in=not is_followed, is_limited=True, created_at_ms=NOON_MS)

    assert answer(kind, sender, strangers, NOON_MS, LIMITS) == "accept"
    assert not is_newcomer(kind, sender, NOON_MS, LIMITS)


@given(ANSWER, ANSWER, st.sampled_from(KINDS))
def test_the_strictest_answer_counts_but_for_what_is_never_held_back(one, other, kind):
    found = asked(kind, not_following=one, not_followers="accept", limited_accounts=other)
    both = asked(kind, Sender(is_limited=True, created_at_ms=0), not_following=one, limited_accounts=other)

    assert found == ("accept" if kind in NEVER_HELD else one)
    assert both == ("accept" if kind in NEVER_HELD else max(one, other, key=ANSWERS.index))


def test_d07_a_peer_cannot_make_its_people_old():
    """An account that this node meets now is new, whatever its node says."""
    claims = Sender(created_at_ms=0, met_at_ms=NOON_MS - DAY)

    assert is_newcomer("mention", claims, NOON_MS, LIMITS)
    assert not is_newcomer("mention", OLD, NOON_MS, LIMITS)
    assert not is_newcomer("like", claims, NOON_MS, LIMITS)


@pytest.mark.parametrize("field", ["new_accounts", "anybody"])
def test_what_is_no_answer_or_no_question_is_named(field):
    with pytest.raises(BadInput) as caught:
        changed(Strangers(), {field: "perhaps"})

    assert caught.value.errors[0].field == f"strangers.{field}"


def test_kinds_come_in_their_order_and_unknown_ones_are_named():
    assert checked_kinds("kinds", ["reply", "like"]) == ("like", "reply")
    with pytest.raises(BadInput):
        checked_kinds("kinds", ["like", "likes"])


def logged(event):
    return Logged(7, NOON_MS, event)


def test_of_an_act_only_its_one_receiver_is_told_where_they_live_here():
    liked = LikeAdded(actor_id=ELSEWHERE, subject_id=5, like_id=9, author_id=HERE)
    cause = cause_of(logged(liked))

    assert cause is not None
    assert (cause.account_id, cause.kind, cause.actor_id, cause.cause_id, cause.tweet_id) == (
        HERE,
        "like",
        ELSEWHERE,
        9,
        5,
    )
    assert cause_of(logged(LikeAdded(actor_id=HERE, subject_id=5, like_id=9, author_id=ELSEWHERE))) is None
    assert cause_of(logged(LikeAdded(actor_id=HERE, subject_id=5, like_id=9, author_id=HERE))) is None
    assert cause_of(logged(FollowNew(actor_id=HERE, subject_id=OTHER, follow_id=3))).kind == "follow"
    shared = RetweetCreated(actor_id=OTHER, subject_id=5, entry_id=6, author_id=HERE, visibility="public")
    assert cause_of(logged(shared)).cause_id == 6


def test_what_is_undone_names_what_it_undoes():
    assert taken_back(LikeRemoved(actor_id=OTHER, subject_id=5, like_id=9, author_id=HERE)) == [(HERE, 9, "like")]
    assert taken_back(LikeRemoved(actor_id=HERE, subject_id=5, like_id=9, author_id=ELSEWHERE)) == []
    gone = FollowRemoved(actor_id=OTHER, subject_id=HERE, follow_id=3, by_id=OTHER)
    assert taken_back(gone) == [(HERE, 3, "follow"), (HERE, 3, "follow_request")]
    revoked = QuoteChanged(actor_id=HERE, subject_id=5, state="revoked", quoting_id=8, request_id=4)
    assert taken_back(revoked) == [(HERE, 4, "quote_request"), (HERE, 8, "quote")]


@given(st.integers(0, 2**41 - 1), st.text(max_size=30))
def test_ids_tell_where_they_were_drawn(since_ms, uri):
    assert is_drawn_here(Snowflakes().next(NOON_MS + since_ms % DAY))
    assert not is_drawn_here(foreign_id(uri, NOON_MS))
