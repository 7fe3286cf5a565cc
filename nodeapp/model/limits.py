"""Everything has a limit, and every limit is here."""

from msgspec import Struct


class Limits(Struct, frozen=True, kw_only=True):
    """Sizes, counts, queue lengths, times. A node may change those named in its settings under [limits]."""

    tweet_characters_max: int = 280
    """Graphemes as a person counts them (UAX #29), links as `link_characters`. Remote tweets are exempt."""
    tweet_code_points_max: int = 5_000
    link_characters: int = 23
    content_warning_characters_max: int = 200
    hashtag_characters_max: int = 100
    hashtags_per_tweet_max: int = 50
    mentions_per_tweet_max: int = 50
    unknown_mentions_max: int = 5
    """How many people a tweet names for whom this node asks others before it posts."""
    language_characters_max: int = 35

    username_characters_max: int = 50
    display_name_characters_max: int = 100
    bio_characters_max: int = 500
    location_characters_max: int = 100
    website_characters_max: int = 255
    profile_fields_max: int = 8
    profile_field_characters_max: int = 255
    email_characters_max: int = 254
    password_characters_min: int = 8
    password_bytes_max: int = 1_024
    session_name_characters_max: int = 100
    sessions_per_account_max: int = 100
    verified_tokens_max: int = 20_000

    page_size_default: int = 20
    page_size_max: int = 100
    mastodon_page_size_max: int = 40
    """What clients of that API are used to."""
    offset_max: int = 800
    refill_rounds_max: int = 3
    thread_ancestors_max: int = 100
    thread_descendants_max: int = 400
    search_characters_max: int = 200

    body_bytes_max: int = 1_048_576
    form_fields_max: int = 200
    inbox_body_bytes_max: int = 1_048_576
    body_seconds: float = 30.0
    connections_max: int = 10_000
    """Open at the same time; whoever comes then waits to be let in."""
    header_bytes_max: int = 65_536
    header_seconds: float = 20.0
    reads_at_once_max: int = 200
    """Requests being worked on; those that are answered from memory wait for nobody and are not among them."""
    writes_at_once_max: int = 500
    deliveries_at_once_max: int = 500
    sign_ins_at_once_max: int = 100
    sign_ups_at_once_max: int = 20
    health_checks_at_once_max: int = 20
    bodies_at_once_bytes_max: int = 67_108_864
    loop_lag_seconds: float = 0.15
    """How late the event loop may be before some requests are turned away; at twice that, all are.

    Twice as late for what is answered from memory.
    """
    idempotency_key_characters_max: int = 200
    idempotency_hours: int = 24
    idempotency_body_bytes_max: int = 262_144

    access_token_seconds: int = 900
    session_days: int = 7
    reset_link_hours: int = 24
    password_tries_before_rest: int = 5
    password_rest_seconds: int = 60

    remote_text_characters_max: int = 100_000
    remote_name_characters_max: int = 200
    remote_bio_characters_max: int = 20_000
    backfill_tweets_max: int = 20
    parents_fetched_max: int = 20

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

    delivery_hosts_at_once: int = 100
    delivery_batch_per_host: int = 50
    delivery_give_up_days: int = 14
    key_refetch_seconds: int = 300
    key_refetches_per_host: int = 10
    key_fetches_at_once: int = 16
    key_fetches_waiting_max: int = 200
    key_failure_seconds: int = 30
    keys_remembered_max: int = 10_000
    signers_remembered_max: int = 1_000
    delivery_inboxes_max: int = 50_000
    delivery_poll_seconds: float = 5.0
    incoming_hosts_at_once: int = 50
    """For whose activities somebody has to be asked."""
    incoming_unit_max: int = 20
    """Activities of peers that are acted on in one transaction: others who write wait so long."""
    incoming_unit_bytes_max: int = 65_536
    incoming_late_seconds: float = 30.0
    incoming_attempts_max: int = 3
    incoming_retry_seconds: float = 20.0
    incoming_lag_max: int = 5_000
    drain_seconds: float = 12.0
    """For requests in flight, and then again for consumers in the middle of a batch."""
    health_seconds: float = 2.0
    event_lag_max: int = 1_000
    delivery_late_seconds: int = 300

    requests_per_hour_per_ip: int = 10_000
    requests_burst_per_account: int = 300
    requests_per_minute_per_account: int = 100
    tweets_per_hour: int = 100
    tweets_per_three_hours: int = 300
    follows_per_day: int = 1_000
    likes_per_day: int = 1_000
    accounts_per_hour_per_ip: int = 20
    sign_ins_per_hour_per_ip: int = 300
    rate_buckets_max: int = 50_000
