"""Streams: what happens, told while it happens, over server-sent events and WebSockets, in both APIs."""
