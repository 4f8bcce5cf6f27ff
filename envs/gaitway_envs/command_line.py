"""`python -m gaitway_envs serve ENV`: an environment as a server.

Standard output carries one line of JSON, `{"endpoint": "ipc://…"}`, when the server is ready, and nothing else: what
environments print goes to standard error. Exit codes: 0 stopped, 1 failed, 2 used wrongly.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Sequence

import zmq

from gaitway_envs.adapters import SCHEMES, blueprint
from gaitway_envs.blueprint import EnvironmentUnavailable
from gaitway_envs.endpoint import EndpointRefused, bind
from gaitway_envs.engine import Inline
from gaitway_envs.limits import DEFAULT_LIMITS
from gaitway_envs.loop import Loop
from gaitway_envs.server import Server, warn


def run() -> None:
    """The `gaitway-envs` command."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    announce = _keep_stdout_for_us()
    try:
        return options.run(options, announce)
    except (EnvironmentUnavailable, EndpointRefused) as error:
        warn(f"{error.what}; {error.remedy}")
    except KeyboardInterrupt:
        return 0
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gaitway_envs", description="Simulators behind the Gaitway protocol."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser(
        "serve", help="an environment as a server", description="Serves ENV until it is stopped."
    )
    serve.add_argument("env", metavar="ENV", help="; ".join(SCHEMES.values()))
    serve.add_argument(
        "--bind",
        default="ipc://*",
        metavar="ENDPOINT",
        help="where to listen (default: %(default)s, a private path)",
    )
    serve.add_argument(
        "--envs", type=_count, default=1, metavar="N", help="how many environments (default: %(default)s)"
    )
    serve.add_argument(
        "--actions",
        choices=("refuse", "clip"),
        default="refuse",
        help="what becomes of an action out of bounds (default: %(default)s)",
    )
    serve.add_argument(
        "--render-mode", metavar="MODE", help="make the environments for this mode of rendering"
    )
    serve.add_argument("--child", action="store_true", help="end when standard input closes")
    serve.set_defaults(run=_serve)
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to 65535, got {text}")
    return int(text)


def _keep_stdout_for_us() -> int:
    """What anybody else prints goes to standard error from now on. Returns a descriptor of standard output."""
    ours = os.dup(1)
    os.dup2(2, 1)
    return ours


def _serve(options: argparse.Namespace, announce: int) -> int:
    plan = blueprint(options.env, options.render_mode)
    engine = _made(lambda: Inline(plan, options.envs), options.env)
    context = zmq.Context()
    socket = context.socket(zmq.ROUTER)
    queue = 2 * DEFAULT_LIMITS.in_flight
    socket.setsockopt(zmq.SNDHWM, queue)
    socket.setsockopt(zmq.RCVHWM, queue)
    socket.setsockopt(zmq.LINGER, 100)
    socket.setsockopt(zmq.MAXMSGSIZE, DEFAULT_LIMITS.message_bytes)
    server = Server(socket, plan, engine, options.actions == "clip")
    bound = bind(socket, options.bind, encrypted=False)
    try:
        loop = Loop(server, socket, engine)
        _stop_by_signal(loop, options.child)
        os.write(announce, f"{json.dumps({'endpoint': bound.endpoint})}\n".encode())
        if not options.child:
            warn(f"serving {options.env} on {bound.endpoint}, {options.envs} of it; Ctrl-C stops it")
        loop.run()
        server.close()
    finally:
        engine.close()
        socket.close()
        bound.release()
        context.term()
    return 0


def _made(make, uri: str):  # noqa: ANN001, ANN202
    """The user's own traceback comes last when it was their code that raised."""
    try:
        return make()
    except EnvironmentUnavailable:
        raise
    except Exception as error:
        traceback.print_exc()
        raise EnvironmentUnavailable(f"{uri} could not be made: {error}", "see the lines above") from None


def _stop_by_signal(loop: Loop, child: bool) -> None:
    signal.signal(signal.SIGTERM, lambda *_: loop.stop())
    if child:
        # Ctrl-C reaches the whole terminal's group; a child leaves when its parent lets go of it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=_until_stdin_closes, args=(loop,), daemon=True).start()
    else:
        signal.signal(signal.SIGINT, lambda *_: loop.stop())


def _until_stdin_closes(loop: Loop) -> None:
    while os.read(0, 4096):
        pass
    loop.stop()
