"""The memory of a device: what may be read and written, and which error refuses the rest."""

from __future__ import annotations

from collections.abc import Sequence

from gaitway_envs.emulator.packet import Fault
from gaitway_envs.emulator.registers import (
    BUS_WATCHDOG,
    EEPROM_END,
    GOAL_POSITION,
    GOALS,
    INDIRECT_ADDRESSES,
    INDIRECT_DATA,
    MAX_POSITION_LIMIT,
    MIN_POSITION_LIMIT,
    OPERATING_MODE,
    OPERATING_MODES,
    TORQUE_ENABLE,
    Register,
)

_POSITION_MODE = 3
TRIPPED = 255
"""−1 in the register of the bus watchdog."""


class Refused(Exception):
    """The device answers with this error instead."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.name)
        self.fault = fault


class ControlTable:
    """Registers by address. Writes are refused whole: what is written is written by all registers or by none."""

    def __init__(self, registers: Sequence[Register]) -> None:
        self._registers = {register.address: register for register in registers}
        self._owner = {
            register.address + offset: register for register in registers for offset in range(register.size)
        }
        self._bytes = bytearray(max(self._owner) + 1)
        self._pointers = {
            data: address
            for data, address in zip(INDIRECT_DATA, INDIRECT_ADDRESSES, strict=True)
            if address in self._registers
        }
        for register in registers:
            self[register.address] = register.initial

    def __getitem__(self, address: int) -> int:
        register = self._registers[address]
        raw = self._bytes[address : address + register.size]
        return int.from_bytes(raw, "little", signed=register.signed)

    def __setitem__(self, address: int, value: int) -> None:
        """The device itself writes: whatever the bus may not."""
        register = self._registers[address]
        raw = value.to_bytes(register.size, "little", signed=register.signed)
        self._bytes[address : address + register.size] = raw

    def __contains__(self, address: int) -> bool:
        return address in self._registers

    def read(self, address: int, length: int) -> bytes:
        """Bytes as the bus sees them, indirect data from where it points. Raises Refused."""
        if length == 0:
            raise Refused(Fault.DATA_LENGTH)
        if any(at not in self._owner for at in range(address, address + length)):
            raise Refused(Fault.ACCESS)
        return bytes(self._bytes[self._resolved(at)] for at in range(address, address + length))

    def write(self, address: int, data: bytes) -> tuple[int, ...]:
        """The addresses of the registers that were written, in order. Raises Refused, and nothing was."""
        if not data:
            raise Refused(Fault.DATA_LENGTH)
        there = range(address, address + len(data))
        if any(at not in self._owner for at in there):
            raise Refused(Fault.ACCESS)
        new = {self._resolved(at): byte for at, byte in zip(there, data, strict=True)}
        written = dict.fromkeys(self._owner[at].address for at in new)
        values = {at: self._checked(self._registers[at], new) for at in written}
        for at, value in values.items():
            self[at] = value
        return tuple(values)

    def _resolved(self, address: int) -> int:
        """Where indirect data is; data that points at data is a byte of its own."""
        pointer = self._pointers.get(address)
        target = address if pointer is None else self[pointer]
        return target if target in self._owner and target not in self._pointers else address

    def _checked(self, register: Register, new: dict[int, int]) -> int:
        if not register.writable or (register.address < EEPROM_END and self._torque_is_on):
            raise Refused(Fault.ACCESS)
        raw = bytes(new[at] for at in range(register.address, register.address + register.size) if at in new)
        if len(raw) < register.size:
            raise Refused(Fault.DATA_LENGTH)
        value = int.from_bytes(raw, "little", signed=register.signed)
        self._check_range(register, value)
        return value

    @property
    def _torque_is_on(self) -> bool:
        return TORQUE_ENABLE in self and self[TORQUE_ENABLE] == 1

    def _check_range(self, register: Register, value: int) -> None:
        if not register.low <= value <= register.high:
            raise Refused(Fault.DATA_RANGE)
        if register.address == OPERATING_MODE and value not in OPERATING_MODES:
            raise Refused(Fault.DATA_RANGE)
        if register.address in GOALS and self[BUS_WATCHDOG] == TRIPPED:
            raise Refused(Fault.DATA_RANGE)
        if register.limit is not None and abs(value) > self[register.limit]:
            raise Refused(Fault.DATA_LIMIT)
        if register.address == GOAL_POSITION and self[OPERATING_MODE] == _POSITION_MODE:
            low, high = self[MIN_POSITION_LIMIT], self[MAX_POSITION_LIMIT]
            if not low <= value <= high:
                raise Refused(Fault.DATA_LIMIT)
