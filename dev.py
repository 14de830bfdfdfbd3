"""What a developer or a build machine runs. (Over 400 lines: it may need nothing but Python.)

`python3 dev.py app` starts the app, `python3 dev.py test` checks everything, `python3 dev.py`
lists the rest. Nothing has to be installed first: uv is used when it is on PATH and fetched into
`.bootstrap/` when it is not. Mirrors named in UV_DEFAULT_INDEX or PIP_INDEX_URL are respected.
"""

# Without `from __future__ import annotations`, so that a Python as old as 3.6 reads as far as
# the message that it is too old.
import functools
import hashlib
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

OLDEST_PYTHON = (3, 11)
if sys.version_info < OLDEST_PYTHON:
    _newer = [
        name
        for name in ("python3.14", "python3.13", "python3.12", "python3.11")
        if shutil.which(name)
    ]
    sys.exit(
        "The whiteboard needs Python {}.{} or newer; this is Python {}.{}. {}".format(
            *OLDEST_PYTHON,
            *sys.version_info[:2],
            "Run it with {}, which is installed.".format(" or ".join(_newer))
            if _newer
            else "Install a newer one: https://www.python.org/downloads/",
        )
    )

ROOT = Path(__file__).resolve().parent

UV_VERSION = "0.13.8"
OLDEST_UV = (0, 6)
BOOTSTRAP = ROOT / ".bootstrap" / f"uv-{UV_VERSION}"
PIP_WHEEL = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
PYPI = "https://pypi.org/simple"

FRONTEND = ROOT / "whiteboard" / "canvas" / "frontend"
BUNDLE = FRONTEND / "build"
OLDEST_NODE = (20, 19)

BROWSER_VARIABLE = "WHITEBOARD_CHROMIUM"
BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = f"""\
The browser tests drive Chromium and none was found. One of these gives them one:
  - install Chromium or Google Chrome so that it is on PATH
    (Debian: apt-get install chromium; macOS: brew install --cask chromium);
  - python3 dev.py browser, which downloads the one Playwright knows;
  - set {BROWSER_VARIABLE} to the path of a Chromium you already have."""


class CommandError(Exception):
    """Ends the program with a message for the person at the terminal."""


# Running commands


def environment() -> dict[str, str]:
    """Return the environment for child processes.

    A virtual environment that happens to be active is left out, because uv uses the project's
    own. The Python that runs this file makes that environment when it does not exist yet.
    """
    env = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    if not (ROOT / ".venv").exists():
        env.setdefault("UV_PYTHON", sys.executable)
    env.pop("UV_INDEX_URL", None)
    env.pop("UV_DEFAULT_INDEX", None)
    if has_mirror():
        env["UV_DEFAULT_INDEX"] = package_index()
    return env


def run(title: str, command: Sequence[str]) -> None:
    """Run *command* from the root under a one-line header; stop with how to repeat it."""
    step(title)
    done = subprocess.run(command, cwd=ROOT, env=environment(), check=False)
    if done.returncode != 0:
        raise failure(title, command, done.returncode)


def step(title: str) -> None:
    """Print the header of one step."""
    print(f"\n== {title}", flush=True)


def failure(title: str, command: Sequence[str], code: int) -> CommandError:
    """Say which step failed and the exact command that repeats it."""
    again = f"cd {shlex.quote(str(ROOT))} && {shlex.join(command)}"
    return CommandError(f"{title} failed (exit code {code}). To repeat it:\n  {again}")


def succeeds(command: Sequence[str], *, timeout: float = 60) -> bool:
    """Return whether *command* can be started and ends well within *timeout* seconds."""
    return output(command, timeout=timeout) is not None


def output(command: Sequence[str], *, timeout: float = 60) -> str | None:
    """Return what *command* prints, or None when it cannot be started, fails or hangs."""
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=timeout,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


# uv, found or fetched


def uv() -> str:
    """Return the path of a usable uv, fetching the pinned one when there is none."""
    found = shutil.which("uv")
    if found and version(output([found, "--version"])) >= OLDEST_UV:
        return found
    kept = bootstrapped_uv()
    if kept:
        return kept
    step(f"uv {UV_VERSION} (fetched once, into .bootstrap/)")
    fetch_uv()
    kept = bootstrapped_uv()
    if not kept:
        message = f"uv {UV_VERSION} was installed into {BOOTSTRAP} but does not start there."
        raise CommandError(message)
    return kept


