"""Whoever lives on the node of a test, by id."""

from nodeapp.model.accounts import Viewer
from nodeapp.model.ids import AccountId


def id_of(viewer: Viewer) -> AccountId:
    assert viewer.id is not None
    return viewer.id
