"""A packet of Protocol 2.0 in words, for the log."""

from __future__ import annotations

from typing import Any

from gaitway_envs.emulator.packet import ALERT, Fault, Instruction, Packet

_NAMES = {
    Instruction.PING: "ping",
    Instruction.READ: "read",
    Instruction.WRITE: "write",
    Instruction.REG_WRITE: "regWrite",
    Instruction.ACTION: "action",
    Instruction.FACTORY_RESET: "factoryReset",
    Instruction.REBOOT: "reboot",
    Instruction.CLEAR: "clear",
    Instruction.STATUS: "status",
    Instruction.SYNC_READ: "syncRead",
    Instruction.SYNC_WRITE: "syncWrite",
    Instruction.BULK_READ: "bulkRead",
    Instruction.BULK_WRITE: "bulkWrite",
}
_FAULTS = ("none", "resultFail", "instruction", "crc", "dataRange", "dataLength", "dataLimit", "access")


def described(packet: Packet | None) -> dict[str, Any] | None:
    """ID, name of the instruction, and what its parameters are; None for no packet."""
    if packet is None:
        return None
    name = _NAMES.get(packet.instruction, str(packet.instruction))
    words: dict[str, Any] = {"id": packet.id, "instruction": name, "crcRight": packet.crc_right}
    return words | _details(packet.instruction, packet.parameters)


def _details(instruction: int, parameters: bytes) -> dict[str, Any]:
    match instruction:
        case Instruction.STATUS if parameters:
            fault = parameters[0] & ~ALERT
            name = _FAULTS[fault] if fault <= max(Fault) else str(fault)
            return {"error": name, "alert": parameters[0] >= ALERT, "data": parameters[1:].hex()}
        case Instruction.READ if len(parameters) == 4:
            return {"address": _word(parameters), "length": _word(parameters[2:])}
        case Instruction.WRITE | Instruction.REG_WRITE if len(parameters) >= 2:
            return {"address": _word(parameters), "data": parameters[2:].hex()}
        case Instruction.SYNC_READ if len(parameters) >= 4:
            return {**_block(parameters), "ids": list(parameters[4:])}
        case Instruction.SYNC_WRITE if len(parameters) >= 4:
            step = _word(parameters[2:]) + 1
            rest = parameters[4:]
            pieces = (rest[at : at + step] for at in range(0, len(rest), step))
            return {**_block(parameters), "data": {str(piece[0]): piece[1:].hex() for piece in pieces}}
    return {"parameters": parameters.hex()}


def _block(parameters: bytes) -> dict[str, int]:
    return {"address": _word(parameters), "length": _word(parameters[2:])}


def _word(data: bytes) -> int:
    return int.from_bytes(data[:2], "little")
