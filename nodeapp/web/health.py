"""Health three ways: /live (the process), /ready (can take traffic), /health (each part)."""

from datetime import UTC, datetime

from litestar import Response, get
from litestar.di import NamedDependency
from msgspec import Struct

from nodeapp.model.health import Report, Status
from nodeapp.services.health import Health
from nodeapp.web.overload import Overload

UNAVAILABLE = 503


class PartJson(Struct, frozen=True):
    status: Status
    message: str


class ReportJson(Struct, frozen=True):
    status: Status
    timestamp: str
    services: dict[str, PartJson]


@get("/live", sync_to_thread=False, tags=["health"])
def live() -> dict[str, str]:
    """Answers as long as the process does."""
    return {"status": "ok"}


@get("/ready", tags=["health"])
async def ready(health: NamedDependency[Health], overload: NamedDependency[Overload]) -> Response[ReportJson]:
    """Whether requests may be sent here; 503 where not."""
    return _response(await health.ready(), overload)


@get("/health", tags=["health"])
async def parts(health: NamedDependency[Health], overload: NamedDependency[Overload]) -> Response[ReportJson]:
    """How each part is; 503 when one is degraded."""
    return _response(await health.report(), overload)


def _response(found: Report, overload: Overload) -> Response[ReportJson]:
    report = Report(found.at_ms, {**found.parts, "requests": overload.part()})
    moment = datetime.fromtimestamp(report.at_ms / 1_000, UTC)
    body = ReportJson(
        status=report.status,
        timestamp=moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        services={name: PartJson(part.status, part.message) for name, part in report.parts.items()},
    )
    headers = {"Cache-Control": "no-store"}
    return Response(body, status_code=200 if report.status == "ok" else UNAVAILABLE, headers=headers)


routes = [live, ready, parts]
