"""What every verb about notifications needs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nodeapp.model.ids import Snowflakes
from nodeapp.model.limits import Limits
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import SET_SIZE_MAX, Database, Transaction


@dataclass(frozen=True)
class Verbs:
    """Everybody sees and changes their own only; what is another's is not there."""

    database: Database
    clock: Clock
    limits: Limits
    ids: Snowflakes

    async def _in_portions(self, change: Callable[[Transaction, int], Awaitable[int]]) -> int:
        """Again and again until less than a whole portion was changed, so that nobody's write waits long behind."""

        async def work(tx: Transaction) -> int:
            return await change(tx, SET_SIZE_MAX)

        done = portion = await self.database.write(work)
        while portion >= SET_SIZE_MAX:
            portion = await self.database.write(work)
            done += portion
        return done
