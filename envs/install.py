"""Makes the managed Python environment: `install.py FOLDER REQUIREMENTS...`, the base first, additions after it.

Standard library only, since it runs before anything is installed; src/env/python/managed.ts runs it. Standard output
carries one JSON object a line: {"step", "steps", "doing"} while it goes on, {"what", "remedy"} when it fails.

FOLDER/.gaitway names the files that are installed, with the SHA-256 of each. It is emptied first and written last, so
an environment that was interrupted never looks finished; the next run makes it anew. One process installs at a time,
the others wait for it. When standard input closes, this process and all it started end at once: its parent is gone.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

KEPT_LINES = 12


class InstallFailed(Exception):
    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


def main(folder: Path, requirements: Sequence[Path]) -> int:
    threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        with one_at_a_time(folder):
            install(folder, requirements)
    except InstallFailed as error:
        tell(what=error.what, remedy=error.remedy)
        return 1
    except OSError as error:
        tell(
            what=f"the Python environment {folder} cannot be written: {error}",
            remedy="make the folder writable and the disk less full, or name an interpreter in GAITWAY_PYTHON",
        )
        return 1
    return 0


def install(folder: Path, requirements: Sequence[Path]) -> None:
    """Brings FOLDER to what REQUIREMENTS say. What was added earlier stays, unless the base changed."""
    present = installed(folder)
    wanted = {path.name: digest(path) for path in requirements}
    base = requirements[0]
    if present.get(base.name) != wanted[base.name] or not runs(folder):
        present = {}
    missing = [path for path in requirements if present.get(path.name) != wanted[path.name]]
    if not missing:
        return
    progress = Progress(missing, creating=not present)
    if not present:
        create(folder, progress)
    stamp(folder, {})
    for path in missing:
        pip_install(folder, path, base, progress)
    kept = {name: value for name, value in present.items() if name not in wanted}
    stamp(folder, {**kept, **wanted})


class Progress:
    """Counts the environment itself, then every named package, then the unpacking of each file's packages."""

    def __init__(self, requirements: Sequence[Path], creating: bool) -> None:
        self._waiting = {name for path in requirements for name in package_names(path)}
        self._steps = len(self._waiting) + len(requirements) + creating
        self._step = 0

    def next(self, doing: str) -> None:
        self._step += 1
        tell(step=self._step, steps=self._steps, doing=doing)

    def found(self, requirement: str) -> None:
        """Pip begins with `requirement`; what only comes along with another one is no step."""
        name = name_of(requirement)
        if name in self._waiting:
            self._waiting.remove(name)
            self.next(name)


def create(folder: Path, progress: Progress) -> None:
    """An empty environment at FOLDER, in place of what an earlier run of ours left there."""
    if folder.exists() and not stamp_of(folder).exists():
        raise InstallFailed(
            f"{folder} was not made by Gaitway and is not touched",
            f"remove it, or use it as it is with GAITWAY_PYTHON={folder / 'bin' / 'python'}",
        )
    progress.next("an empty environment")
    remove(folder)
    folder.mkdir(parents=True)
    stamp(folder, {})
    result = subprocess.run(
        [sys.executable, "-I", "-m", "venv", str(folder)],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if result.returncode != 0:
        raise InstallFailed(
            f"{sys.executable} cannot make a virtual environment:\n{result.stdout.strip()}",
            "install its venv and ensurepip (Debian, Ubuntu: apt install python3-venv), "
            "or name another interpreter in GAITWAY_PYTHON",
        )


def pip_install(folder: Path, requirements: Path, base: Path, progress: Progress) -> None:
    """Wheels only: nothing is compiled, so what a platform lacks is said at once."""
    command = [str(python_of(folder)), "-I", "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--progress-bar", "off", "--no-input", "--only-binary", ":all:"]
    command += ["--requirement", str(requirements)]
    if requirements != base:
        command += ["--constraint", str(base)]
    last = deque[str](maxlen=KEPT_LINES)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            last.append(line.rstrip())
            words = line.split()
            if words[:1] in (["Collecting"], ["Processing"]) and len(words) > 1:
                progress.found(words[1])
            elif line.startswith("Requirement already satisfied:"):
                progress.found(words[3])
            elif line.startswith("Installing collected packages"):
                progress.next("unpacking")
    if pip.returncode != 0:
        said = "\n".join(last)
        raise InstallFailed(f"pip could not install {requirements}; its last lines:\n{said}", remedy(said))


def remedy(said: str) -> str:
    if re.search(r"No space left on device|Permission denied|Read-only file system", said):
        return "make room on the disk and the folder writable, then run the command again"
    if re.search(r"establish a new connection|Temporary failure|timed out|ProxyError|SSLError", said):
        return (
            "the package index cannot be reached: check the network or the proxy, name a mirror in PIP_INDEX_URL, "
            "or name an interpreter that has the packages in GAITWAY_PYTHON"
        )
    return (
        f"Python {sys.version_info.major}.{sys.version_info.minor} or this machine may have no such package: "
        "try another Python, or name an interpreter that has the packages in GAITWAY_PYTHON"
    )


def package_names(requirements: Path) -> list[str]:
    lines = (line.strip() for line in requirements.read_text("utf-8").splitlines())
    return [name_of(line) for line in lines if line and not line.startswith(("#", "-"))]


def name_of(requirement: str) -> str:
    """The normalized name in `PyYAML==6`, in `numpy>=2; marker`, or in the path of a wheel."""
    text = requirement.rpartition("/")[2].partition("-")[0] if "/" in requirement else requirement
    return re.split(r"[^A-Za-z0-9._-]", text)[0].lower().replace("_", "-")


def installed(folder: Path) -> dict[str, str]:
    try:
        return dict(json.loads(stamp_of(folder).read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def stamp(folder: Path, content: dict[str, str]) -> None:
    aside = stamp_of(folder).with_suffix(".tmp")
    aside.write_text(json.dumps(content), "utf-8")
    aside.replace(stamp_of(folder))


def stamp_of(folder: Path) -> Path:
    return folder / ".gaitway"


def python_of(folder: Path) -> Path:
    return folder / "bin" / "python"


def runs(folder: Path) -> bool:
    """Whether its interpreter is still there: the one it was made from may have been removed."""
    return python_of(folder).exists()


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def remove(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """The kernel gives the lock back when its holder ends, however that happens."""
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell(step=0, steps=0, doing="waiting for another process that prepares it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def end_with_parent() -> None:
    while os.read(0, 4096):
        pass
    os.killpg(0, signal.SIGKILL)


def tell(**message: str | int) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]))
