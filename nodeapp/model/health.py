"""Health: how each part of the node is, and the node as a whole."""

from typing import Literal

from msgspec import Struct

Status = Literal["ok", "degraded"]


class Part(Struct, frozen=True):
    """`message` is for the person who runs the node; empty where there is nothing to say."""

    status: Status
    message: str = ""


class Report(Struct, frozen=True):
    """One degraded part makes the whole degraded."""

    at_ms: int
    parts: dict[str, Part]

    @property
    def status(self) -> Status:
        return "ok" if all(part.status == "ok" for part in self.parts.values()) else "degraded"
