"""A process that steps some of the environments: `python -m gaitway_envs.worker JSON`, started by the server.

It carries out the commands of one pipe and tells of its progress in another; results go into the shared table. It ends
with the server, however that ends: the kernel kills it (Linux), or its lifeline, standard input, closes.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import mmap
import os
import signal
import sys
import threading
import traceback
from dataclasses import asdict, dataclass

from gaitway_envs.adapters import blueprint
from gaitway_envs.awaited_pipe import AwaitedPipe
from gaitway_envs.blueprint import EnvironmentUnavailable
from gaitway_envs.cores import keep_to
from gaitway_envs.fault_text import fault_text
from gaitway_envs.lane import Lane
from gaitway_envs.operation import Selection
from gaitway_envs.pipe import FAILED, READY, read_command, write_answer, write_progress, write_report
from gaitway_envs.quiet_memory import settle
from gaitway_envs.spec import action_layout, observation_layout
from gaitway_envs.table import Table

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class WorkerPlan:
    uri: str
    render_mode: str | None
    count: int
    """Environments in the table."""
    first: int
    """This worker has first … last − 1."""
    last: int
    memory: int
    """Descriptor of the table."""
    commands: int
    reports: int
    has_core: bool
    """Whether there is a core for each of the workers."""
    core: int
    """The one this worker keeps to, or NO_CORE."""

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def main() -> None:
    plan = WorkerPlan(**json.loads(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_the_server()
    try:
        lane = make_lane(plan)
    except EnvironmentUnavailable as error:
        _tell(plan.reports, write_report(FAILED, 0, {"what": error.what, "remedy": error.remedy}))
        return
    except Exception as error:
        traceback.print_exc()
        what = f"{plan.uri} could not be made: {fault_text(error)}"
        _tell(plan.reports, write_report(FAILED, 0, {"what": what, "remedy": "see the lines above"}))
        return
    settle()
    _tell(plan.reports, write_report(READY, 0, {}))
    keep_to(plan.core)  # not before: threads and processes that an environment has made go where they like
    _obey(lane, plan)


def make_lane(plan: WorkerPlan) -> Lane:
    made = blueprint(plan.uri, plan.render_mode)
    observations, actions = observation_layout(made), action_layout(made)
    memory = mmap.mmap(plan.memory, 0)
    table = Table(observations.leaves, actions.leaves, plan.count, memory)
    return Lane(made, table, observations, actions, range(plan.first, plan.last))


def _end_with_the_server() -> None:
    threading.Thread(target=_until_stdin_closes, daemon=True).start()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _until_stdin_closes() -> None:
    while os.read(0, 64):
        pass
    os._exit(0)


def _obey(lane: Lane, plan: WorkerPlan) -> None:
    known: dict[bytes, Selection] = {}
    source = AwaitedPipe(plan.commands, plan.has_core)
    while (operation := read_command(source, known)) is not None:
        ticket = operation.ticket
        if operation.kind == "step":
            lane.step(
                operation.selection,
                operation.tells_each,
                lambda ready, ticket=ticket: _tell(plan.reports, write_progress(ticket, ready)),
            )
        else:
            lane.run_each(operation)
            _tell(plan.reports, write_answer(operation))


def _tell(pipe: int, report: bytes) -> None:
    with contextlib.suppress(BrokenPipeError):  # the server is gone, and this process with it
        while report:
            report = report[os.write(pipe, report) :]


if __name__ == "__main__":
    main()