def bootstrapped_uv() -> str | None:
    """Return the uv kept in `.bootstrap/`, or None."""
    binary = BOOTSTRAP / "bin" / ("uv.exe" if os.name == "nt" else "uv")
    return str(binary) if succeeds([str(binary), "--version"]) else None


def fetch_uv() -> None:
    """Install the pinned uv into `.bootstrap/` with pip, or with pip's wheel where pip is not.

    `--target` works where the system's Python is externally managed and where neither venv nor
    ensurepip exists.
    """
    BOOTSTRAP.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BOOTSTRAP.parent) as folder:
        if importlib.util.find_spec("pip"):
            pip = [sys.executable, "-m", "pip"]
        else:
            pip = [sys.executable, str(fetch_pip(Path(folder)) / "pip")]
        target = Path(folder) / "uv"
        quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
        index = ["--index-url", package_index()] if has_mirror() else []
        wanted = ["--only-binary", ":all:", f"uv=={UV_VERSION}"]
        command = [*pip, "install", *quiet, *index, "--target", str(target), *wanted]
        done = subprocess.run(command, env=environment(), check=False)
        if done.returncode != 0:
            message = (
                f"uv {UV_VERSION} could not be fetched from {without_password(package_index())}. "
                "Check the network, name a mirror in PIP_INDEX_URL, or install uv by hand: "
                "https://docs.astral.sh/uv/"
            )
            raise CommandError(message)
        shutil.rmtree(BOOTSTRAP, ignore_errors=True)
        target.replace(BOOTSTRAP)


def fetch_pip(folder: Path) -> Path:
    """Download pip's wheel into *folder* and return it; Python runs it straight from the zip."""
    page_address = f"{package_index().rstrip('/')}/pip/"
    try:
        page = read_address(page_address).decode()
        links = [link for link in re.findall(r'href="([^"]+)"', page) if PIP_WHEEL in link]
        if not links:
            message = f"{without_password(page_address)} does not list {PIP_WHEEL}."
            raise CommandError(message)
        content = read_address(urllib.parse.urljoin(page_address, links[0].partition("#")[0]))
    except (OSError, ValueError) as error:
        place = without_password(page_address)
        message = f"{place} cannot be read ({error}). Name a mirror in PIP_INDEX_URL."
        raise CommandError(message) from error
    digest = hashlib.sha256(content).hexdigest()
    if digest != PIP_SHA256:
        message = f"{PIP_WHEEL} has the SHA-256 {digest}, not {PIP_SHA256}. Nothing was run."
        raise CommandError(message)
    wheel = folder / PIP_WHEEL
    wheel.write_bytes(content)
    return wheel


def read_address(address: str) -> bytes:
    """Return the body found at a web address."""
    if not address.startswith(("https://", "http://", "file://")):
        message = f"{address!r} is not a web address"
        raise ValueError(message)
    with urllib.request.urlopen(address, timeout=60) as reply:
        body: bytes = reply.read()
    return body


def package_index() -> str:
    """Return the address of the package index this machine is told to use."""
    variables = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
    return next((os.environ[name] for name in variables if os.environ.get(name)), PYPI)


def has_mirror() -> bool:
    """Return whether packages come from somewhere else than PyPI."""
    return package_index().rstrip("/") != PYPI


def without_password(address: str) -> str:
    """Return *address* fit for printing."""
    return re.sub(r"//[^@/]+@", "//", address)


def version(text: str | None) -> tuple[int, ...]:
    """Return the first dotted number in *text*, or an empty tuple, which is below all others."""
    found = re.search(r"\d+(?:\.\d+)+", text or "")
    return tuple(int(part) for part in found.group().split(".")) if found else ()


def in_project(*command: str, group: str = "dev") -> list[str]:
    """Return *command* as run with the locked packages, those of *group* included."""
    groups = {"app": ["--no-dev"], "dev": []}.get(group, ["--group", group])
    if has_mirror():
        install_from_mirror(*groups)
        return [uv(), "run", "--no-sync", *command]
    return [uv(), "run", "--locked", *groups, *command]


