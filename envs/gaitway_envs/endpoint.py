"""Addresses: which may be bound without keys, and the files behind ipc ones."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

import zmq

_FORMS = "ipc://PATH, ipc://*, tcp://127.0.0.1:PORT or tcp://127.0.0.1:*; beyond this machine, with keys, tcp://HOST:PORT"
_MAX_PATH_BYTES = 107
"""sun_path of a Unix socket is 108 bytes with its final zero."""
_LOOPBACK = re.compile(r"localhost|\[::1\]|127\.\d+\.\d+\.\d+")


class EndpointRefused(Exception):
    """The address cannot be bound: in use, not allowed without keys, or not an address. Nothing was bound."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}; {remedy}")
        self.what = what
        self.remedy = remedy


@dataclass(frozen=True)
class Bound:
    endpoint: str
    """The address that was bound, a port instead of `*`."""
    release: Callable[[], None]
    """Removes the files that were made for the address."""


def bind(router: zmq.Socket[bytes], endpoint: str, encrypted: bool) -> Bound:
    """Binds. Raises EndpointRefused for what is open to others without keys, in use, or not an address."""
    scheme, rest = _parse(endpoint)
    address, release = endpoint, _nothing
    if scheme == "tcp":
        _require_safe(endpoint, rest, encrypted)
    elif rest == "*":
        directory = tempfile.mkdtemp(prefix="gaitway-")
        address = f"ipc://{directory}/socket"
        release = lambda: shutil.rmtree(directory, ignore_errors=True)  # noqa: E731
    else:
        _clear_stale(endpoint, rest)
        release = lambda: _remove(rest)  # noqa: E731
    try:
        router.bind(address)
    except zmq.ZMQError as error:
        release()
        raise EndpointRefused(
            f"cannot bind {endpoint}: {error.strerror}", "choose an address that is free"
        ) from None
    return Bound(router.getsockopt_string(zmq.LAST_ENDPOINT).rstrip("\0"), release)


def _nothing() -> None:
    pass


def _remove(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def _parse(endpoint: str) -> tuple[str, str]:
    match = re.fullmatch(r"(ipc|tcp)://(.+)", endpoint)
    if match is None:
        raise EndpointRefused(f'expected an address, got "{endpoint}"', f"write {_FORMS}")
    scheme, rest = match[1], match[2]
    if scheme == "tcp":
        host, _, port = rest.rpartition(":")
        if not host or not (port == "*" or (port.isdecimal() and int(port) <= 65535)):
            raise EndpointRefused(
                f'expected a host and a port from 0 to 65535, got "{endpoint}"', f"write {_FORMS}"
            )
    return scheme, rest


def _require_safe(endpoint: str, rest: str, encrypted: bool) -> None:
    if encrypted or _LOOPBACK.fullmatch(rest.rpartition(":")[0]):
        return
    raise EndpointRefused(
        f"{endpoint} is open to other machines, and there are no keys to tell friend from foe",
        "make keys with `gaitway keys` and add --keys FILE.key_secret --allow DIR, or bind ipc://… or tcp://127.0.0.1:…",
    )


def _clear_stale(endpoint: str, path: str) -> None:
    length = len(os.fsencode(path))
    if length > _MAX_PATH_BYTES:
        raise EndpointRefused(
            f"expected a path of at most {_MAX_PATH_BYTES} bytes, {endpoint} has {length} bytes",
            "use a shorter one, or ipc://*",
        )
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise EndpointRefused(
            f"{path} exists and is not a socket", "choose another path; nothing was overwritten"
        )
    if _answers(path):
        raise EndpointRefused(f"another server listens at {endpoint}", "stop it, or choose another address")
    os.unlink(path)


def _answers(path: str) -> bool:
    """Whether a process still listens behind a socket file."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
        except OSError:
            return False
    return True
