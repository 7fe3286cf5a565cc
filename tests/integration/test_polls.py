"""Polls as people use them: asked with a tweet, voted in once, closed by the clock; from outside, over both APIs."""

from typing import Any

import anyio
import pytest

from nodeapp.model.events import PollClosed, PollVoted
from nodeapp.model.polls import PollDraft
from nodeapp.model.tweets import Draft
from tests.builders import Caller, Home

pytestmark = pytest.mark.anyio

DAY = 86_400
TEA = {"options": ["Tea", "Coffee", "Milk"], "expires_in": DAY}


async def asked(caller: Caller, **told: Any) -> Any:
    answer = await caller.post("/api/tweets", json={"content": "Which?", "poll": TEA | told})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def voted(caller: Caller, poll: Any, *choices: int) -> Any:
    return await caller.post(f"/api/polls/{poll['id']}/votes", json={"choices": list(choices)})


def counts(poll: Any) -> list[int | None]:
    return [option["vote_count"] for option in poll["options"]]


async def test_a_tweet_asks_and_shows_its_question(node: Home) -> None:
    ada = await node.client_of("ada")

    tweet = await asked(ada)

    poll = tweet["poll"]
    assert poll["id"] == tweet["id"]
    assert [option["title"] for option in poll["options"]] == ["Tea", "Coffee", "Milk"]
    assert (poll["closed"], poll["voted"], poll["own_votes"], poll["voter_count"]) == (False, False, [], 0)
    assert poll["ends_at"] == "2026-02-01T12:00:00.000Z"
    assert (await ada.get(f"/api/polls/{tweet['id']}")).json() == poll
    assert (await ada.get("/api/timeline/home")).json()["tweets"][0]["poll"] == poll


async def test_a_question_needs_no_other_words(node: Home) -> None:
    ada = await node.client_of("ada")

    answer = await ada.post("/api/tweets", json={"content": "", "poll": TEA})

    assert answer.status_code == 201
    assert answer.json()["content"] == ""


@pytest.mark.parametrize(
    ("poll", "field"),
    [
        ({"options": [f"option {number}" for number in range(10_000)]}, "poll.options"),
        ({"options": ["Tea"]}, "poll.options"),
        ({"options": ["Tea", "tea "]}, "poll.options"),
        ({"options": ["Tea", "x" * 51]}, "poll.options"),
        ({"expires_in": 299}, "poll.expires_in"),
        ({"expires_in": 31 * DAY}, "poll.expires_in"),
    ],
)
async def test_a_poll_that_breaks_a_rule_is_refused_by_name_and_nothing_is_said(
    node: Home, poll: dict[str, Any], field: str
) -> None:
    ada = await node.client_of("ada")

    answer = await ada.post("/api/tweets", json={"content": "Which?", "poll": TEA | poll})

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert await node.count("select count(*) from tweets") == 0


async def test_votes_are_counted_at_once_and_shown_as_ones_own(node: Home) -> None:
    ada, bo, cy = [await node.client_of(name) for name in ("ada", "bo", "cy")]
    tweet = await asked(ada)

    answer = await voted(bo, tweet, 1)
    await voted(cy, tweet, 1)

    assert answer.status_code == 200
    assert (answer.json()["poll"]["own_votes"], answer.json()["poll"]["voted"]) == ([1], True)
    seen = (await bo.get(f"/api/tweets/{tweet['id']}")).json()["poll"]
    assert (counts(seen), seen["voter_count"], seen["own_votes"]) == ([0, 2, 0], 2, [1])
    assert (await ada.get(f"/api/polls/{tweet['id']}")).json()["own_votes"] == []


