"""What goes on beside requests: consumers of the event log, letters on their way, jobs by the clock."""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Protocol

import anyio
from anyio.abc import TaskGroup

from federation import Door
from nodeapp.backends.sqlite.events import SqliteEvents
from nodeapp.bridge.archive import Archive
from nodeapp.bridge.incoming import IncomingActivities
from nodeapp.bridge.incoming_notes import IncomingNotes
from nodeapp.bridge.incoming_pins import IncomingPins
from nodeapp.bridge.incoming_quotes import IncomingQuotes
from nodeapp.bridge.incoming_votes import IncomingVotes
from nodeapp.bridge.links import LinksBack
from nodeapp.bridge.moments import Moment, NobodyToAsk
from nodeapp.bridge.outgoing import Outgoing
from nodeapp.bridge.receiving import Receiving
from nodeapp.bridge.signers import Instance, Signers
from nodeapp.bridge.strangers import Strangers
from nodeapp.consumers.analytics import Analytics
from nodeapp.consumers.backfill import Backfill
from nodeapp.consumers.base import Consumer
from nodeapp.consumers.delivery import Delivery
from nodeapp.consumers.fanout import FanOut
from nodeapp.consumers.incoming import Incoming
from nodeapp.consumers.notifications import Notifying
from nodeapp.consumers.poll_results import PollResults
from nodeapp.consumers.runner import Runner, Surroundings
from nodeapp.consumers.trends import Trends
from nodeapp.jobs.check_links import CheckLinks
from nodeapp.jobs.check_quotes import CheckQuotes
from nodeapp.jobs.close_polls import ClosePolls
from nodeapp.jobs.deliver import Deliver
from nodeapp.jobs.end_mutes import EndMutes
from nodeapp.jobs.erase_accounts import EraseAccounts
from nodeapp.jobs.forget_notifications import ForgetNotifications
from nodeapp.jobs.impressions import CountImpressions, ForgetReaders
from nodeapp.jobs.lanes import Lanes
from nodeapp.jobs.make_exports import MakeExports
from nodeapp.jobs.media import LATER, SOON, TidyMedia, WorkOnMedia
from nodeapp.jobs.post_scheduled import PostScheduled
from nodeapp.jobs.receive_late import ReceiveLate
from nodeapp.jobs.retention import Retention
from nodeapp.jobs.scheduler import Job, Scheduler
from nodeapp.jobs.snapshots import SaveHomes
from nodeapp.jobs.tidy_files import TidyFiles
from nodeapp.jobs.trends import ForgetTallies, RenewTrends
from nodeapp.mirrors.memory import Memory
from nodeapp.mirrors.restore import Restore
from nodeapp.model.errors import Unavailable
from nodeapp.model.origin import Origin
from nodeapp.seams.database import Database
from nodeapp.services.streams import Streams
from nodeapp.wiring.ground import Ground
from nodeapp.wiring.listening import listening
from nodeapp.wiring.pushing import told_beside
from nodeapp.wiring.searching import keep_index
from nodeapp.wiring.services import Services

LOOK_SECONDS = 0.02
CALM_LOOKS = 2
"""In a row: what one part has just handed to the next is in neither for a moment."""


class Carrier(Protocol):
    """Something that carries what is due, and knows when nothing is."""

    async def is_idle(self) -> bool: ...
    async def run(self) -> None: ...


@dataclass(frozen=True)
class Work:
    runners: Sequence[Runner]
    carriers: Sequence[Carrier]
    scheduler: Scheduler
    streams: Streams
    restore: Restore | None = None
    """None where nothing is kept in memory."""

    def start(self, tasks: TaskGroup) -> None:
        """Until the group is cancelled; consumers then stop at the end of a batch."""
        for runner in self.runners:
            tasks.start_soon(runner.run)
        for carrier in self.carriers:
            tasks.start_soon(carrier.run)
        tasks.start_soon(self.scheduler.run)

    async def wait_idle(self, seconds: float) -> None:
        """Until every consumer has passed every event and nothing is due. Raises Unavailable when time is up."""
        with anyio.move_on_after(seconds):
            calm = 0
            while calm < CALM_LOOKS:
                calm = calm + 1 if await self._is_idle() else 0
                await anyio.sleep(LOOK_SECONDS)
            return
        raise Unavailable("The node is still busy.")

    async def behind(self) -> dict[str, int]:
        """By how many events each consumer is behind whose place is in memory alone."""
        return {runner.name: await runner.lag() for runner in self.runners if not runner.keeps_place}

    async def incoming_lag(self) -> int:
        """Events that have yet to be looked through for what other nodes sent."""
        return sum([await runner.lag() for runner in self.runners if runner.name == Incoming.name])

    async def _is_idle(self) -> bool:
        for runner in self.runners:
            if await runner.lag():
                return False
        for carrier in self.carriers:
            if not await carrier.is_idle():
                return False
        return True


