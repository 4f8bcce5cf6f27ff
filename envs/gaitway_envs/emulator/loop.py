"""Waits for the host, for requests and for the time: the only file here that does."""

from __future__ import annotations

import contextlib
import heapq
import itertools
import json
import os
import select
import signal
import time
from collections.abc import Callable
from typing import Any, Protocol

from gaitway_envs.emulator.byte_log import ByteLog
from gaitway_envs.emulator.dialog import Requests, write_event
from gaitway_envs.emulator.faults import FaultRefused
from gaitway_envs.emulator.terminal import Terminal

PRIORITY = 50
"""Of real-time processes, 1 … 99: above a control thread of the same machine, which is to wait for its devices."""
IDLE = 0.005
"""The longest wait, s: physics and watchdogs go on while nobody speaks."""
AWAKE = 0.0002
"""A device answers on time, a process that sleeps is woken late: so long before something is due it stays awake, s."""


LINE_FAULTS = ("unplug", "replug")
"""Of any terminal."""


class Emulated(Protocol):
    """What is behind the terminal."""

    faults: tuple[str, ...]
    """The names of those that `request` knows."""

    def hear(self, data: bytes, now: float) -> None:
        """The host wrote."""

    def pass_time(self, now: float) -> None:
        """Nobody wrote."""

    def request(self, request: dict[str, Any], now: float) -> bool:
        """A line on standard input; False when it knows none such. Raises FaultRefused."""

    def report(self) -> dict[str, Any]:
        """How it is."""


class Loop:
    """Events go to `announce` as lines of JSON; bytes and their log through `send`."""

    def __init__(self, terminal: Terminal, log: ByteLog, announce: int) -> None:
        self.terminal, self.log = terminal, log
        self._announce = announce
        self._due: list[tuple[float, int, Callable[[float], None]]] = []
        self._order = itertools.count()
        self._stopped = False

    def at(self, when: float, act: Callable[[float], None]) -> None:
        """Calls `act` with the time when it is that late."""
        heapq.heappush(self._due, (when, next(self._order), act))

    def send(self, raw: bytes, packet: dict[str, Any] | None) -> None:
        """Bytes to the host, now."""
        if self.terminal.descriptor is None:
            return
        sent = self.terminal.write(raw)
        self.log.write(time.monotonic(), "device", raw[:sent], packet if sent == len(raw) else None)

    def say(self, event: str, **what: Any) -> None:
        """An event on standard output."""
        write_event(self._announce, event, what)

    def run(self, emulated: Emulated, *, requests: int | None, ends_with_requests: bool) -> None:
        """Until a signal, or the end of `requests` (a descriptor)."""
        _take_precedence()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        asked = Requests(lambda request: self.obey(request, emulated, time.monotonic()), self.say)
        while not self._stopped:
            self._act()
            ready = self._wait(requests)
            now = time.monotonic()
            if requests in ready and not asked.read(requests):
                requests = None
                self._stopped = ends_with_requests
            if self.terminal.descriptor in ready and (data := self.terminal.read()):
                self._hear(data, emulated, now)
            elif not ready:
                emulated.pass_time(now)
        self.say("ended", **emulated.report())

    def _hear(self, data: bytes, emulated: Emulated, now: float) -> None:
        if self.terminal.rates_agree:
            emulated.hear(data, now)
        else:
            # At another rate bits become others, and no byte of them is right.
            self.log.write(now, "host", data, None)

    def _stop(self, *_: Any) -> None:
        self._stopped = True

    def _act(self) -> None:
        while self._due and self._due[0][0] <= (now := time.monotonic()):
            heapq.heappop(self._due)[2](now)

    def _wait(self, requests: int | None) -> list[int]:
        longest = IDLE
        if self._due:
            longest = min(longest, max(0.0, self._due[0][0] - time.monotonic() - AWAKE))
        watched = [fd for fd in (self.terminal.descriptor, requests) if fd is not None]
        return select.select(watched, [], [], longest)[0]

    def obey(self, request: Any, emulated: Emulated, now: float) -> None:
        """Does what one request asks for. Raises FaultRefused."""
        if not isinstance(request, dict) or not self._known(request, emulated, now):
            faults = ", ".join((*LINE_FAULTS, *emulated.faults))
            known = f'"request" report or stop, or "fault" one of {faults}'
            raise FaultRefused(f"expected {known}; got {json.dumps(request)}")
        if "fault" in request:
            self.say("fault", **request)

    def _known(self, request: dict[str, Any], emulated: Emulated, now: float) -> bool:
        match request:
            case {"request": "report"}:
                emulated.pass_time(now)
                self.say("report", **emulated.report())
            case {"request": "stop"}:
                self._stopped = True
            case {"fault": "unplug"}:
                self.terminal.unplug()
            case {"fault": "replug"}:
                self.terminal.plug()
                self.say("plugged", path=self.terminal.path)
            case _:
                return emulated.request(request, now)
        return True


def _take_precedence() -> None:
    """Devices do not wait for a computer: where the system grants it, this process goes before whatever else runs."""
    if not hasattr(os, "sched_setscheduler") or (os.cpu_count() or 1) < 2:
        return
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(PRIORITY))
