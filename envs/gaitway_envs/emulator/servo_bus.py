"""The servo bus on its wire: how long bytes take, and what is wrong with the line."""

from __future__ import annotations

from typing import Any

from gaitway_envs.emulator.bus import Bus, Reply
from gaitway_envs.emulator.described import described
from gaitway_envs.emulator.device import Device
from gaitway_envs.emulator.faults import REPLY_FAULTS, FaultRefused, ReplyFaults, broken, number, switch
from gaitway_envs.emulator.loop import Loop
from gaitway_envs.emulator.packet import Found, Instruction, Packet, PacketReader, encode
from gaitway_envs.emulator.registers import MODEL
from gaitway_envs.emulator.servo import HARDWARE_ERRORS, Servo

BITS_A_BYTE = 10
"""Start, eight, stop."""
PACKET_PAUSE = 0.1
"""After so long without a byte the rest of a packet is given up, s. Our choice: the manual names no time."""
LATE = 0.02
"""A process that woke this late may have missed bytes that came in time: no watchdog is blamed for it, s."""


class ServoBus:
    """Between the terminal and the bus. What the host writes at once takes its time on the wire all the same."""

    faults = ("none", "echo", "silent", "stuck", "model", "register", "hardware", *REPLY_FAULTS)

    def __init__(self, bus: Bus, loop: Loop, faults: ReplyFaults, baud: int) -> None:
        self._bus, self._loop, self._faults = bus, loop, faults
        self._byte_time = BITS_A_BYTE / baud
        self._reader = PacketReader()
        self._free_at = 0.0
        self._heard_at = 0.0
        self._echo = False
        self._era = 0
        """Faults have been ended so often."""
        self._fell = False
        self._passed_at = 0.0

    def hear(self, data: bytes, now: float) -> None:
        """Packets are heard when their last byte is over."""
        self._heard_at = self._passed_at = now
        found = self._reader.feed(data)
        # Bytes that wait for the rest of their packet take their time with that rest.
        self._take_in(found, now)

    def pass_time(self, now: float) -> None:
        """Physics, watchdogs, packets that were never finished."""
        if self._reader.waiting and now - self._heard_at > PACKET_PAUSE:
            self._take_in(self._reader.give_up(), now)
        self._bus.body.advance(now)
        late, self._passed_at = now - self._passed_at > LATE, now
        if not late and now >= self._free_at and (tripped := self._bus.watch(now)):
            self._loop.say("watchdog", ids=tripped)
        if not self._fell and self._bus.body.fell:
            self._fell = True
            self._loop.say("fell", **self._bus.body.report())

    def report(self) -> dict[str, Any]:
        """How the walk went so far."""
        return self._bus.body.report()

    def request(self, request: dict[str, Any], now: float) -> bool:
        """The faults of this bus."""
        match request.get("fault"):
            case "none":
                self._end_faults(now)
            case "echo":
                self._echo = switch(request)
            case "silent":
                id_ = self._device(request).id
                self._bus.silent = self._bus.silent | {id_} if switch(request) else self._bus.silent - {id_}
            case "stuck":
                self._bus.body.advance(now)
                self._device(request).freeze(switch(request))
            case "model":
                self._set(self._device(request), MODEL, number(request, "model", 0, 65535, 1060))
            case "register":
                address = number(request, "address", 0, 661, -1)
                self._set(self._device(request), address, number(request, "value", -(2**31), 2**32 - 1, 0))
            case "hardware":
                self._bus.body.advance(now)
                self._fail(request)
            case name if name in REPLY_FAULTS:
                self._faults.add(request)
            case _:
                return False
        return True

    def _take_in(self, found: list[Found], now: float) -> None:
        begin = max(now, self._free_at)
        for piece in found:
            begin += len(piece.raw) * self._byte_time
            self._loop.log.write(now, "host", piece.raw, described(piece.packet))
            self._free_at = begin
            if self._echo:
                self._echo_at(begin, piece)
            if piece.packet is not None:
                self._perform_at(begin, piece.packet)

    def _echo_at(self, when: float, piece: Found) -> None:
        self._loop.at(when, lambda _: self._loop.send(piece.raw, described(piece.packet)))

    def _perform_at(self, when: float, packet: Packet) -> None:
        def perform(now: float) -> None:
            time = max(when, self._free_at)
            for reply in self._bus.receive(packet, now):
                time = self._reply(reply, time)
            self._free_at = max(self._free_at, time)

        self._loop.at(when, perform)

    def _reply(self, reply: Reply, time: float) -> float:
        """Sends a reply after `time`, as the faults have it; when the wire is free again."""
        struck = self._faults.strike(reply.id)
        if "drop" in struck:
            return time
        raw = reply.raw
        if "wrong-id" in struck:
            right = PacketReader().feed(raw)[0].packet
            raw = encode(right.id + 1, right.instruction, right.parameters)
        raw = broken(raw, struck, self._faults.random)
        time += reply.pause + (struck["delay"].seconds if "delay" in struck else 0.0)
        time += len(raw) * self._byte_time
        era = self._era

        def send(_: float) -> None:
            if era == self._era:
                self._loop.send(raw, described(_whole(raw)))

        self._loop.at(time, send)
        return time

    def _device(self, request: dict[str, Any]) -> Device:
        device = self._bus.device(request.get("id", -1))
        if device is None:
            ids = ", ".join(str(device.id) for device in self._bus.devices)
            raise FaultRefused(f'expected "id" to be one of {ids}, got {request.get("id")!r}')
        return device

    def _set(self, device: Device, address: int, value: int) -> None:
        try:
            device.table[address] = value
        except (KeyError, OverflowError, AttributeError) as error:
            raise FaultRefused(
                f"expected a register and a value it can hold, got {address} and {value}"
            ) from error

    def _fail(self, request: dict[str, Any]) -> None:
        servo, error = self._device(request), request.get("error")
        if not isinstance(servo, Servo) or error not in HARDWARE_ERRORS:
            raise FaultRefused(f'expected a servo and "error" of {", ".join(HARDWARE_ERRORS)}, got {error!r}')
        servo.fail(HARDWARE_ERRORS[error])

    def _end_faults(self, now: float) -> None:
        """Replies that were held back do not come any more, and the wire is free of them."""
        self._era += 1
        self._free_at = min(self._free_at, now)
        self._faults.clear()
        self._echo = False
        self._bus.silent = set()
        for device in self._bus.devices:
            device.freeze(False)


def _whole(raw: bytes) -> Packet | None:
    """The packet these bytes are, if they are one."""
    found = PacketReader().feed(raw)
    whole = len(found) == 1 and found[0].raw == raw and found[0].packet is not None
    return found[0].packet if whole and found[0].packet.instruction == Instruction.STATUS else None
