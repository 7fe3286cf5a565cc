"""What strangers write is made harmless, and nobody's slowness is anybody else's: W01, W02, P02, P17, S09, S13, D11."""

from pathlib import Path

import pytest

from federation.testing import FakePeer, Reply, fake_peer
from nodeapp.model.accounts import ANYBODY
from tests.builders import FakeClock, Home
from tests.integration.federation.cast import (
    PAGE,
    activity,
    beside_a_peer,
    followed,
    note,
    posted,
    read,
    resident,
    seen,
    send,
    soon,
    texts,
    tweeted,
)

pytestmark = pytest.mark.anyio

Beside = tuple[Home, FakePeer]

SCRIPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)" onclick="alert(1)" style="x">a</a>',
    '<a href="java&#9;script:alert(1)">a</a>',
    '<a href="data:text/html,<script>alert(1)</script>">a</a>',
    "<svg><script>alert(1)</script></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<iframe src=javascript:alert(1)></iframe><form action=x><input name=q></form><base href=//evil.example>",
    '<p id="app" class="composer admin" style="position:fixed">p</p>',
    "<template><script>alert(1)</script></template><noscript><img src=x onerror=alert(1)></noscript>",
)
FORBIDDEN = ("<script", "<img", "<svg", "<math", "<iframe", "<form", "<base", "<style", "javascript:", "data:", " on")


