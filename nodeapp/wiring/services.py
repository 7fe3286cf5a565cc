"""Puts the services together: which backend stands behind each seam is chosen here and nowhere else."""

from dataclasses import dataclass
from functools import partial

from federation import Door, DoorPolicy, MappedResolver, Resolver, SystemResolver
from federation.errors import Malformed
from federation.urls import canonical_host
from nodeapp import __version__
from nodeapp.backends.archives import ZipArchives
from nodeapp.backends.argon2 import Argon2Passwords
from nodeapp.backends.blobs import DiskBlobs
from nodeapp.backends.disk import free_bytes
from nodeapp.backends.jwt import SignedTokens
from nodeapp.backends.topics import TopicFiles
from nodeapp.bridge.files import PeerFiles
from nodeapp.bridge.peers import ActivityPubPeers
from nodeapp.bridge.signers import Instance
from nodeapp.commands import Commands, MakeExport, WaitIdle
from nodeapp.mirrors.rebuild import Rebuild
from nodeapp.model.origin import Origin
from nodeapp.model.served import Served
from nodeapp.model.tries import Tries
from nodeapp.model.verified import VerifiedTokens
from nodeapp.services.accounts import Accounts
from nodeapp.services.analytics import Analytics
from nodeapp.services.approvals import Approvals
from nodeapp.services.badges import Badges
from nodeapp.services.counts import Counts
from nodeapp.services.credentials import Credentials
from nodeapp.services.drafts import Drafts
from nodeapp.services.engagement import Engagement
from nodeapp.services.exports import Exports
from nodeapp.services.follow_requests import FollowRequests
from nodeapp.services.foreign_pins import ForeignPins
from nodeapp.services.foreign_quotes import ForeignQuotes
from nodeapp.services.foreign_tweets import ForeignTweets
from nodeapp.services.graph import Graph
from nodeapp.services.hashtags import Hashtags
from nodeapp.services.health import Health
from nodeapp.services.impressions import Impressions
from nodeapp.services.invites import Invites
from nodeapp.services.leaving import Leaving
from nodeapp.services.lists import Lists
from nodeapp.services.media import Media
from nodeapp.services.mutes import Mutes
from nodeapp.services.notes import Notes
from nodeapp.services.notifications import Notifications
from nodeapp.services.peer_blocks import PeerBlocks
from nodeapp.services.polls import Polls
from nodeapp.services.quotes import Quotes
from nodeapp.services.ranked import PlainRanking, RankedHome
from nodeapp.services.reactions import Reactions
from nodeapp.services.received import Received
from nodeapp.services.recommendations import Recommendations
from nodeapp.services.recounts import Recounts
from nodeapp.services.registration import Registration
from nodeapp.services.remote_media.cache import FileCache
from nodeapp.services.remote_media.showing import RemoteMedia
from nodeapp.services.roles import Roles
from nodeapp.services.sessions import Sessions
from nodeapp.services.tallies import Tallies
from nodeapp.services.timelines import Timelines
from nodeapp.services.trends import Trends
from nodeapp.services.tweets import Tweets
from nodeapp.settings import Settings, SettingsError, parse_pair, parse_resolve
from nodeapp.wiring.ground import Ground
from nodeapp.wiring.pushing import Telling, telling
from nodeapp.wiring.searching import Searching, searching

HTTP_PORT = 80
EXPORTS_NAME = "exports"
FETCHED_NAME = "fetched"
"""Files from elsewhere; may be deleted at any time."""
TOKEN_SECRET = "tokens"  # noqa: S105 (the name of a secret)


@dataclass(frozen=True)
class Services:
    accounts: Accounts
    tweets: Tweets
    foreign_tweets: ForeignTweets
    quotes: Quotes
    foreign_quotes: ForeignQuotes
    drafts: Drafts
    engagement: Engagement
    graph: Graph
    follow_requests: FollowRequests
    mutes: Mutes
    notes: Notes
    notifications: Notifications
    peer_blocks: PeerBlocks
    telling: Telling
    lists: Lists
    media: Media
    hashtags: Hashtags
    badges: Badges
    timelines: Timelines
    ranked: RankedHome
    analytics: Analytics
    impressions: Impressions
    recounts: Recounts
    credentials: Credentials
    registration: Registration
    remote_media: RemoteMedia
    sessions: Sessions
    received: Received
    health: Health
    searching: Searching
    counts: Counts
    polls: Polls
    foreign_pins: ForeignPins
    reactions: Reactions
    tallies: Tallies
    trends: Trends
    recommendations: Recommendations
    approvals: Approvals
    exports: Exports
    invites: Invites
    leaving: Leaving
    roles: Roles

    def commands(
        self,
        origin: Origin,
        rebuild: Rebuild,
        wait_idle: WaitIdle | None = None,
        make_export: MakeExport | None = None,
    ) -> Commands:
        return Commands(
            self.accounts,
            self.credentials,
            self.registration,
            self.sessions,
            self.badges,
            rebuild,
            self.counts,
            self.recounts,
            self.tallies,
            self.trends,
            self.searching.indexing,
            origin,
            self.approvals,
            self.exports,
            self.invites,
            self.leaving,
            self.roles,
            wait_idle,
            make_export,
        )


