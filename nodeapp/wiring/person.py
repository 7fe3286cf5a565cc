"""The person at this machine, as the system knows them: a suggestion for a first name here."""

import getpass
import re
import sys
import unicodedata
from dataclasses import dataclass

from nodeapp.model.accounts import RESERVED_USERNAMES

FALLBACK = "me"
_NAME_MAX = 50


@dataclass(frozen=True)
class Person:
    username: str
    display_name: str


def person() -> Person:
    try:
        login = getpass.getuser()
    except (OSError, KeyError, ImportError):
        login = ""
    return suggest(login, _full_name())


def suggest(login: str, full_name: str) -> Person:
    """A name that may be taken as it is, from whatever the system says."""
    plain = unicodedata.normalize("NFKD", login).encode("ascii", "ignore").decode().lower()
    username = re.sub(r"[^a-z0-9_]+", "_", plain).strip("_")[:_NAME_MAX]
    if not username or username in RESERVED_USERNAMES:
        username = FALLBACK
    return Person(username, full_name.strip()[:_NAME_MAX] or username.replace("_", " ").title())


def _full_name() -> str:
    if sys.platform == "win32":
        return ""
    import os  # noqa: PLC0415 (both exist on Unix only, in the parts that are used)
    import pwd  # noqa: PLC0415 (Windows has none)

    try:
        return pwd.getpwuid(os.getuid()).pw_gecos.partition(",")[0]
    except KeyError:
        return ""