@functools.cache
def install_from_mirror(*groups: str) -> None:
    """Install the locked versions, by their hashes, from the mirror.

    The lock names PyPI, and uv takes a lock that names another index for stale; so the versions
    and hashes are handed over as a list.
    """
    step(f"packages from {without_password(package_index())}")
    wanted = ROOT / ".bootstrap" / "requirements.txt"
    wanted.parent.mkdir(exist_ok=True)
    export = ["export", "--frozen", "--no-emit-project", "--output-file", str(wanted)]
    make = [] if (ROOT / ".venv").exists() else [["venv", "--quiet"]]
    install = ["pip", "install", "--quiet"]
    for arguments in (
        *make,
        [*export, "--quiet", *groups],
        [*install, "--require-hashes", "--requirement", str(wanted)],
        [*install, "--no-deps", "--editable", "."],
    ):
        command = [uv(), *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment(), check=False)
        if done.returncode != 0:
            raise failure("installing from the mirror", command, done.returncode)


# The browser


def find_browser() -> str | None:
    """Return a Chromium that starts: the one named by hand, one on PATH, or Playwright's own."""
    named = os.environ.get(BROWSER_VARIABLE)
    if named:
        return named if starts(named) else None
    on_path = (shutil.which(name) for name in BROWSER_NAMES)
    return next((path for path in on_path if path and starts(path)), None) or own_browser()


def own_browser() -> str | None:
    """Return the Chromium that Playwright downloaded earlier, or None."""
    question = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as playwright: print(playwright.chromium.executable_path)"
    )
    inside = importlib.util.find_spec("playwright") is not None
    python = [sys.executable] if inside else in_project("python")
    path = output([*python, "-c", question])
    return path if path and Path(path).exists() and starts(path) else None


def starts(browser: str) -> bool:
    """Return whether the file runs at all; Ubuntu's `chromium-browser` is often an empty stub."""
    return succeeds([browser, "--version"], timeout=30)


