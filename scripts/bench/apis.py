"""The two client APIs: where each thing is asked for, so that a measure is written once."""

from msgspec import Struct


class Api(Struct, frozen=True):
    """Paths have `{id}` or `{name}` in them; `field` is where a new tweet's text goes."""

    name: str
    home: str
    public: str
    tweet: str
    user_tweets: str
    lookup: str
    follow: str
    post: str
    field: str


MASTODON = Api(
    name="mastodon",
    home="/api/v1/timelines/home",
    public="/api/v1/timelines/public",
    tweet="/api/v1/statuses/{id}",
    user_tweets="/api/v1/accounts/{id}/statuses",
    lookup="/api/v1/accounts/lookup?acct={name}",
    follow="/api/v1/accounts/{id}/follow",
    post="/api/v1/statuses",
    field="status",
)
NATIVE = Api(
    name="native",
    home="/api/timeline/home",
    public="/api/timeline/public",
    tweet="/api/tweets/{id}",
    user_tweets="/api/users/{id}/tweets",
    lookup="/api/users/@{name}",
    follow="/api/users/{id}/follow",
    post="/api/tweets",
    field="content",
)
APIS = {api.name: api for api in (MASTODON, NATIVE)}
WHOAMI = "/api/v1/accounts/verify_credentials"
