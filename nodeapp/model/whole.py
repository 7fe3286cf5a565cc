"""Whole answers: what this node's server takes besides messages, as an extension of ASGI."""

from collections.abc import Awaitable, Callable

EXTENSION = "nodeapp.whole"
"""Where it is found in a scope's `extensions`, when the server has it."""

SendWhole = Callable[[int, bytes, bytes], Awaitable[None]]
"""`await send_whole(status, head, body)`, once and instead of everything else.

`head` is lines as they go over the wire, each with its end; one of them tells the body's length, where there is one.
"""
