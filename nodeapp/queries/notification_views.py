"""From entries of a list of notifications to what its reader is shown of them, or nothing."""

from collections.abc import Mapping, Sequence

from nodeapp.model import sight
from nodeapp.model.accounts import Account
from nodeapp.model.graph import Relationship
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.notifications import NotificationView
from nodeapp.model.views import AccountView, TweetView
from nodeapp.queries import accounts, graph, notification_pages, shelves
from nodeapp.queries.notification_pages import Entry
from nodeapp.queries.shelves import Shelf, chunks
from nodeapp.seams.database import Reader

_SPARE = 3
"""So many times the people shown are looked at, since some may be hidden."""


async def of(
    reader: Reader, viewer_id: AccountId, entries: Sequence[Entry], people_max: int, *, grouped: bool
) -> list[NotificationView]:
    """Without those whose tweet is gone or hidden, and without people who are gone or kept away."""
    if not entries:
        return []
    behind = await _behind(reader, entries, people_max * _SPARE, grouped)
    people = await people_of(reader, viewer_id, {actor for actors in behind.values() for actor in actors})
    shelf = await shelves.load(reader, viewer_id, list({entry.tweet_id for entry in entries if entry.tweet_id}))
    found = (_view(entry, behind[entry.id], people, shelf, people_max, grouped) for entry in entries)
    return [view for view in found if view is not None]


async def people_of(reader: Reader, viewer_id: AccountId, ids: set[AccountId]) -> dict[AccountId, AccountView]:
    """Of those who are there and not kept away by the viewer, nor keep the viewer away."""
    found: dict[AccountId, AccountView] = {}
    for some in chunks(ids):
        relations = await graph.relationships(reader, viewer_id, some)
        for account in await accounts.by_ids(reader, some):
            if _is_shown(account, relations[account.id]):
                found[account.id] = AccountView(account, relations[account.id])
    return found


def tweet_of(tweet_id: TweetId, shelf: Shelf) -> TweetView | None:
    """As it is opened by itself, but nothing of a muted thread."""
    card = shelf.cards.get(tweet_id)
    if card is None or card.tweet.conversation_id in shelf.apart.threads:
        return None
    return sight.view(card, shelf, shelf.cards.get, sight.ON_PURPOSE)


def _is_shown(account: Account, relation: Relationship) -> bool:
    is_kept_away = relation.blocking or relation.blocked_by or relation.muting_notifications or relation.blocking_host
    return account.is_live and not is_kept_away


def _view(
    entry: Entry,
    actors: Sequence[AccountId],
    people: Mapping[AccountId, AccountView],
    shelf: Shelf,
    people_max: int,
    grouped: bool,
) -> NotificationView | None:
    shown = tuple(people[actor] for actor in actors if actor in people)
    tweet = tweet_of(entry.tweet_id, shelf) if entry.tweet_id else None
    if not shown or (entry.tweet_id and tweet is None):
        return None
    return NotificationView(
        id=entry.id,
        group_id=entry.group_id,
        kind=entry.kind,
        people=shown[:people_max],
        person_count=max(entry.member_count - (len(actors) - len(shown)), len(shown[:people_max])),
        tweet=tweet,
        is_read=entry.is_read,
        created_at_ms=entry.created_at_ms,
        is_grouped=grouped,
    )


async def _behind(reader: Reader, entries: Sequence[Entry], limit: int, grouped: bool) -> dict[int, list[AccountId]]:
    """Who is behind each entry, newest first; of most it is one person, and nothing is read."""
    behind = {entry.id: [entry.actor_id] for entry in entries}
    many = {entry.group_id: entry.id for entry in entries if grouped and entry.member_count > 1}
    for some in chunks(many):
        for group_id in some:
            behind[many[group_id]] = []
        for member in await notification_pages.newest_members(reader, some, limit):
            behind[many[member.group_id]].append(member.actor_id)
    return behind
