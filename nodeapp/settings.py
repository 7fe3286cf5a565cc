"""Settings: flags over NODEAPP_* variables over nodeapp.toml in the data folder, read and checked once."""

import re
import tomllib
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from nodeapp.model.limits import Limits
from nodeapp.model.registrations import Mode

LogLevel = Literal["debug", "info", "warning", "error"]
Told = Mapping[str, object]
"""Settings by name, as somebody gave them."""

FILE_NAME = "nodeapp.toml"
DEFAULT_PORT = 8420
_PORT_MAX = 65_535
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,253}")
_LISTS = frozenset({"allow_peers", "test_resolve", "trusted_proxies"})
_TEST_ONLY = frozenset({"test_resolve", "test_clock_offset"})
_NOT_IN_THE_FILE = frozenset({"data", "test", "rate_limits"}) | _TEST_ONLY


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a node is told from outside. `docs/settings.md` has a line for each."""

    data: Path
    host: str = "127.0.0.1"
    port: int | None = None
    url: str | None = None
    name: str = ""
    contact: str = ""
    registration: Mode = "open"
    member_invites: bool = False
    allow_peers: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    log: LogLevel = "info"
    memory: bool = True
    search: bool = True
    rate_limits: bool = True
    limits: Limits = Limits()
    test: bool = False
    test_resolve: tuple[str, ...] = ()
    test_clock_offset: float = 0.0

    @property
    def run(self) -> Path:
        """Where the lock and the local door's address are while a node runs."""
        return self.data / "run"


class SettingsError(Exception):
    """A setting that cannot be used; the message names it, and says what would do."""


class InUse(Exception):
    """Another process holds the data folder."""


def read(flags: Told, environment: Mapping[str, str]) -> Settings:
    """Reads everything once. A flag that is None was not given. Raises SettingsError."""
    variables = _variables(environment)
    given = {name: value for name, value in flags.items() if value is not None and value != ()}
    data = Path(str(given.get("data") or variables.get("data") or _usual_folder()))
    told = {**_file(data / FILE_NAME), **variables, **given, "data": data.expanduser().absolute()}
    settings = _checked(_convert(told))
    if not settings.test and (early := sorted(_TEST_ONLY & told.keys())):
        raise SettingsError(f"`{early[0]}` exists in test mode only: set NODEAPP_TEST=1.")
    return settings


def parse_pair(text: str) -> tuple[str, int]:
    """HOST:PORT, an IPv6 address in brackets. Raises ValueError."""
    parts = urlsplit(f"//{text}")
    if not parts.hostname or parts.port is None or parts.netloc != text or "@" in text or not parts.port:
        raise ValueError(text)
    return parts.hostname, parts.port


def parse_resolve(text: str) -> tuple[str, str, int]:
    """HOST=ADDRESS:PORT. Raises ValueError."""
    name, _, target = text.partition("=")
    if not name:
        raise ValueError(text)
    return (name, *parse_pair(target))


def _variables(environment: Mapping[str, str]) -> dict[str, object]:
    told: dict[str, object] = {}
    for name in Settings.__struct_fields__:
        text = environment.get(f"NODEAPP_{name.upper()}")
        if text is None or name in ("limits", "rate_limits"):
            continue
        told[name] = [part.strip() for part in text.split(",") if part.strip()] if name in _LISTS else text
    if (limits := environment.get("NODEAPP_LIMITS")) is not None:
        if limits not in ("on", "off"):
            raise SettingsError(f"NODEAPP_LIMITS is `on` or `off`, not `{limits}`.")
        told["rate_limits"] = limits == "on"
    return told


def _usual_folder() -> str:
    import platformdirs  # noqa: PLC0415 (2 to 10 ms of a start; a service says where its data is)

    return platformdirs.user_data_dir("nodeapp", False)


def _file(path: Path) -> dict[str, object]:
    try:
        told: dict[str, object] = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from error
    for name in told:
        if name not in Settings.__struct_fields__ or name in _NOT_IN_THE_FILE:
            raise SettingsError(f"{path}: there is no setting `{name}`.{_meant(name)}")
    _check_limits(path, told.get("limits", {}))
    return told


def _check_limits(path: Path, limits: object) -> None:
    if not isinstance(limits, dict):
        raise SettingsError(f"{path}: [limits] is a table of names and numbers.")
    for name, value in limits.items():
        if name not in Limits.__struct_fields__:
            raise SettingsError(f"{path}: there is no limit `{name}`; docs/limits.md lists them.")
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise SettingsError(f"{path}: limits.{name} is a number above 0, not `{value}`.")


def _meant(name: str) -> str:
    known = [field for field in Settings.__struct_fields__ if field not in _NOT_IN_THE_FILE]
    return f" There are {', '.join(known)}." if name not in _NOT_IN_THE_FILE else " Give it on the command line."


def _convert(told: Told) -> Settings:
    try:
        return msgspec.convert(dict(told), Settings, strict=False)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `$.")
        name = where.rstrip("`") or "settings"
        raise SettingsError(f"`{name}` cannot be used: {_reason(name, reason)}.") from error


def _reason(name: str, reason: str) -> str:
    match name:
        case "registration":
            return f"it is one of {', '.join(get_args(Mode))}"
        case "log":
            return f"it is one of {', '.join(get_args(LogLevel))}"
        case "port":
            return "it is a number from 0 to 65535"
        case "test":
            return "it is 0 or 1"
        case _:
            return reason[0].lower() + reason[1:]


def _checked(settings: Settings) -> Settings:
    if settings.port is not None and not 0 <= settings.port <= _PORT_MAX:
        raise SettingsError("`port` cannot be used: it is a number from 0 to 65535.")
    for pair in settings.allow_peers:
        _check(parse_pair, pair, "allow_peers", "HOST:PORT, such as 127.0.0.1:8421")
    for address in settings.trusted_proxies:
        _check(ip_network, address, "trusted_proxies", "an address or a network, such as 127.0.0.1 or 10.0.0.0/8")
    for pair in settings.test_resolve:
        _check(parse_resolve, pair, "test_resolve", "HOST=ADDRESS:PORT, such as tea.example=127.0.0.1:8421")
    if settings.contact and not _MAIL.fullmatch(settings.contact):
        raise SettingsError(f"`contact`: `{settings.contact}` is not a mail address, such as ada@tea.example.")
    if settings.url is not None:
        return msgspec.structs.replace(settings, url=_checked_url(settings.url))
    return settings


def _check(parse: Callable[[str], object], text: str, name: str, shape: str) -> None:
    try:
        parse(text)
    except ValueError as error:
        raise SettingsError(f"`{name}`: `{text}` is not {shape}.") from error


def _checked_url(url: str) -> str:
    """Scheme, host and port only; lower case, without a default port or a slash at its end."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SettingsError(f"`url`: `{url}` is not a web address.") from None
    plain = parts.scheme in ("http", "https") and parts.hostname and parts.path in ("", "/")
    if not plain or parts.query or parts.fragment or parts.username is not None:
        raise SettingsError(f"`url`: `{url}` is not like https://tea.example or http://127.0.0.1:8420, without a path.")
    name = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname).rstrip(".")
    default = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{name}" + (f":{port}" if port and port != default else "")
