"""Push services: strangers who carry a few sealed words to somebody's browser or app."""

from typing import Protocol

from nodeapp.model.push import Keys, Note, Outcome, Subscription, Urgency


class PushServices(Protocol):
    """Reached through the one outgoing door, which says where nothing is sent."""

    async def public_key(self) -> str:
        """Of this node, as browsers take it: base64url."""
        ...

    async def check(self, endpoint: str, p256dh: str, auth: str) -> Keys:
        """Raises BadInput naming what cannot be used."""
        ...

    async def send(
        self, subscription: Subscription, text: bytes, ttl_seconds: int, urgency: Urgency, topic: str
    ) -> Outcome:
        """Of two with the same topic, only the later waits where they are carried."""
        ...


class Screen(Protocol):
    """The computer at which somebody sits."""

    async def show(self, note: Note) -> Outcome:
        """Beside the window, as the system shows such things."""
        ...
