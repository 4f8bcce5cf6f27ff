"""CURVE: what goes over an encrypted address can be read and sent by allow-listed agents only."""

from __future__ import annotations

import os
from contextlib import ExitStack

import zmq
import zmq.auth
from zmq.auth.thread import ThreadAuthenticator

from gaitway_envs.endpoint import EndpointRefused


def encrypt(
    context: zmq.Context, socket: zmq.Socket[bytes], keys: str | None, allow: str | None, stack: ExitStack
) -> bool:
    """Makes `socket` a CURVE server before it is bound; returns whether it is one. Raises EndpointRefused.

    `keys` is a certificate with a secret key, `allow` a folder of public ones (*.key), both as zmq.auth writes them. A
    client whose key is not in the folder is refused at the handshake; keys are read once.
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
    allowed = _allowed_keys(allow)
    authenticator = ThreadAuthenticator(context)
    authenticator.start()
    stack.callback(authenticator.stop)
    authenticator.configure_curve_callback("*", _AllowList(allowed))
    socket.curve_publickey = public
    socket.curve_secretkey = secret
    socket.curve_server = True
    return True


class _AllowList:
    """Asked by the authenticator for each handshake."""

    def __init__(self, keys: frozenset[bytes]) -> None:
        self._keys = keys

    def callback(self, _domain: str, key: bytes) -> bool:
        return zmq.utils.z85.encode(key) in self._keys


def _own_keys(file: str) -> tuple[bytes, bytes]:
    try:
        public, secret = zmq.auth.load_certificate(file)
    except (OSError, ValueError) as error:
        raise EndpointRefused(
            f"the keys in {file} cannot be read: {error}", "make some with `gaitway keys`"
        ) from None
    if secret is None:
        raise EndpointRefused(f"{file} has no secret key in it", "give the file that ends in .key_secret")
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
