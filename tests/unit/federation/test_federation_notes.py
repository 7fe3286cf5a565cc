"""How posts and actors of all kinds of peers are read, and how ours are written."""

import pytest

from federation.errors import Malformed
from federation.jsonld import JsonObject, dumps, loads
from federation.vocabulary import (
    ActorKey,
    ActorOut,
    Attachment,
    Field,
    HashtagOut,
    Mention,
    NoteOut,
    actor_document,
    instance_actor_document,
    note_document,
    ordered_collection,
    ordered_collection_page,
    parse_actor,
    parse_note,
    tombstone,
)
from tests.unit.federation.cast import NOW_MS

ADA = "https://good.example/users/ada"
NOTE = "https://good.example/notes/1"


def note(**fields: object) -> JsonObject:
    return {"id": NOTE, "type": "Note", "attributedTo": ADA, "content": "<p>hi</p>"} | fields


def test_a_note_that_we_write_is_read_back_the_same() -> None:
    out = NoteOut(
        id=NOTE,
        attributed_to=ADA,
        content_html="<p>hi</p>",
        published_ms=NOW_MS,
        updated_ms=NOW_MS + 1,
        to=["https://good.example/f"],
        cc=["https://good.example/g"],
        url="https://good.example/@ada/1",
        language="en",
        summary="careful",
        sensitive=True,
        in_reply_to="https://x.example/1",
        quote_uri="https://x.example/2",
        mentions=[Mention("https://x.example/u", "@u@x.example")],
        hashtags=[HashtagOut("cats", "https://good.example/tags/cats")],
        attachments=[Attachment("https://good.example/a.png", "image/png", "a cat")],
        replies=f"{NOTE}/replies",
    )

    found = parse_note(loads(dumps(note_document(out))))

    assert (found.id, found.attributed_to, found.content_html) == (NOTE, ADA, "<p>hi</p>")
    assert (found.published_ms, found.updated_ms) == (NOW_MS, NOW_MS + 1)
    assert (found.to, found.cc) == (("https://good.example/f",), ("https://good.example/g",))
    assert (found.url, found.languages) == ("https://good.example/@ada/1", ("en",))
    assert (found.summary, found.sensitive) == ("careful", True)
    assert (found.in_reply_to, found.quote_uri) == ("https://x.example/1", "https://x.example/2")
    assert (found.mentions, found.hashtags) == (tuple(out.mentions), ("cats",))
    assert (found.attachments, found.replies) == (tuple(out.attachments), f"{NOTE}/replies")


@pytest.mark.parametrize("kind", ["Note", "Article", "Page", "Video", "Question", "Event", "Audio"])
def test_every_kind_of_post_is_read(kind: str) -> None:
    assert parse_note(note(type=kind, name="A title")).name == "A title"


@pytest.mark.parametrize(
    "fields",
    [{"type": "Person"}, {"type": None}, {"id": None}, {"id": "urn:x"}, {"attributedTo": None}, {"attributedTo": []}],
)
def test_what_is_no_post_is_malformed(fields: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        parse_note(note(**fields))


def test_values_come_single_in_lists_and_as_objects() -> None:
    found = parse_note(
        note(
            attributedTo=[{"type": "Person", "id": ADA}, {"type": "Group", "id": "https://x.example/g"}],
            to="as:Public",
            cc=[{"id": "https://x.example/f"}, "https://x.example/f", 7],
            tag={"type": "Mention", "href": "https://x.example/u", "name": "@u"},
            url=[
                {"type": "Link", "mediaType": "video/mp4", "href": "https://x.example/v.mp4"},
                {"type": "Link", "mediaType": "text/html", "href": "https://x.example/w"},
            ],
            attachment={"type": "Image", "url": [{"type": "Link", "href": "https://x.example/p.png"}]},
            replies={"type": "Collection", "id": f"{NOTE}/replies"},
        )
    )

    assert found.attributed_to == ADA
    assert (found.to, found.cc) == (("as:Public",), ("https://x.example/f",))
    assert found.mentions == (Mention("https://x.example/u", "@u"),)
    assert found.url == "https://x.example/w"
    assert found.attachments == (Attachment("https://x.example/p.png", type="Image"),)
    assert found.replies == f"{NOTE}/replies"


def test_content_may_come_by_language_only() -> None:
    found = parse_note(note(content=None, contentMap={"de": "<p>hallo</p>", "en": 7}))

    assert (found.content_html, found.languages) == ("<p>hallo</p>", ("de",))


@pytest.mark.parametrize("name", ["quote", "quoteUrl", "quoteUri", "_misskey_quote"])
def test_a_quote_is_read_in_all_its_spellings(name: str) -> None:
    assert parse_note(note(**{name: "https://x.example/q"})).quote_uri == "https://x.example/q"


def test_a_quote_may_be_a_link_among_the_tags() -> None:
    link = {"type": "Link", "mediaType": "application/activity+json", "href": "https://x.example/q"}

    assert parse_note(note(tag=[{"type": "Link", "href": "https://x.example/p"}, link])).quote_uri == link["href"]


def test_absurd_values_are_left_out() -> None:
    strange: list[object] = [7, None, [], {}, "javascript:alert(1)", "https://a@b/", {"href": 7}, [[]], True]
    for value in strange:
        found = parse_note(
            note(
                content=value,
                contentMap=value,
                summary=value,
                sensitive=value if value is not True else 1,
                published=value,
                inReplyTo=value,
                url=value,
                tag=value,
                attachment=value,
                quote=value,
                replies=value,
                to=value,
            )
        )
        assert not found.sensitive
        assert (found.published_ms, found.in_reply_to, found.url, found.quote_uri) == (None, None, None, None)
        assert (found.mentions, found.hashtags, found.attachments) == ((), (), ())


@pytest.mark.parametrize(
    ("written", "at_ms"),
    [
        ("2027-01-15T08:00:00Z", NOW_MS),
        ("2027-01-15T10:00:00.000+02:00", NOW_MS),
        ("2027-01-15T08:00:00", NOW_MS),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000),
        ("0001-01-01T00:00:00+14:00", -62_135_647_200_000),
        ("9999-12-31T23:59:59Z", 253_402_300_799_000),
        ("10000-01-01T00:00:00Z", None),
        ("tomorrow", None),
        ("2027-13-01T00:00:00Z", None),
        ("2027" * 1_000, None),
    ],
)
def test_a_date_is_read_or_left_out(written: str, at_ms: int | None) -> None:
    assert parse_note(note(published=written)).published_ms == at_ms


