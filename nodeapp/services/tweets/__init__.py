"""Tweets: post, open, delete, and read what was answered; a file for each verb."""

from nodeapp.services.tweets.deleting import Deleting
from nodeapp.services.tweets.editing import Editing
from nodeapp.services.tweets.history import Histories
from nodeapp.services.tweets.pinning import Pinning
from nodeapp.services.tweets.reading import Reading
from nodeapp.services.tweets.threads import Threads


class Tweets(Threads, Editing, Histories, Pinning, Reading, Deleting):
    """What can be done with tweets, each verb in a file of its own."""
