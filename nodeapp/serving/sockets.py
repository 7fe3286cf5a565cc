"""Sockets: one that is ours before anything else starts, or a sentence that says why it cannot be."""

import errno
import socket
import sys

BACKLOG = 2_048


class CannotListen(Exception):
    """The address cannot be had; the message says which, why, and what would do."""


def listen(host: str, port: int) -> socket.socket:
    """A listening TCP socket; port 0 draws a free one. Raises CannotListen."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotListen(f"{host} is not an address of this machine ({error.strerror or error}).") from error
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        raise CannotListen(_why(host, port, error)) from error
    return listener


def port_of(listener: socket.socket) -> int:
    port = listener.getsockname()[1]
    assert isinstance(port, int)  # noqa: S101 (TCP only; typeshed says Any)
    return port


def _why(host: str, port: int, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} is taken by another program. Choose another one with --port."
        case errno.EACCES:
            return f"This user may not listen on port {port}. Choose one above 1023 with --port."
        case errno.EADDRNOTAVAIL:
            return f"{host} is not an address of this machine."
        case _:
            return f"{host}:{port} cannot be listened on ({error.strerror})."
