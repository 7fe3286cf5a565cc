"""Paths of streams: where one listens, and under which name."""

from collections.abc import Mapping

NATIVE = "/api/stream"
MASTODON = "/api/v1/streaming"
HEALTH = f"{MASTODON}/health"

NAMES: Mapping[str, str] = {
    f"{MASTODON}/{path}": name
    for path, name in (
        ("user", "user"),
        ("user/notification", "user:notification"),
        ("public", "public"),
        ("public/local", "public:local"),
        ("public/remote", "public:remote"),
        ("hashtag", "hashtag"),
        ("hashtag/local", "hashtag:local"),
        ("list", "list"),
        ("direct", "direct"),
    )
}
"""Of Mastodon's server-sent events, each at its own path; WebSockets are all at the one above them."""


def is_stream(path: str) -> bool:
    return path == NATIVE or is_mastodon(path)


def is_mastodon(path: str) -> bool:
    return path.startswith(MASTODON) and (path.removesuffix("/") == MASTODON or path in NAMES or path == HEALTH)
