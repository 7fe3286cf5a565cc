"""Tweets: post, open, delete, and read what was answered; a file for each verb."""

from nodeapp.services.tweets.deleting import Deleting
from nodeapp.services.tweets.editing import Editing
from nodeapp.services.tweets.history import Histories
from nodeapp.services.tweets.pinning import Pinning
from nodeapp.services.tweets.reading import Reading
from nodeapp.services.tweets.scheduling import Scheduling


class Tweets(Scheduling, Editing, Histories, Pinning, Reading, Deleting):
    """What can be done with tweets, each verb in a file of its own."""
