"""Notifications: read and mark them, choose what one is told of, and let strangers in; a file for each."""

from nodeapp.services.notifications.choosing import Choosing
from nodeapp.services.notifications.reading import Reading
from nodeapp.services.notifications.strangers import LettingIn


class Notifications(Choosing, Reading, LettingIn):
    """Everything about notifications but how they come to be: that follows from the log."""
