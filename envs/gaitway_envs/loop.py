"""Who calls the server, and when: the only file that waits.

With environments in processes of their own one thread does it all. With environments in this process a step holds up
its thread, so a second one, the attendant, takes the socket when a step has lasted for long, and gives it back when the
main thread wants it. A lock says who has the server; between quick steps nobody but the main thread touches it.
"""

from __future__ import annotations

import os
import threading
from time import monotonic

import zmq

from gaitway_envs.engine import Engine, Inline
from gaitway_envs.server import Server

_LONGEST_WAIT_S = 0.25
"""How long a stop may go unnoticed."""
_PATIENCE_S = 0.05
"""How long a step may hold the server up; a quarter of the interval of heartbeats is far from a missed one."""


class Loop:
    """Runs until `stop` was called, by a signal handler or another thread."""

    def __init__(self, server: Server, socket: zmq.Socket[bytes], engine: Engine) -> None:
        self._server = server
        self._socket = socket
        self._engine = engine
        self._poll_list = [(socket, zmq.POLLIN), *((fd, zmq.POLLIN) for fd in engine.fds)]
        self.stopping = False

    def stop(self) -> None:
        self.stopping = True

    def run(self) -> None:
        if isinstance(self._engine, Inline):
            _InlineLoop(self, self._engine).run()
        while not self.stopping:
            self.turn(self._socket, self._engine.fds)

    def turn(self, socket: zmq.Socket[bytes], fds: list[int]) -> None:
        """Waits for something to happen, for a bounded time, and serves what did."""
        wait = min(self._server.next_event() - monotonic(), _LONGEST_WAIT_S)
        zmq.zmq_poll([(socket, zmq.POLLIN), *((fd, zmq.POLLIN) for fd in fds)], max(0, int(wait * 1000) + 1))
        self.drain()
        self._engine.collect()
        now = monotonic()
        if now >= self._server.next_event():
            self._server.tick(now)

    def drain(self) -> None:
        try:
            while True:
                self._server.receive(self._socket.recv_multipart(zmq.DONTWAIT))
        except zmq.Again:
            pass


class _InlineLoop:
    def __init__(self, loop: Loop, engine: Inline) -> None:
        self._loop = loop
        self._engine = engine
        self._lock = threading.Lock()
        self._busy_since = float("inf")
        self._wanted_read, self._wanted_write = os.pipe()
        self._attending = False

    def run(self) -> None:
        attendant = threading.Thread(target=self._attend, name="attendant", daemon=True)
        attendant.start()
        loop, engine, lock = self._loop, self._engine, self._lock
        with lock:
            while not loop.stopping:
                loop.turn(loop._socket, [])
                while engine.has_work and not loop.stopping:
                    self._run_next()

    def _run_next(self) -> None:
        self._busy_since = monotonic()
        self._lock.release()
        try:
            self._engine.run_next()
        finally:
            self._busy_since = float("inf")
            if self._attending:
                os.write(self._wanted_write, b".")
            self._lock.acquire()
        self._engine.collect()

    def _attend(self) -> None:
        while not self._loop.stopping:
            threading.Event().wait(_PATIENCE_S)
            if monotonic() - self._busy_since > _PATIENCE_S:
                self._attending = True
                with self._lock:
                    while self._busy_since < float("inf"):
                        self._loop.turn(self._loop._socket, [self._wanted_read])
                    self._attending = False
                os.read(self._wanted_read, 1)
