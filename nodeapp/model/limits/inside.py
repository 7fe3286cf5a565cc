"""Limits of the node itself: memory, homes, the database, its log."""

from nodeapp.model.limits.network import Network


class Inside(Network, frozen=True, kw_only=True):
    """What nobody outside sees."""

    cards_bytes_max: int = 33_554_432
    """Tweets kept in memory, with what has been encoded of them."""
    people_in_memory_max: int = 10_000
    seats_max: int = 10_000
    """Viewers whose follows and home are kept in memory, those who read last."""
    seat_marks_max: int = 200
    """Likes, bookmarks and retweets read of a viewer at once."""
    walls_in_memory_max: int = 2_000
    home_ids_max: int = 800
    home_ids_first: int = 200
    """How many are pulled for a home that was not in memory."""
    home_kept_days: int = 7
    """How long after its last use a home is kept on disk."""
    homes_restored_max: int = 1_000
    """Homes kept on disk for the next start, of those who read last."""
    restored_events_max: int = 20_000
    """Events by which a home on disk may be behind; one that is further behind is pulled anew."""
    restore_wait_seconds: float = 0.15
    """How long a start waits at most for homes on disk; what is left of them comes while requests are answered."""
    snapshots_bytes_max: int = 33_554_432
    snapshots_seconds: float = 5.0
    """How often changed homes are written."""
    snapshots_at_once: int = 500
    """Homes written in one turn."""
    snapshots_last_seconds: float = 3.0
    """For writing those that are left when the node ends."""
    fanout_active_days: int = 7
    fanout_active_only_from: int = 10_000
    """Followers here from which on only the homes of those active lately are pushed to."""
    fanout_pull_from: int = 1_000_000
    """Followers here from which on nothing is pushed: readers merge the author's newest."""
    fanout_pushes_at_once: int = 2_000
    """Homes pushed to before others get their turn."""
    write_queue_max: int = 2_000
    write_group_max: int = 500
    reader_connections: int = 3
    read_queue_max: int = 250
    """Requests that wait for their first read: a quarter of a second where one takes a millisecond."""
    read_queue_seconds: float = 1.0
    read_queue_first_max: int = 2_000
    """Reads that go before them: the node's own, those of writes and sign-ins, and the later ones of requests."""
    database_cache_bytes: int = 4_194_304
    """Of each connection: one writer, one for checkpoints, and the readers."""
    wal_bytes_max: int = 67_108_864
    checkpoint_seconds: float = 1.0
    consumer_batch_max: int = 200
    consumer_rest_seconds_max: float = 60.0
    events_kept_days: int = 7
    events_kept_days_max: int = 30
    """For a consumer that has not passed them yet; after that they are dropped all the same."""
    received_kept_days: int = 7

    drain_seconds: float = 12.0
    """For requests in flight, and then again for consumers in the middle of a batch."""
    health_seconds: float = 2.0
    event_lag_max: int = 1_000
    delivery_late_seconds: int = 300
