"""Verbs: what everything that can be done with tweets works with."""

from dataclasses import dataclass

from nodeapp.model.ids import Snowflakes
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.served import Served
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database
from nodeapp.seams.peers import Peers
from nodeapp.seams.views import Views


@dataclass(frozen=True)
class Verbs:
    database: Database
    clock: Clock
    limits: Limits
    origin: Origin
    ids: Snowflakes
    peers: Peers
    views: Views
    served: Served
