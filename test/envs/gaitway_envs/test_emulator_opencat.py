"""The OpenCat board: tokens, their arguments in text and bytes, skills, what is lost while it moves."""

import os
import time

import pytest
from emulated import Emulator, elapsed
from gaitway_envs.emulator.opencat.board import Board
from gaitway_envs.emulator.opencat.commands import CommandReader
from gaitway_envs.emulator.opencat.skill import BadSkill, parse_skill


def command(raw):
    reader = CommandReader()
    commands = [found for byte in raw if (found := reader.feed(byte, 0.0))]
    return commands[0] if commands else reader.end()


def signed(*values):
    return bytes(value % 256 for value in values)


GAIT = signed(2, 0, 0, 1, *range(8), *range(10, 18))


@pytest.mark.parametrize(
    ("raw", "angles"),
    [
        (b"i8 40 9 -35\n", {8: 40, 9: -35}),
        (b"i 0 20, 1 30\n", {0: 20, 1: 30}),
        (b"m8 40 8 -35\n", {8: -35}),
        (b"I" + signed(8, -100, 9, 10) + b"~", {8: -100, 9: 10}),
        (b"L" + signed(*range(-8, 8)) + b"~", {0: -8, 15: 7}),
        (b"i8 170\n", {8: 125}),
        (b"i99 10 3\n", {3: 0}),
        (b"kcalib\n", {8: 0}),
    ],
)
def test_a_token_sends_its_joints(raw, angles):
    board = Board()
    said, _ = board.run(command(raw), 0.0)
    assert said[-1] == chr(raw[0])
    assert {joint: board.angles[joint] for joint in angles} == angles


def test_a_move_takes_as_long_as_it_is_far():
    # 100 degrees at speed 2 and 2 ms a degree.
    assert Board().run(command(b"i8 100 9 10\n"), 0.0)[1] == pytest.approx(0.1)
    # One after the other: 100 degrees, then 150 back.
    assert Board().run(command(b"m8 100 8 -50\n"), 0.0)[1] == pytest.approx(0.25)


def test_joints_are_told_as_they_were_sent():
    board = Board()
    board.run(command(b"i8 40\n"), 0.0)
    heads, values, token = board.run(command(b"j\n"), 0.0)[0]
    assert heads.split("\t")[:16] == [str(joint) for joint in range(16)]
    assert values.split(",\t")[8] == "40" and token == "j"


def test_rest_lets_go_and_the_next_token_takes_hold():
    board = Board()
    assert board.run(command(b"d\n"), 0.0)[0] == ["g", "d"]
    assert not board.report()["powered"]
    assert board.run(command(b"i8 0\n"), 0.0)[0] == ["G", "i"]
    assert board.report()["powered"]


def test_a_gait_repeats_and_a_pause_stops_it():
    board = Board()
    said, seconds = board.run(command(b"K" + GAIT + b"~"), 0.0)
    assert said == ["k"]
    board.follow(seconds + 0.001)
    assert board.angles[8:] == list(range(8))
    board.follow(seconds + 0.021)
    assert board.angles[8:] == list(range(10, 18))
    board.follow(seconds + 0.041)
    assert board.angles[8:] == list(range(8))
    assert board.run(command(b"p\n"), 1.0)[0] == ["P"]
    assert not board.report()["walking"]
    assert board.run(command(b"p\n"), 1.0)[0] == ["p"]
    assert board.report()["walking"]


def test_an_angle_ratio_doubles_angles():
    posture = parse_skill(signed(1, 0, 0, 2, *range(16)))
    assert posture.frames[0].angles == {joint: 2 * joint for joint in range(16)}
    assert not posture.repeats


def test_a_behavior_loops_its_middle_and_ends():
    rows = [signed(*([row] * 16), 8, 2, 0, 0) for row in range(4)]
    skill = parse_skill(signed(-4, 0, 0, 1, 1, 2, 3) + b"".join(rows))
    assert [frame.angles[0] for frame in skill.frames] == [0, 1, 2, 1, 2, 1, 2, 3]
    assert (skill.frames[0].speed, skill.frames[0].pause) == (2.0, pytest.approx(0.1))


@pytest.mark.parametrize("data", [b"", b"\0\0\0\1", GAIT[:-1]])
def test_a_skill_that_is_not_whole_is_none(data):
    with pytest.raises(BadSkill):
        parse_skill(data)


@pytest.fixture(scope="module")
def cat():
    emulator = Emulator("opencat")
    yield emulator
    assert emulator.close()["powered"] is True


def heard(cat, raw, end):
    """Everything said until a line that is `end`."""
    os.write(cat.port, raw)
    data = b""
    while not data.endswith(end + b"\r\n"):
        piece = cat.bytes(1, 2.0)
        assert piece, data
        data += piece
    return data.decode().split("\r\n")[:-1]


def test_a_session_over_the_terminal(cat):
    assert heard(cat, b"?", b"?") == ["Bittle", "gaitway_emulator", "?"]  # no end sign: the pause ends it
    assert heard(cat, b"kcalib\n", b"k") == ["k"]
    begin = time.monotonic()
    assert heard(cat, b"I" + signed(8, 100) + b"~", b"I") == ["I"]
    assert elapsed(begin) >= 0.1
    assert heard(cat, b"knonsense\n", b"k") == ["?", "k"]
    assert heard(cat, b"j\n", b"j")[1].split(",\t")[8] == "100"
    cat.tell(request="report")
    assert cat.event("report")["angles"][8] == 100


def test_commands_beyond_the_buffer_are_lost_while_it_moves(cat):
    heard(cat, b"kcalib\n", b"k")
    # 100 ms of moving; meanwhile 30 commands of 6 bytes, of which 64 bytes are kept: ten, and the head of another.
    os.write(cat.port, b"i8 100\n" + b"i9 10\n" * 30)
    said = cat.bytes(4096, 0.8)
    assert said.count(b"i\r\n") == 12


def test_a_dropped_reply_of_the_board_is_one_that_does_not_come(cat):
    cat.tell(fault="drop", count=1)
    os.write(cat.port, b"p\n")
    assert cat.bytes(3, 0.3) == b""
    assert heard(cat, b"p\n", b"p") == ["p"]