async def work(
    stack: AsyncExitStack, ground: Ground, origin: Origin, door: Door, instance: Instance, parts: Services
) -> Work:
    """Nothing runs yet. What must be open meanwhile is put on the stack."""
    database, clock, limits, random = ground.database, ground.clock, ground.settings.limits, ground.random
    around = Surroundings(
        source=await stack.enter_async_context(SqliteEvents.open(database)),
        database=database,
        clock=clock,
        random=random,
        limits=limits,
    )
    poll = limits.delivery_poll_seconds
    letters = Deliver(database, clock, limits, random, door, Signers(database, origin, limits, instance))
    deliver = Lanes(letters, limits.delivery_hosts_at_once, poll)
    acting = _incoming(ground, origin, database, parts)
    receiving = Receiving(
        database,
        clock,
        limits,
        acting,
        lambda moment: _incoming(ground, origin, moment, _within(moment, parts)),
    )
    closing = ClosePolls(database, clock)
    posting = PostScheduled(database, clock, parts.tweets)
    late = Lanes(ReceiveLate(database, clock, limits, receiving), limits.incoming_hosts_at_once, poll)
    again = Lanes(CheckQuotes(database, clock, limits, acting.notes), limits.quote_hosts_at_once, poll)
    beside = told_beside(ground, origin, parts.telling, parts.notifications)
    consumers: tuple[Consumer, ...] = (
        Delivery(database, clock, Outgoing(database, origin, limits), deliver.wake),
        Incoming(limits, receiving, deliver.wake, late.wake),
        Backfill(database, limits, parts.accounts.peers, parts.foreign_tweets, parts.foreign_pins),
        PollResults(database, parts.accounts.peers, parts.foreign_tweets),
        Notifying(database, clock, limits, ground.ids),
        beside.consumer,
        Analytics(database, clock, parts.recounts),
        Trends(parts.tallies, ground.memory),
    )
    retention = Retention(database, clock, limits, tuple(consumer.name for consumer in consumers))
    ending = EndMutes(database, clock)
    proving = CheckLinks(database, clock, limits, LinksBack(door, origin, limits))
    tidying, forgetting = TidyFiles(parts.remote_media.cache), TidyMedia(parts.media)
    unlisting = ForgetNotifications(database, clock, limits)
    workers: list[Carrier] = [WorkOnMedia(parts.media, kinds, limits.media_poll_seconds) for kinds in (SOON, LATER)]
    workers.append(EraseAccounts(parts.leaving, parts.approvals, parts.media, parts.exports))
    workers += [beside.carrier, again]
    workers.append(MakeExports(parts.exports, Archive(database, origin, ground.blobs), limits))
    counting, unlearning = CountImpressions(parts.impressions), ForgetReaders(parts.impressions)
    stack.push_async_callback(counting.finish)
    heard = await listening(ground, parts, around)
    fed, kept = await keep_index(stack, ground, around, parts.searching.indexing)
    runners = [heard.runner, *(Runner(consumer, around) for consumer in consumers), *fed]
    workers += kept
    timed: list[Job] = [retention, ending, proving, tidying, forgetting, unlisting, counting, unlearning, heard.watch]
    timed.append(beside.forgetting)
    timed += [RenewTrends(parts.trends, parts.tallies), ForgetTallies(parts.tallies)]
    if ground.memory is None:
        quiet = Scheduler(timed, clock, random)
        return Work(runners, [deliver, late, closing, posting, *workers], quiet, heard.streams)
    # Homes that come into memory from now on have what the log told before.
    fanout = Runner(FanOut(database, ground.memory, clock, limits), around, starts_at=await around.source.last())
    saving, restore = await _snapshots(ground, ground.memory, lambda: fanout.position)
    stack.push_async_callback(saving.finish)
    scheduler = Scheduler([*timed, saving], clock, random)
    carriers: list[Carrier] = [deliver, late, closing, posting, *workers, restore]
    return Work([fanout, *runners], carriers, scheduler, heard.streams, restore)


async def _snapshots(ground: Ground, memory: Memory, pushed: Callable[[], int]) -> tuple[SaveHomes, Restore]:
    database_id, clock, limits = await ground.identity.database_id(), ground.clock, ground.settings.limits
    return (
        SaveHomes(memory, ground.snapshots, clock, limits, database_id, pushed),
        Restore(memory, ground.database, ground.snapshots, clock, limits, database_id),
    )


def _incoming(ground: Ground, origin: Origin, database: Database, parts: Services) -> IncomingActivities:
    peers = parts.accounts.peers
    strangers = Strangers(parts.accounts, peers)
    quotes = IncomingQuotes(
        ground.clock,
        ground.settings.limits,
        origin,
        peers,
        strangers,
        parts.foreign_tweets,
        parts.foreign_quotes,
    )
    notes = IncomingNotes(
        database,
        ground.clock,
        ground.settings.limits,
        origin,
        peers,
        strangers,
        parts.foreign_tweets,
        parts.engagement,
        quotes,
    )
    votes = IncomingVotes(origin, strangers, parts.polls)
    pins = IncomingPins(database, peers, strangers, parts.foreign_tweets, parts.foreign_pins)
    return IncomingActivities(
        database, origin, notes, quotes, votes, pins, strangers, parts.engagement, parts.graph, parts.received
    )


def _within(moment: Moment, parts: Services) -> Services:
    """Every service that activities of peers come to, all in one transaction: none may be left out."""
    return replace(
        parts,
        accounts=replace(parts.accounts, database=moment, peers=NobodyToAsk()),
        foreign_tweets=replace(parts.foreign_tweets, database=moment),
        foreign_quotes=replace(parts.foreign_quotes, database=moment),
        engagement=replace(parts.engagement, database=moment),
        graph=replace(parts.graph, database=moment),
        received=replace(parts.received, database=moment),
        polls=replace(parts.polls, database=moment),
        foreign_pins=replace(parts.foreign_pins, database=moment),
    )
