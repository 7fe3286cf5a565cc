"""Add and Remove: what goes into a collection of the sender's and out of it, both ways."""

import pytest

from federation import vocabulary as ap
from federation.errors import Malformed

ADA = "https://tea.example/users/ada"
NOTE = f"{ADA}/notes/1"
FEATURED = f"{ADA}/featured"


@pytest.mark.parametrize(("write", "kind"), [(ap.add, ap.Add), (ap.remove, ap.Remove)])
def test_what_is_written_is_read_again(write, kind):
    document = write(f"{ADA}#pins/1", ADA, NOTE, FEATURED, to=["https://www.w3.org/ns/activitystreams#Public"])

    assert ap.parse_activity(document) == kind(f"{ADA}#pins/1", ADA, NOTE, FEATURED)


def test_a_whole_object_is_its_address():
    note = {"id": NOTE, "type": "Note", "attributedTo": ADA, "content": "x"}

    activity = ap.parse_activity({"type": "Add", "actor": ADA, "object": note, "target": {"id": FEATURED}})

    assert activity == ap.Add(None, ADA, NOTE, FEATURED)


def test_without_a_target_it_is_no_pin():
    assert ap.parse_activity({"type": "Remove", "actor": ADA, "object": NOTE}) == ap.Remove(None, ADA, NOTE, None)


@pytest.mark.parametrize("thing", [None, [], [NOTE, NOTE], {"type": "Hashtag", "name": "#tea"}])
def test_one_object_with_an_address_is_needed(thing):
    with pytest.raises(Malformed):
        ap.parse_activity({"type": "Add", "actor": ADA, "object": thing, "target": FEATURED})
