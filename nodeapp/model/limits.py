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
    offset_max: int = 800
    refill_rounds_max: int = 3
    thread_ancestors_max: int = 100
    thread_descendants_max: int = 400
    search_characters_max: int = 200

    body_bytes_max: int = 1_048_576
    inbox_body_bytes_max: int = 1_048_576
    body_seconds: float = 30.0
    header_bytes_max: int = 65_536
    header_seconds: float = 20.0
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

    write_queue_max: int = 10_000
    write_group_max: int = 500
    reader_connections: int = 4
    read_queue_max: int = 10_000
    database_cache_bytes: int = 8_388_608
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
    incoming_hosts_at_once: int = 16
    incoming_quick_seconds: float = 2.0
    """How long one node's activities may hold up the others'; what takes longer is done aside."""
    incoming_late_seconds: float = 30.0
    incoming_attempts_max: int = 3
    incoming_retry_seconds: float = 20.0
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