async def test_several_are_chosen_together_where_the_poll_is_for_that(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    several, one = await asked(ada, multiple=True), await asked(ada)

    taken, refused = await voted(bo, several, 2, 0), await voted(bo, one, 2, 0)

    assert (counts(taken.json()["poll"]), taken.json()["poll"]["voter_count"]) == ([1, 0, 1], 1)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == "choices"


async def test_the_same_vote_again_changes_nothing_and_another_is_refused(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    tweet = await asked(ada, multiple=True)

    answers = [await voted(bo, tweet, *choices) for choices in ([0, 1], [1, 0], [0], [2])]

    assert [answer.status_code for answer in answers] == [200, 200, 409, 409]
    assert counts((await bo.get(f"/api/polls/{tweet['id']}")).json()) == [1, 1, 0]
    assert len(await node.events_of(PollVoted)) == 2


async def test_who_votes_twice_at_the_same_time_votes_once(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    tweet = await asked(ada)
    statuses = []

    async def vote(choice: int) -> None:
        statuses.append((await voted(bo, tweet, choice)).status_code)

    async with anyio.create_task_group() as tasks:
        for choice in (0, 1, 2, 0, 1, 2):
            tasks.start_soon(vote, choice)

    assert sorted(statuses) == [200, 200, 409, 409, 409, 409]
    assert sum(number or 0 for number in counts((await bo.get(f"/api/polls/{tweet['id']}")).json())) == 1
    assert await node.count("select sum(voter_count) from polls") == 1


@pytest.mark.parametrize("choices", [[], [-1], [3], [2**62], [2**70], ["x"], [None], [True], [0] * 10_000, "0", None])
async def test_a_vote_for_what_cannot_be_chosen_is_refused(node: Home, choices: object) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    tweet = await asked(ada)

    answer = await bo.post(f"/api/polls/{tweet['id']}/votes", json={"choices": choices})

    assert answer.status_code == 400
    assert counts((await bo.get(f"/api/polls/{tweet['id']}")).json()) == [0, 0, 0]


async def test_who_may_not_vote_is_told_so(node: Home) -> None:
    ada, bo, eve = [await node.client_of(name) for name in ("ada", "bo", "eve")]
    open_one, narrow, plain = (
        await asked(ada),
        (await ada.post("/api/tweets", json={"content": "us", "visibility": "followers", "poll": TEA})).json(),
        (await ada.post("/api/tweets", json={"content": "no poll"})).json(),
    )
    await ada.post("/api/users/eve/block")

    assert (await voted(Caller(node.client, {}), open_one, 0)).status_code == 401
    assert (await voted(ada, open_one, 0)).status_code == 403
    for caller, tweet in ((bo, narrow), (bo, plain), (eve, open_one), (bo, {"id": "1"}), (bo, {"id": "x"})):
        assert (await voted(caller, tweet, 0)).status_code == 404
        assert (await caller.get(f"/api/polls/{tweet['id']}")).status_code == 404
    assert await node.count("select count(*) from poll_votes") == 0


async def test_after_the_end_by_the_clock_nobody_votes(node: Home) -> None:
    ada, bo = await node.account("ada"), await node.account("bo")
    draft = PollDraft(options=("Tea", "Milk"), seconds=300)
    view = await node.tweets.post(ada, Draft(content="Soon", poll=draft))
    caller = await node.client_of("bo")

    node.clock.advance(seconds=300)
    answer = await voted(caller, {"id": view.tweet.id}, 0)

    assert answer.status_code == 409
    assert await node.count("select count(*) from poll_votes") == 0
    assert bo.id is not None


async def test_a_poll_is_closed_once_when_its_time_has_come(node: Home) -> None:
    ada = await node.client_of("ada")
    first, second = await asked(ada, expires_in=300), await asked(ada, expires_in=600)

    node.clock.advance(seconds=301)
    await node.wait_idle()

    closed = [(await ada.get(f"/api/polls/{poll['id']}")).json()["closed"] for poll in (first, second)]
    assert closed == [True, False]
    assert [str(event.subject_id) for event in await node.events_of(PollClosed)] == [first["id"]]


async def test_hidden_totals_are_hidden_until_the_end_from_its_author_too(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    tweet = await asked(ada, hide_totals=True, expires_in=300)
    before = (await voted(bo, tweet, 1)).json()["poll"]
    to_author = (await ada.get(f"/api/v1/polls/{tweet['id']}")).json()

    node.clock.advance(seconds=300)
    await node.wait_idle()

    assert (counts(before), before["voter_count"], before["own_votes"]) == ([None, None, None], None, [1])
    assert (to_author["votes_count"], to_author["voters_count"]) == (0, None)
    assert {option["votes_count"] for option in to_author["options"]} == {None}
    after = (await ada.get(f"/api/polls/{tweet['id']}")).json()
    assert (counts(after), after["voter_count"]) == ([0, 1, 0], 1)


async def test_a_deleted_tweet_takes_its_poll_and_votes_along(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    reply = await bo.post(f"/api/tweets/{(await asked(ada))['id']}/like")
    tweet = reply.json()
    await voted(bo, tweet, 1)
    # What another node has read cannot be had back: nothing of it is kept.
    await node.client.get(f"/ap/tweets/{tweet['id']}", headers={"Accept": "application/activity+json"})

    await ada.delete(f"/api/tweets/{tweet['id']}")

    assert (await bo.get(f"/api/polls/{tweet['id']}")).status_code == 404
    assert (await voted(bo, tweet, 2)).status_code == 404


async def test_a_retweet_shows_the_poll_with_ones_own_vote(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    tweet = await asked(ada)
    await bo.post(f"/api/tweets/{tweet['id']}/retweet")

    answer = await voted(bo, tweet, 0)

    entry = (await bo.get("/api/timeline/home")).json()["tweets"][0]
    assert entry["entry_id"] != entry["id"] == tweet["id"]
    assert entry["poll"] == answer.json()["poll"]


async def test_clients_of_mastodon_ask_vote_and_see(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    form = {"status": "Which?", "poll[options][]": ["Tea", "Milk"], "poll[expires_in]": "300", "poll[multiple]": "true"}

    status = (await ada.post("/api/v1/statuses", data=form)).json()
    voted = (await bo.post(f"/api/v1/polls/{status['id']}/votes", data={"choices[]": ["0", "1"]})).json()
    again = await bo.post(f"/api/v1/polls/{status['id']}/votes", json={"choices": [0]})
    own = await ada.post(f"/api/v1/polls/{status['id']}/votes", json={"choices": [0]})

    assert (status["poll"]["multiple"], status["poll"]["voted"], status["poll"]["expired"]) == (True, False, False)
    assert voted == {
        "id": status["id"],
        "expires_at": "2026-01-31T12:05:00.000Z",
        "expired": False,
        "multiple": True,
        "votes_count": 2,
        "voters_count": 1,
        "options": [{"title": "Tea", "votes_count": 1}, {"title": "Milk", "votes_count": 1}],
        "emojis": [],
        "voted": True,
        "own_votes": [0, 1],
    }
    assert (await bo.get(f"/api/v1/statuses/{status['id']}")).json()["poll"] == voted
    assert (again.status_code, own.status_code) == (409, 403)
    assert (await bo.get("/api/v1/instance")).json()["configuration"]["polls"] == {
        "max_options": 4,
        "max_characters_per_option": 50,
        "min_expiration": 300,
        "max_expiration": 2_592_000,
    }
