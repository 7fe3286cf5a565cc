import pytest

from nodeapp.model.errors import BadInput
from nodeapp.model.ids import NEWEST, AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import window

HOME = Origin("http://127.0.0.1:8420")


def test_a_handle_ends_in_the_host_with_its_port_unless_it_is_443():
    assert Origin("https://tea.example").host == "tea.example"
    assert Origin("https://tea.example:8443").host == "tea.example:8443"
    assert Origin("http://127.0.0.1:8420").host == "127.0.0.1:8420"
    assert Origin("http://tea.example").host == "tea.example:80"
    assert Origin("http://[::1]:8420").host == "[::1]:8420"


def test_what_is_rendered_is_read_back():
    assert HOME.account_id_of(HOME.account_uri(AccountId(7))) == 7
    assert HOME.account_id_of(HOME.key_id(AccountId(7))) == 7
    assert HOME.tweet_id_of(HOME.tweet_uri(TweetId(9))) == 9
    assert HOME.tweet_id_of(HOME.tweet_url("ada", TweetId(9))) == 9
    assert HOME.username_of(HOME.profile_url("ada")) == "ada"


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:84201/ap/users/7",
        "http://127.0.0.1:8420.evil.example/ap/users/7",
        "https://127.0.0.1:8420/ap/users/7",
        "http://127.0.0.1:8420/ap/users/7/inbox",
        "http://127.0.0.1:8420/ap/users/-7",
        "http://127.0.0.1:8420/ap/users/" + "9" * 19,
        "http://127.0.0.1:8420/ap/users/" + "9" * 40,
        "",
    ],
)
def test_an_address_that_only_looks_like_ours_is_not(uri):
    assert HOME.account_id_of(uri) is None


def test_w25_a_limit_is_clamped():
    limits = Limits()

    assert window(limits, limit=10**9).limit == 100
    assert window(limits, limit=-5).limit == 1
    assert window(limits).limit == 20


@pytest.mark.parametrize("cursor", ["-1", "1e9", "NaN", "' or 1=1", "9" * 30, "٣", str(NEWEST + 1)])
def test_w25_a_cursor_this_node_did_not_give_out_is_named(cursor):
    with pytest.raises(BadInput) as refused:
        window(Limits(), cursor=cursor)

    assert refused.value.errors[0].field == "cursor"


@pytest.mark.parametrize("offset", [-1, 801, 10**12])
def test_w25_an_offset_ends_where_the_cursor_begins(offset):
    with pytest.raises(BadInput) as refused:
        window(Limits(), offset=offset)

    assert refused.value.errors[0].field == "offset"
