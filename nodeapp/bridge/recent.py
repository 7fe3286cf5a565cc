"""A bounded memory: the newest things by name, the oldest forgotten first."""

from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[str, T] = OrderedDict()

    def get(self, name: str) -> T | None:
        """None for what was never put, or was forgotten."""
        return self._things.get(name)

    def put(self, name: str, thing: T) -> None:
        self._things[name] = thing
        self._things.move_to_end(name)
        while len(self._things) > self._most:
            self._things.popitem(last=False)

    def drop(self, name: str) -> None:
        self._things.pop(name, None)
