"""Listening: in which channels of a stream a tweet stands, by the rules of the timelines of the same name."""

from collections.abc import Mapping, Sequence

from nodeapp.mirrors.seat import Nobody, Seat
from nodeapp.model.cards import Card
from nodeapp.model.hub import OpenList
from nodeapp.model.ids import ListId
from nodeapp.model.streams import Channel

Lists = Mapping[ListId, OpenList]
Stance = Seat | Nobody


def channels_of(channels: Sequence[Channel], card: Card, stance: Stance, lists: Lists) -> tuple[Channel, ...]:
    """Before the viewer's right to see the tweet is judged."""
    if card.is_gone:
        return ()
    return tuple(channel for channel in channels if _stands(channel, card, stance, lists))


def parting_channels_of(channels: Sequence[Channel], card: Card, stance: Stance, lists: Lists) -> tuple[Channel, ...]:
    """Where a tweet that is gone may have stood: not for whom it was hidden from, who must not even learn its id."""
    author_id = card.author_id
    if author_id in stance.hidden or author_id in stance.blocked_by or not _was_open(card, stance):
        return ()
    return tuple(channel for channel in channels if _stood(channel, card, stance, lists))


def _stands(channel: Channel, card: Card, stance: Stance, lists: Lists) -> bool:
    match channel.kind:
        case "home":
            return isinstance(stance, Seat) and _stands_at_home(card, stance)
        case "list":
            return isinstance(stance, Seat) and _stands_in_list(channel, card, stance, lists)
        case "direct":
            return card.tweet.visibility == "direct" and _is_between(card, stance)
        case "public":
            return _is_public(card) and _is_from(channel, card) and (bool(card.media) or not channel.only_media)
        case "hashtag":
            return _is_public(card) and _is_from(channel, card) and channel.tag in card.hashtags
        case "notifications":
            return False


def _stood(channel: Channel, card: Card, stance: Stance, lists: Lists) -> bool:
    """The row of a tombstone says less: what stood nowhere in a stream may be told gone, which changes nothing."""
    author_id, is_direct = card.author_id, card.tweet.visibility == "direct"
    match channel.kind:
        case "home":
            has_followed = author_id == stance.viewer_id or stance.follows(author_id)
            has_tag = isinstance(stance, Seat) and bool(stance.tags) and _is_public(card)
            return not is_direct and (has_followed or has_tag)
        case "list":
            open_list = lists.get(channel.list_id)
            return not is_direct and open_list is not None and author_id in open_list.members
        case "direct":
            return is_direct
        case "public" | "hashtag":
            return _is_public(card) and _is_from(channel, card)
        case "notifications":
            return False


def _stands_at_home(card: Card, seat: Seat) -> bool:
    by_author = card.author_id == seat.viewer_id or seat.follows(card.author_id)
    if by_author and seat.has_place_for(card.tweet):
        return True
    return card.retweet_of_id is None and seat.has_tagged(card)


def _stands_in_list(channel: Channel, card: Card, seat: Seat, lists: Lists) -> bool:
    """As `queries.timelines.of_list` has it."""
    open_list, tweet = lists.get(channel.list_id), card.tweet
    if open_list is None or open_list.owner_id != seat.viewer_id or tweet.visibility == "direct":
        return False
    if card.author_id not in open_list.members:
        return False
    answered = tweet.reply_to_author_id
    if answered is None:
        return tweet.reply_to_uri is None
    if answered in (card.author_id, seat.viewer_id):
        return True
    if open_list.replies == "followed":
        return seat.follows(answered)
    return open_list.replies == "members" and answered in open_list.members


def _is_public(card: Card) -> bool:
    return card.tweet.visibility == "public" and card.retweet_of_id is None


def _is_from(channel: Channel, card: Card) -> bool:
    return not channel.origin or (channel.origin == "local") is card.tweet.is_local


def _is_between(card: Card, stance: Stance) -> bool:
    return stance.viewer_id is not None and (card.author_id == stance.viewer_id or card.names(stance.viewer_id))


def _was_open(card: Card, stance: Stance) -> bool:
    match card.tweet.visibility:
        case "public" | "unlisted":
            return True
        case "followers":
            return _is_between(card, stance) or stance.follows(card.author_id)
        case "direct":
            return _is_between(card, stance)
