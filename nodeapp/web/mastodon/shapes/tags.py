"""Hashtags as clients show them by themselves."""

from msgspec import Struct

from nodeapp.model.origin import Origin


class FollowableTag(Struct, frozen=True, kw_only=True):
    """A hashtag, and whether the viewer follows it; `history` is how much it was used, newest day first."""

    name: str
    url: str
    history: list[dict[str, str]] = []
    following: bool

    @staticmethod
    def of(tag: str, following: bool, origin: Origin) -> "FollowableTag":
        return FollowableTag(name=tag, url=origin.tag_url(tag), following=following)