def test_long_lists_and_texts_are_cut() -> None:
    tags = [{"type": "Mention", "href": f"https://x.example/{n}", "name": "x"} for n in range(500)]
    tags += [{"type": "Hashtag", "name": f"#tag{n}"} for n in range(500)]

    found = parse_note(note(content="x" * 600_000, tag=tags, to=[f"https://x.example/{n}" for n in range(900)]))

    assert (len(found.mentions), len(found.hashtags), len(found.to)) == (100, 100, 500)
    assert len(found.content_html) == 500_000


def actor(**fields: object) -> JsonObject:
    return {"id": ADA, "type": "Person", "preferredUsername": "ada", "inbox": f"{ADA}/inbox"} | fields


def test_an_actor_that_we_write_is_read_back_the_same() -> None:
    out = ActorOut(
        id=ADA,
        preferred_username="ada",
        inbox=f"{ADA}/inbox",
        key_id=f"{ADA}#main-key",
        public_key_pem="PEM",
        name="Ada",
        summary_html="<p>I count.</p>",
        url="https://good.example/@ada",
        shared_inbox="https://good.example/inbox",
        outbox=f"{ADA}/outbox",
        followers=f"{ADA}/followers",
        following=f"{ADA}/following",
        icon_url="https://good.example/i.png",
        icon_media_type="image/png",
        image_url="https://good.example/b.png",
        manually_approves_followers=True,
        discoverable=True,
        indexable=True,
        published_ms=NOW_MS,
        also_known_as=["https://x.example/ada"],
        moved_to="https://y.example/ada",
        fields=[Field("Site", "<a>x</a>")],
        webfinger="ada@good.example",
    )

    found = parse_actor(loads(dumps(actor_document(out))), ADA)

    for name in ("name", "summary_html", "url", "inbox", "shared_inbox", "outbox", "followers", "following"):
        assert getattr(found, name) == getattr(out, name)
    for name in ("icon_url", "image_url", "manually_approves_followers", "discoverable", "indexable", "published_ms"):
        assert getattr(found, name) == getattr(out, name)
    assert found.public_key == ActorKey(f"{ADA}#main-key", ADA, "PEM")
    assert (found.also_known_as, found.moved_to) == (("https://x.example/ada",), "https://y.example/ada")
    assert (found.fields, found.webfinger) == ((Field("Site", "<a>x</a>"),), "ada@good.example")


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "Note"},
        {"id": None},
        {"preferredUsername": None},
        {"inbox": None},
        {"inbox": "urn:x"},
        {"id": f"{ADA}2"},
    ],
)
def test_what_is_no_actor_or_lives_elsewhere_is_malformed(fields: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        parse_actor(actor(**fields), ADA)


def test_an_actor_with_strange_values_is_read_without_them() -> None:
    strange: list[object] = [7, None, [], {}, "javascript:x", {"sharedInbox": 7}, [[]]]
    names = ("name", "summary", "url", "endpoints", "outbox", "icon", "image", "publicKey", "published", "attachment")
    for value in strange:
        found = parse_actor(actor(**dict.fromkeys(names, value)), ADA)
        assert (found.shared_inbox, found.outbox, found.icon_url, found.public_key, found.fields) == (
            None,
            None,
            None,
            None,
            (),
        )


def test_collections_of_an_actor_are_its_host_s_own() -> None:
    found = parse_actor(actor(followers="https://victim.example/followers", outbox=f"{ADA}/outbox"), ADA)

    assert (found.followers, found.outbox) == (None, f"{ADA}/outbox")


def test_the_instance_actor_is_an_application() -> None:
    out = ActorOut(
        id="https://good.example/ap/actor",
        preferred_username="good.example",
        inbox="https://good.example/inbox",
        key_id="https://good.example/ap/actor#main-key",
        public_key_pem="PEM",
    )

    found = parse_actor(instance_actor_document(out), out.id)

    assert (found.type, found.manually_approves_followers, found.name) == ("Application", True, None)


def test_tombstones_and_collections_are_written_as_peers_read_them() -> None:
    assert tombstone(NOTE, NOW_MS)["deleted"] == "2027-01-15T08:00:00.000Z"
    assert "deleted" not in tombstone(NOTE)
    hidden = ordered_collection(f"{ADA}/followers", 7)
    assert (hidden["totalItems"], "first" in hidden, "orderedItems" in hidden) == (7, False, False)
    page = ordered_collection_page(f"{ADA}/outbox?page=1", f"{ADA}/outbox", [NOTE], next_page=f"{ADA}/outbox?page=2")
    assert (page["orderedItems"], page["next"], "prev" in page) == ([NOTE], f"{ADA}/outbox?page=2", False)
