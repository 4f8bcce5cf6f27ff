"""The bus: which devices a packet is for, what it makes them do, and who answers in which order."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gaitway_envs.emulator.body import Body
from gaitway_envs.emulator.device import Answer, Device
from gaitway_envs.emulator.packet import BROADCAST, Fault, Instruction, Packet, encode_status
from gaitway_envs.emulator.servo import Servo


@dataclass(frozen=True)
class Reply:
    """A status packet on its way: from whom, its bytes, and the pause before it, s."""

    id: int
    raw: bytes
    pause: float


class Bus:
    """Devices and the body behind them; one clock, s."""

    def __init__(self, devices: Sequence[Device], body: Body, now: float) -> None:
        self.devices = tuple(devices)
        self.body = body
        self.silent: set[int] = set()
        self._last_instruction = now

    def device(self, id_: int) -> Device | None:
        """The device of that ID."""
        return next((device for device in self.devices if device.id == id_), None)

    @property
    def servos(self) -> Iterator[Servo]:
        """Those with a joint."""
        return (device for device in self.devices if isinstance(device, Servo))

    def receive(self, packet: Packet, now: float) -> list[Reply]:
        """The answers to a packet that was whole at `now`, in the order they go over the wire."""
        if not packet.crc_right:
            device = self._hearing(packet.id, now)
            crc = Answer(Fault.CRC)
            return [] if device is None else [_reply(device, crc, device.alert, device.return_delay)]
        if packet.instruction == Instruction.STATUS:
            return []  # its own echo, or a second master
        self._last_instruction = now
        self.body.advance(now)
        match packet.instruction:
            case Instruction.SYNC_READ | Instruction.BULK_READ:
                return self._read_many(packet, now)
            case Instruction.SYNC_WRITE | Instruction.BULK_WRITE:
                return self._write_many(packet, now)
        if packet.id == BROADCAST:
            return self._broadcast(packet, now)
        device = self._hearing(packet.id, now)
        return [] if device is None else self._answered(device, packet.instruction, packet.parameters, now)

    def watch(self, now: float) -> list[int]:
        """Trips the watchdogs of servos the bus has been silent for; their IDs."""
        silence = now - self._last_instruction
        tripped = [servo for servo in self.servos if silence > servo.watchdog_time]
        for servo in tripped:
            servo.trip()
        return [servo.id for servo in tripped]

    def until_watchdog(self) -> float:
        """When the next watchdog trips, s; ∞ when none watches."""
        return self._last_instruction + min((servo.watchdog_time for servo in self.servos), default=math.inf)

    def _hearing(self, id_: int, now: float) -> Device | None:
        device = self.device(id_)
        deaf = device is None or device.id in self.silent or now < device.deaf_until
        return None if deaf else device

    def _answered(self, device: Device, instruction: int, parameters: bytes, now: float) -> list[Reply]:
        # The answer leaves before a reboot, or before a new delay or level of answers is in force.
        answers, alert, delay = device.answers_to(instruction), device.alert, device.return_delay
        answer = device.execute(instruction, parameters, now)
        return [_reply(device, answer, alert, delay)] if answers else []

    def _broadcast(self, packet: Packet, now: float) -> list[Reply]:
        """Everybody does it; only pings are answered, in the order of IDs."""
        replies: list[Reply] = []
        for device in sorted(self.devices, key=lambda device: device.id):
            if self._hearing(device.id, now) is None:
                continue
            answered = self._answered(device, packet.instruction, packet.parameters, now)
            replies += answered if packet.instruction == Instruction.PING else []
        return replies

    def _read_many(self, packet: Packet, now: float) -> list[Reply]:
        reads = _sync_reads if packet.instruction == Instruction.SYNC_READ else _bulk_reads
        replies: list[Reply] = []
        for id_, where in reads(packet.parameters):
            device = self._hearing(id_, now)
            if device is not None:
                replies += self._answered(device, Instruction.READ, where, now)
        return replies

    def _write_many(self, packet: Packet, now: float) -> list[Reply]:
        """Nobody answers, whatever is wrong with it."""
        writes = _sync_writes if packet.instruction == Instruction.SYNC_WRITE else _bulk_writes
        for id_, what in writes(packet.parameters):
            device = self._hearing(id_, now)
            if device is not None:
                device.execute(Instruction.WRITE, what, now)
        return []


def _reply(device: Device, answer: Answer, alert: int, delay: float) -> Reply:
    return Reply(device.id, encode_status(device.id, answer.fault | alert, answer.parameters), delay)


def _sync_reads(parameters: bytes) -> list[tuple[int, bytes]]:
    where = parameters[:4]
    return [(id_, where) for id_ in parameters[4:]] if len(where) == 4 else []


def _bulk_reads(parameters: bytes) -> list[tuple[int, bytes]]:
    whole = len(parameters) - len(parameters) % 5
    return [(parameters[at], parameters[at + 1 : at + 5]) for at in range(0, whole, 5)]


def _sync_writes(parameters: bytes) -> list[tuple[int, bytes]]:
    address, size = parameters[:2], int.from_bytes(parameters[2:4], "little")
    rest = parameters[4:]
    if size == 0 or len(rest) % (size + 1):
        return []
    pieces = range(0, len(rest), size + 1)
    return [(rest[at], address + rest[at + 1 : at + 1 + size]) for at in pieces]


def _bulk_writes(parameters: bytes) -> list[tuple[int, bytes]]:
    writes = []
    while len(parameters) >= 5:
        size = int.from_bytes(parameters[3:5], "little")
        data = parameters[5 : 5 + size]
        if len(data) < size:
            return []
        writes.append((parameters[0], parameters[1:3] + data))
        parameters = parameters[5 + size :]
    return writes
