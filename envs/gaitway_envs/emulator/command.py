"""`gaitway_envs emulate ROBOT`: what may be written, and a robot made of it."""

from __future__ import annotations

import argparse
import sys
import time
from random import Random

from gaitway_envs.emulator.arguments import add_body, add_events
from gaitway_envs.mujoco_needed import require_mujoco

BAUD_RATES = (9600, 57_600, 115_200, 1_000_000, 2_000_000, 3_000_000, 4_000_000, 4_500_000)
"""By the code in the baud rate register."""
_SERVO_MODEL = 1030
_SERVO_COUNT = 12


def add_emulate(commands: argparse._SubParsersAction) -> None:
    """The command `emulate` with the robots it knows."""
    emulate = commands.add_parser("emulate", help="a robot on a pseudo-terminal, to test drivers against")
    robots = emulate.add_subparsers(required=True, metavar="ROBOT")
    bus = robots.add_parser("servo-bus", help="Dynamixel X-series servos with an AIBO behind them")
    _add_line(bus)
    add = bus.add_argument
    add("--baud", type=int, choices=BAUD_RATES, default=1_000_000, help="of the bus (default: %(default)s)")
    add_body(bus)
    bus.set_defaults(run=_servo_bus)
    cat = robots.add_parser("opencat", help="a Petoi board: tokens in, no feedback of joints")
    _add_line(cat)
    cat.add_argument(
        "--baud", type=int, choices=(57_600, 115_200), default=115_200, help="(default: %(default)s)"
    )
    cat.set_defaults(run=_opencat)


def _add_line(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--link", metavar="PATH", help="a symbolic link to the terminal, the same after an unplugged cable")
    add_events(parser, "every packet")


def _servo_bus(options: argparse.Namespace, announce: int) -> None:
    require_mujoco("the body behind the servos")
    from gaitway_envs.emulator.body import Body
    from gaitway_envs.emulator.bus import Bus
    from gaitway_envs.emulator.faults import ReplyFaults
    from gaitway_envs.emulator.sensor_board import SensorBoard
    from gaitway_envs.emulator.servo import Servo
    from gaitway_envs.emulator.servo_bus import ServoBus

    now = time.monotonic()
    body = Body(options.pose, now, held=not options.unheld)
    jitter, code = Random(f"{options.seed} jitter"), BAUD_RATES.index(options.baud)
    common = {"baud_code": code, "noise": options.sensor_noise}
    servos = [
        Servo(joint + 1, joint, body, jitter, model=_SERVO_MODEL, profile=options.profile, **common)
        for joint in range(_SERVO_COUNT)
    ]
    bus = Bus([*servos, SensorBoard(body, jitter, **common)], body, now)
    loop = _line(options, announce)
    faults = ReplyFaults(Random(f"{options.seed} faults"))
    _run(options, loop, ServoBus(bus, loop, faults, options.baud), {"baud": options.baud})


def _opencat(options: argparse.Namespace, announce: int) -> None:
    from gaitway_envs.emulator.faults import ReplyFaults
    from gaitway_envs.emulator.opencat.board import Board
    from gaitway_envs.emulator.opencat.serial_line import SerialLine

    loop = _line(options, announce)
    faults = ReplyFaults(Random(f"{options.seed} faults"))
    _run(options, loop, SerialLine(Board(), loop, faults, options.baud), {"baud": options.baud})


def _line(options: argparse.Namespace, announce: int):  # noqa: ANN202
    from gaitway_envs.emulator.byte_log import ByteLog
    from gaitway_envs.emulator.loop import Loop
    from gaitway_envs.emulator.terminal import Terminal

    return Loop(Terminal(options.link, options.baud), ByteLog(options.log), announce)


def _run(options: argparse.Namespace, loop, emulated, ready: dict) -> None:  # noqa: ANN001
    try:
        for request in options.fault:
            loop.obey(request, emulated, time.monotonic())
        loop.say("ready", path=loop.terminal.path, link=options.link, log=options.log, **ready)
        loop.run(emulated, requests=sys.stdin.fileno(), ends_with_requests=options.child)
    finally:
        loop.terminal.close()
