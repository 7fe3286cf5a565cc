"""What can go wrong between peers: one small tree, so that a caller can decide by kind."""


class FederationError(Exception):
    """The root. Its text is fit for a log and for the person who asked; it never quotes what a peer sent."""


class Malformed(FederationError):
    """What came in cannot be read: broken JSON, a missing field, an impossible value (HTTP 400)."""


class BadSignature(FederationError):
    """What came in is not proven to come from whom it says (HTTP 401)."""


class Refused(FederationError):
    """The outgoing door says no before or while asking: address, scheme, size, redirect."""


class FetchFailed(FederationError):
    """The other side did not give what was asked; `retryable` says whether asking later may help."""

    def __init__(self, reason: str, status: int | None = None, *, retryable: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.retryable = retryable


class Missing(FetchFailed):
    """The other side says that there is no such thing (404) or no longer (410)."""

    def __init__(self, status: int) -> None:
        super().__init__("the other server has no such document", status)
