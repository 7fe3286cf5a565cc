"""What is put on a screen of a notification: who and what, and of the words only what everybody may read."""

from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.model.notifications import KINDS, NotificationView
from nodeapp.model.push import Note, delay_seconds, topic, urgency
from nodeapp.model.pushed import note_of
from nodeapp.model.views import AccountView, TweetView
from tests.unit.cards import account, card

LIMITS = Limits()
BO = account(2, username="bo", host="tea.example", display_name="Bo\n of  Tea")


def view(kind="mention", count=1, person=BO, **words):
    tweet = TweetView(card(7, **({"content": "hello"} | words))) if words is not None else None
    return NotificationView(
        id=9,
        group_id=8,
        kind=kind,
        people=(AccountView(person),),
        person_count=count,
        tweet=None if kind in ("follow", "follow_request", "scheduled_failed") else tweet,
        is_read=False,
        created_at_ms=0,
    )


def noted(*args, **how):
    return note_of(view(*args, **how), AccountId(1), LIMITS)


def test_every_kind_has_a_sentence_and_never_an_empty_line():
    for kind in KINDS:
        note = noted(kind)
        assert note.title
        assert note.body
        assert note.path.startswith("/")
        assert not note.path.startswith("//")


def test_names_are_one_line_and_bounded_and_the_others_counted():
    assert noted("like").title == "Bo of Tea liked your tweet"
    assert noted("like", 2).title == "Bo of Tea and 1 other liked your tweet"
    assert noted("like", 1_235).title == "Bo of Tea and 1,234 others liked your tweet"
    assert noted("follow", 2).title == "Bo of Tea and 1 other follow you"
    assert noted("poll_ended").title == "A poll you voted in has ended"
    assert noted("poll_ended", person=account(1)).title == "Your poll has ended"
    assert len(noted("like", person=account(3, display_name="x" * 500)).title) < 90


def test_words_are_shown_as_far_as_everybody_may_read_them_and_nothing_hides_them():
    assert noted(content="one\n\ntwo").body == "one two"
    assert noted(content="x" * 121).body == "x" * 119 + "…"
    assert noted(content_warning="spoilers").body == "spoilers"
    assert noted(visibility="unlisted").body == "hello"
    assert noted(visibility="followers").body == noted(visibility="direct").body == "@bo@tea.example"
    assert noted(content="").body == "@bo@tea.example"


def test_a_click_leads_to_exactly_that():
    assert noted("follow") == Note("Bo of Tea follows you", "@bo@tea.example", "/@bo@tea.example")
    assert noted("follow_request").path == "/follow-requests"
    assert noted("quote_request").path == "/quote-requests"
    assert noted("scheduled_failed").path == "/drafts"
    assert noted("like").path == "/@user1/7"


def test_only_what_joins_a_group_waits():
    assert [delay_seconds("like", count, 300) for count in (1, 2, 500)] == [0, 300, 300]
    assert delay_seconds("mention", 2, 300) == 0


def test_topics_fit_and_urgency_is_rare():
    assert len(topic(2**63 - 1)) <= 32
    assert [kind for kind in KINDS if urgency(kind) == "high"] == ["direct"]