async def test_w01_scripts_in_a_note_are_gone(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    await followed(home, ada, bob)

    for number, script in enumerate(SCRIPTS):
        told = note(bob, f"{number}", script, summary=script)
        await send(home, bob, activity(bob, "Create", f"{number}", told))

    for view in (await home.timelines.home(ada, PAGE)).items:
        html = (view.tweet.content_html or "").lower()
        assert not [word for word in (*FORBIDDEN, " style=", " id=", "composer") if word in html]


async def test_w01_scripts_in_a_profile_are_gone(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    script = "".join(SCRIPTS)
    fields = [{"type": "PropertyValue", "name": script, "value": script}]
    await followed(home, ada, bob)

    changed = bob.document() | {"summary": script, "attachment": fields, "icon": {"url": "javascript:alert(1)"}}
    await send(home, bob, activity(bob, "Update", "changed", changed))

    account = await home.accounts.known(bob.id)
    assert account is not None
    assert account.avatar_url is None
    assert not [word for word in FORBIDDEN if word in (account.bio_html or "").lower()]
    assert "onerror" not in (account.bio_html or "")


async def test_w02_links_lead_to_the_web_and_tell_nobody_where_they_were_found(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    await followed(home, ada, bob)
    first = '<a href="https://tea.example/" class="mention evil" target="_blank" title="x">tea</a>'
    html = f'<p>{first} <a href="/x">y</a></p>'

    await send(home, bob, activity(bob, "Create", "1", note(bob, "1", html)))

    shown = (await home.timelines.home(ada, PAGE)).items[0].tweet.content_html
    rel = 'rel="nofollow noopener noreferrer"'
    assert shown == f'<p><a href="https://tea.example/" class="mention" {rel}>tea</a> <a {rel}>y</a></p>'


async def test_w34_a_poisonous_note_breaks_no_page(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    await followed(home, ada, bob)
    odd = (
        {"tag": [None, 5, {"type": "Mention"}], "attachment": {"type": "Link", "href": 7}},
        {"to": None, "cc": {"id": "as:Public"}, "contentMap": [1], "published": "never", "url": [[]]},
        {"content": "<math>" * 20_000, "summary": 5, "inReplyTo": {"id": ["x"]}, "quoteUrl": 4},
        {"published": "9999-12-31T23:59:59Z", "updated": "0001-01-01T00:00:00Z"},
        {"inReplyTo": f"{home.origin.url}/ap/tweets/9999999999999999999"},
    )

    for number, told in enumerate(odd):
        poisonous = note(bob, f"{number}", "tea") | told
        await send(home, bob, activity(bob, "Create", f"{number}", poisonous))
    await send(home, bob, activity(bob, "Follow", "big", f"{home.origin.url}/ap/users/9999999999999999999"))
    await send(home, bob, activity(bob, "Create", "last", note(bob, "last", "<p>still here</p>")))

    assert "still here" in await texts(home, ada)
    for view in (await home.timelines.home(ada, PAGE)).items:
        assert view.tweet.created_at_ms <= home.clock()
    client = await home.client_of("ada")
    assert (await client.get("/api/timeline/home")).status_code == 200


async def test_p17_a_stranger_cannot_widen_a_private_tweet(beside: Beside) -> None:
    home, peer = beside
    ada, bob, evil = await home.account("ada"), resident(peer, "bob"), resident(peer, "evil")
    eve = await home.account("eve")
    await followed(home, ada, bob)
    await followed(home, eve, evil)
    private = note(bob, "1", "<p>secret</p>", to=[home.origin.account_uri(ada.id or 0)], cc=[])
    await send(home, bob, activity(bob, "Create", "1", private))
    widened = note(bob, "1", "<p>secret</p>", updated="2026-01-02T00:00:00Z")

    await send(home, evil, activity(evil, "Create", "1", widened))
    await send(home, bob, activity(bob, "Update", "2", widened))

    assert await seen(home, ada, f"{bob.id}/notes/1") is not None
    assert await seen(home, eve, f"{bob.id}/notes/1") is None
    assert await seen(home, ANYBODY, f"{bob.id}/notes/1") is None


async def test_p02_somebody_elsewhere_cannot_share_what_is_for_a_few(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    await send(home, bob, activity(bob, "Follow", "follow", home.origin.account_uri(ada.id or 0)))
    said = await tweeted(home, ada, "Between us", visibility="followers")

    await send(home, bob, activity(bob, "Announce", "1", home.origin.tweet_uri(said.tweet.id)))

    assert (await home.tweets.get(ada, said.tweet.id)).tweet.retweet_count == 0


async def test_p05_a_private_answer_is_not_among_the_replies(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    said = await tweeted(home, ada, "Tea?")
    uri = home.origin.tweet_uri(said.tweet.id)
    me = home.origin.account_uri(ada.id or 0)
    await send(home, bob, activity(bob, "Create", "1", note(bob, "1", "yes", inReplyTo=uri)))
    await send(home, bob, activity(bob, "Create", "2", note(bob, "2", "psst", inReplyTo=uri, to=[me], cc=[])))

    path = f"/ap/tweets/{said.tweet.id}/replies"
    total, page = (await read(home, path)).json(), (await read(home, f"{path}?page=true", bob)).json()

    assert total["totalItems"] == 1
    assert page["orderedItems"] == [f"{bob.id}/notes/1"]


async def test_s13_a_reply_brings_its_parents_up_to_a_limit(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    await followed(home, ada, bob)
    for number in range(40):
        above = f"{bob.id}/notes/{number + 1}"
        peer.serve_document(f"/users/bob/notes/{number}", note(bob, f"{number}", f"no. {number}", inReplyTo=above))
    before = len(peer.requests)

    await send(home, bob, activity(bob, "Create", "0", note(bob, "0", "no. 0", inReplyTo=f"{bob.id}/notes/1")))

    asked = len(peer.requests) - before
    assert asked == home.limits.parents_fetched_max
    assert await home.foreign_tweets.known(f"{bob.id}/notes/1") is not None


async def test_s09_a_slow_host_does_not_hold_up_what_others_send(tmp_path: Path, clock: FakeClock) -> None:
    async with fake_peer() as slow, beside_a_peer(tmp_path, clock, slow) as (home, peer):
        ada, bob, eve = await home.account("ada"), resident(peer, "bob"), resident(slow, "eve")
        await followed(home, ada, bob)
        await followed(home, ada, eve)
        endless = slow.serve("/slow", Reply(body=b"{}" * 60, drip_seconds=1))
        for number in range(3):
            waits = note(eve, f"{number}", "<p>waits</p>", quoteUrl=endless)
            assert await posted(home, eve, activity(eve, "Create", f"{number}", waits)) == 202

        assert await posted(home, bob, activity(bob, "Create", "1", note(bob, "1", "<p>quick</p>"))) == 202

        async def arrived() -> bool:
            return "quick" in await texts(home, ada)

        assert await soon(arrived, 5)
