"""How long tests of chance go on: as long as fits into every run, or `NODEAPP_TEST_TIMES` times as long."""

import os

TIMES = int(os.environ.get("NODEAPP_TEST_TIMES") or 1)


def multiplied(number: int) -> int:
    return number * TIMES
