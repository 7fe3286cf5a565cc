"""Limits of what is asked at once and over time: bodies, connections, uploads, streams, rates."""

from nodeapp.model.limits.finding import Finding


class Requests(Finding, frozen=True, kw_only=True):
    """Requests and open streams."""

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
    upload_parts_max: int = 40
    upload_fields_bytes_max: int = 65_536
    files_at_once_max: int = 500
    """Files of tweets and people being sent."""
    idempotency_key_characters_max: int = 200
    idempotency_hours: int = 24
    idempotency_body_bytes_max: int = 262_144

    streams_max: int = 8_000
    """Open at the same time, of everybody."""
    streams_per_account_max: int = 30
    streams_per_address_max: int = 30
    """Of people who are not signed in."""
    stream_channels_max: int = 20
    """What one connection listens to."""
    stream_queue_max: int = 200
    """What waits to be sent to one stream; whoever reads so slowly that there is more is cut off."""
    stream_heartbeat_seconds: float = 20.0
    """After how much silence something is sent that shows whether the other end is still there."""
    stream_check_seconds: float = 2.0
    """How often it is looked at whether whoever listens may still do so."""
    stream_farewell_seconds: float = 5.0
    """How long a stream that was closed here has to take its last words."""
    stream_message_bytes_max: int = 4_096
    """Of what a client sends over a WebSocket."""
    stream_messages_per_minute: int = 120
    stream_backlog_events_max: int = 20_000
    """Events by which somebody who comes back may be behind."""
    stream_backlog_told_max: int = 500
    """What somebody who comes back is told of the time between; where there is more, that there is a gap."""
    stream_follows_max: int = 10_000
    """Follows of one listener by which new tweets find them; whoever follows more is asked of every tweet."""

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
