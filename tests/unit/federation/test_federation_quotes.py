"""Quotes as peers write them, whatever they call them, and the documents of their approval (FEP-044f)."""

import pytest

from federation.errors import Malformed
from federation.jsonld import JsonObject, dumps, loads
from federation.vocabulary import (
    Accept,
    Note,
    NoteOut,
    QuotePolicy,
    QuoteRequest,
    QuoteStamp,
    Reject,
    accept,
    note_document,
    parse_activity,
    parse_note,
    parse_stamp,
    quote_request,
    reject,
    stamp_document,
)
from tests.unit.federation.cast import NOW_MS

ADA, BOB = "https://good.example/users/ada", "https://tea.example/users/bob"
QUOTED, QUOTING = "https://good.example/notes/1", "https://tea.example/notes/2"
STAMP = "https://good.example/stamps/3"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def note(**fields: object) -> JsonObject:
    return {"id": QUOTING, "type": "Note", "attributedTo": BOB, "content": "<p>look</p>"} | fields


def out(**told: object) -> JsonObject:
    known: JsonObject = {"id": QUOTING, "attributed_to": BOB, "content_html": "<p>look</p>", "published_ms": NOW_MS}
    return note_document(NoteOut(**(known | {"to": [PUBLIC], "cc": []} | told)))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["quoteUrl", "quoteUri", "_misskey_quote"])
def test_software_that_asks_nobody_is_known_by_its_spelling(name: str) -> None:
    older, newer = parse_note(note(**{name: QUOTED})), parse_note(note(**{name: QUOTED, "quote": QUOTED}))

    assert (older.quote_uri, older.quote_is_legacy) == (QUOTED, True)
    assert (newer.quote_uri, newer.quote_is_legacy) == (QUOTED, False)


def test_of_several_quotes_the_first_counts() -> None:
    link = {"type": "Link", "mediaType": "application/activity+json", "href": "https://x.example/3"}

    assert parse_note(note(quote=[QUOTED, "https://x.example/2"], quoteUrl="https://x.example/4")).quote_uri == QUOTED
    assert parse_note(note(quoteUri="https://x.example/5", tag=[link])).quote_uri == "https://x.example/5"
    assert parse_note(note(tag=[link, link | {"href": QUOTED}])).quote_uri == link["href"]


def test_an_approval_without_a_quote_means_nothing() -> None:
    assert parse_note(note(quoteAuthorization=STAMP)).quote_authorization is None
    assert parse_note(note(quote=QUOTED, quoteAuthorization={"id": STAMP})).quote_authorization == STAMP


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"canQuote": {"automaticApproval": PUBLIC}}, QuotePolicy((PUBLIC,), ())),
        ({"canQuote": {"automaticApproval": [ADA], "manualApproval": [PUBLIC]}}, QuotePolicy((ADA,), (PUBLIC,))),
        ({"canQuote": {"always": [PUBLIC], "approvalRequired": [ADA]}}, QuotePolicy((PUBLIC,), (ADA,))),
        ({"canQuote": {"automaticApproval": [ADA], "always": [PUBLIC]}}, QuotePolicy((ADA,), ())),
        ({"canQuote": {}}, QuotePolicy((), ())),
        ([{"canQuote": [{"manualApproval": PUBLIC}]}], QuotePolicy((), (PUBLIC,))),
        ({"canLike": {"always": [PUBLIC]}}, None),
        ({"canQuote": None}, None),
        ({"canQuote": 7}, None),
        ("https://x.example/policy", None),
        (None, None),
    ],
)
def test_who_may_quote_is_read_in_both_spellings(policy: object, expected: QuotePolicy | None) -> None:
    assert parse_note(note(interactionPolicy=policy)).quote_policy == expected


def test_a_policy_names_no_more_than_a_limit() -> None:
    everybody = [f"https://x.example/{number}" for number in range(900)]

    policy = parse_note(note(interactionPolicy={"canQuote": {"automaticApproval": everybody}})).quote_policy

    assert policy is not None
    assert len(policy.automatic) == 50