def outgoing_door(ground: Ground, origin: Origin) -> Door:
    """The one way out (threats S01 to S11); not open yet."""
    settings = ground.settings
    policy = DoorPolicy(
        user_agent=f"nodeapp/{__version__} (+{origin.url})",
        allowed_pairs=allowed_pairs(settings),
        file_bytes_max=settings.limits.remote_film_bytes_max,
        file_seconds=settings.limits.remote_file_seconds,
        host_files_max=settings.limits.remote_files_per_host,
    )
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
    served, looking = Served(limits), await searching(ground, origin)
    passwords, tokens = Argon2Passwords(), SignedTokens(await ground.identity.secret(TOKEN_SECRET), limits)
    verified, tries = VerifiedTokens(limits.verified_tokens_max), Tries(limits)
    return Services(
        accounts=Accounts(database, clock, limits, origin, peers, ground.views, served),
        tweets=Tweets(database, clock, limits, origin, ids, peers, ground.views, served),
        foreign_tweets=ForeignTweets(database, clock, limits, origin),
        quotes=Quotes(database, clock, origin, ids, ground.views),
        foreign_quotes=ForeignQuotes(database, clock, limits, origin, ids),
        drafts=Drafts(database, clock, limits, ids),
        engagement=Engagement(database, clock, ids),
        graph=Graph(database, clock, ids),
        follow_requests=FollowRequests(database, clock, limits),
        mutes=Mutes(database, clock, limits, ids, ground.views),
        notes=Notes(database, clock, limits),
        notifications=Notifications(database, clock, limits, ids),
        peer_blocks=PeerBlocks(database, clock, limits, ids, origin),
        telling=await telling(ground, origin, door, has_window=window_secret is not None),
        lists=Lists(database, clock, limits, ids),
        media=Media(database, clock, limits, ids, random, ground.blobs, ground.decoder, ground.streamer),
        hashtags=Hashtags(database, clock, limits, ids),
        badges=Badges(database, clock),
        timelines=Timelines(database, limits, ground.entries, ground.views, served),
        ranked=RankedHome(database, clock, limits, ground.entries, ground.views, served, PlainRanking()),
        analytics=Analytics(database, clock, ground.views),
        impressions=Impressions(database, clock, limits, served),
        recounts=Recounts(database),
        credentials=Credentials(
            database, clock, limits, origin, ids, random, passwords, tokens, verified, tries, window_secret
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
        remote_media=RemoteMedia(database, ground.views, _file_cache(ground, origin, door)),
        sessions=Sessions(database, clock, limits, ids, random, tokens, verified),
        received=Received(database, clock),
        health=Health(database, clock, limits, search=looking.indexing.part),
        searching=looking,
        counts=Counts(database),
        foreign_pins=ForeignPins(database, clock, limits),
        reactions=Reactions(database),
        tallies=Tallies(database, clock, limits, origin),
        trends=Trends(database, clock, limits, ground.views, TopicFiles(ground.settings.data)),
        recommendations=Recommendations(database, clock, limits, ids, ground.views),
        approvals=Approvals(database, clock, limits),
        exports=Exports(database, clock, limits, ids, ZipArchives(ground.settings.data / EXPORTS_NAME)),
        invites=Invites(database, clock, limits, origin, ids, random, ground.settings.member_invites),
        leaving=Leaving(database, clock, limits, passwords, verified, tries),
        roles=Roles(database, clock, verified),
        polls=Polls(database, clock, limits, ids, ground.views),
    )


def _file_cache(ground: Ground, origin: Origin, door: Door) -> FileCache:
    settings, clock, limits = ground.settings, ground.clock, ground.settings.limits
    return FileCache(
        database=ground.database,
        clock=clock,
        limits=limits,
        files=PeerFiles(door, clock, limits, origin),
        blobs=DiskBlobs(settings.data / FETCHED_NAME),
        free_bytes=partial(free_bytes, settings.data),
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
