"""A device on the bus: a control table, and what each instruction does to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gaitway_envs.emulator.control_table import ControlTable, Refused
from gaitway_envs.emulator.packet import ALERT, Fault, Instruction
from gaitway_envs.emulator.registers import (
    EEPROM_END,
    FIRMWARE,
    HARDWARE_ERROR,
    ID,
    MODEL,
    REGISTERED,
    RETURN_DELAY,
    STATUS_RETURN_LEVEL,
    Register,
)

BOOT_TIME = 0.3
"""A device that boots hears and says nothing for so long, s."""
_CLEAR_TURNS = b"\x01\x44\x58\x4c\x22"
_ADDRESS = 2


@dataclass(frozen=True)
class Answer:
    """What a device says: an error number (Fault) and what was asked for."""

    fault: Fault = Fault.NONE
    parameters: bytes = b""


class Device:
    """Answers of any device; a kind of device says what its registers mean."""

    def __init__(self, registers: Sequence[Register]) -> None:
        self.table = ControlTable(registers)
        self._initial = {register.address: register.initial for register in registers}
        self._registered: tuple[int, bytes] | None = None
        self.deaf_until = 0.0

    @property
    def id(self) -> int:
        """Where it is called."""
        return self.table[ID]

    @property
    def return_delay(self) -> float:
        """Between a packet and the answer to it, s."""
        return self.table[RETURN_DELAY] * 2e-6

    @property
    def alert(self) -> int:
        """The bit that every status packet carries after a hardware error."""
        return ALERT if self.table[HARDWARE_ERROR] else 0

    def answers_to(self, instruction: int) -> bool:
        """Whether the status return level has it answer."""
        level = self.table[STATUS_RETURN_LEVEL]
        if instruction == Instruction.PING:
            return True
        reads = (Instruction.READ, Instruction.SYNC_READ, Instruction.BULK_READ)
        return level == 2 or (level == 1 and instruction in reads)

    def execute(self, instruction: int, parameters: bytes, now: float) -> Answer:
        """Does what a packet to this device asks for."""
        try:
            return Answer(Fault.NONE, self._do(instruction, parameters, now))
        except Refused as refused:
            return Answer(refused.fault)

    def refresh(self) -> None:
        """Brings what is measured into the table: before every read."""

    def freeze(self, on: bool) -> None:
        """What is measured stays as it is from now on, or lives again."""

    def wrote(self, addresses: Sequence[int]) -> None:
        """These registers have new values."""

    def reboot(self, now: float) -> None:
        """The RAM as after power-on."""
        for address, value in self._initial.items():
            if address >= EEPROM_END:
                self.table[address] = value
        self._registered = None
        self.deaf_until = now + BOOT_TIME

    def _do(self, instruction: int, parameters: bytes, now: float) -> bytes:
        table = self.table
        match instruction:
            case Instruction.PING:
                self.refresh()
                return table.read(MODEL, 2) + table.read(FIRMWARE, 1)
            case Instruction.READ if len(parameters) == 4:
                self.refresh()
                return table.read(_word(parameters), _word(parameters[2:]))
            case Instruction.WRITE if len(parameters) >= _ADDRESS:
                self._write(_word(parameters), parameters[_ADDRESS:])
            case Instruction.REG_WRITE if len(parameters) > _ADDRESS:
                self._registered = (_word(parameters), parameters[_ADDRESS:])
                table[REGISTERED] = 1
            case Instruction.ACTION if self._registered is not None:
                registered, self._registered = self._registered, None
                table[REGISTERED] = 0
                self._write(*registered)
            case Instruction.REBOOT:
                self.reboot(now)
            case Instruction.CLEAR if parameters == _CLEAR_TURNS:
                pass  # a leg never turns more than once
            case Instruction.CLEAR:
                raise Refused(Fault.DATA_RANGE)
            case Instruction.FACTORY_RESET:
                raise Refused(Fault.RESULT_FAIL)
            case Instruction.READ | Instruction.WRITE | Instruction.REG_WRITE:
                raise Refused(Fault.DATA_LENGTH)
            case _:
                raise Refused(Fault.INSTRUCTION)
        return b""

    def _write(self, address: int, data: bytes) -> None:
        self.wrote(self.table.write(address, data))


def _word(data: bytes) -> int:
    return int.from_bytes(data[:2], "little")
