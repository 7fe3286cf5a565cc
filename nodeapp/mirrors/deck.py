"""The deck: cards and people in memory, each as its row is after the newest commit."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from weakref import WeakValueDictionary

from nodeapp.model.accounts import Account
from nodeapp.model.cards import Card, Person
from nodeapp.model.changes import Changes
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.tweets import Tweet

_CARD_BYTES = 2_000
"""What a card with an empty tweet takes, with its encodings."""
_TEXT_COPIES = 3
_MEDIA_BYTES = 600
"""What a file of a tweet takes besides its description, once."""
"""Text is kept as a row and in the encodings of two APIs."""

_FILLED_AHEAD = 0.8
"""The share that may be filled with what is likely to be asked for; the rest is for what was."""


class Deck:
    """At most `bytes_max` of cards and `people_max` of people that were asked for by themselves.

    A person lives as long as a card names them, so that there is never a second, older one.
    """

    def __init__(self, bytes_max: int, people_max: int) -> None:
        self._bytes_max = bytes_max
        self._people_max = people_max
        self._cards: OrderedDict[TweetId, Card] = OrderedDict()
        self._people: WeakValueDictionary[AccountId, Person] = WeakValueDictionary()
        self._held: OrderedDict[AccountId, Person] = OrderedDict()
        self._names: dict[tuple[str, str], AccountId] = {}
        self._weights: dict[TweetId, int] = {}
        self.bytes_count = 0
        self.find: Callable[[TweetId], Card] = self._cards.__getitem__
        """Raises KeyError for a tweet that is not in memory, there or not."""
        self.get: Callable[[TweetId], Card | None] = self._cards.get

    def __len__(self) -> int:
        return len(self._cards)

    def __contains__(self, tweet_id: object) -> bool:
        return tweet_id in self._cards

    @property
    def has_room(self) -> bool:
        """For cards that nobody has asked for yet."""
        return self.bytes_count < self._bytes_max * _FILLED_AHEAD

    def person(self, account_id: AccountId) -> Person | None:
        return self._people.get(account_id)

    def named(self, username_key: str, host: str) -> Person | None:
        """Whoever has this name now, if that is in memory."""
        account_id = self._names.get((username_key, host))
        person = None if account_id is None else self._people.get(account_id)
        if person is None or (person.account.username_key, person.account.host) != (username_key, host):
            return None
        return person

    def hold(self, person: Person) -> Person:
        """Keeps somebody who was asked for; returns the one in memory, which may be another."""
        account = person.account
        person = self._people.setdefault(account.id, person)
        self._held[account.id] = person
        self._held.move_to_end(account.id)
        self._names[account.username_key, account.host] = account.id
        if len(self._held) > self._people_max:
            self._held.popitem(last=False)
        if len(self._names) > 2 * self._people_max:
            self._names.clear()
        return person

    def keep(self, card: Card) -> None:
        """A card with the people it was loaded with; those in memory already take their places."""
        if card.id in self._cards:
            return
        card.author = self._people.setdefault(card.author.account.id, card.author)
        card.mentions = tuple(self._people.setdefault(person.account.id, person) for person in card.mentions)
        self._put(card)

    def renew(self, changes: Changes) -> dict[TweetId, Card]:
        """Rows as a commit left them, and their cards. What changed and is not among the rows is forgotten.

        Where a commit has more than there is room for, not all of these cards are kept.
        """
        for account in changes.accounts.values():
            self._renew_person(account)
        for account_id in changes.account_ids - changes.accounts.keys():
            self._forget_person(account_id)
        cards = {tweet.id: card for tweet in changes.tweets if (card := self._renew_card(tweet, changes)) is not None}
        self.drop(changes.tweet_ids.difference(tweet.id for tweet in changes.tweets))
        return cards

    def _renew_person(self, account: Account) -> None:
        person = self._people.get(account.id)
        if person is not None and _fixed(person.account) != _fixed(account):
            self._forget_person(account.id)
        elif person is not None and person.account != account:
            person.renew(account)

    def _renew_card(self, tweet: Tweet, changes: Changes) -> Card | None:
        """None where its author is not told."""
        author, *mentioned = self._persons((tweet.author_id, *changes.mentions.get(tweet.id, ())), changes)
        if author is None:
            self._forget(tweet.id)
            return None
        mentions = tuple(person for person in mentioned if person is not None)
        hashtags = changes.hashtags.get(tweet.id, ())
        media, poll = changes.media.get(tweet.id, ()), changes.polls.get(tweet.id)
        card = self._cards.get(tweet.id)
        if card is None:
            self._put(card := Card(tweet, author, mentions, hashtags, media, poll))
        else:
            card.renew(tweet, mentions, hashtags, media, poll)
            self._weigh(card)
        return card

    def clear(self) -> None:
        self._cards.clear()
        self._people.clear()
        self._held.clear()
        self._names.clear()
        self._weights.clear()
        self.bytes_count = 0

    def drop(self, ids: Iterable[TweetId]) -> None:
        for tweet_id in list(ids):
            self._forget(tweet_id)

    def ids(self) -> list[TweetId]:
        return list(self._cards)

    def _persons(self, ids: Iterable[AccountId], changes: Changes) -> list[Person | None]:
        found: list[Person | None] = []
        for account_id in ids:
            person = self._people.get(account_id)
            if person is None and (account := changes.accounts.get(account_id)) is not None:
                person = self._people[account_id] = Person(account)
            found.append(person)
        return found

    def _put(self, card: Card) -> None:
        self._cards[card.id] = card
        self._weigh(card)

    def _weigh(self, card: Card) -> None:
        weight = _weight(card)
        self.bytes_count += weight - self._weights.get(card.id, 0)
        self._weights[card.id] = weight
        while self.bytes_count > self._bytes_max and len(self._cards) > 1:
            self._make_room()

    def _make_room(self) -> None:
        """The oldest goes; one that was read since it was last looked at gets a second chance."""
        tweet_id = next(iter(self._cards))
        card = self._cards[tweet_id]
        if card.is_used:
            card.is_used = False
            self._cards.move_to_end(tweet_id)
        else:
            self._forget(tweet_id)

    def _forget(self, tweet_id: TweetId) -> None:
        if self._cards.pop(tweet_id, None) is not None:
            self.bytes_count -= self._weights.pop(tweet_id)

    def _forget_person(self, account_id: AccountId) -> None:
        """With every card that names them: an older copy must not stay behind."""
        if self._people.pop(account_id, None) is None:
            return
        self._held.pop(account_id, None)
        self.drop(
            card.id for card in self._cards.values() if card.author.account.id == account_id or card.names(account_id)
        )


def _fixed(account: Account) -> tuple[object, ...]:
    """What cards that name somebody took from the account: how tweets mention it, and how much text it has."""
    return account.username, account.host, account.uri, account.url, _text(account)


def _text(account: Account) -> int:
    return len(account.bio) + len(account.bio_html or "") + len(account.fields)


def _weight(card: Card) -> int:
    tweet = card.tweet
    text = len(tweet.content) + len(tweet.content_html or "") + len(tweet.content_warning)
    text += sum(_text(person.account) for person in (card.author, *card.mentions))
    text += sum(_MEDIA_BYTES + len(one.alt) for one in card.media)
    if card.poll is not None:
        text += sum(len(option.title) for option in card.poll.options)
    return _CARD_BYTES + _TEXT_COPIES * text
