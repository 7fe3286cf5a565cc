"""Password hashes by Argon2id, in threads, a few at a time."""

import anyio
import anyio.to_thread
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from nodeapp.model.errors import Unavailable

_PASSES = 2
_MEMORY_KIB = 19 * 1_024
_LANES = 1
_WAITING_MAX = 200
_NOBODYS = f"$argon2id$v=19$m={_MEMORY_KIB},t={_PASSES},p={_LANES}${'A' * 22}${'A' * 43}"
"""No password is known to have it; to find that out takes as long as with anybody's."""


class Argon2Passwords:
    """OWASP's smaller setting of RFC 9106: 19 MiB, 2 passes. `at_once` bounds the memory and the cores they take."""

    def __init__(self, at_once: int = 2) -> None:
        self._hasher = PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES)
        self._turns = anyio.CapacityLimiter(at_once)

    async def hash(self, password: str) -> str:
        self._refuse_crowds()
        return await anyio.to_thread.run_sync(self._hasher.hash, _bytes(password), limiter=self._turns)

    async def matches(self, password_hash: str | None, password: str) -> bool:
        self._refuse_crowds()
        right = await anyio.to_thread.run_sync(
            self._verify, password_hash or _NOBODYS, _bytes(password), limiter=self._turns
        )
        return right and password_hash is not None

    def _verify(self, password_hash: str, password: bytes) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    def _refuse_crowds(self) -> None:
        if self._turns.statistics().tasks_waiting >= _WAITING_MAX:
            raise Unavailable("Too many people are signing in at this moment. Try again in a few seconds.")


def _bytes(password: str) -> bytes:
    return password.encode(errors="surrogatepass")
