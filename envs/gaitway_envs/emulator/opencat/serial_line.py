"""The board on its serial line: how long bytes take, what is lost while it is busy, and what is wrong with the line."""

from __future__ import annotations

from typing import Any

from gaitway_envs.emulator.faults import REPLY_FAULTS, ReplyFaults, broken, switch
from gaitway_envs.emulator.loop import Loop
from gaitway_envs.emulator.opencat.board import Board
from gaitway_envs.emulator.opencat.commands import Command, CommandReader

BITS_A_BYTE = 10
BUFFER = 64
"""Bytes the board keeps while it moves; more are lost, and with them commands."""


class SerialLine:
    """Between the terminal and the board."""

    faults = ("none", "echo", *(name for name in REPLY_FAULTS if name != "wrong-id"))

    def __init__(self, board: Board, loop: Loop, faults: ReplyFaults, baud: int) -> None:
        self._board, self._loop, self._faults = board, loop, faults
        self._byte_time = BITS_A_BYTE / baud
        self._reader = CommandReader()
        self._in_until = self._out_until = 0.0
        self._on_the_way = 0
        self._busy = False
        self._buffer = bytearray()
        self._echo = False

    def hear(self, data: bytes, now: float) -> None:
        """Every byte comes when its last bit is over."""
        time = max(now, self._in_until)
        for byte in data:
            time += self._byte_time
            self._loop.at(time, lambda late, byte=byte: self._arrive(byte, late))
        self._on_the_way += len(data)
        self._in_until = time

    def pass_time(self, now: float) -> None:
        """Arguments end with a pause."""
        deadline = self._reader.deadline
        # Bytes on the way may be late because this process was, and are no pause of the host.
        if not self._busy and self._on_the_way == 0 and deadline is not None and now > deadline:
            self._obey(self._reader.end(), now)
        self._board.follow(now)

    def report(self) -> dict[str, Any]:
        """How the robot stands."""
        return self._board.report()

    def request(self, request: dict[str, Any], now: float) -> bool:
        """The faults of this line."""
        match request.get("fault"):
            case "none":
                self._faults.clear()
                self._echo = False
            case "echo":
                self._echo = switch(request)
            case name if name in self.faults:
                self._faults.add(request)
            case _:
                return False
        return True

    def _arrive(self, byte: int, now: float) -> None:
        self._on_the_way -= 1
        self._byte(byte, now)

    def _byte(self, byte: int, now: float) -> None:
        if self._echo:
            self._loop.send(bytes((byte,)), None)
        if self._busy:
            if len(self._buffer) < BUFFER:
                self._buffer.append(byte)
            return
        command = self._reader.feed(byte, now)
        if command is not None:
            self._obey(command, now)

    def _obey(self, command: Command, now: float) -> None:
        words = {
            "token": command.token,
            "numbers": command.numbers,
            "text": command.arguments.decode("latin1"),
        }
        self._loop.log.write(now, "host", command.raw, words)
        lines, seconds = self._board.run(command, now)
        self._busy = True
        for line in lines[:-1]:
            self._say(line, now)
        self._loop.at(now + seconds, lambda late: self._finish(lines[-1], late))

    def _finish(self, line: str, now: float) -> None:
        """Says the token; what came meanwhile is read now."""
        self._say(line, now)
        self._busy = False
        waiting, self._buffer = self._buffer, bytearray()
        for byte in waiting:
            self._byte(byte, now)

    def _say(self, line: str, now: float) -> None:
        struck = self._faults.strike(0)
        if "drop" in struck:
            return
        raw = broken(f"{line}\r\n".encode(), struck, self._faults.random)
        time = max(now, self._out_until) + len(raw) * self._byte_time
        self._out_until = time + (struck["delay"].seconds if "delay" in struck else 0.0)
        self._loop.at(self._out_until, lambda _: self._loop.send(raw, {"line": line}))
