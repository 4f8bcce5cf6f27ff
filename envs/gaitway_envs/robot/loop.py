"""Waits for agents, for requests and for the time: the only file here that does."""

from __future__ import annotations

import contextlib
import json
import math
import signal
import time
from collections.abc import Callable
from typing import Any

import zmq

from gaitway_envs.emulator.body import Body
from gaitway_envs.emulator.dialog import Requests
from gaitway_envs.emulator.faults import FaultRefused
from gaitway_envs.multipart import receive
from gaitway_envs.robot.controller import Controller
from gaitway_envs.robot.faults import FAULTS, Faults
from gaitway_envs.robot.readings import Readings
from gaitway_envs.server import Server

PERIOD = 0.008
"""Between two readings, s."""
_NOW = int(zmq.DONTWAIT)


class Loop:
    """`say` writes an event on standard output."""

    def __init__(
        self,
        sockets: tuple[zmq.Socket[bytes], zmq.Socket[bytes]],
        server: Server,
        controller: Controller,
        body: Body,
        readings: Readings,
        faults: Faults,
        say: Callable[..., None],
    ) -> None:
        self._router, self._publisher = sockets
        self._server, self._controller = server, controller
        self._body, self._readings, self._faults = body, readings, faults
        self._say = say
        self._stopped = False
        self._requests = Requests(self.obey, say)
        self._next_reading = time.monotonic()

    def run(self, requests: int | None, *, ends_with_requests: bool) -> None:
        """Until a signal, or the end of `requests` (a descriptor). Leaves the robot limp."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        while not self._stopped:
            ready = self._wait(requests)
            self._advance()
            if requests in ready and not self._requests.read(requests):
                requests = None
                self._stopped = self._stopped or ends_with_requests
            if self._router in ready:
                self._hear()
        self._server.close()
        self._say("ended", **self.report())

    def _wait(self, requests: int | None) -> list[Any]:
        due = min(self._next_reading, self._controller.next_event(), self._server.next_event())
        # Up to a millisecond late: ZeroMQ counts no less.
        wait_ms = math.ceil(1000 * max(0.0, due - time.monotonic()))
        sources = [self._router, *([] if requests is None else [requests])]
        return [ready for ready, _ in zmq.zmq_poll([(source, zmq.POLLIN) for source in sources], wait_ms)]

    def _advance(self) -> None:
        """All that time brings."""
        now = time.monotonic()
        self._body.advance(now)
        self._controller.watch(now)
        if now >= self._server.next_event():
            self._server.tick(now)
        if now >= self._next_reading:
            self._publish(now)

    def _publish(self, now: float) -> None:
        # On a grid; what was missed is skipped.
        self._next_reading += PERIOD * (1 + math.floor((now - self._next_reading) / PERIOD))
        message = self._readings.next(now, self._controller.state(now))
        if not self._faults.drop:
            with contextlib.suppress(zmq.Again):
                self._publisher.send(message, _NOW)

    def _hear(self) -> None:
        """All that is there: one after the other, so that the latest command is the last."""
        while True:
            try:
                frames = receive(self._router, _NOW)
            except zmq.Again:
                return
            if not self._faults.drop:
                self._server.receive(frames)

    def _stop(self, *_: Any) -> None:
        self._stopped = True

    def obey(self, request: Any) -> None:
        """Does what one request asks for. Raises FaultRefused."""
        match request:
            case {"request": "report"}:
                self._say("report", **self.report())
            case {"request": "stop"}:
                self._stopped = True
            case {"fault": fault}:
                self._faults.add(request)
                self._controller.refuses = self._faults.refuse
                if fault == "tilt":
                    self._body.push()
                self._say("fault", **request)
            case _:
                known = f'"request" report or stop, or "fault" one of {", ".join(FAULTS)}'
                raise FaultRefused(f"expected {known}; got {json.dumps(request)}")

    def report(self) -> dict[str, Any]:
        """How it is, and what it has refused so far."""
        return {**self._body.report(), **self._controller.report()}
