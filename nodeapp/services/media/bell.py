"""A bell: rung by who leaves something to do, heard by everybody who does it."""

import anyio


class Bell:
    def __init__(self) -> None:
        self.times = 0
        """How often it was rung."""
        self._next = anyio.Event()

    def ring(self) -> None:
        self.times += 1
        self._next.set()
        self._next = anyio.Event()

    async def wait(self, heard: int, timeout_seconds: float) -> None:
        """Until it was rung more often than `heard`, or so long."""
        if self.times == heard:
            with anyio.move_on_after(timeout_seconds):
                await self._next.wait()
