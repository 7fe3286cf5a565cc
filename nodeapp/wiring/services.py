"""Puts the services together: which backend stands behind each seam is chosen here and nowhere else."""

from dataclasses import dataclass

from federation import Door, DoorPolicy, MappedResolver, Resolver, SystemResolver
from federation.errors import Malformed
from federation.urls import canonical_host
from nodeapp import __version__
from nodeapp.backends.argon2 import Argon2Passwords
from nodeapp.backends.jwt import SignedTokens
from nodeapp.bridge.peers import ActivityPubPeers
from nodeapp.bridge.signers import Instance
from nodeapp.commands import Commands, WaitIdle
from nodeapp.mirrors.rebuild import Rebuild
from nodeapp.model.origin import Origin
from nodeapp.model.tries import Tries
from nodeapp.model.verified import VerifiedTokens
from nodeapp.services.accounts import Accounts
from nodeapp.services.credentials import Credentials
from nodeapp.services.engagement import Engagement
from nodeapp.services.foreign_tweets import ForeignTweets
from nodeapp.services.graph import Graph
from nodeapp.services.health import Health
from nodeapp.services.received import Received
from nodeapp.services.registration import Registration
from nodeapp.services.sessions import Sessions
from nodeapp.services.timelines import Timelines
from nodeapp.services.tweets import Tweets
from nodeapp.settings import Settings, SettingsError, parse_pair, parse_resolve
from nodeapp.wiring.ground import Ground

HTTP_PORT = 80
TOKEN_SECRET = "tokens"  # noqa: S105 (the name of a secret)


@dataclass(frozen=True)
class Services:
    accounts: Accounts
    tweets: Tweets
    foreign_tweets: ForeignTweets
    engagement: Engagement
    graph: Graph
    timelines: Timelines
    credentials: Credentials
    registration: Registration
    sessions: Sessions
    received: Received
    health: Health

    def commands(self, origin: Origin, rebuild: Rebuild, wait_idle: WaitIdle | None = None) -> Commands:
        return Commands(self.accounts, self.credentials, self.registration, self.sessions, rebuild, origin, wait_idle)


def outgoing_door(ground: Ground, origin: Origin) -> Door:
    """The one way out (threats S01 to S11); not open yet."""
    settings = ground.settings
    policy = DoorPolicy(user_agent=f"nodeapp/{__version__} (+{origin.url})", allowed_pairs=allowed_pairs(settings))
    return Door(_resolver(settings), policy, ground.clock)


def allowed_pairs(settings: Settings) -> frozenset[tuple[str, int]]:
    """Host and port, as addresses spell them, that may be reached without TLS and at a private address.

    In test mode a made-up name for an allowed listener is that listener, at its port or without one.
    """
    pairs = {(_canonical(host), port) for host, port in map(parse_pair, settings.allow_peers)}
    made_up = [
        (_canonical(name), spelled)
        for name, address, port in map(parse_resolve, settings.test_resolve)
        if (address, port) in pairs
        for spelled in (port, HTTP_PORT)
    ]
    return frozenset(pairs.union(made_up))


async def services(
    ground: Ground, origin: Origin, door: Door, instance: Instance, window_secret: str | None
) -> Services:
    database, clock, limits, ids, random = (
        ground.database,
        ground.clock,
        ground.settings.limits,
        ground.ids,
        ground.random,
    )
    peers = ActivityPubPeers(door, instance, database, clock, limits, origin)
    passwords, tokens = Argon2Passwords(), SignedTokens(await ground.identity.secret(TOKEN_SECRET), limits)
    verified = VerifiedTokens(limits.verified_tokens_max)
    return Services(
        accounts=Accounts(database, clock, limits, origin, peers, ground.views),
        tweets=Tweets(database, clock, limits, origin, ids, peers, ground.views),
        foreign_tweets=ForeignTweets(database, clock, limits, origin),
        engagement=Engagement(database, clock, ids),
        graph=Graph(database, clock, ids),
        timelines=Timelines(database, limits, ground.entries, ground.views),
        credentials=Credentials(
            database, clock, limits, origin, ids, random, passwords, tokens, verified, Tries(limits), window_secret
        ),
        registration=Registration(
            database,
            clock,
            limits,
            ids,
            random,
            passwords,
            tokens,
            ground.make_keys,
            verified,
            mode=ground.settings.registration,
            is_window=window_secret is not None,
        ),
        sessions=Sessions(database, clock, limits, ids, random, tokens, verified),
        received=Received(database, clock),
        health=Health(database, clock, limits),
    )


def _resolver(settings: Settings) -> Resolver:
    if not settings.test_resolve:
        return SystemResolver()
    names = {name: (address, port) for name, address, port in map(parse_resolve, settings.test_resolve)}
    return MappedResolver(names, SystemResolver())


def _canonical(host: str) -> str:
    try:
        return canonical_host(f"[{host}]" if ":" in host else host)
    except Malformed as error:
        raise SettingsError(f"`{host}` is not the name or address of a host.") from error
