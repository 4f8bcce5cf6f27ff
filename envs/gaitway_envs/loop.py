"""Who calls the server, and when: the only file that waits.

With environments in processes of their own one thread does it all. With environments in this process a step holds up
its thread, so a second one, the attendant, takes the socket when a step has lasted for long, and gives it back when the
main thread wants it. A lock says who has the server; between quick steps nobody but the main thread touches it.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Sequence
from time import monotonic, sleep

import zmq

from gaitway_envs.cores import available_cores
from gaitway_envs.engine import Engine, Inline
from gaitway_envs.multipart import receive
from gaitway_envs.server import Server

LONGEST_WAIT_S = 0.25
"""How long a stop may go unnoticed."""
_SOON_S = 0.0005
"""Of a wait that is spent awake; an agent in lock step takes less."""
_PATIENCE_S = 0.05
"""How long a step may hold the server up; a quarter of the interval of heartbeats is far from a missed one."""


class Loop:
    """Runs until `stop` was called, by a signal handler or another thread."""

    def __init__(
        self, server: Server, socket: zmq.Socket[bytes], engine: Engine, leave: Callable[[], None]
    ) -> None:
        """`leave` ends the process at once, with what was sent on its way: the end of a step that does not end."""
        self.server = server
        self.socket = socket
        self.engine = engine
        self.leave = leave
        self.stopping = False
        self._comes_soon = False
        self._may_stay_awake = len(available_cores()) > 1  # on the only core it would keep the sender waiting

    def stop(self) -> None:
        self.stopping = True

    def run(self) -> None:
        if isinstance(self.engine, Inline):
            _InlineLoop(self, self.engine).run()
        while not self.stopping:
            self.turn(self.engine.fds)

    def turn(self, fds: Sequence[int]) -> None:
        """Waits for something to happen, for a bounded time, and serves what did."""
        wait = min(self.server.next_event() - monotonic(), LONGEST_WAIT_S)
        if self.engine.has_unsent:
            wait = 0.0
        ready: list[int] = []
        listened = [(self.socket, zmq.POLLIN), *((fd, zmq.POLLIN) for fd in fds)]
        for source, _ in zmq.zmq_poll(listened, max(0, int(wait * 1000) + 1)):
            if source is self.socket:
                # One at a time: asking for a message that is not there costs more than asking whether one is.
                self.server.receive(receive(self.socket, zmq.DONTWAIT))
            else:
                ready.append(source)
        self.engine.collect(ready)
        self.tick()

    def receive_next(self) -> None:
        """One message, where nothing else can come: a receive that waits is the quickest of all."""
        with contextlib.suppress(zmq.Again):  # nothing came for LONGEST_WAIT_S, which is RCVTIMEO
            self.server.receive(self._await_message())

    def _await_message(self) -> list[bytes]:
        """Awake for a moment where the last one came soon: whoever sleeps has to be woken, with cold caches."""
        since = monotonic()
        while self._comes_soon and not self.socket.get(zmq.EVENTS) & zmq.POLLIN:
            os.sched_yield()
            self._comes_soon = monotonic() - since < _SOON_S
        message = receive(self.socket, 0)
        self._comes_soon = self._may_stay_awake and monotonic() - since < _SOON_S
        return message

    def tick(self) -> None:
        now = monotonic()
        if now >= self.server.next_event():
            self.server.tick(now)


class _InlineLoop:
    def __init__(self, loop: Loop, engine: Inline) -> None:
        self._loop = loop
        self._engine = engine
        self._lock = threading.Lock()
        self._busy_since = float("inf")
        self._attending = False
        self._wanted_read, self._wanted_write = os.pipe()
        os.set_blocking(self._wanted_read, False)

    def run(self) -> None:
        threading.Thread(target=self._attend, name="attendant", daemon=True).start()
        with self._lock:
            while not self._loop.stopping:
                self._loop.receive_next()
                while self._engine.has_work and not self._loop.stopping:
                    self._run_next()
                # Last, for an answer is waited for: what was refused without a step, and what is due.
                self._engine.collect(())
                self._loop.tick()

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
        self._engine.collect(())

    def _attend(self) -> None:
        """Either the main thread sees that it is attended and wakes this one, or this one sees the end of its step."""
        while True:
            sleep(_PATIENCE_S)
            if monotonic() - self._busy_since < _PATIENCE_S:
                continue
            self._attending = True
            with self._lock:
                while self._busy_since < float("inf"):
                    self._loop.turn((self._wanted_read,))
                    if self._loop.stopping:
                        self._leave()
                self._attending = False
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wanted_read, 64)

    def _leave(self) -> None:
        """Nobody waits for a step whose server was told to stop."""
        self._loop.server.close()
        self._loop.leave()
