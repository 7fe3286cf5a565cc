"""Says which network addresses may be connected to, and turns host names into addresses."""

import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Thread
from typing import Protocol

import anyio
from anyio import from_thread
from anyio.lowlevel import EventLoopToken, current_token

NAMES_AT_ONCE_MAX = 500

# Everything that is not the public internet, and what wraps or relays to it: a list of our own, since what the standard
# library calls global has changed between releases. Source: the IANA special-purpose registries.
_CLOSED_V4 = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Of IPv6 only global unicast is open, which leaves out mapped, compatible, translated (64:ff9b::), local and multicast;
# within it Teredo and other protocol assignments, documentation and 6to4 are closed.
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))


class Resolver(Protocol):
    """Turns a host name into what to connect to. It may answer anything: every address is checked afterwards."""

    async def resolve(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        """Addresses with their ports, best first; raises OSError where there is none."""
        ...


class SystemResolver:
    """Asks the operating system, for each name in a thread of its own.

    A name whose servers are silent holds its thread for up to a minute, whoever still waits for it. In the few threads
    that loops keep for this, some of those would hold up every other name, and then the end of the process (D09).
    """

    def __init__(self) -> None:
        self._asking = 0

    async def resolve(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        if self._asking >= NAMES_AT_ONCE_MAX:
            raise OSError("Too many names are being asked for.")
        answer = _Answer(anyio.Event())
        self._asking += 1
        Thread(target=self._ask, args=(host, port, answer, current_token()), daemon=True).start()
        await answer.came.wait()
        if answer.failure is not None:
            raise answer.failure
        return [(address, port) for address in answer.addresses]

    def _ask(self, host: str, port: int, answer: "_Answer", token: EventLoopToken) -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.addresses = [str(address[0]) for *_, address in found]
        except (OSError, UnicodeError) as error:
            answer.failure = OSError(str(error))
        # When the loop has ended meanwhile, nobody wants to know any more.
        with suppress(anyio.RunFinishedError):
            from_thread.run_sync(self._tell, answer, token=token)

    def _tell(self, answer: "_Answer") -> None:
        self._asking -= 1
        answer.came.set()


@dataclass
class _Answer:
    came: anyio.Event
    addresses: Sequence[str] = ()
    failure: OSError | None = None


@dataclass(frozen=True)
class MappedResolver:
    """Made-up names for tests; every other name goes to `otherwise`, or nowhere.

    A mapping moves the connection and permits nothing: a private address also needs its name and port among the
    allowed pairs.
    """

    names: Mapping[str, tuple[str, int]]
    otherwise: Resolver | None = None

    async def resolve(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        if host in self.names:
            return [self.names[host]]
        if self.otherwise is None:
            raise OSError("No such name.")
        return await self.otherwise.resolve(host, port)


def is_public(address: str) -> bool:
    """Whether a literal address is on the public internet. What is not an address is not public."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    match parsed:
        case IPv4Address():
            return not any(parsed in network for network in _CLOSED_V4)
        case IPv6Address():
            return parsed in _OPEN_V6 and not any(parsed in network for network in _CLOSED_V6)


def is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