def browser() -> str:
    """Return a Chromium for the tests, installing one when there is none."""
    found = find_browser()
    if found:
        return found
    if os.environ.get(BROWSER_VARIABLE):
        message = f"{BROWSER_VARIABLE}={os.environ[BROWSER_VARIABLE]} does not start.\n{NO_BROWSER}"
        raise CommandError(message)
    step("Chromium for the browser tests")
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    has_apt = is_root and shutil.which("apt-get") is not None
    attempts = [in_project("playwright", "install", "chromium")]
    if has_apt:
        attempts.insert(0, in_project("playwright", "install", "--with-deps", "chromium"))
        attempts.append(["apt-get", "update"])
        attempts.append(["apt-get", "install", "-y", "--no-install-recommends", "chromium"])
    for command in attempts:
        print("  " + shlex.join(command), flush=True)
        settings = {**environment(), "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(command, cwd=ROOT, env=settings, check=False, stdin=subprocess.DEVNULL)
        found = find_browser()
        if found:
            return found
    raise CommandError(NO_BROWSER)


# The canvas


def node() -> list[str]:
    """Return what to put before `npm`: nothing when Node is here, else uv with Node's wheel."""
    installed = version(output(["node", "--version"]))
    if installed >= OLDEST_NODE and shutil.which("npm"):
        return []
    return in_project(group="canvas")


def check_canvas() -> None:
    """Type-check, lint and test the canvas, and see that its committed bundle is what it builds."""
    npm = install_canvas()
    for script, title in (("typecheck", "tsc"), ("lint", "eslint"), ("test", "vitest")):
        run(f"canvas: {title}", [*npm, "run", "--silent", script])
    before = contents(BUNDLE)
    run("canvas: build", [*npm, "run", "--silent", "build"])
    after = contents(BUNDLE)
    if before != after:
        changed = sorted(name for name in before | after if before.get(name) != after.get(name))
        message = (
            f"The bundle in {BUNDLE.relative_to(ROOT)} was not what its source builds "
            f"({', '.join(changed)}). It has been rebuilt: look at it and commit it."
        )
        raise CommandError(message)


def build_canvas() -> None:
    """Build the canvas bundle that the app serves."""
    run("canvas: build", [*install_canvas(), "run", "build"])


def install_canvas() -> list[str]:
    """Install the locked npm packages unless they are already there; return how to call npm."""
    locked = FRONTEND / "package-lock.json"
    if not locked.exists():
        message = f"{locked.relative_to(ROOT)} is missing, so the canvas cannot be built."
        raise CommandError(message)
    path = shutil.which("npm") or "npm"
    prefix = node()
    npm = [*prefix, "npm" if prefix else path, "--prefix", str(FRONTEND)]
    lock = hashlib.sha256(locked.read_bytes()).hexdigest()
    stamp = FRONTEND / "node_modules" / ".installed-from"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != lock:
        run("canvas: npm ci", [*npm, "ci", "--no-audit", "--no-fund"])
        stamp.write_text(lock, encoding="utf-8")
    return npm


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below *folder* by its relative name."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


# The commands


def app(arguments: list[str]) -> None:
    """start the app: app [--port N] [streamlit options]"""
    options = ["--server.port" if word == "--port" else word for word in arguments]
    options = [re.sub(r"^--port=", "--server.port=", word) for word in options]
    command = in_project("streamlit", "run", "app.py", *options, group="app")
    if os.name == "posix":
        # Become the server, so that whoever stops this process stops the app.
        os.chdir(ROOT)
        os.execve(command[0], command, environment())
    code = subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode
    if code != 0:
        raise failure("streamlit", command, code)


def test(arguments: list[str]) -> None:
    """check everything a build machine checks: test [pytest options]"""
    lint([])
    types([])
    contracts([])
    canvas([])
    run_pytest(arguments)


def run_pytest(arguments: list[str]) -> None:
    """run the tests alone: pytest [pytest options]"""
    settings = {**environment(), BROWSER_VARIABLE: browser()}
    command = in_project("pytest", *arguments)
    step(f"pytest ({shlex.join(command)})")
    # Nothing is printed afterwards: pytest's verdict is the last line.
    code = subprocess.run(command, cwd=ROOT, env=settings, check=False).returncode
    if code != 0:
        sys.exit(code)


def lint(_: list[str]) -> None:
    """check style and formatting with ruff"""
    run("ruff check", in_project("ruff", "check", "."))
    run("ruff format", in_project("ruff", "format", "--check", "."))


def tidy(_: list[str]) -> None:
    """format the code and apply the safe fixes"""
    run("ruff check --fix", in_project("ruff", "check", "--fix", "."))
    run("ruff format", in_project("ruff", "format", "."))


def types(_: list[str]) -> None:
    """check types with mypy"""
    run("mypy", in_project("mypy"))


def contracts(_: list[str]) -> None:
    """check which part may import which"""
    run("lint-imports", in_project("lint-imports"))


def docs(_: list[str]) -> None:
    """write the pages of the rules and of the command line anew"""
    run("rule pages", in_project("python", "-m", "checks", "docs"))
    run("command line", in_project("python", "-m", "whiteboard.cli.reference"))


def canvas(arguments: list[str]) -> None:
    """check the canvas; with `build`, only rebuild its bundle: canvas [build]"""
    if arguments == ["build"]:
        build_canvas()
        return
    check_canvas()


def install_browser(_: list[str]) -> None:
    """make sure the browser tests have a Chromium"""
    print(browser())


def fuzz(arguments: list[str]) -> None:
    """judge 20 000 random designs and as many edits: fuzz [pytest options]"""
    patient = ["-o", "faulthandler_timeout=0"]  # one test judges them all
    options = ["tests/checks/test_any_design.py", "--designs", "20000", *patient, *arguments]
    run("any design", in_project("pytest", *options))


def bench(arguments: list[str]) -> None:
    """measure against the budgets: bench [pytest options]"""
    options = ["--benchmark-enable", "--benchmark-only", "tests/benchmarks", *arguments]
    run("pytest-benchmark", in_project("pytest", *options))


COMMANDS: dict[str, Callable[[list[str]], None]] = {
    "app": app,
    "test": test,
    "pytest": run_pytest,
    "lint": lint,
    "format": tidy,
    "types": types,
    "contracts": contracts,
    "docs": docs,
    "canvas": canvas,
    "browser": install_browser,
    "bench": bench,
    "fuzz": fuzz,
}


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    name = arguments[0] if arguments else "help"
    if name in {"help", "-h", "--help"}:
        print(usage())
        return 0
    if name not in COMMANDS:
        print(f"dev.py has no command {name!r}.\n\n{usage()}", file=sys.stderr)
        return 2
    try:
        COMMANDS[name](arguments[1:])
    except CommandError as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def usage() -> str:
    """Return the list of commands."""
    lines = [f"  {name:<10} {command.__doc__}" for name, command in COMMANDS.items()]
    return "\n".join(["python3 dev.py COMMAND", "", *lines])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
