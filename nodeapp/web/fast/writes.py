"""Writes: a tweet as both APIs take it."""

import msgspec

from nodeapp.model.accounts import Viewer
from nodeapp.model.origin import Origin
from nodeapp.model.tweets import Draft
from nodeapp.model.views import TweetView
from nodeapp.services.tweets import Tweets
from nodeapp.web.faces import Faces, mastodon, native
from nodeapp.web.fast.answers import Told
from nodeapp.web.mastodon import statuses
from nodeapp.web.native import tweets as native_tweets

_draft_decoder = msgspec.json.Decoder(native_tweets.NewTweet)
_status_decoder = msgspec.json.Decoder(statuses.NewStatus)


class Writes:
    """Each gives None for a body that is not plainly what is expected: the ordinary route knows what to say of it."""

    def __init__(self, tweets: Tweets, origin: Origin) -> None:
        self._tweets = tweets
        self._native = native(origin)
        self._mastodon = mastodon(origin)
        self.paths = {
            "/api/tweets": self._tweet,
            "/api/v1/statuses": self._status,
        }

    async def _tweet(self, viewer: Viewer, body: bytes) -> Told | None:
        try:
            data = _draft_decoder.decode(body)
        except msgspec.DecodeError:
            return None
        if data.thread is not None or data.scheduled_at is not None:
            return None
        return await self._posted(viewer, native_tweets.draft_of(data), self._native, 201)

    async def _status(self, viewer: Viewer, body: bytes) -> Told | None:
        try:
            data = _status_decoder.decode(body)
        except msgspec.DecodeError:
            return None
        if data.scheduled_at:
            return None
        return await self._posted(viewer, statuses.draft_of(data), self._mastodon, 200)

    async def _posted(self, viewer: Viewer, draft: Draft, faces: Faces, status: int) -> Told:
        view: TweetView = await self._tweets.post(viewer, draft)
        parts: list[bytes] = []
        faces.add(view, parts, [])
        return Told(b"".join(parts)[1:], status=status)
