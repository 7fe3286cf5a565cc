"""Limits of what people write: tweets, drafts, edits, polls."""

from msgspec import Struct


class Words(Struct, frozen=True, kw_only=True):
    """Tweets and what hangs on them."""

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
    drafts_max: int = 100
    """Of one person, besides those that came back because they could not be posted."""
    scheduled_max: int = 300
    """Tweets and threads that one person has written for later."""
    draft_bytes_max: int = 131_072
    """Of all that a draft holds, encoded; its files not counted."""
    draft_files_max: int = 400
    """Uploads kept for one person's drafts and for what they scheduled."""
    schedule_seconds_min: int = 60
    schedule_days_max: int = 366
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
