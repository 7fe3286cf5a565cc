"""What the routes of other nodes are given: the inbox, the documents of who lives here, and what this node is."""

from federation import Door
from nodeapp import __version__
from nodeapp.bridge.documents import Documents
from nodeapp.bridge.inbox import Inbox
from nodeapp.bridge.keys import Keys
from nodeapp.bridge.nodeinfo import NodeInfo
from nodeapp.bridge.signers import Instance
from nodeapp.model.origin import Origin
from nodeapp.wiring.ground import Ground
from nodeapp.wiring.services import Services


def for_peers(ground: Ground, origin: Origin, door: Door, instance: Instance, parts: Services) -> dict[str, object]:
    """By the names under which routes ask for them."""
    database, clock, settings = ground.database, ground.clock, ground.settings
    keys = Keys(database, door, instance, clock, settings.limits)
    database.listen(keys.heard)
    return {
        "documents": Documents(database, origin, instance, clock, settings.limits),
        "inbox": Inbox(clock, origin, keys, parts.accounts, parts.received),
        "nodeinfo": NodeInfo(
            database,
            clock,
            origin,
            version=__version__,
            name=settings.name,
            open_registrations=settings.registration == "open",
        ),
    }
