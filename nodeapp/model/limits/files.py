"""Limits of pictures, films and sounds, and of how they are opened."""

from nodeapp.model.limits.words import Words


class Files(Words, frozen=True, kw_only=True):
    """What is uploaded, and what the worker may use for it."""

    media_per_tweet_max: int = 4
    """Pictures; of animations, films and sounds a tweet has one."""
    media_alt_characters_max: int = 1_500
    picture_bytes_max: int = 16_777_216
    picture_pixels_max: int = 25_000_000
    """Of a JPEG twice as many: it can be read at half its size."""
    picture_side_max: int = 16_383
    animation_frames_max: int = 1_000
    film_bytes_max: int = 104_857_600
    sound_bytes_max: int = 52_428_800
    film_seconds_max: float = 7_200.0
    film_tracks_max: int = 8
    media_unattached_hours: int = 24
    """How long an upload waits for its tweet."""
    media_seconds: float = 5.0
    """Of the processor, for one file in the worker; by the clock it may take twice as long."""
    media_memory_bytes_max: int = 268_435_456
    """Of the worker."""
    media_queue_max: int = 50
    """Files that wait for the worker; those that come then wait on the disk."""
    media_wait_seconds: float = 3.0
    """How long whoever uploads waits for the worker's turn; after that they are told that the file is waiting."""
    media_tries_max: int = 3
    media_poll_seconds: float = 5.0
    stream_seconds: float = 900.0
    """Of the processor, to make smaller sizes of a film."""
    stream_film_seconds_max: float = 900.0
    """Longer films are served as they are only."""
