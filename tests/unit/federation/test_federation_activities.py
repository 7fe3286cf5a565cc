"""What is taken from an activity, and what is not believed in it."""

import pytest

from federation.errors import Malformed
from federation.vocabulary import (
    Accept,
    ActorDocument,
    Announce,
    Block,
    Create,
    Delete,
    Follow,
    Like,
    Note,
    NoteOut,
    Reject,
    Undo,
    Unknown,
    Update,
    accept,
    announce,
    block,
    create,
    delete,
    follow,
    like,
    note_document,
    parse_activity,
    reject,
    undo,
    update,
)
from tests.unit.federation.cast import NOW_MS

ADA = "https://good.example/users/ada"
BOB = "https://here.example/users/bob"
NOTE = "https://good.example/notes/1"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
FOLLOWERS = f"{ADA}/followers"
OUT = NoteOut(id=NOTE, attributed_to=ADA, content_html="<p>hi</p>", published_ms=NOW_MS, to=[PUBLIC], cc=[FOLLOWERS])


def test_each_activity_that_we_write_is_read_as_what_it_is() -> None:
    followed = follow("https://good.example/f/1", ADA, BOB)
    liked = like("https://good.example/l/1", ADA, NOTE, to=[BOB])
    shared = announce("https://good.example/a/1", ADA, NOTE, to=[PUBLIC], cc=[FOLLOWERS], published_ms=NOW_MS)

    read_follow = Follow("https://good.example/f/1", ADA, BOB)
    assert parse_activity(followed) == read_follow
    assert parse_activity(accept("https://here.example/x", BOB, followed)) == Accept(
        "https://here.example/x", BOB, read_follow
    )
    assert parse_activity(reject("https://here.example/x", BOB, followed)) == Reject(
        "https://here.example/x", BOB, read_follow
    )
    assert parse_activity(liked) == Like("https://good.example/l/1", ADA, NOTE)
    assert parse_activity(shared) == Announce("https://good.example/a/1", ADA, NOTE, (PUBLIC,), (FOLLOWERS,), NOW_MS)
    assert parse_activity(block("https://good.example/b/1", ADA, BOB)) == Block("https://good.example/b/1", ADA, BOB)
    for earlier in (followed, liked, shared):
        undone = parse_activity(undo("https://good.example/u/1", ADA, earlier))
        assert undone == Undo("https://good.example/u/1", ADA, parse_activity(earlier))  # type: ignore[arg-type]


def test_posts_that_we_write_are_read_as_notes() -> None:
    created = parse_activity(create(f"{NOTE}/activity", OUT))
    updated = parse_activity(update(f"{NOTE}#u", ADA, note_document(OUT), to=OUT.to, cc=OUT.cc))
    deleted = parse_activity(delete(f"{NOTE}#d", ADA, NOTE, to=[PUBLIC]))
    gone = parse_activity(delete(f"{ADA}#d", ADA, ADA, to=[PUBLIC]))

    assert isinstance(created, Create)
    assert isinstance(created.object, Note)
    assert (created.object.id, created.object.to, created.object.cc) == (NOTE, (PUBLIC,), (FOLLOWERS,))
    assert isinstance(updated, Update)
    assert updated.object == created.object
    assert deleted == Delete(f"{NOTE}#d", ADA, NOTE)
    assert gone == Delete(f"{ADA}#d", ADA, ADA)


def test_an_undo_goes_where_the_undone_went() -> None:
    shared = announce("https://good.example/a/1", ADA, NOTE, to=[PUBLIC], cc=[FOLLOWERS], published_ms=NOW_MS)

    undone = undo("https://good.example/u/1", ADA, shared)

    assert (undone["to"], undone["cc"]) == ([PUBLIC], [FOLLOWERS])


def test_only_the_outermost_object_names_the_context() -> None:
    written = create("https://good.example/c/1", OUT)

    assert "@context" in written
    assert "@context" not in written["object"]  # type: ignore[operator]


def activity(kind: object, **fields: object) -> dict[str, object]:
    return {"type": kind, "id": "https://good.example/x/1", "actor": ADA} | fields


def test_i03_a_copy_of_a_foreign_object_becomes_its_address() -> None:
    foreign = {"id": "https://victim.example/1", "type": "Note", "attributedTo": ADA, "content": "x"}

    for kind in ("Create", "Update"):
        found = parse_activity(activity(kind, object=foreign))
        assert isinstance(found, Create | Update)
        assert found.object == "https://victim.example/1"


def test_i09_what_is_shared_is_always_an_address() -> None:
    foreign = {"id": "https://victim.example/1", "type": "Note", "attributedTo": ADA, "content": "x"}

    found = parse_activity(activity("Announce", object=foreign))

    assert isinstance(found, Announce)
    assert found.object == "https://victim.example/1"


def test_i07_only_one_s_own_activity_can_be_undone() -> None:
    with pytest.raises(Malformed):
        parse_activity(activity("Undo", object={"type": "Follow", "actor": BOB, "object": ADA}))


def test_an_undone_activity_without_an_actor_is_the_sender_s() -> None:
    found = parse_activity(activity("Undo", object={"type": "Follow", "object": BOB}))

    assert found == Undo("https://good.example/x/1", ADA, Follow(None, ADA, BOB))


def test_an_undo_may_name_what_it_undoes_by_address_or_be_of_an_unknown_kind() -> None:
    by_address = parse_activity(activity("Undo", object="https://good.example/f/1"))
    unknown = parse_activity(activity("Undo", object={"type": "Arrive", "id": "https://good.example/y"}))

    assert by_address == Undo("https://good.example/x/1", ADA, "https://good.example/f/1")
    assert unknown == Undo("https://good.example/x/1", ADA, Unknown("https://good.example/y", ADA, "Arrive"))


def test_an_update_of_an_actor_is_read_only_where_it_is_the_sender() -> None:
    document = {"id": ADA, "type": "Person", "preferredUsername": "ada", "inbox": f"{ADA}/inbox"}
    neighbour = document | {"id": "https://good.example/users/carl"}

    own = parse_activity(activity("Update", object=document))
    other = parse_activity(activity("Update", object=neighbour))

    assert isinstance(own, Update)
    assert isinstance(own.object, ActorDocument)
    assert isinstance(other, Update)
    assert other.object == "https://good.example/users/carl"


@pytest.mark.parametrize("kind", ["Move", "Flag", "Dislike", "Arrive", "Thing"])
def test_other_kinds_are_unknown_and_no_error(kind: str) -> None:
    assert parse_activity(activity(kind, object=[1, 2, 3])) == Unknown("https://good.example/x/1", ADA, kind)


@pytest.mark.parametrize(
    "kind", ["Follow", "Accept", "Undo", "Create", "Update", "Delete", "Announce", "Like", "Block"]
)
@pytest.mark.parametrize("value", [None, 7, [], {}, "urn:x", "javascript:x", [BOB, ADA], {"id": 7}, "x" * 3_000, True])
def test_an_activity_without_one_usable_object_is_malformed(kind: str, value: object) -> None:
    with pytest.raises(Malformed):
        parse_activity(activity(kind, object=value))


@pytest.mark.parametrize("kind", [None, "", 7, [], {}, "x" * 100])
def test_an_activity_without_a_type_is_malformed(kind: object) -> None:
    with pytest.raises(Malformed):
        parse_activity(activity(kind, object=BOB))


def test_a_single_object_may_stand_in_a_list_and_a_type_too() -> None:
    assert parse_activity(activity(["Follow", "Thing"], object=[BOB])) == Follow("https://good.example/x/1", ADA, BOB)
