"""Limits of what other nodes send and are sent."""

from nodeapp.model.limits.requests import Requests


class Network(Requests, frozen=True, kw_only=True):
    """Other nodes."""

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
    quote_fetch_seconds: float = 10.0
    """For what a new tweet quotes; after that the tweet comes without it, and it is looked for again."""
    quote_checks_max: int = 10_000
    """Quotes that wait to be looked at again."""
    quote_checks_per_host_max: int = 1_000
    quote_tries_max: int = 6
    quote_retry_seconds: float = 60.0
    """Before the first of these tries; before each that follows four times as long."""
    quote_round_max: int = 20
    """Quotes looked at in one turn of a host, which is asked for other things as well."""
    quote_round_seconds: float = 20.0
    """From one turn of a host to the next."""
    quote_hosts_at_once: int = 10
