"""Who owns the episode of each environment, and what is under way in it.

One element an environment in each array, so that a batch costs what one environment costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

import numpy as np

from gaitway_envs import refusal
from gaitway_envs.operation import Operation, Selection
from gaitway_envs.session import Job, Session
from gaitway_envs.table import Table


@dataclass(eq=False, slots=True)
class Task:
    """An operation, and whom it is for."""

    operation: Operation
    session: Session
    job: Job | None
    """Who gets the answer; None when the results go to the pool."""
    clipped: Sequence[int] = ()
    skipped: set[int] = field(default_factory=set)
    """Environments of a step to the pool that a reset took out of it."""
    ready: list[Selection] = field(default_factory=list)
    """Parts that are ready, while the answer waits for the others."""
    abandoned: bool = False


class Ledger:
    def __init__(self, table: Table, resets_itself: bool) -> None:
        count = table.count
        self._table = table
        self._resets_itself = resets_itself
        self.tasks: dict[int, Task] = {}
        """What is under way, by ticket."""
        self._last_ticket = 0
        self._owner = np.zeros(count, "<i8")
        self._evicted = np.zeros(count, "<i8")
        """The session whose episode another one's reset ended, until it has been told."""
        self._running = np.zeros(count, np.bool_)
        self._ticket = np.zeros(count, "<i8")
        self._steps = np.zeros(count, "<i8")
        self._ready_for = np.zeros(count, "<i8")
        """The session that may step it now: it is its owner, the episode runs, nothing is under way."""
        self._deaths: dict[int, str] = {}
        """How the simulator of an idle episode died, until its owner has been told."""

    def require_ready(self, session: Session, selection: Selection) -> None:
        """Raises Refusal unless all of them can be stepped now."""
        pattern = session.number.to_bytes(8, "little") * selection.count
        if self._ready_for[selection.index].tobytes() == pattern:
            return
        for env_id in selection.ids:
            self._require_one_ready(session, env_id)

    def _require_one_ready(self, session: Session, env_id: int) -> None:
        if self._evicted[env_id] == session.number:
            self._evicted[env_id] = 0
            raise refusal.episode_lost([env_id], "another agent reset the environment")
        if self._owner[env_id] != session.number:
            raise refusal.reset_needed(env_id)
        if env_id in self._deaths:
            raise refusal.episode_lost([env_id], self._deaths.pop(env_id))
        if self.live_task(env_id) is not None:
            raise refusal.environment_busy(env_id)
        if not self._running[env_id]:
            raise refusal.reset_needed(env_id)

    def require_idle(self, session: Session, selection: Selection) -> None:
        """Raises Refusal unless nothing is under way and no other session has an episode there."""
        for env_id in selection.ids:
            if self._owner[env_id] not in (0, session.number):
                raise refusal.invalid(f"environment {env_id} belongs to another agent; reset it first")
            if self._ticket[env_id] != 0:
                raise refusal.environment_busy(env_id)

    def live_task(self, env_id: int) -> Task | None:
        """What somebody still awaits of the environment."""
        task = self.tasks.get(int(self._ticket[env_id]))
        return None if task is None or task.abandoned else task

    def busy(self) -> list[tuple[int, float, int]]:
        """Environment, since when, and at which step, of those that are busy."""
        busy = []
        for env_id in np.flatnonzero(self._ticket).tolist():
            task = self.tasks.get(int(self._ticket[env_id]))
            if task is not None and not any(env_id in part.ids for part in task.ready):
                busy.append((env_id, task.operation.since, int(self._steps[env_id])))
        return busy

    def occupy(self, kind: str, session: Session, job: Job | None, selection: Selection) -> Task:
        self._last_ticket = ticket = self._last_ticket + 1
        operation = Operation(kind, selection, ticket, monotonic(), left=selection.count)
        task = self.tasks[ticket] = Task(operation, session, job)
        if job is not None:
            job.operation = task
        self._ticket[selection.index] = ticket
        self._ready_for[selection.index] = 0
        return task

    def stop_episodes(self, selection: Selection) -> None:
        """They need a reset before the next step."""
        self._running[selection.index] = False
        self._ready_for[selection.index] = 0

    def free_stepped(self, task: Task, selection: Selection) -> bool:
        """After a step; returns whether all of their episodes go on."""
        index, table = selection.index, self._table
        self._ticket[index] = 0
        self._steps[index] += 1
        anybody_ended = not table.goes_on(selection)
        if not anybody_ended or (self._resets_itself and not table.loses(selection)):
            self._ready_for[index] = task.session.number
            return not anybody_ended
        goes_on = ~(table.lost[index] if self._resets_itself else table.ended(selection))
        self._running[index] = goes_on
        self._ready_for[index] = goes_on * task.session.number
        return False

    def free_abandoned(self, task: Task) -> None:
        """After what nobody awaits; a later operation may have some of its environments already."""
        selection = task.operation.selection
        mine = self._ticket[selection.index] == task.operation.ticket
        self._ticket[selection.array[mine]] = 0

    def free(self, task: Task) -> None:
        """Those whose episode runs may be stepped again by their owner."""
        index = task.operation.selection.index
        self._ticket[index] = 0
        self._ready_for[index] = np.where(self._running[index], self._owner[index], 0)

    def begin_episodes(self, task: Task) -> None:
        """After a reset, or a state that was set: the episodes are its session's."""
        index, number = task.operation.selection.index, task.session.number
        owner, evicted = self._owner[index], self._evicted[index]
        evicted = np.where((owner != 0) & (owner != number), owner, evicted)
        self._evicted[index] = np.where(evicted == number, 0, evicted)
        self._owner[index] = number
        self._running[index] = True
        if task.operation.kind == "reset":
            self._steps[index] = 0
        for env_id in task.operation.selection.ids:
            self._deaths.pop(env_id, None)
        self.free(task)

    def simulator_died(self, selection: Selection, how: str) -> None:
        """Idle episodes are gone as well: their owner is told at its next step."""
        for env_id in selection.ids:
            if self._running[env_id] and self._ticket[env_id] == 0:
                self._deaths[env_id] = how
        self.stop_episodes(selection)

    def forget(self, session: Session) -> None:
        mine = self._owner == session.number
        self._owner[mine] = 0
        self._running[mine] = False
        self._ready_for[mine] = 0
        self._evicted[self._evicted == session.number] = 0
