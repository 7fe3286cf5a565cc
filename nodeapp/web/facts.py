"""Facts: what was decided of this node when it started, as its pages and programs are told."""

from dataclasses import dataclass

from nodeapp.model.registrations import Mode


@dataclass(frozen=True)
class NodeFacts:
    """The suggestions come from the person's name on this machine."""

    name: str
    version: str
    registration: Mode
    member_invites: bool = False
    is_window: bool = False
    suggested_username: str | None = None
    suggested_display_name: str | None = None
