"""A mirror: memory that is told of every commit before whoever asked for it is answered."""

from typing import Protocol

from nodeapp.model.changes import Changes
from nodeapp.model.ids import AccountId, TweetId


class Mirror(Protocol):
    def wants_tweet(self, tweet_id: TweetId) -> bool:
        """Whether this row is mirrored. Called on the database's own thread."""
        ...

    def wants_account(self, account_id: AccountId) -> bool:
        """As `wants_tweet`."""
        ...

    def apply(self, changes: Changes) -> None:
        """On the event loop, in the order of commits. Must be quick and may not raise."""
        ...

    def forget(self) -> None:
        """What was changed cannot be told: everything mirrored may be wrong."""
        ...
