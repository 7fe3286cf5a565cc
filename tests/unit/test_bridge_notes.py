"""Notes and tweets, both ways: what other software writes, and what we write."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from federation.errors import Malformed
from federation.jsonld import dumps, loads
from federation.vocabulary import Create, Note, actor_document, note_document, parse_activity, parse_actor, parse_note
from nodeapp.bridge.actors import actor_out, foreign_account, host_of
from nodeapp.bridge.notes import foreign_tweet, note_out
from nodeapp.model.accounts import Account
from nodeapp.model.cards import Card, Person
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.tweets import ForeignTweet, Tweet
from nodeapp.model.views import TweetView

PEERS = Path(__file__).parent.parent / "fixtures" / "peers"
OURS = Origin("https://ours.example")
NOW_MS = 1_800_000_000_000
LIMITS = Limits()


def told_by(name: str) -> ForeignTweet:
    create = parse_activity(loads((PEERS / name).read_bytes()))
    assert isinstance(create, Create)
    assert isinstance(create.object, Note)
    return foreign_tweet(create.object, f"{create.actor}/followers", OURS, LIMITS, NOW_MS)


def a_note(**told: object) -> ForeignTweet:
    base = {
        "id": "https://tea.example/notes/1",
        "type": "Note",
        "attributedTo": "https://tea.example/users/bob",
        "content": "<p>tea</p>",
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
    }
    return foreign_tweet(parse_note(base | told), "https://tea.example/users/bob/followers", OURS, LIMITS, NOW_MS)


def an_account(**told: Any) -> Account:
    columns: dict[str, Any] = dict.fromkeys(Account.__struct_fields__)
    columns |= {name: "" for name in ("host", "display_name", "bio", "location", "website")}
    columns |= {"id": 7, "username": "ada", "username_key": "ada", "fields": "[]", "role": "member", "state": "active"}
    columns |= {name: 0 for name in Account.__struct_fields__ if name.endswith(("_count", "_at_ms"))}
    columns |= dict.fromkeys(("bot", "locked", "verified", "discoverable", "indexable"), False)
    return msgspec.convert(columns | told, Account)


def a_tweet(**told: Any) -> Tweet:
    base: dict[str, Any] = {"id": 9, "author_id": 7, "visibility": "public", "conversation_id": 9}
    return Tweet(**(base | {"created_at_ms": NOW_MS, "received_at_ms": NOW_MS} | told))


@pytest.mark.parametrize("path", sorted(PEERS.glob("*.json")), ids=lambda path: path.stem)
def test_every_message_of_other_software_can_be_read(path: Path) -> None:
    document = loads(path.read_bytes())

    if path.stem.endswith("actor"):
        assert foreign_account(parse_actor(document, str(document["id"])), "meadow.example", LIMITS, NOW_MS)
    else:
        assert parse_activity(document)


def test_a_mastodon_note_keeps_mentions_hashtags_and_attachments() -> None:
    tweet = told_by("mastodon_create.json")

    assert tweet.content.startswith("@otto the ferry leaves at nine #Ferry")
    assert tweet.content.endswith("#Ferry")
    assert [(one.kind, one.alt, one.width) for one in tweet.media] == [
        ("image", "A small white ferry at the pier", 1_200)
    ]
    assert tweet.mention_uris == ("https://harbour.example/users/otto",)
    assert (tweet.hashtags, tweet.language, tweet.visibility) == (("ferry",), "en", "public")


def test_a_gotosocial_note_is_read_with_single_values_and_another_zone() -> None:
    tweet = told_by("gotosocial_create.json")

    assert (tweet.visibility, tweet.content) == ("public", "slow morning, good coffee")
    assert tweet.created_at_ms == 1_768_111_200_000


def test_a_misskey_note_quotes_and_warns() -> None:
    tweet = told_by("misskey_create.json")

    assert tweet.quote_of_uri == "https://meadow.example/users/hana/statuses/110000000000000001"
    assert (tweet.content_warning, tweet.sensitive, tweet.visibility) == ("stars", True, "public")


def test_a_pleroma_note_for_few_eyes_is_unlisted_and_answers() -> None:
    tweet = told_by("pleroma_create.json")

    assert (tweet.visibility, tweet.content, tweet.hashtags) == ("unlisted", "line one\nline two", ("ferry",))
    assert tweet.reply_to_uri == "https://meadow.example/users/hana/statuses/110000000000000001"


@pytest.mark.parametrize(
    ("name", "title", "link"),
    [
        ("lemmy_page.json", "Which apple for a pie?", "https://orchard.example/post/12"),
        ("peertube_video.json", "A walk along the pier", "https://film.example/w/v1"),
        ("wordpress_article.json", "How to boil water", "https://notes.example/hello/"),
    ],
)
def test_longer_kinds_are_shown_by_title_and_link(name: str, title: str, link: str) -> None:
    tweet = told_by(name)

    assert tweet.content.startswith(title)
    assert link in tweet.content
    assert tweet.content_warning == ""


def test_d11_times_are_neither_before_the_first_id_nor_after_now() -> None:
    future, past, absent = (a_note(published=at) for at in ("9999-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "soon"))

    assert (future.created_at_ms, absent.created_at_ms) == (NOW_MS, NOW_MS)
    assert past.created_at_ms > 0


def test_whoever_a_private_note_is_sent_to_may_read_it_named_or_not() -> None:
    private = a_note(to=["https://ours.example/ap/users/5"])
    public = a_note(cc=["https://ours.example/ap/users/5"])

    assert (private.visibility, private.mention_uris) == ("direct", ("https://ours.example/ap/users/5",))
    assert public.mention_uris == ()


def test_our_tweet_is_a_note_that_links_people_and_tags() -> None:
    ada = an_account()
    bob = an_account(id=8, username="bob", host="tea.example", uri="https://tea.example/users/bob")
    tweet = a_tweet(content="Hi @bob@tea.example <3 #Tea", content_warning="tea")
    view = TweetView(Card(tweet, Person(ada), (Person(bob),), ("tea",)))

    document = note_document(note_out(view, None, OURS))

    assert document["id"] == "https://ours.example/ap/tweets/9"
    assert document["url"] == "https://ours.example/@ada/9"
    assert document["cc"] == ["https://ours.example/ap/users/7/followers", "https://tea.example/users/bob"]
    assert document["summary"] == "tea"
    assert 'href="https://tea.example/users/bob" class="u-url mention"' in str(document["content"])
    assert "&lt;3" in str(document["content"])
    assert {"type": "Mention", "href": "https://tea.example/users/bob", "name": "@bob@tea.example"} in document["tag"]


def test_a_quote_is_told_in_every_spelling_and_in_words() -> None:
    ada = an_account()
    quoted = TweetView(Card(a_tweet(id=3), Person(ada)))
    view = TweetView(Card(a_tweet(content="Look", quote_of_id=3), Person(ada)), quote=quoted)

    document = note_document(note_out(view, None, OURS))

    uri = "https://ours.example/ap/tweets/3"
    assert [document[name] for name in ("quote", "quoteUri", "_misskey_quote")] == [uri] * 3
    assert 'class="quote-inline"' in str(document["content"])


def test_what_we_write_of_an_account_we_can_read_again() -> None:
    ada = an_account(display_name="Ada", bio="Tea <b> https://tea.example", locked=True, created_at_ms=NOW_MS)

    written = loads(dumps(actor_document(actor_out(ada, "pem", OURS))))
    read = foreign_account(parse_actor(written, str(written["id"])), "ours.example", LIMITS, NOW_MS)

    assert (read.username, read.display_name, read.locked) == ("ada", "Ada", True)
    assert read.shared_inbox_url == "https://ours.example/ap/inbox"
    assert "&lt;b&gt;" in read.bio_html


def test_an_inbox_on_another_host_is_refused_and_a_shared_one_there_not_used() -> None:
    document = json.loads((PEERS / "mastodon_actor.json").read_text())
    elsewhere = document | {"endpoints": {"sharedInbox": "https://victim.example/inbox"}}

    read = foreign_account(parse_actor(elsewhere, document["id"]), "meadow.example", LIMITS, NOW_MS)
    with pytest.raises(Malformed):
        stolen = parse_actor(document | {"inbox": "https://victim.example/inbox"}, document["id"])
        foreign_account(stolen, "meadow.example", LIMITS, NOW_MS)

    assert read.shared_inbox_url is None
    assert read.public_key_pem is None


@pytest.mark.parametrize(
    ("uri", "host"),
    [
        ("https://tea.example/users/1", "tea.example"),
        ("https://tea.example:8443/users/1", "tea.example:8443"),
        ("http://127.0.0.1:8421/ap/users/1", "127.0.0.1:8421"),
        ("http://tea.example/users/1", "tea.example:80"),
    ],
)
def test_a_handle_ends_in_the_host_with_any_port_but_the_usual(uri: str, host: str) -> None:
    assert host_of(uri) == host
