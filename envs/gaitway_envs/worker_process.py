"""A worker as the server sees it: a process, two pipes, and the operations it has not finished."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from gaitway_envs.operation import Operation, Selection
from gaitway_envs.pipe import Report, Reports, write_command
from gaitway_envs.worker import WorkerPlan

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Workers share the cores; libraries that take all of them for themselves make everything slower."""
_PIECE = 1 << 20
_ENDING_S = 0.2
"""From the end of its reports, which the kernel closes, to the end of the process."""


def _python_path() -> str:
    """So that a worker finds this package wherever the server found it."""
    here = str(Path(__file__).parents[1])
    return os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), here]))


class WorkerProcess:
    def __init__(self, plan: WorkerPlan) -> None:
        """`plan` without its pipes."""
        self.envs = Selection(tuple(range(plan.first, plan.last)))
        commands_read, self._commands = os.pipe()
        self.reports, reports_write = os.pipe()
        os.set_blocking(self._commands, False)
        os.set_blocking(self.reports, False)
        self.pending: deque[tuple[Operation, Selection]] = deque()
        self.ready_in_first = 0
        """Environments of the first pending operation that are ready."""
        self.is_up = False
        self.failure = ""
        """Why it could not make its environments."""
        self._is_gone = False
        """Whether it ended by itself."""
        self._unsent = bytearray()
        self._reports = Reports()
        whole = replace(plan, commands=commands_read, reports=reports_write)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gaitway_envs.worker", whole.to_json()],
            stdin=subprocess.PIPE,
            stdout=2,
            pass_fds=(plan.memory, commands_read, reports_write),
            env={**_ONE_THREAD, **os.environ, "PYTHONPATH": _python_path()},
        )
        os.close(commands_read)
        os.close(reports_write)

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, operation: Operation, part: Selection) -> None:
        self.pending.append((operation, part))
        self._unsent += write_command(operation, part)
        self.flush()

    @property
    def has_unsent(self) -> bool:
        return len(self._unsent) > 0

    def flush(self) -> None:
        """Sends what the pipe takes, and never waits."""
        with contextlib.suppress(BlockingIOError, BrokenPipeError):  # a broken pipe is seen where reports end
            while self._unsent:
                del self._unsent[: os.write(self._commands, self._unsent)]

    def read(self) -> Iterator[Report] | None:
        """What has come; None when the worker is gone."""
        try:
            piece = os.read(self.reports, _PIECE)
        except BlockingIOError:
            return iter(())
        self._is_gone = not piece
        return self._reports.feed(piece) if piece else None

    def is_paused(self) -> bool:
        """Whether somebody stopped the process (SIGSTOP, a debugger)."""
        try:
            with open(f"/proc/{self.pid}/stat") as file:
                return file.read().rpartition(")")[2].split()[0] in ("T", "t")
        except (OSError, IndexError):
            return False

    def bury(self) -> str:
        """Closes what is left and says how the process went."""
        if self._is_gone:
            with contextlib.suppress(subprocess.TimeoutExpired):  # it closed its pipe and went on
                self._process.wait(_ENDING_S)
        self._process.kill()
        code = self._process.wait()
        os.close(self._commands)
        os.close(self.reports)
        if self._process.stdin is not None:
            self._process.stdin.close()
        if code < 0:
            return f"its process ended by {signal.Signals(-code).name}"
        return f"its process ended with code {code}"
