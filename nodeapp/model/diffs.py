"""Diffs: from one text to the next, word by word."""

import re
from collections.abc import Sequence
from typing import Literal

Change = tuple[Literal["=", "-", "+"], str]
"""What stayed, went or came."""

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


class Budget:
    """How many comparisons of words may still be made."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def spend(self, steps: int) -> bool:
        """False, and nothing spent, where that is more than is left."""
        if steps > self.steps:
            return False
        self.steps -= steps
        return True


def diff(before: str, after: str, budget: Budget) -> list[Change]:
    """Longest common words stay. What would cost more than is left is told as one text gone and one come.

    Never more than the product of both lengths: with difflib it can be that times the shorter of them.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    changes: list[Change] = [("=", word) for word in old[:start]]
    if budget.spend(len(middle_old) * len(middle_new)):
        changes += _between(middle_old, middle_new)
    else:
        changes += [("-", word) for word in middle_old]
        changes += [("+", word) for word in middle_new]
    changes += [("=", word) for word in old[len(old) - end :]]
    return _joined(changes)


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words both begin with."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _between(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """By the table of longest common subsequences."""
    lengths = [[0] * (len(new) + 1)]
    for word in reversed(old):
        below, row = lengths[-1], [0] * (len(new) + 1)
        for place in range(len(new) - 1, -1, -1):
            row[place] = below[place + 1] + 1 if word == new[place] else max(below[place], row[place + 1])
        lengths.append(row)
    lengths.reverse()
    changes: list[Change] = []
    here = there = 0
    while here < len(old) and there < len(new):
        if old[here] == new[there]:
            changes.append(("=", old[here]))
            here, there = here + 1, there + 1
        elif lengths[here + 1][there] >= lengths[here][there + 1]:
            changes.append(("-", old[here]))
            here += 1
        else:
            changes.append(("+", new[there]))
            there += 1
    changes += [("-", word) for word in old[here:]]
    changes += [("+", word) for word in new[there:]]
    return changes


def _joined(changes: Sequence[Change]) -> list[Change]:
    """Neighbours of a kind as one; of what was replaced first what went, then what came."""
    joined: list[Change] = []
    gone: list[str] = []
    come: list[str] = []
    stayed: list[str] = []

    def settle() -> None:
        for kind, words in (("-", gone), ("+", come)):
            if words:
                joined.append(("-" if kind == "-" else "+", "".join(words)))
                words.clear()

    for kind, word in changes:
        if kind == "=":
            settle()
            stayed.append(word)
            continue
        if stayed:
            joined.append(("=", "".join(stayed)))
            stayed.clear()
        (gone if kind == "-" else come).append(word)
    settle()
    if stayed:
        joined.append(("=", "".join(stayed)))
    return joined
