"""The built UI: index.html for the pages people see, its assets for a year, and the policy both are served under."""

import hashlib
import mimetypes
import re
from functools import cache
from html import escape
from pathlib import Path

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from msgspec import Struct

from nodeapp.model.accounts import ANYBODY, Viewer, link_of
from nodeapp.model.errors import NotFound, Unavailable
from nodeapp.model.ids import TweetId
from nodeapp.model.origin import Origin
from nodeapp.services.accounts import Accounts
from nodeapp.web.rendering import fields_of

STATIC = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
WORKER = "/sw.js"
WORKER_POLICY = "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The service worker shows notes with somebody's picture, and asks for nothing else."""
_PAGES = re.compile(
    r"/(|explore|search|bookmarks|mentions|notifications|analytics|lists(/\d+(/members)?)?|drafts|scheduled"
    r"|follow-requests|quote-requests|login|signup|reset"
    r"|tags/[^/]+|settings(/[a-z]+)?|@[^/]+(/[^/]+(/(likes|retweets|quotes))?)?)"
)
_PROFILE = re.compile(r"/@([A-Za-z0-9_]{1,50})(?:/(\d{1,19}))?")
_ACTIVITY_TYPES = ("application/activity+json", "application/ld+json")

NOT_BUILT = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>nodeapp</title></head><body>
<h1>This node is running, but its page has not been built.</h1>
<p>In the folder of the source, run <code>npm ci</code> and <code>npm run build</code> inside <code>ui</code>,
or install nodeapp again, which does it for you. The API at <a href="/api">/api</a> works meanwhile.</p>
</body></html>
"""


class Asset(Struct, frozen=True):
    """A file of the build, as it is sent."""

    body: bytes
    media_type: str
    etag: str
    cache_control: str


class Interface(Struct, frozen=True):
    """The whole build, in memory: nothing outside it can be asked for, whatever a path says (W07)."""

    index: Asset
    assets: dict[str, Asset]
    policy: str

    def asset(self, path: str) -> Asset | None:
        return self.assets.get(path)


class _Hashes(Struct):
    script_hashes: list[str] = []


def load(folder: Path) -> Interface:
    """Reads a build. Where there is none, every page says how to make one."""
    if not (folder / "index.html").is_file():
        return Interface(_asset(Path("index.html"), NOT_BUILT), {}, policy([]))
    files = {f"/{path.relative_to(folder).as_posix()}": path for path in folder.rglob("*") if path.is_file()}
    hashes = files.pop("/csp.json", None)
    index = files.pop("/index.html")
    scripts = msgspec.json.decode(hashes.read_bytes(), type=_Hashes).script_hashes if hashes else []
    assets = {name: _asset(Path(name), path.read_bytes()) for name, path in files.items()}
    return Interface(_asset(Path("index.html"), index.read_bytes()), assets, policy(scripts))


def policy(script_hashes: list[str]) -> str:
    """The Content-Security-Policy of every page: only what this node serves runs or shows (W01, W20, W21, P13)."""
    scripts = " ".join(["'self'", *(f"'{value}'" for value in script_hashes)])
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data: blob:; "
        "media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


@cache
def interface() -> Interface:
    """The build that came with this program, read once."""
    return load(STATIC)


@get(["/", "/{page:path}"], include_in_schema=False)
async def page(
    request: Request[Viewer, object, State], accounts: NamedDependency[Accounts], origin: NamedDependency[Origin]
) -> Response[bytes]:
    """A page or a file of the build; the actor or Note behind a page for who accepts ActivityPub."""
    path = request.url.path
    built = interface()
    if asset := built.asset(path):
        return _send(request, asset, {"Content-Security-Policy": WORKER_POLICY} if path == WORKER else {})
    if not _PAGES.fullmatch(path) or not _accepts_pages(request):
        if (target := await _document(request, path, accounts, origin)) is not None:
            return Response(b"", status_code=302, headers={"Location": target, "Vary": "Accept"})
        raise NotFound("There is no such page here.")
    index = built.index
    if links := await _links(path, accounts):
        index = headed(index, "".join(f'<link rel="me" href="{escape(link)}">' for link in links).encode())
    return _send(request, index, {"Content-Security-Policy": built.policy, "Vary": "Accept"})


async def _links(path: str, accounts: Accounts) -> list[str]:
    """What somebody here names as theirs, on their own page: by these links other sites know that it is so.

    A page is shown all the same where this cannot be told.
    """
    match = _PROFILE.fullmatch(path)
    if match is None or match.group(2):
        return []
    try:
        account = await accounts.profile(ANYBODY, f"@{match.group(1)}")
    except (NotFound, Unavailable):
        return []
    told = [account.website, *(field.value for field in fields_of(account))]
    return list(dict.fromkeys(link for value in told if (link := link_of(value)) is not None))


def headed(page: Asset, head: bytes) -> Asset:
    """With more at the end of its head."""
    body = page.body.replace(b"</head>", head + b"</head>", 1)
    return Asset(body, page.media_type, _etag(body), page.cache_control)


async def _document(
    request: Request[Viewer, object, State], path: str, accounts: Accounts, origin: Origin
) -> str | None:
    """Where the ActivityPub form of a page is, for those who ask for one."""
    match = _PROFILE.fullmatch(path)
    if match is None:
        return None
    if match.group(2):
        return origin.tweet_uri(TweetId(int(match.group(2))))
    found = await accounts.get(ANYBODY, f"@{match.group(1)}")
    return origin.account_uri(found.account.id)


def _accepts_pages(request: Request[Viewer, object, State]) -> bool:
    """False where ActivityPub is asked for and a page is not."""
    accept = request.headers.get("accept", "*/*").lower()
    return "text/html" in accept or not any(kind in accept for kind in _ACTIVITY_TYPES)


def _send(request: Request[Viewer, object, State], asset: Asset, headers: dict[str, str]) -> Response[bytes]:
    headers = {"ETag": asset.etag, "Cache-Control": asset.cache_control, **headers}
    if asset.etag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    return Response(asset.body, media_type=asset.media_type, headers=headers)


def _asset(name: Path, body: bytes) -> Asset:
    kind = mimetypes.guess_type(name.name)[0] or "application/octet-stream"
    lasting = name.as_posix().startswith("/assets/")
    return Asset(body, kind, _etag(body), FOREVER if lasting else "no-cache")


def _etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'


routes = [page]
