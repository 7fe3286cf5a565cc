"""Headers of a request: as they came, and by name."""

from collections.abc import Collection, Mapping

Headers = Collection[tuple[bytes, bytes]]
"""In the order in which they were sent, names in lower case."""

Sent = Mapping[bytes, bytes]
"""By name, the last of each: made once for a request, since making it costs as much as all that is asked of it."""
