"""W16, I13: whose word counts about where a request comes from."""

import httpx
import pytest

from nodeapp.model.limits import Limits
from tests.builders import free_ports, listening

pytestmark = pytest.mark.anyio

THREE = Limits(requests_per_hour_per_ip=3)
ONE = ["203.0.113.7"] * 6
MANY = [f"203.0.113.{number}" for number in range(6)]


@pytest.mark.parametrize(
    ("trusted", "claimed", "answered"),
    [
        # Nobody is believed: all of these come from one address, that of whoever is connected.
        ((), MANY, 3),
        (("127.0.0.1",), ONE, 3),
        (("127.0.0.0/8",), MANY, 6),
    ],
)
async def test_w16_a_claimed_address_counts_only_from_a_trusted_proxy(tmp_path, trusted, claimed, answered):
    (port,) = free_ports(1)
    told = {"port": port, "url": "https://tea.example", "limits": THREE, "trusted_proxies": trusted}

    through_proxy = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers={"Host": "tea.example"})
    async with listening(tmp_path, **told), through_proxy as client:
        answers = [await client.get("/api/node", headers={"X-Forwarded-For": address}) for address in claimed]

    assert [answer.status_code for answer in answers].count(200) == answered
    assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 429)
