"""`python -m gaitway_envs serve ENV`: an environment as a server; `floor ENV`: how fast it is with nothing attached;
`emulate ROBOT`: a robot on a pseudo-terminal; `robot NAME`: a robot as a server.

Standard output carries one line of JSON, `{"endpoint": "ipc://…"}` once the server is ready or what was measured (of an
emulator or a robot a line an event), and nothing else: what environments print goes to standard error. Exit codes:
0 stopped, 1 failed, 2 used wrongly.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import NoReturn

from gaitway_envs.adapters import SCHEMES
from gaitway_envs.blueprint import EnvironmentUnavailable
from gaitway_envs.emulator.command import add_emulate
from gaitway_envs.emulator.faults import FaultRefused
from gaitway_envs.endpoint import EndpointRefused
from gaitway_envs.engines import MadeFor
from gaitway_envs.floor import floor
from gaitway_envs.robot.command import add_robot
from gaitway_envs.serving import Serving, serve
from gaitway_envs.warning import warn


def run() -> None:
    """The `gaitway-envs` command."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    announce = _keep_stdout_for_us()
    try:
        options.run(options, announce)
    except (EnvironmentUnavailable, EndpointRefused) as error:
        warn(f"{error.what}; {error.remedy}")
        return 1
    except FaultRefused as error:
        warn(f"{error}; README.md of envs/gaitway_envs/emulator, or robot beside it, says more of them")
        return 2
    except KeyboardInterrupt:
        pass  # before the server had its own way of being stopped
    return 0


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        warn(f"{message}; `{self.prog} --help` says what may be written")
        sys.exit(2)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="gaitway_envs", description="Simulators behind the Gaitway protocol.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serving = commands.add_parser(
        "serve", help="an environment as a server", description="Serves ENV until stopped."
    )
    _add_environment(serving)
    add = serving.add_argument
    add(
        "--bind",
        default="ipc://*",
        metavar="ENDPOINT",
        help="where to listen (default: %(default)s, a private path)",
    )
    add(
        "--actions", choices=("refuse", "clip"), default="refuse", help="out of bounds (default: %(default)s)"
    )
    add("--keys", metavar="FILE.key_secret", help="encrypt with this key pair, made by `gaitway keys`")
    add("--allow", metavar="DIR", help="public keys (*.key) of the agents that may connect; with --keys")
    add("--child", action="store_true", help="end when standard input closes")
    serving.set_defaults(run=_serve)
    floor_ = commands.add_parser("floor", help="how fast the environments are with nothing attached")
    _add_environment(floor_)
    floor_.add_argument("--seconds", type=float, default=5.0, metavar="S", help="(default: %(default)s)")
    floor_.set_defaults(run=_floor)
    add_emulate(commands)
    add_robot(commands)
    return parser


def _add_environment(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("env", metavar="ENV", help="; ".join(SCHEMES.values()))
    add("--envs", type=_count, default=1, metavar="N", help="how many environments (default: %(default)s)")
    add(
        "--processes",
        type=_processes,
        metavar="P",
        help="processes they share, 0 for none but the server's (default: 0 for one environment or where many are "
        "stepped as one, else as many as there are cores)",
    )
    add("--render-mode", metavar="MODE", help="make the environments for this mode of rendering")


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to 65535, got {text}")
    return int(text)


def _processes(text: str) -> int:
    if not text.isdecimal() or int(text) > 1024:
        raise argparse.ArgumentTypeError(f"expected a whole number from 0 to 1024, got {text}")
    return int(text)


def _keep_stdout_for_us() -> int:
    """What anybody else prints goes to standard error from now on. Returns a descriptor of standard output."""
    ours = os.dup(1)
    os.dup2(2, 1)
    return ours


def _made_for(options: argparse.Namespace) -> MadeFor:
    return MadeFor(options.env, options.render_mode, options.envs, options.processes)


def _serve(options: argparse.Namespace, announce: int) -> None:
    serving = Serving(
        options.bind,
        clips=options.actions == "clip",
        is_child=options.child,
        keys=options.keys,
        allow=options.allow,
    )
    serve(_made_for(options), serving, lambda endpoint: _say(announce, {"endpoint": endpoint}))


def _floor(options: argparse.Namespace, announce: int) -> None:
    _say(announce, asdict(floor(_made_for(options), options.seconds)))


def _say(descriptor: int, what: dict) -> None:
    os.write(descriptor, f"{json.dumps(what)}\n".encode())
