"""Whole answers: what this node's server takes besides messages, as an extension of ASGI."""

from collections.abc import Awaitable, Callable

EXTENSION = "nodeapp.whole"
"""Where it is found in a scope's `extensions`, when the server has it."""

SendWhole = Callable[[int, bytes, bytes], Awaitable[None]]
"""`await send_whole(status, head, body)`, once and instead of everything else.

`head` is lines as they go over the wire, each with its end; one of them tells the body's length, where there is one.
"""

CUT = "nodeapp.cut"
"""Where a scope's `extensions` have what ends the connection at once, whatever is still to be sent."""

SendNow = Callable[[bytes], bool]
"""Sends a piece of an answer that goes on, or a message of a WebSocket; False where it has to wait and was not sent."""

NOW = "nodeapp.now"
"""Where a scope's `extensions` have a `SendNow`."""
