"""CURVE: what goes over an encrypted address can be read and sent by allow-listed agents only."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack

import zmq
import zmq.auth
from zmq.auth.thread import ThreadAuthenticator

from gaitway_envs.endpoint import EndpointRefused

_DOMAIN = "gaitway"


def encrypt(
    context: zmq.Context,
    sockets: Sequence[zmq.Socket[bytes]],
    keys: str | None,
    allow: str | None,
    stack: ExitStack,
) -> bool:
    """Makes `sockets` CURVE servers before they are bound; returns whether they are. Raises EndpointRefused.

    `keys` is a certificate with a secret key, `allow` a folder of public ones (*.key), both as zmq.auth writes them. A
    client whose key is not in the folder is refused at the handshake. The folder is read again for each, so that a key
    that is added or removed counts at once.
    """
    if keys is None and allow is None:
        return False
    if keys is None or allow is None:
        missing = "--allow DIR" if allow is None else "--keys FILE.key_secret"
        raise EndpointRefused(
            f"an encrypted address needs its own keys and those of its agents, {missing} is missing",
            "give both --keys FILE.key_secret and --allow DIR; `gaitway keys` makes keys",
        )
    if not zmq.has("curve"):
        raise EndpointRefused("this libzmq was built without CURVE", "install the pyzmq wheel of PyPI")
    public, secret = _own_keys(keys)
    _allowed_keys(allow)
    authenticator = ThreadAuthenticator(context)
    authenticator.start()
    stack.callback(authenticator.stop)
    authenticator.configure_curve_callback(_DOMAIN, _AllowList(allow))
    for socket in sockets:
        socket.curve_publickey = public
        socket.curve_secretkey = secret
        socket.curve_server = True
        # Without somebody to ask who may connect, nobody may.
        socket.zap_domain = _DOMAIN.encode()
        socket.setsockopt(zmq.ZAP_ENFORCE_DOMAIN, 1)
    return True


class _AllowList:
    """Asked by the authenticator for each handshake."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def callback(self, _domain: str, key: bytes) -> bool:
        """`key` is in Z85, as it is in the files."""
        try:
            allowed = key in _allowed_keys(self._folder)
            why = f"its public key {key.decode()} is not in {self._folder}"
        except EndpointRefused as error:
            allowed, why = False, str(error)
        if not allowed:
            sys.stderr.write(f"gaitway_envs: an agent was not let in: {why}\n")
        return allowed


def _own_keys(file: str) -> tuple[bytes, bytes]:
    if not os.path.exists(file):
        raise EndpointRefused(f"there is no {file}", "check the path, or make keys with `gaitway keys`")
    try:
        public, secret = zmq.auth.load_certificate(file)
    except (OSError, ValueError) as error:
        raise EndpointRefused(
            f"the keys in {file} cannot be read: {error}", "make some with `gaitway keys`"
        ) from None
    if secret is None:
        raise EndpointRefused(f"{file} has no secret key in it", "give the file that ends in .key_secret")
    mode = os.stat(file).st_mode & 0o777
    if os.name == "posix" and mode & 0o077:
        raise EndpointRefused(
            f"{file} may be read or written by others (mode {mode:o}): a secret key must not",
            f"chmod 600 {file}, and make a new pair if anybody else could have read it",
        )
    return public, secret


def _allowed_keys(folder: str) -> frozenset[bytes]:
    try:
        files = [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".key")]
        keys = frozenset(zmq.auth.load_certificate(file)[0] for file in files)
    except (OSError, ValueError) as error:
        raise EndpointRefused(
            f"the allowed keys in {folder} cannot be read: {error}",
            "put the public keys (*.key) of your agents there",
        ) from None
    if not keys:
        raise EndpointRefused(
            f"there is no public key (*.key) in {folder}, so nobody could connect",
            "put those of your agents there",
        )
    return keys
