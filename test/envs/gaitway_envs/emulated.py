"""Emulated servo buses: one in this process on a clock of the test's own, and one in a process behind its terminal."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from gaitway_envs.emulator.body import Body
from gaitway_envs.emulator.bus import Bus
from gaitway_envs.emulator.packet import Found, PacketReader, encode
from gaitway_envs.emulator.sensor_board import SensorBoard
from gaitway_envs.emulator.servo import Servo

ENVS = Path(__file__).parents[3] / "envs"


class Host:
    """Speaks in packets, hears (id, error, data)."""

    def __init__(self, *, held: bool = True, profile: int = 32) -> None:
        self.now = 0.0
        self.body = Body("stand", 0.0, held=held)
        common = {"baud_code": 3, "noise": 0.0}
        random = Random(0)
        servos = [
            Servo(n + 1, n, self.body, random, model=1030, profile=profile, **common) for n in range(12)
        ]
        self.bus = Bus([*servos, SensorBoard(self.body, random, **common)], self.body, 0.0)

    def ask(self, id_: int, instruction: int, parameters: bytes = b"") -> list[tuple[int, int, bytes]]:
        reader = PacketReader()
        [found] = reader.feed(encode(id_, instruction, parameters))
        raw = b"".join(reply.raw for reply in self.bus.receive(found.packet, self.now))
        return [status(piece) for piece in reader.feed(raw)]

    def read(self, id_: int, address: int, length: int, *, signed: bool = False) -> int:
        """The value; the error must be none but an alert."""
        [(_, error, data)] = self.ask(id_, 2, word(address) + word(length))
        assert error & 0x7F == 0
        return int.from_bytes(data, "little", signed=signed)

    def write(self, id_: int, address: int, value: int, length: int) -> int:
        """The error number."""
        [(_, error, data)] = self.ask(id_, 3, word(address) + pack(value, length))
        assert data == b""
        return error

    def wait(self, seconds: float) -> list[int]:
        """Time passes in silence; whose watchdogs tripped."""
        self.now += seconds
        self.body.advance(self.now)
        return self.bus.watch(self.now)

    def switch_on(self) -> None:
        for id_ in range(1, 13):
            assert self.write(id_, 11, 5, 1) == 0
            assert self.write(id_, 64, 1, 1) == 0


class Emulator:
    """`python -m gaitway_envs emulate …`, its events, and its port opened as a driver opens it."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "gaitway_envs", "emulate", *arguments, "--child"]
        environment = {**os.environ, "PYTHONPATH": str(ENVS)}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment)
        self.ready = self.event("ready")
        self.open(self.ready["path"])

    def open(self, path: str) -> None:
        self.port = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)

    def event(self, name: str) -> dict:
        """The next event of that name; those before it are passed over."""
        while (event := json.loads(self.process.stdout.readline()))["event"] != name:
            pass
        return event

    def tell(self, **request: object) -> None:
        """A request; a fault is in force when this returns."""
        self.process.stdin.write(f"{json.dumps(request)}\n")
        self.process.stdin.flush()
        if "fault" in request:
            self.event("fault")

    def bytes(self, count: int, patience: float = 1.0) -> bytes:
        """What comes in until there are so many, or nothing came for so long."""
        data = b""
        while len(data) < count and select.select([self.port], [], [], patience)[0]:
            data += os.read(self.port, 4096)
        return data

    def ask(
        self, id_: int, instruction: int, parameters: bytes = b"", size: int = 11, patience: float = 1.0
    ) -> bytes:
        """The bytes of an answer of `size` bytes."""
        os.write(self.port, encode(id_, instruction, parameters))
        return self.bytes(size, patience)

    def close(self) -> dict:
        """Ends it as its parent's end would; what it said last."""
        self.process.stdin.close()
        ended = self.event("ended")
        assert self.process.wait(5) == 0
        os.close(self.port)
        return ended


def status(found: Found) -> tuple[int, int, bytes]:
    """ID, error, data of a status packet with a right checksum."""
    packet = found.packet
    assert packet is not None and packet.crc_right and packet.instruction == 0x55
    return packet.id, packet.parameters[0], packet.parameters[1:]


def statuses(raw: bytes) -> list[tuple[int, int, bytes]]:
    """All in a stream of nothing else."""
    return [status(found) for found in PacketReader().feed(raw)]


def word(value: int) -> bytes:
    return pack(value, 2)


def pack(value: int, length: int) -> bytes:
    return (value % 256**length).to_bytes(length, "little")


def elapsed(begin: float) -> float:
    return time.monotonic() - begin
