import pytest

from nodeapp.model.ids import AccountId
from nodeapp.model.visibility import Facts, can_see, may_be_retweeted, narrower

AUTHOR, READER = AccountId(1), AccountId(2)

# The table of the design rules, typed a second time on purpose: a slip in one is caught by the other.
TABLE = {
    # visibility: anonymous, stranger, follower, mentioned, author, blocked
    "public": (True, True, True, True, True, False),
    "unlisted": (True, True, True, True, True, False),
    "followers": (False, False, True, True, True, False),
    "direct": (False, False, False, True, True, False),
}
WHO = ("anonymous", "stranger", "follower", "mentioned", "author", "blocked")
CASES = [(visibility, who, row[at]) for visibility, row in TABLE.items() for at, who in enumerate(WHO)]


@pytest.mark.parametrize(("visibility", "who", "expected"), CASES)
def test_p01_the_table_decides_who_sees_a_tweet(visibility, who, expected):
    viewer = {"anonymous": None, "author": AUTHOR}.get(who, READER)
    facts = Facts(
        author_id=AUTHOR,
        visibility=visibility,
        viewer_follows=who in ("follower", "blocked"),
        viewer_is_mentioned=who in ("mentioned", "blocked"),
        viewer_is_blocked=who == "blocked",
    )

    assert can_see(viewer, facts) is expected


@pytest.mark.parametrize("visibility", TABLE)
@pytest.mark.parametrize("viewer", [None, AUTHOR, READER])
def test_nobody_sees_what_is_deleted_or_whose_author_is_gone(visibility, viewer):
    assert not can_see(viewer, Facts(author_id=AUTHOR, visibility=visibility, is_deleted=True))
    assert not can_see(viewer, Facts(author_id=AUTHOR, visibility=visibility, author_is_live=False))


def test_the_narrower_of_two_wins():
    assert narrower("public", "followers") == "followers"
    assert narrower("direct", "unlisted") == "direct"


def test_p02_only_open_tweets_may_be_retweeted_by_others():
    assert may_be_retweeted("unlisted", by_author=False)
    assert not may_be_retweeted("followers", by_author=False)
    assert may_be_retweeted("followers", by_author=True)
    assert not may_be_retweeted("direct", by_author=True)
