"""Frames against the examples the manufacturer publishes (e-Manual, Protocol 2.0), byte for byte."""

from random import Random

import pytest
from gaitway_envs.emulator.packet import Instruction, Packet, PacketReader, crc_of, encode, encode_status

PUBLISHED = {
    "ping 1": (encode(1, Instruction.PING), "ff ff fd 00 01 03 00 01 19 4e"),
    "its answer": (encode_status(1, 0, b"\x06\x04\x26"), "ff ff fd 00 01 07 00 55 00 06 04 26 65 5d"),
    "answer of 2": (encode_status(2, 0, b"\x06\x04\x26"), "ff ff fd 00 02 07 00 55 00 06 04 26 6f 6d"),
    "ping all": (encode(254, Instruction.PING), "ff ff fd 00 fe 03 00 01 31 42"),
    "read": (encode(1, 2, b"\x84\x00\x04\x00"), "ff ff fd 00 01 07 00 02 84 00 04 00 1d 15"),
    "its data": (encode_status(1, 0, b"\xa6\x00\x00\x00"), "ff ff fd 00 01 08 00 55 00 a6 00 00 00 8c c0"),
    "write": (encode(1, 3, b"\x74\x00\x00\x02\x00\x00"), "ff ff fd 00 01 09 00 03 74 00 00 02 00 00 ca 89"),
    "done": (encode_status(1, 0), "ff ff fd 00 01 04 00 55 00 a1 0c"),
    "reg write": (
        encode(1, 4, b"\x68\x00\xc8\x00\x00\x00"),
        "ff ff fd 00 01 09 00 04 68 00 c8 00 00 00 ae 8e",
    ),
    "action": (encode(1, 5), "ff ff fd 00 01 03 00 05 02 ce"),
    "factory reset": (encode(1, 6, b"\x01"), "ff ff fd 00 01 04 00 06 01 a1 e6"),
    "reboot": (encode(1, 8), "ff ff fd 00 01 03 00 08 2f 4e"),
    "clear": (encode(1, 16, b"\x01DXL\x22"), "ff ff fd 00 01 08 00 10 01 44 58 4c 22 b1 dc"),
    "sync read": (
        encode(254, 0x82, b"\x84\x00\x04\x00\x01\x02"),
        "ff ff fd 00 fe 09 00 82 84 00 04 00 01 02 ce fa",
    ),
    "sync write": (
        encode(254, 0x83, b"\x74\x00\x04\x00\x01\x96\x00\x00\x00\x02\xaa\x00\x00\x00"),
        "ff ff fd 00 fe 11 00 83 74 00 04 00 01 96 00 00 00 02 aa 00 00 00 82 87",
    ),
    "bulk read": (
        encode(254, 0x92, b"\x01\x90\x00\x02\x00\x02\x92\x00\x01\x00"),
        "ff ff fd 00 fe 0d 00 92 01 90 00 02 00 02 92 00 01 00 1a 05",
    ),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_frame_is_the_published_one(name):
    ours, published = PUBLISHED[name]
    assert ours == bytes.fromhex(published)


def test_the_checksum_is_the_catalogued_one():
    # CRC-16/UMTS: polynomial 8005, init 0, unreflected; its check value is that of "123456789".
    assert crc_of(b"123456789") == 0xFEE8


def test_a_header_inside_is_stuffed_and_the_length_counts_it():
    # One header of parameters becomes four bytes: 1 + 4 + 2 = 7.
    frame = encode(1, 3, b"\xff\xff\xfd")
    assert frame[5:11] == b"\x07\x00\x03\xff\xff\xfd"
    assert frame[11:12] == b"\xfd"


def test_what_was_sent_is_read_however_it_is_cut():
    random = Random(1)
    packets = [
        Packet(random.randrange(253), random.randrange(256), bytes(random.choices((0xFF, 0xFD, 0, 7), k=n)))
        for n in range(60)
    ]
    stream = b"".join(encode(packet.id, packet.instruction, packet.parameters) for packet in packets)
    reader, read = PacketReader(), []
    while stream:
        cut = random.randrange(1, 20)
        read += [found.packet for found in reader.feed(stream[:cut])]
        stream = stream[cut:]
    assert read == packets


def test_noise_between_packets_is_told_apart():
    ping = encode(1, 1)
    found = PacketReader().feed(b"\x00\xff\xff" + ping + b"\xfd\xff\xff\xfd\x07" + ping)
    assert [piece.packet is not None for piece in found] == [False, True, False, True]
    assert b"".join(piece.raw for piece in found) == b"\x00\xff\xff" + ping + b"\xfd\xff\xff\xfd\x07" + ping


def test_a_turned_bit_anywhere_behind_the_length_is_noticed():
    frame = encode(1, 2, b"\x84\x00\x04\x00")
    for at in range(7, len(frame)):
        for bit in range(8):
            bad = frame[:at] + bytes((frame[at] ^ 1 << bit,)) + frame[at + 1 :]
            assert not any(found.packet.crc_right for found in PacketReader().feed(bad) if found.packet)


def test_a_packet_hidden_in_an_unfinished_one_is_found_when_that_is_given_up():
    reader = PacketReader()
    assert reader.feed(encode(1, 3, bytes(40))[:20] + encode(2, 1)) == []
    assert [found.packet for found in reader.give_up() if found.packet] == [Packet(2, 1, b"")]
    assert reader.waiting == 0
