"""`gaitway_envs robot NAME`: what may be written, and a robot made of it."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import ExitStack
from random import Random

import zmq

from gaitway_envs.emulator.arguments import add_body, add_events
from gaitway_envs.emulator.dialog import write_event
from gaitway_envs.endpoint import bind
from gaitway_envs.limits import DEFAULT_LIMITS
from gaitway_envs.mujoco_needed import require_mujoco
from gaitway_envs.quiet_memory import settle
from gaitway_envs.robot.event_log import EventLog
from gaitway_envs.security import encrypt
from gaitway_envs.server import Server

_QUEUE = 64
_LAST_WORDS_MS = 100
"""How long what was sent before the end may take to leave."""


def add_robot(commands: argparse._SubParsersAction) -> None:
    """The command `robot` with the robots it knows."""
    robot = commands.add_parser("robot", help="a robot as a server, with its own limits and its own watchdog")
    names = robot.add_subparsers(required=True, metavar="ROBOT")
    aibo = names.add_parser("aibo", help="the AIBO's physics in real time")
    add = aibo.add_argument
    add("--bind", default="ipc://*", metavar="ENDPOINT", help="where to listen (default: %(default)s)")
    add(
        "--sensors",
        metavar="ENDPOINT",
        help="where readings come from (default: a free port, or path, beside it)",
    )
    add("--keys", metavar="FILE.key_secret", help="encrypt with this key pair, made by `gaitway keys`")
    add("--allow", metavar="DIR", help="public keys (*.key) of the agents that may connect; with --keys")
    add(
        "--watchdog",
        type=_watchdog,
        default=0.08,
        metavar="S",
        help="torque off after this long without a command (default: %(default)s)",
    )
    add_body(aibo)
    add_events(aibo, "every command, and every change of torque,")
    aibo.set_defaults(run=_aibo)


def _watchdog(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.01 <= seconds <= 10:
        raise argparse.ArgumentTypeError(f"expected seconds from 0.01 to 10, got {text}")
    return seconds


def _aibo(options: argparse.Namespace, announce: int) -> None:
    require_mujoco("the robot's body")
    from gaitway_envs.emulator.body import Body
    from gaitway_envs.robot.aibo import aibo_robot, feeling_bounds
    from gaitway_envs.robot.controller import Controller
    from gaitway_envs.robot.described import hello_of
    from gaitway_envs.robot.faults import Faults
    from gaitway_envs.robot.loop import Loop
    from gaitway_envs.robot.readings import Readings
    from gaitway_envs.robot.service import RobotService

    def say(event: str, **what: object) -> None:
        write_event(announce, event, what)

    with ExitStack() as stack:
        robot, faults = aibo_robot(options.watchdog), Faults()
        body = Body(options.pose, time.monotonic(), held=not options.unheld)
        controller = Controller(robot, body, options.profile / 1000, EventLog(options.log).note)
        random = Random(f"{options.seed} jitter")
        readings = Readings(robot, body, faults, random, options.sensor_noise)
        # Last, so that nobody who connects waits for an answer.
        router, publisher, endpoint, sensors = _sockets(options, stack)
        hello = hello_of(robot, feeling_bounds(), sensors)
        server = Server(router, lambda outbox: RobotService(hello, controller, time.monotonic, outbox))
        loop = Loop((router, publisher), server, controller, body, readings, faults, say)
        for request in options.fault:
            loop.obey(request)
        settle()
        say("ready", endpoint=endpoint, sensors=sensors, log=options.log, watchdog=options.watchdog)
        loop.run(sys.stdin.fileno(), ends_with_requests=options.child)


def _sockets(
    options: argparse.Namespace, stack: ExitStack
) -> tuple[zmq.Socket[bytes], zmq.Socket[bytes], str, str]:
    """ROUTER and PUB, bound; the address of each, of the second as agents are told. Raises EndpointRefused."""
    context = zmq.Context()
    stack.callback(context.term)
    router, publisher = context.socket(zmq.ROUTER), context.socket(zmq.PUB)
    for socket in (router, publisher):
        stack.callback(socket.close)
        socket.setsockopt(zmq.LINGER, _LAST_WORDS_MS)
        socket.setsockopt(zmq.MAXMSGSIZE, DEFAULT_LIMITS.message_bytes)
        socket.setsockopt(zmq.SNDHWM, _QUEUE)
    # A reading that was overtaken is of no use.
    publisher.setsockopt(zmq.CONFLATE, 1)
    encrypted = encrypt(context, [router, publisher], options.keys, options.allow, stack)
    bound = bind(router, options.bind, encrypted)
    stack.callback(bound.release)
    sensors = bind(publisher, options.sensors or _beside(bound.endpoint), encrypted)
    stack.callback(sensors.release)
    return router, publisher, bound.endpoint, _told(sensors.endpoint)


def _beside(endpoint: str) -> str:
    """A free port of the same host; for a path one of its own."""
    if endpoint.startswith("ipc:"):
        return "ipc://*"
    return f"{endpoint.rpartition(':')[0]}:*"


def _told(endpoint: str) -> str:
    """The robot does not know by which name it is reached: the agent does."""
    return f"tcp://*:{endpoint.rpartition(':')[2]}" if endpoint.startswith("tcp:") else endpoint
