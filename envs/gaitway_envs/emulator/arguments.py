"""What may be written of every robot, whatever it is connected by: its body, its log, its faults."""

from __future__ import annotations

import argparse
import json

POSES = ("stand", "straight", "lying")
"""The stance of the hand-tuned gait; all joints at zero; on its belly, the legs stretched sideways."""


def add_body(parser: argparse.ArgumentParser) -> None:
    """`--pose`, `--unheld`, `--profile`, `--sensor-noise` of a robot with the AIBO's physics."""
    add = parser.add_argument
    add("--pose", choices=POSES, default="stand", help="how it begins (default: %(default)s)")
    add("--unheld", action="store_true", help="no hand holds it until its motors are on")
    add(
        "--profile",
        type=_profile,
        default=32,
        metavar="MS",
        help="a joint reaches its goal so late (default: %(default)s)",
    )
    add("--sensor-noise", type=float, default=1.0, metavar="SHARE", help="0 for none (default: %(default)s)")


def add_events(parser: argparse.ArgumentParser, logged: str) -> None:
    """`--log` of what `logged` says, `--fault`, `--seed`, `--child`."""
    add = parser.add_argument
    add("--log", metavar="FILE", help=f"{logged} as a line of JSON")
    add(
        "--fault",
        action="append",
        type=_request,
        default=[],
        metavar="JSON",
        help="from the start; repeatable",
    )
    add("--seed", type=int, default=0, help="of what is drawn at random (default: %(default)s)")
    add("--child", action="store_true", help="end when standard input closes")


def _profile(text: str) -> int:
    """Milliseconds in which a goal is reached."""
    if not text.isdecimal() or int(text) > 32_767:
        raise argparse.ArgumentTypeError(f"expected milliseconds from 0 to 32767, got {text}")
    return int(text)


def _request(text: str) -> dict:
    """A fault or a request, as on standard input."""
    try:
        request = json.loads(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected JSON, got {text}: {error}") from error
    if not isinstance(request, dict):
        raise argparse.ArgumentTypeError(f'expected an object such as {{"fault":"drop"}}, got {text}')
    return request
