"""Verified tokens: what has been proven a moment ago, in memory, forgotten the instant it stops being true."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable

from nodeapp.model.credentials import Principal
from nodeapp.model.ids import AccountId, SessionId


class Verified:
    """A token that was found good: whose it is, until when, and when its use was last written down."""

    __slots__ = ("principal", "token", "touched_at_ms", "until_ms")

    def __init__(self, token: str, principal: Principal, until_ms: int, touched_at_ms: int) -> None:
        self.token = token
        self.principal = principal
        self.until_ms = until_ms
        self.touched_at_ms = touched_at_ms


class VerifiedTokens:
    """At most `size` of them; those longest unused make room.

    `changes` counts what was dropped: whoever looks a token up in the database compares it before and after, so that
    a session revoked in between is not remembered as live.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._tokens: OrderedDict[str, Verified] = OrderedDict()
        self._sessions: defaultdict[SessionId, set[str]] = defaultdict(set)
        self._accounts: defaultdict[AccountId, set[SessionId]] = defaultdict(set)
        self.changes = 0

    def __len__(self) -> int:
        return len(self._tokens)

    def find(self, token: str, now_ms: int) -> Verified | None:
        found = self._tokens.get(token)
        if found is None:
            return None
        if now_ms >= found.until_ms:
            self._forget(found)
            return None
        self._tokens.move_to_end(token)
        return found

    def keep(self, verified: Verified) -> None:
        if len(self._tokens) >= self._size and verified.token not in self._tokens:
            self._forget(next(iter(self._tokens.values())))
        principal = verified.principal
        self._tokens[verified.token] = verified
        self._sessions[principal.session_id].add(verified.token)
        self._accounts[principal.account_id].add(principal.session_id)

    def drop_session(self, session_id: SessionId) -> None:
        self.changes += 1
        for token in list(self._sessions.get(session_id, ())):
            self._forget(self._tokens[token])

    def drop_sessions(self, session_ids: Iterable[SessionId]) -> None:
        for session_id in session_ids:
            self.drop_session(session_id)

    def drop_account(self, account_id: AccountId) -> None:
        self.changes += 1
        self.drop_sessions(list(self._accounts.get(account_id, ())))

    def _forget(self, verified: Verified) -> None:
        principal = verified.principal
        del self._tokens[verified.token]
        tokens = self._sessions[principal.session_id]
        tokens.discard(verified.token)
        if not tokens:
            del self._sessions[principal.session_id]
            sessions = self._accounts[principal.account_id]
            sessions.discard(principal.session_id)
            if not sessions:
                del self._accounts[principal.account_id]
