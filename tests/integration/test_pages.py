"""Pages and health over HTTP: who gets the page, who gets the actor, and how the node is."""

from pathlib import Path

import pytest

from nodeapp.model.origin import Origin
from nodeapp.settings import Settings, SettingsError
from nodeapp.web import ui
from nodeapp.wiring import wanted_origin, wanted_port
from nodeapp.wiring.person import suggest

pytestmark = pytest.mark.anyio

ACTIVITY = {"Accept": "application/activity+json"}
PROFILED = {"Accept": 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
KEPT = Origin("http://127.0.0.1:8420")


@pytest.mark.parametrize("path", ["/", "/explore", "/login", "/@ada", "/@ada/1", "/@ada@tea.example:8443", "/tags/tea"])
async def test_every_address_of_the_page_gives_the_page(node, path):
    answer = await node.client.get(path, headers=BROWSER)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["vary"] == "Accept"


async def test_the_page_is_not_sent_again_when_it_is_known(node):
    first = await node.client.get("/")

    again = await node.client.get("/", headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


async def test_a_profile_says_which_pages_are_its_owners_so_that_those_can_tell(node, monkeypatch):
    index = ui.Asset(b"<head><title>nodeapp</title></head>", "text/html", '"one"', "no-cache")
    monkeypatch.setattr(ui, "interface", lambda: ui.Interface(index, {}, ui.policy([])))
    ada = await node.client_of("ada")
    before = await node.client.get("/@ada", headers=BROWSER)
    fields = [
        {"name": "code", "value": 'https://code.example/a?b=1&c="2'},
        {"name": "code", "value": "https://code.example/a?b=1&c=2"},
        {"name": "says", "value": '"><script>'},
        {"name": "link", "value": "javascript:alert(1)"},
    ]

    await ada.put("/api/users/ada", json={"website": "https://ada.example", "fields": fields})
    page = await node.client.get("/@ada", headers=BROWSER)
    known = await node.client.get("/@ada", headers={**BROWSER, "If-None-Match": before.headers["etag"]})

    assert page.text == (
        '<head><title>nodeapp</title><link rel="me" href="https://ada.example">'
        '<link rel="me" href="https://code.example/a?b=1&amp;c=2"></head>'
    )
    assert known.status_code == 200
    assert page.headers["etag"] != before.headers["etag"]
    for path in ("/", "/@nobody", "/@bo@tea.example", "/@ada/12345"):
        assert (await node.client.get(path, headers=BROWSER)).text == before.text


@pytest.mark.parametrize("accept", [ACTIVITY, PROFILED])
async def test_who_asks_for_an_actor_is_sent_to_the_actor(node, accept):
    ada = await node.account("ada")

    answer = await node.client.get("/@ada", headers=accept)

    assert answer.status_code == 302
    assert answer.headers["location"] == node.origin.account_uri(ada.id)
    assert answer.headers["vary"] == "Accept"


async def test_who_asks_for_a_note_is_sent_to_the_note(node):
    answer = await node.client.get("/@ada/12345", headers=ACTIVITY)

    assert answer.headers["location"] == node.origin.tweet_uri(12345)


@pytest.mark.parametrize("path", ["/@nobody", "/explore", "/nothing", "/assets/none.js", "/.env", "/api/nothing"])
async def test_what_is_not_there_is_a_404_for_programs(node, path):
    answer = await node.client.get(path, headers=ACTIVITY)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/live", "/ready", "/health"])
async def test_a_sound_node_says_so(node, path):
    answer = await node.client.get(path)

    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


async def test_health_names_each_part(node):
    answer = (await node.client.get("/health")).json()

    assert set(answer["services"]) == {"database", "events", "deliveries", "requests", "search"}
    assert answer["timestamp"] == "2026-01-31T12:00:00.000Z"


async def test_overdue_letters_make_the_node_degraded(node):
    ada = await node.account("ada")

    async def overdue(tx):
        await tx.run(
            "insert into letters (id, event_position, account_id, body, created_at_ms) values (1, 1, :ada, :body, 0)",
            ada=ada.id,
            body=b"{}",
        )
        await tx.run(
            "insert into deliveries (letter_id, host, inbox_url, state, due_at_ms, first_at_ms) "
            "values (1, 'tea.example', 'https://tea.example/inbox', 'due', 1, 1)"
        )

    await node.database.write(overdue)

    answer = await node.client.get("/health")

    assert answer.status_code == 503
    assert answer.json()["services"]["deliveries"]["message"] == "1 deliveries are late."
    assert (await node.client.get("/ready")).status_code == 200


class TestWhereANodeIs:
    def test_a_server_has_the_usual_port_and_a_window_draws_one(self):
        settings = Settings(data=Path("x"))

        assert wanted_port(settings, None, window=False) == 8420
        assert wanted_port(settings, None, window=True) == 0

    def test_a_node_goes_back_to_where_it_was(self):
        settings = Settings(data=Path("x"))

        assert wanted_port(settings, Origin("http://127.0.0.1:4711"), window=True) == 4711
        assert wanted_port(settings, Origin("https://tea.example"), window=False) == 8420

    def test_the_address_is_the_one_told_else_the_one_kept_else_the_loopback(self):
        assert wanted_origin(Settings(data=Path("x"), url="https://tea.example"), KEPT, 1).url == "https://tea.example"
        assert wanted_origin(Settings(data=Path("x")), KEPT, 8420) == KEPT
        assert wanted_origin(Settings(data=Path("x"), host="::1"), None, 5).url == "http://[::1]:5"

    def test_another_port_than_the_kept_addresss_is_refused(self):
        with pytest.raises(SettingsError, match="would not be found at port 9000"):
            wanted_origin(Settings(data=Path("x"), port=9000), KEPT, 9000)


@pytest.mark.parametrize(
    ("login", "full_name", "username", "display_name"),
    [
        ("mira", "Mira Lind", "mira", "Mira Lind"),
        ("José.Núñez", "", "jose_nunez", "Jose Nunez"),
        ("root", "root", "me", "root"),
        ("", "", "me", "Me"),
        ("Ж", "Женя", "me", "Женя"),
    ],
)
def test_the_persons_name_here_becomes_a_name_that_can_be_taken(login, full_name, username, display_name):
    person = suggest(login, full_name)

    assert (person.username, person.display_name) == (username, display_name)
