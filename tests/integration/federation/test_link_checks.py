"""Confirmed links: the page at the other end says that it is theirs, now and every week."""

from typing import Any

import pytest

from federation.testing import FakePeer, Reply, redirect_reply
from nodeapp.jobs.check_links import CheckLinks
from tests.builders import Caller, FakeClock, Home
from tests.integration.federation.cast import followed, resident

pytestmark = pytest.mark.anyio

Beside = tuple[Home, FakePeer]
WEEK = 7 * 86_400


def page(body: str, content_type: str = "text/html; charset=utf-8", **told: Any) -> Reply:
    return Reply(headers=(("Content-Type", content_type),), body=body.encode(), **told)


def back(home: Home, name: str = "ada") -> str:
    return f'<html><a rel="me" href="{home.origin.profile_url(name)}">me</a></html>'


async def checked(home: Home) -> None:
    job = next(job for job in home.node.work.scheduler.jobs if isinstance(job, CheckLinks))
    await job.run()


async def times(caller: Caller, user: str = "ada") -> list[str | None]:
    """When the website and each line were confirmed."""
    found = (await caller.get(f"/api/users/{user}")).json()
    return [found["website_verified_at"], *(field["verified_at"] for field in found["fields"])]


async def tell(caller: Caller, website: str, *values: str, user: str = "ada") -> None:
    fields = [{"name": f"line {number}", "value": value} for number, value in enumerate(values)]
    answer = await caller.put(f"/api/users/{user}", json={"website": website, "fields": fields})
    assert answer.status_code == 200, answer.text


async def test_pages_that_link_back_are_confirmed_and_others_are_not(beside: Beside) -> None:
    home, peer = beside
    ada = await home.client_of("ada")
    mine = peer.serve("/mine", page(back(home)))
    others = peer.serve("/others", page(back(home, "bo")))

    await tell(ada, mine, mine, others, "plain words", f"see {mine}", peer.url("/missing"))
    assert await times(ada) == [None] * 6
    await checked(home)

    noon = "2026-01-31T12:00:00.000Z"
    assert await times(ada) == [noon, noon, None, None, None, None]
    assert await times(Caller(home.client, {})) == [noon, noon, None, None, None, None]


async def test_a_change_is_looked_at_anew_and_what_stays_stays_confirmed(beside: Beside, clock: FakeClock) -> None:
    home, peer = beside
    ada = await home.client_of("ada")
    one, two = (peer.serve(path, page(back(home))) for path in ("/one", "/two"))
    await tell(ada, one, one)
    await checked(home)
    first = await times(ada)
    assert first[0] is not None

    await tell(ada, two, two, one)
    assert await times(ada) == [None, None, first[1]]
    clock.advance(seconds=60)
    await checked(home)
    assert await times(ada) == ["2026-01-31T12:01:00.000Z", "2026-01-31T12:01:00.000Z", first[1]]

    await tell(ada, "", "words")
    await checked(home)
    assert await times(ada) == [None, None]
    assert await home.count("select count(*) from link_checks") == 0


async def test_every_week_it_is_looked_at_again(beside: Beside, clock: FakeClock) -> None:
    home, peer = beside
    ada = await home.client_of("ada")
    mine = peer.serve("/mine", page(back(home)))
    await tell(ada, mine)
    await checked(home)
    peer.serve("/mine", page("nothing"))

    clock.advance(seconds=WEEK - 1)
    await checked(home)
    assert await times(ada) == ["2026-01-31T12:00:00.000Z"]
    clock.advance(seconds=1)
    await checked(home)
    assert await times(ada) == [None]


async def test_a_page_that_does_not_answer_now_changes_nothing_and_is_asked_soon(
    beside: Beside, clock: FakeClock
) -> None:
    home, peer = beside
    ada = await home.client_of("ada")
    mine = peer.serve("/mine", page(back(home)))
    await tell(ada, mine)
    await checked(home)

    peer.serve("/mine", Reply(status=503))
    clock.advance(seconds=WEEK)
    await checked(home)
    assert await times(ada) == ["2026-01-31T12:00:00.000Z"]
    peer.serve("/mine", page("nothing"))
    clock.advance(seconds=3_600)
    await checked(home)
    assert await times(ada) == [None]


async def test_only_web_pages_of_a_bearable_size_count(beside: Beside) -> None:
    home, peer = beside
    ada = await home.client_of("ada")
    long = peer.serve("/long", page(back(home), endless=True))
    text = peer.serve("/text", page(back(home), "text/plain"))
    moved = peer.serve("/moved", redirect_reply(peer.serve("/mine", page(back(home)))))

    await tell(ada, long, text, moved, home.origin.profile_url("ada"), "https://localhost/", "https://10.0.0.1/x")
    await checked(home)

    assert [at is not None for at in await times(ada)] == [False, False, True, False, False, False]


async def test_reading_a_profile_asks_nobody_and_lines_from_elsewhere_stay_unconfirmed(beside: Beside) -> None:
    home, peer = beside
    bob = resident(peer, "bob")
    page_url = peer.serve("/mine", page(f'<a rel="me" href="{bob.id}">me</a>'))
    document = bob.document() | {
        "attachment": [{"type": "PropertyValue", "name": "web", "value": f'<a href="{page_url}">{page_url}</a>'}]
    }
    peer.serve_document("/users/bob", document)
    account = await followed(home, await home.account("ada"), bob)
    before = len(peer.requests)

    await home.client.get(f"/api/users/{account.id}")
    await checked(home)

    assert len(peer.requests) == before
    found = (await home.client.get(f"/api/users/{account.id}")).json()
    assert [field["verified_at"] for field in found["fields"]] == [None]
