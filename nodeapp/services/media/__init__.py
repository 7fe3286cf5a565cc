"""Media: upload, describe, show and forget files of ours; a file for each verb."""

from nodeapp.services.media.describing import Describing
from nodeapp.services.media.forgetting import Forgetting
from nodeapp.services.media.portraits import Portraits
from nodeapp.services.media.showing import Showing
from nodeapp.services.media.working import Working


class Media(Portraits, Describing, Showing, Working, Forgetting):
    """What can be done with files of ours."""
