"""What a device on the emulated bus refuses and answers, each as the e-Manual has it."""

import pytest
from emulated import Host, pack, word

READ, WRITE, REG_WRITE, ACTION, FACTORY_RESET, REBOOT, CLEAR = 2, 3, 4, 5, 6, 8, 16
SYNC_READ, SYNC_WRITE, BULK_READ, BULK_WRITE = 0x82, 0x83, 0x92, 0x93
INSTRUCTION, CRC, RANGE, LENGTH, LIMIT, ACCESS = 2, 3, 4, 5, 6, 7


@pytest.fixture(scope="module")
def shared():
    return Host()


@pytest.fixture
def host():
    return Host()


def test_everybody_answers_a_ping_in_the_order_of_ids(host):
    answers = host.ask(254, 1)
    assert [id_ for id_, _, _ in answers] == [*range(1, 13), 200]
    assert answers[0][2] == bytes((0x06, 0x04, 45))
    assert answers[-1][2] == bytes((0x57, 0x67, 1))


def test_nobody_answers_for_an_id_that_is_not_there(shared):
    assert shared.ask(13, 1) == []


def test_a_broadcast_write_is_done_and_not_answered(host):
    assert host.ask(254, WRITE, word(65) + b"\x01") == []
    assert [host.read(id_, 65, 1) for id_ in (1, 12)] == [1, 1]


def test_a_checksum_that_is_wrong_is_an_error_and_nothing_is_done(host):
    from gaitway_envs.emulator.packet import Packet

    [reply] = host.bus.receive(Packet(1, WRITE, word(65) + b"\x01", False), 0.0)
    assert reply.raw[8] == CRC
    assert host.read(1, 65, 1) == 0


def test_an_unknown_instruction_is_an_error(shared):
    assert shared.ask(1, 0x7E)[0][1] == INSTRUCTION


@pytest.mark.parametrize(
    ("address", "value", "length", "error"),
    [
        (132, 0, 4, ACCESS),  # read only
        (70, 0, 1, ACCESS),
        (66, 0, 1, ACCESS),  # nothing there
        (700, 0, 1, ACCESS),
        (116, 0, 2, LENGTH),  # half a register
        (115, 0, 5, LENGTH),  # a piece of one and the whole of the next
        (64, 2, 1, RANGE),
        (98, 128, 1, RANGE),
        (11, 17, 1, RANGE),
        (102, 1194, 2, RANGE),
        (104, 331, 4, LIMIT),  # velocity limit 330
        (116, 4096, 4, LIMIT),  # one turn, in operating mode 3
        (65, 1, 1, 0),
        (108, 0, 12, 0),  # three registers in one
    ],
)
def test_a_write_is_refused_with_the_right_error(shared, address, value, length, error):
    assert shared.write(1, address, value, length) == error


def test_what_is_refused_in_part_is_refused_whole(host):
    # LED and, two bytes on, nothing.
    assert host.ask(1, WRITE, word(65) + b"\x01\x00")[0][1] == ACCESS
    assert host.read(1, 65, 1) == 0


def test_eeprom_refuses_while_torque_is_on_and_takes_it_after(host):
    assert host.write(1, 64, 1, 1) == 0
    assert host.write(1, 11, 5, 1) == ACCESS
    assert host.write(1, 64, 0, 1) == 0
    assert host.write(1, 11, 5, 1) == 0
    assert host.read(1, 11, 1) == 5


@pytest.mark.parametrize(
    ("address", "length", "error"), [(132, 0, LENGTH), (66, 1, ACCESS), (660, 9, ACCESS)]
)
def test_a_read_of_nothing_is_refused(shared, address, length, error):
    assert shared.ask(1, READ, word(address) + word(length)) == [(1, error, b"")]


def test_a_read_of_wrong_length_is_refused(shared):
    assert shared.ask(1, READ, word(132))[0][1] == LENGTH


def test_a_sync_read_is_answered_in_the_order_asked(shared):
    answers = shared.ask(254, SYNC_READ, word(132) + word(4) + bytes((3, 1, 99, 12)))
    assert [id_ for id_, _, _ in answers] == [3, 1, 12]
    assert all(len(data) == 4 for _, _, data in answers)


def test_a_bulk_read_is_answered_by_each_with_its_own(shared):
    answers = shared.ask(254, BULK_READ, b"\x01" + word(0) + word(2) + b"\xc8" + word(6) + word(1))
    assert answers == [(1, 0, word(1030)), (200, 0, b"\x01")]


