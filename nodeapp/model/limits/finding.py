"""Limits of what is read and found: pages, search, trends, suggestions, ranking, numbers for authors."""

from nodeapp.model.limits.people import People


class Finding(People, frozen=True, kw_only=True):
    """What is looked for, and what it may cost."""

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
    search_parts_max: int = 32
    """Words, phrases and operators of a search."""
    search_hits_max: int = 1_000
    """How far anybody may leaf through what fits best."""
    search_rescored_max: int = 200
    """Tweets whose words fit best, among which freshness and the like decide."""
    search_at_once_max: int = 40
    """Searches being worked on; whoever asks then comes again a little later."""
    search_threads: int = 2
    search_seconds: float = 2.0
    """How long anybody waits for the index."""
    search_library_max: int = 2_000
    """The last tweets somebody liked, and as many that they kept, among which `in:library` searches."""
    search_retweets_max: int = 800
    """Somebody's last retweets, among which `is:retweet` searches."""
    search_finders_max: int = 1_000
    """Those who liked or kept a tweet that is not for everybody, and find it; the last of them."""
    search_without_max: int = 1_000
    """People blocked or muted, whose hashtags are not counted and who are not found."""
    search_hashtags_max: int = 40
    search_highlight_characters: int = 240
    search_highlight_text_characters: int = 2_000
    """Of each text so much is looked through for what was found."""
    search_highlight_work_max: int = 250_000
    """Characters of texts, times parts of the search: tweets beyond it are shown without highlights (D08)."""
    search_commit_seconds: float = 0.5
    """How long what is new waits at most to be found, where much is written."""
    search_heap_bytes: int = 15_000_000
    """For writing into the index, given back when nothing is written."""
    search_rebuild_heap_bytes: int = 30_000_000
    """The same while it is built anew."""
    search_scan_batch: int = 500
    """Tweets read at once while it is built anew."""
    search_lag_max: int = 1_000
    """Events by which the index may be behind before what it finds counts as a part."""
    hashtag_days_kept: int = 90
    """How long uses of hashtags are counted."""
    hashtag_related_max: int = 10
    hashtag_related_among: int = 500
    """Tweets with a hashtag, the newest, among which others that go with it are looked for."""
    trends_default: int = 10
    trends_max: int = 100
    """Entries of one kind that are kept ranked."""
    trend_hours_max: int = 48
    """Older tweets and links do not trend."""
    trend_uses_max: int = 200_000
    """Uses of hashtags within the last hour that are looked at, the newest."""
    trend_tags_max: int = 500
    """Hashtags that are looked at closely: those with the most mentions in the last hour."""
    trend_tweets_max: int = 5_000
    """Tweets that are looked at, and shares of links: the newest of those that count."""
    trend_places_max: int = 5_000
    """Spellings of locations that are looked at for a region."""
    trend_boards_max: int = 200
    """Rankings kept, by region, category and formula; the longest unused make room."""
    trend_seconds: int = 60
    """How long a ranking is shown before it is made again."""
    trend_kept_seconds: int = 600
    """How long after it was last asked for a ranking is made again in advance."""
    trend_failures_max: int = 3
    """Failures in a row after which a ranking rests."""
    trend_rest_seconds: int = 60
    trend_lag_max: int = 1_000
    """Events that what is counted may be behind before it is called partial."""
    trend_late_seconds: int = 120
    """The same by the time of the first event that has not been counted."""
    links_per_tweet_max: int = 10
    suggestions_max: int = 100
    """People kept to suggest to one viewer, and tweets."""
    suggestion_seconds: int = 300
    """How long they are kept; who must not be shown is left out each time."""
    suggestion_viewers_max: int = 1_000
    """Viewers for whom any are kept."""
    suggestion_fan_in_max: int = 5_000
    """Rows looked at for each kind of reason."""
    suggestion_sources_max: int = 200
    """Of what one follows, likes and writes, the newest that suggestions are made from."""
    dismissals_max: int = 1_000
    """People whom somebody does not want suggested; the oldest make room."""

    ranked_candidates_max: int = 400
    """Of a home, its newest, that are put into another order at once."""
    ranked_actions_max: int = 200
    """Of a reader's own newest likes, retweets and answers each: whom they feel close to."""
    ranked_orders_max: int = 100
    """Orders that are remembered while somebody reads on in them."""

    analytics_days_default: int = 28
    analytics_days_max: int = 365
    impressions_seconds: float = 5.0
    """How often it is written down who was shown what; what a killed node has not written is lost."""
    impressions_at_once: int = 100
    """Tweets whose readers are written in one transaction."""
    impressions_days: int = 90
    """How long after it was written the readers of a tweet are counted."""
    served_waiting_max: int = 20_000
    """Pages shown that wait to be counted."""
    served_known_max: int = 20_000
    """Pages shown that are known again."""
