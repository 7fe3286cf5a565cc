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
    thread_tweets_max: int = 25
    """Posted at once, each answering the one before."""
    tweet_versions_max: int = 100
    """Earlier states kept of an edited tweet; the first stays, the oldest of the others makes room."""
    tweet_versions_characters_max: int = 500_000
    """Of all of them together, HTML included."""
    diff_steps_max: int = 200_000
    """Comparisons of words that a tweet's history is worth; beyond that a version is shown as replaced as a whole."""
    undelete_days: int = 30
    """How long the words of a deleted tweet are kept that never left this node."""
    leftovers_days: int = 7
    """After how long the likes and bookmarks of any other deleted tweet go."""
    pins_max: int = 5
    unknown_mentions_max: int = 5
    """How many people a tweet names for whom this node asks others before it posts."""
    language_characters_max: int = 35
    quote_requests_waiting_max: int = 1_000
    """Wishes to quote somebody that wait for an answer; those that come then are turned down."""
    poll_options_max: int = 4
    poll_option_characters_max: int = 50
    poll_seconds_min: int = 300
    poll_seconds_max: int = 2_592_000
    poll_telling_seconds: float = 180.0
    """How long new votes are gathered before other nodes are told how a poll stands."""

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

    username_characters_max: int = 50
    display_name_characters_max: int = 100
    bio_characters_max: int = 500
    location_characters_max: int = 100
    website_characters_max: int = 255
    profile_fields_max: int = 8
    profile_field_characters_max: int = 255
    mutes_max: int = 5_000
    """People whom one person may mute."""
    mute_seconds_max: int = 31_622_400
    """The longest mute that ends by itself."""
    thread_mutes_max: int = 2_000
    peer_blocks_max: int = 1_000
    """Whole peers that one person may block."""
    note_characters_max: int = 2_000
    notes_max: int = 5_000
    lists_max: int = 50
    list_members_max: int = 1_000
    list_title_characters_max: int = 100
    followed_hashtags_max: int = 200
    review_ids_max: int = 500
    """Follow requests answered by name at once; all of them may be answered without."""
    link_page_bytes_max: int = 1_048_576
    """How much of a page is read for a link back."""
    links_checked_at_once: int = 10
    """People whose links are looked at in one turn."""
    link_recheck_days: int = 7

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
    thread_joined_max: int = 1_000
    """Tweets that join a conversation when what the first of them answers arrives."""
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
    uploads_at_once_max: int = 40
    uploads_at_once_per_account_max: int = 6
    upload_seconds: float = 900.0
    upload_pause_seconds: float = 30.0
    """How long nothing of it may arrive."""
    upload_parts_max: int = 20
    upload_fields_bytes_max: int = 65_536
    files_at_once_max: int = 500
    """Files of tweets and people being sent."""
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
    remote_alt_characters_max: int = 5_000
    remote_media_per_tweet_max: int = 16
    """Files shown with a tweet from elsewhere; of the others there are links in its text."""
    remote_picture_bytes_max: int = 16_777_216
    remote_film_bytes_max: int = 104_857_600
    """Of films and sounds."""
    remote_file_seconds: float = 30.0
    """For a whole file from elsewhere, and before that for its turn."""
    remote_files_at_once: int = 32
    remote_files_per_host: int = 4
    remote_files_waiting_max: int = 200
    remote_file_failure_seconds: int = 3_600
    """How long a file that cannot be had is not asked for again."""
    remote_file_retry_seconds: int = 60
    """The same where its host did not answer."""
    remote_failures_remembered_max: int = 10_000
    remote_files_bytes_max: int = 1_073_741_824
    """What the cache of files from elsewhere takes; the longest unused make room."""
    remote_files_spare_bytes: int = 536_870_912
    """Free on the disk, below which no more files are fetched from elsewhere."""
    remote_files_kept_days: int = 30
    """After a file was last looked at."""
    remote_poll_options_max: int = 50
    remote_poll_option_characters_max: int = 500
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
    uploads_per_hour: int = 400
    tweets_per_hour: int = 100
    tweets_per_three_hours: int = 300
    follows_per_day: int = 1_000
    likes_per_day: int = 1_000
    accounts_per_hour_per_ip: int = 20
    sign_ins_per_hour_per_ip: int = 300
    rate_buckets_max: int = 50_000