def test_a_sync_write_is_not_answered_even_when_it_is_refused(host):
    data = b"\x01" + pack(1, 1) + b"\x02" + pack(7, 1)
    assert host.ask(254, SYNC_WRITE, word(65) + word(1) + data) == []
    assert [host.read(id_, 65, 1) for id_ in (1, 2)] == [1, 0]


def test_a_bulk_write_reaches_each(host):
    data = b"\x01" + word(65) + word(1) + b"\x01" + b"\x02" + word(112) + word(4) + pack(40, 4)
    assert host.ask(254, BULK_WRITE, data) == []
    assert (host.read(1, 65, 1), host.read(2, 112, 4)) == (1, 40)


def test_a_registered_write_waits_for_the_action(host):
    assert host.ask(1, ACTION)[0][1] == INSTRUCTION
    assert host.ask(1, REG_WRITE, word(65) + b"\x01")[0][1] == 0
    assert (host.read(1, 65, 1), host.read(1, 69, 1)) == (0, 1)
    assert host.ask(254, ACTION) == []
    assert (host.read(1, 65, 1), host.read(1, 69, 1)) == (1, 0)


def test_a_status_return_level_says_who_answers(host):
    host.write(1, 68, 1, 1)
    assert host.ask(1, WRITE, word(65) + b"\x01") == []
    assert host.read(1, 65, 1) == 1
    host.ask(1, WRITE, word(68) + b"\x00")
    assert host.ask(1, READ, word(65) + word(1)) == []
    assert len(host.ask(1, 1)) == 1


def test_a_factory_reset_is_refused(shared):
    assert shared.ask(1, FACTORY_RESET, b"\x02") == [(1, 1, b"")]


def test_clear_wants_its_key(shared):
    assert shared.ask(1, CLEAR, b"\x01DXL\x22")[0][1] == 0
    assert shared.ask(1, CLEAR, b"\x01")[0][1] == RANGE


def test_a_reboot_forgets_the_ram_keeps_the_eeprom_and_takes_its_time(host):
    host.write(1, 11, 5, 1)
    host.write(1, 168, 126, 2)
    host.write(1, 64, 1, 1)
    assert host.ask(1, REBOOT) == [(1, 0, b"")]
    assert host.ask(1, 1) == []
    host.wait(0.31)
    assert [host.read(1, *where) for where in ((11, 1), (168, 2), (64, 1))] == [5, 224, 0]


def test_a_new_id_is_the_one_that_answers(host):
    assert host.write(1, 7, 50, 1) == 0
    assert host.ask(1, 1) == []
    assert len(host.ask(50, 1)) == 1


def test_indirect_data_reads_what_its_addresses_point_at(host):
    for index, target in enumerate((132, 133, 134, 135, 146)):
        assert host.write(1, 168 + 2 * index, target, 2) == 0
    [(_, _, data)] = host.ask(1, READ, word(224) + word(5))
    assert data == host.ask(1, READ, word(132) + word(4))[0][2] + bytes((30,))


def test_indirect_data_writes_through_and_keeps_the_rules_of_the_register(host):
    for index, target in enumerate((102, 103, 116, 117, 118, 119)):
        assert host.write(1, 192 + 2 * index, target, 2) == 0
    host.write(1, 11, 5, 1)
    # 12 bytes on: indirect address 13 is at 192, its data at 236.
    assert host.ask(1, WRITE, word(236) + word(500) + pack(2100, 4))[0][1] == 0
    assert (host.read(1, 102, 2), host.read(1, 116, 4)) == (500, 2100)
    assert host.ask(1, WRITE, word(236) + word(2000) + pack(2200, 4))[0][1] == RANGE
    assert host.ask(1, WRITE, word(236) + word(500) + pack(2200, 3))[0][1] == LENGTH
    assert host.read(1, 116, 4) == 2100


def test_indirect_data_that_points_nowhere_is_a_byte_of_its_own(host):
    assert host.write(1, 224, 77, 1) == 0
    assert host.read(1, 224, 1) == 77
    assert host.write(1, 168, 63, 2) == RANGE


def test_both_blocks_of_indirect_data_are_there(host):
    assert host.write(1, 578, 146, 2) == 0
    assert host.read(1, 634, 1) == 30
