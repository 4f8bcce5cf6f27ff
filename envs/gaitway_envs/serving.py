"""A server's life: environments made, address bound, announced, served until stopped, everything taken down."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from time import sleep

import zmq

from gaitway_envs.endpoint import bind
from gaitway_envs.engines import MadeFor, make_engine
from gaitway_envs.limits import DEFAULT_LIMITS
from gaitway_envs.loop import LONGEST_WAIT_S, Loop
from gaitway_envs.quiet_memory import settle
from gaitway_envs.security import encrypt
from gaitway_envs.server import Server
from gaitway_envs.service import Service
from gaitway_envs.warning import warn

_LAST_WORDS_MS = 100
"""How long what was sent before the end may take to leave."""


@dataclass(frozen=True)
class Serving:
    endpoint: str
    clips: bool
    is_child: bool
    """End when standard input closes."""
    keys: str | None = None
    allow: str | None = None


def serve(made_for: MadeFor, serving: Serving, announce: Callable[[str], None]) -> None:
    """Returns when it was stopped. Raises EnvironmentUnavailable or EndpointRefused; nothing is left running then."""
    stop = _Stop(serving.is_child)
    with ExitStack() as stack:
        blueprint, engine = make_engine(made_for)
        stack.callback(engine.close)
        for doubt in blueprint.warnings:
            warn(f"warning: {doubt}")
        context = zmq.Context()
        stack.callback(context.term)
        socket = context.socket(zmq.ROUTER)
        stack.callback(socket.close)
        _configure(socket)
        is_encrypted = encrypt(context, [socket], serving.keys, serving.allow, stack)
        server = Server(socket, lambda outbox: Service(blueprint, engine, serving.clips, outbox))
        bound = bind(socket, serving.endpoint, is_encrypted)
        stack.callback(bound.release)

        def leave() -> None:
            socket.close(_LAST_WORDS_MS)
            sleep(_LAST_WORDS_MS / 1000)
            bound.release()
            os._exit(0)

        loop = Loop(server, socket, engine, leave)
        stop.tell(loop)
        settle()
        announce(bound.endpoint)
        if not serving.is_child:
            warn(f"serving {made_for.count} × {made_for.uri} on {bound.endpoint}; Ctrl-C stops it")
        loop.run()
        server.close()


def _configure(socket: zmq.Socket[bytes]) -> None:
    """A ROUTER drops what a full queue cannot take, so the queues hold every reply that may be under way."""
    queue = 2 * DEFAULT_LIMITS.in_flight
    socket.setsockopt(zmq.SNDHWM, queue)
    socket.setsockopt(zmq.RCVHWM, queue)
    socket.setsockopt(zmq.LINGER, _LAST_WORDS_MS)
    socket.setsockopt(zmq.RCVTIMEO, int(1000 * LONGEST_WAIT_S))
    socket.setsockopt(zmq.MAXMSGSIZE, DEFAULT_LIMITS.message_bytes)


class _Stop:
    """Signals and the end of standard input end the process at once while environments are made, later the loop."""

    def __init__(self, is_child: bool) -> None:
        self._loop: Loop | None = None
        signal.signal(signal.SIGTERM, lambda *_: self._now())
        # Ctrl-C reaches the whole terminal's group; a child leaves when its parent lets go of it.
        signal.signal(signal.SIGINT, signal.SIG_IGN if is_child else lambda *_: self._now())
        if is_child:
            threading.Thread(target=self._when_stdin_closes, daemon=True).start()

    def tell(self, loop: Loop) -> None:
        self._loop = loop

    def _now(self) -> None:
        if self._loop is None:
            os._exit(0)
        self._loop.stop()

    def _when_stdin_closes(self) -> None:
        while os.read(0, 4096):
            pass
        self._now()
