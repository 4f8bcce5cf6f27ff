"""Frames of Protocol 2.0: checksum, stuffing, what is sent, and finding packets in a stream of bytes.

Source: ROBOTIS e-Manual, Protocol 2.0 and CRC calculation.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

HEADER = b"\xff\xff\xfd\x00"
BROADCAST = 0xFE
OVERHEAD = 10
"""Bytes of a packet beside its parameters: header 4, ID, length 2, instruction, checksum 2."""
_STUFFED = b"\xff\xff\xfd"
_LONGEST = 1024


class Instruction(IntEnum):
    """What a packet asks for; STATUS answers."""

    PING = 0x01
    READ = 0x02
    WRITE = 0x03
    REG_WRITE = 0x04
    ACTION = 0x05
    FACTORY_RESET = 0x06
    REBOOT = 0x08
    CLEAR = 0x10
    STATUS = 0x55
    SYNC_READ = 0x82
    SYNC_WRITE = 0x83
    BULK_READ = 0x92
    BULK_WRITE = 0x93


class Fault(IntEnum):
    """The error number of a status packet; bit 7 beside it is the alert of a hardware error."""

    NONE = 0
    RESULT_FAIL = 1
    INSTRUCTION = 2
    CRC = 3
    DATA_RANGE = 4
    DATA_LENGTH = 5
    DATA_LIMIT = 6
    ACCESS = 7


ALERT = 0x80


def _crc_table() -> tuple[int, ...]:
    table = []
    for index in range(256):
        crc = index << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x8005 if crc & 0x8000 else crc << 1) & 0xFFFF
        table.append(crc)
    return tuple(table)


_CRC = _crc_table()


def crc_of(data: bytes) -> int:
    """CRC-16 with x¹⁶ + x¹⁵ + x² + 1, from 0, the highest bit first."""
    crc = 0
    for byte in data:
        crc = (crc << 8 ^ _CRC[crc >> 8 ^ byte]) & 0xFFFF
    return crc


@dataclass(frozen=True)
class Packet:
    """One frame, unstuffed; `crc_right` is false when its checksum is another's."""

    id: int
    instruction: int
    parameters: bytes
    crc_right: bool = True


def encode(id_: int, instruction: int, parameters: bytes = b"") -> bytes:
    """The bytes of a frame. FF FF FD inside gets another FD behind it; length and checksum count that."""
    body = bytes((instruction,)) + parameters
    stuffed = body.replace(_STUFFED, _STUFFED + b"\xfd")
    frame = HEADER + bytes((id_,)) + (len(stuffed) + 2).to_bytes(2, "little") + stuffed
    return frame + crc_of(frame).to_bytes(2, "little")


def encode_status(id_: int, error: int, parameters: bytes = b"") -> bytes:
    """The bytes of an answer."""
    return encode(id_, Instruction.STATUS, bytes((error,)) + parameters)


@dataclass(frozen=True)
class Found:
    """A piece of the stream: a packet, or bytes that are none."""

    raw: bytes
    packet: Packet | None


class PacketReader:
    """Cuts a stream into packets; keeps what is not whole yet."""

    def __init__(self) -> None:
        self._held = bytearray()

    @property
    def waiting(self) -> int:
        """Bytes of a packet that is not whole yet."""
        return len(self._held)

    def feed(self, data: bytes) -> list[Found]:
        """What is whole now, in order; together the `raw` are all bytes fed but those waiting."""
        self._held += data
        found: list[Found] = []
        while piece := self._next():
            found.append(piece)
        return found

    def give_up(self) -> list[Found]:
        """The rest of a packet will not come: what waits is noise, but for packets inside it."""
        if not self._held:
            return []
        first = bytes(self._held[:1])
        rest = bytes(self._held[1:])
        self._held.clear()
        return [Found(first, None), *self.feed(rest), *self.give_up()]

    def _next(self) -> Found | None:
        held = self._held
        start = held.find(HEADER)
        if start < 0:
            # The end may be the beginning of a header.
            keep = next((n for n in (3, 2, 1) if held.endswith(HEADER[:n])), 0)
            return self._take(len(held) - keep, None)
        if start > 0:
            return self._take(start, None)
        if len(held) < 7:
            return None
        length = int.from_bytes(held[5:7], "little")
        if not 3 <= length <= _LONGEST or held[4] in (0xFD, 0xFF):
            return self._take(len(HEADER), None)
        if len(held) < 7 + length:
            return None
        return self._take(7 + length, _decode(bytes(held[: 7 + length])))

    def _take(self, count: int, packet: Packet | None) -> Found | None:
        if count == 0:
            return None
        raw = bytes(self._held[:count])
        del self._held[:count]
        return Found(raw, packet)


def _decode(frame: bytes) -> Packet:
    right = crc_of(frame[:-2]) == int.from_bytes(frame[-2:], "little")
    body = frame[7:-2].replace(_STUFFED + b"\xfd", _STUFFED)
    return Packet(frame[4], body[0], body[1:], right)