def test_a_quote_that_is_approved_is_told_in_every_spelling() -> None:
    document = out(quote_uri=QUOTED, quote_authorization=STAMP, quote_policy=QuotePolicy((PUBLIC,), ()))

    assert [document[name] for name in ("quote", "quoteUrl", "quoteUri", "_misskey_quote")] == [QUOTED] * 4
    assert document["quoteAuthorization"] == STAMP
    assert document["interactionPolicy"] == {"canQuote": {"automaticApproval": [PUBLIC], "manualApproval": []}}
    read = parse_note(loads(dumps(document)))
    assert (read.quote_uri, read.quote_is_legacy, read.quote_authorization) == (QUOTED, False, STAMP)
    assert read.quote_policy == QuotePolicy((PUBLIC,), ())


def test_a_quote_that_waits_is_told_to_those_who_know_what_that_means() -> None:
    document = out(quote_uri=QUOTED, quote_is_asked=True)

    assert document["quote"] == QUOTED
    assert {"quoteUrl", "quoteUri", "_misskey_quote", "quoteAuthorization"}.isdisjoint(document)


def test_a_request_is_read_with_the_quote_or_its_address() -> None:
    whole = quote_request(f"{QUOTING}/quote", BOB, QUOTED, note(quote=QUOTED), to=[ADA])
    by_address = quote_request(f"{QUOTING}/quote", BOB, QUOTED, QUOTING, to=[ADA])

    read, other = parse_activity(loads(dumps(whole))), parse_activity(loads(dumps(by_address)))

    assert isinstance(read, QuoteRequest)
    assert isinstance(read.instrument, Note)
    assert (read.id, read.actor, read.object, read.instrument_uri) == (f"{QUOTING}/quote", BOB, QUOTED, QUOTING)
    assert other == QuoteRequest(f"{QUOTING}/quote", BOB, QUOTED, QUOTING)


def test_a_quote_on_another_host_is_taken_by_its_address_only() -> None:
    request = quote_request(f"{ADA}/asks", ADA, QUOTED, note(quote=QUOTED), to=[])

    read = parse_activity(request)

    assert isinstance(read, QuoteRequest)
    assert read.instrument == QUOTING


@pytest.mark.parametrize("instrument", [None, [], "urn:x", 7, {"type": "Note"}, {"content": "x", "id": QUOTING}])
def test_a_request_without_a_quote_is_malformed(instrument: object) -> None:
    with pytest.raises(Malformed):
        parse_activity({"type": "QuoteRequest", "actor": BOB, "object": QUOTED, "instrument": instrument})


def test_answers_carry_the_request_and_an_approval_its_stamp() -> None:
    asked = quote_request(f"{QUOTING}/quote", BOB, QUOTED, QUOTING, to=())

    yes = parse_activity(accept(f"{ADA}#yes", ADA, asked, to=[BOB], result=STAMP))
    no = parse_activity(reject(f"{ADA}#no", ADA, asked, to=[BOB]))

    expected = QuoteRequest(f"{QUOTING}/quote", BOB, QUOTED, QUOTING)
    assert yes == Accept(f"{ADA}#yes", ADA, expected, STAMP)
    assert no == Reject(f"{ADA}#no", ADA, expected)


def test_a_stamp_that_we_write_is_read_back_the_same_and_embeds_nothing() -> None:
    stamp = QuoteStamp(STAMP, ADA, QUOTING, QUOTED)

    document = stamp_document(stamp)

    assert parse_stamp(loads(dumps(document))) == stamp
    assert (document["interactingObject"], document["interactionTarget"]) == (QUOTING, QUOTED)


@pytest.mark.parametrize("missing", ["id", "type", "attributedTo", "interactingObject", "interactionTarget"])
def test_a_stamp_that_does_not_say_everything_is_malformed(missing: str) -> None:
    document = stamp_document(QuoteStamp(STAMP, ADA, QUOTING, QUOTED))

    strange: list[object] = [None, 7, [], "Note"]
    for value in strange:
        with pytest.raises(Malformed):
            parse_stamp(document | {missing: value})
