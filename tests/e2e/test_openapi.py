"""Everything the OpenAPI document tells of is asked, well and badly: each answer is one that the document expects."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode

from tests.builders import free_ports
from tests.e2e.programs import Program

DOCUMENT = Path(__file__).parents[2] / "ui" / "openapi.json"
EXAMPLES = 3
ENDS_SESSIONS = {
    ("post", "/api/auth/logout"),
    ("put", "/api/auth/password"),
    ("post", "/api/account/deactivate"),
    ("delete", "/api/account"),
    ("delete", "/api/auth/sessions/{session_id}"),
}
"""Whoever asks this cannot ask the rest."""
HEALTH = {"/live", "/ready", "/health"}
REFUSALS, FAILURES = 400, 500
BUSY = 503
"""What a node says of another that does not answer, or of itself: with the time after which to come again."""

schema = schemathesis.openapi.from_dict(json.loads(DOCUMENT.read_text(encoding="utf-8")))
operations = [found.ok() for found in schema.get_all_operations()]
asked = [one for one in operations if (one.method.lower(), one.path) not in ENDS_SESSIONS]


class Asking(NamedTuple):
    """Where a node is, and what tells it who asks."""

    url: str
    headers: dict[str, str]


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    """Somebody signed in at a node where there is something to see."""
    (port,) = free_ports(1)
    with Program(tmp_path_factory.mktemp("node") / "data", port) as program:
        ada = program.account("ada")
        for number in range(3):
            ada.tweet(f"number {number} #tea")
        yield Asking(program.url, {"Authorization": f"Bearer {ada.token}"})


@pytest.mark.parametrize("operation", asked, ids=lambda one: f"{one.method.upper()} {one.path}")
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_answer_is_a_failure_of_the_node(asking: Asking, operation: Any, mode: GenerationMode) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        answer = case.call(base_url=asking.url, headers=asking.headers)
        told = f"{case.method} {case.formatted_path} {case.query} {case.body!r}: {answer.status_code} {answer.text}"
        if answer.status_code == BUSY and operation.path not in HEALTH:
            assert answer.headers["retry-after"][0].isdecimal(), told
            return
        assert answer.status_code < FAILURES or operation.path in HEALTH, told
        if REFUSALS <= answer.status_code < FAILURES:
            assert answer.headers["content-type"] == ["application/problem+json"], told
            assert answer.json()["status"] == answer.status_code, told

    try:
        ask()
    except Unsatisfiable:
        # It takes nothing that could be wrong.
        assert mode is GenerationMode.NEGATIVE
