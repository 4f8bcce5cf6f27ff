"""The environments in processes of their own, neighbors together; first ready, first told.

A step cannot be interrupted: when nobody awaits it any more its environments stay busy until it ends, and a reset waits
behind it. A reset whose deadline passes behind a step that does not end stops the process: the environments of that
process lose their episodes, which is told, and the next reset starts it again.
"""

from __future__ import annotations

import mmap
import os
import select
from collections.abc import Callable, Sequence
from itertools import pairwise
from time import monotonic

from gaitway_envs.blueprint import Blueprint, EnvironmentUnavailable
from gaitway_envs.cores import available_cores, cores_of
from gaitway_envs.operation import Operation, Selection
from gaitway_envs.pipe import ANSWER, FAILED, PROGRESS, READY, Report, read_answer
from gaitway_envs.restarts import Restarts
from gaitway_envs.spec import action_layout, observation_layout
from gaitway_envs.table import Table, shared_file, table_bytes
from gaitway_envs.warning import warn
from gaitway_envs.worker import WorkerPlan
from gaitway_envs.worker_process import WorkerProcess

_START_S = 120.0
"""How long all environments may take to be made."""


class Processes:
    autoreset = "disabled"
    answers_questions = True
    on_death: Callable[[Selection, str], None]

    def __init__(self, blueprint: Blueprint, render_mode: str | None, count: int, processes: int) -> None:
        """Waits until all environments are made. Raises EnvironmentUnavailable; then no process is left."""
        observations, actions = observation_layout(blueprint), action_layout(blueprint)
        size = table_bytes(observations.leaves, actions.leaves, count)
        self._memory = shared_file(size)
        self.table = Table(observations.leaves, actions.leaves, count, mmap.mmap(self._memory, size))
        processes = min(processes, count)
        edges = [count * i // processes for i in range(processes + 1)]
        has_core = processes <= len(available_cores())
        self._plans = [
            WorkerPlan(blueprint.uri, render_mode, count, first, last, self._memory, -1, -1, has_core, core)
            for (first, last), core in zip(pairwise(edges), cores_of(processes), strict=True)
        ]
        self._worker_of = [i for i, plan in enumerate(self._plans) for _ in range(plan.first, plan.last)]
        self._workers: list[WorkerProcess | None] = [WorkerProcess(plan) for plan in self._plans]
        self._how_ended: list[str] = [""] * processes
        self._restarts = Restarts()
        self._written: dict[int, dict] = {}
        self._parts_of: dict[Selection, list[tuple[int, Selection]]] = {}
        self._failed: list[tuple[Operation, Selection]] = []
        self.fds: list[int] = []
        self._watch()
        try:
            self._await_all()
        except BaseException:
            self.close()
            raise

    def _watch(self) -> None:
        self.fds[:] = [worker.reports for worker in self._workers if worker is not None]

    def _await_all(self) -> None:
        until = monotonic() + _START_S
        while any(worker is not None and not worker.is_up for worker in self._workers):
            left = until - monotonic()
            if left <= 0:
                raise EnvironmentUnavailable(
                    f"the environments were not made within {_START_S:.0f} s",
                    "see why their constructor hangs",
                )
            select.select(self.fds, [], [], left)
            for i, worker in enumerate(self._workers):
                for report in self._read_start(i, worker):
                    if report.kind == FAILED:
                        raise EnvironmentUnavailable(report.said["what"], report.said["remedy"])
                    self._heard(worker, report)

    def _read_start(self, number: int, worker: WorkerProcess) -> list[Report]:
        reports = worker.read()
        if reports is None:
            self._workers[number] = None
            how = worker.bury()
            raise EnvironmentUnavailable(f"the environments could not be made: {how}", "see the lines above")
        return list(reports)

    def start(self, operation: Operation) -> None:
        if operation.kind == "write_properties":
            for env_id, values in zip(operation.selection.ids, operation.arguments, strict=True):
                self._written.setdefault(env_id, {}).update(values)
        for number, part in self._parts(operation.selection):
            worker = self._workers[number]
            if worker is None and operation.kind == "reset":
                worker = self._restart(number)
            if worker is None:
                operation.faults.update(dict.fromkeys(part.ids, self._how_ended[number]))
                self._failed.append((operation, part))
            else:
                worker.send(operation, part)

    def _parts(self, selection: Selection) -> list[tuple[int, Selection]]:
        """Which worker has which of them."""
        parts = self._parts_of.get(selection)
        if parts is None:
            by_worker: dict[int, list[int]] = {}
            for env_id in selection.ids:
                by_worker.setdefault(self._worker_of[env_id], []).append(env_id)
            parts = [
                (number, selection if len(ids) == selection.count else Selection(tuple(ids)))
                for number, ids in by_worker.items()
            ]
            if len(self._parts_of) >= 1024:
                self._parts_of.clear()
            self._parts_of[selection] = parts
        return parts

    def _restart(self, number: int) -> WorkerProcess | None:
        refusal = self._restarts.refusal()
        if refusal is not None:
            how = self._how_ended[number].partition(", and is not")[0]
            self._how_ended[number] = f"{how}, {refusal}"
            return None
        worker = self._workers[number] = WorkerProcess(self._plans[number])
        self._watch()
        warn(
            f"environments {worker.envs.ids[0]} to {worker.envs.ids[-1]} are made again: {self._how_ended[number]}"
        )
        for env_id in worker.envs.ids:
            if env_id in self._written:
                one = Selection((env_id,))
                again = Operation("write_properties", one, 0, monotonic(), arguments=[self._written[env_id]])
                worker.send(again, one)
        return worker

    @property
    def has_unsent(self) -> bool:
        return any(worker is not None and worker.has_unsent for worker in self._workers)

    def collect(self, ready: Sequence[int]) -> None:
        if self._failed:
            failed, self._failed = self._failed, []
            for operation, part in failed:
                operation.told(operation, part)
        for number, worker in enumerate(self._workers):
            if worker is None:
                continue
            if worker.has_unsent:
                worker.flush()
            reports = worker.read() if worker.reports in ready else ()
            if reports is None:
                self._bury(number, worker)
                continue
            for report in reports:
                self._heard(worker, report)

    def _heard(self, worker: WorkerProcess, report: Report) -> None:
        if report.kind == READY:
            worker.is_up = True
        elif report.kind == FAILED:
            worker.failure = report.said["what"]
        elif report.kind in (PROGRESS, ANSWER):
            operation, part = worker.pending[0]
            if report.kind == ANSWER:
                read_answer(report, operation)
            ready = report.number if report.kind == PROGRESS else part.count
            before, worker.ready_in_first = worker.ready_in_first, ready
            if ready == part.count:
                worker.pending.popleft()
                worker.ready_in_first = 0
            new = part if before == 0 and ready == part.count else Selection(part.ids[before:ready])
            operation.told(operation, new)

    def _bury(self, number: int, worker: WorkerProcess) -> None:
        """Tells what the death of a worker means: first which episodes are gone, then what was under way."""
        self._workers[number] = None
        how = worker.bury()
        how = self._how_ended[number] = f"{how}: {worker.failure}" if worker.failure else how
        self._watch()
        self.on_death(worker.envs, how)
        done = worker.ready_in_first
        for operation, part in worker.pending:
            rest = Selection(part.ids[done:])
            done = 0
            if operation.kind == "step":
                for env_id in rest.ids:
                    self.table.lose(env_id, how)
            else:
                operation.faults.update(dict.fromkeys(rest.ids, how))
            operation.told(operation, rest)

    def paused(self) -> frozenset[int]:
        stopped = (worker for worker in self._workers if worker is not None and worker.is_paused())
        return frozenset(env_id for worker in stopped for env_id in worker.envs.ids)

    def abandon(self, operation: Operation, stuck: bool) -> None:
        if not stuck or operation.kind != "reset":
            return
        for number, _part in self._parts(operation.selection):
            worker = self._workers[number]
            if worker is not None and worker.pending and worker.pending[0][0] is not operation:
                self._bury(number, worker)

    def close(self) -> None:
        for worker in self._workers:
            if worker is not None:
                worker.bury()
        self._workers = [None] * len(self._workers)
        os.close(self._memory)
