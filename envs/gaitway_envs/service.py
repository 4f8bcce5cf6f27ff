"""Who owns which episode, what is under way, and answers in the wire's words. Knows the environments and no sockets.

A request is checked first and applied after, so one that is refused changed nothing. What each environment is doing is
kept in arrays, one element an environment, so that a batch costs what one environment costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Protocol

import numpy as np

from gaitway_envs import refusal
from gaitway_envs.blueprint import Blueprint
from gaitway_envs.border import ActionBorder, Actions, Selections, check_options
from gaitway_envs.engine import Engine
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.operation import Operation, Selection
from gaitway_envs.pool import Rows, rows_of
from gaitway_envs.questions import question, question_reply
from gaitway_envs.refusal import Refusal
from gaitway_envs.session import Job, Session
from gaitway_envs.spec import action_layout, observation_layout, wire_spec
from gaitway_envs.step_reply import StepReplies, tensor_headers
from gaitway_envs.wire import Request, encode_reply


class Outbox(Protocol):
    """Where answers go. One to a job that has ended is dropped and counted."""

    def answer(self, job: Job, envelope: bytes, frames: Sequence[bytes]) -> None: ...

    def refuse(self, job: Job, why: Refusal) -> None: ...


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
    abandoned: bool = False


class Service:
    def __init__(self, blueprint: Blueprint, engine: Engine, clips: bool, outbox: Outbox) -> None:
        count = engine.table.count
        if not engine.answers_questions:
            blueprint = replace(blueprint, render_modes=(), properties=(), has_state=False)
        self._blueprint = blueprint
        self._engine = engine
        self._outbox = outbox
        self._table = engine.table
        self.spec = wire_spec(blueprint, count, engine.autoreset, clips)
        self._leaves = observation_layout(blueprint).leaves
        self._selections = Selections(blueprint.name, count)
        self._border = ActionBorder(blueprint.name, action_layout(blueprint), clips)
        self._replies = StepReplies(engine.table, self._leaves)
        self._resets_itself = engine.autoreset != "disabled"
        self._tasks: dict[int, Task] = {}
        self._last_ticket = 0
        self._owner = np.zeros(count, "<i8")
        self._evicted = np.zeros(count, "<i8")
        self._running = np.zeros(count, np.bool_)
        self._ticket = np.zeros(count, "<i8")
        self._steps = np.zeros(count, "<i8")
        self._ready_for = np.zeros(count, "<i8")
        """The session that may step it now: it is its owner, the episode runs, nothing is under way."""
        self._deaths: dict[int, str] = {}
        engine.on_death = self._simulator_died

    @property
    def capabilities(self) -> list[str]:
        b = self._blueprint
        offered = {"render": b.render_modes, "properties": b.properties, "state": b.has_state}
        return ["resume", *(word for word, has in offered.items() if has)]

    def handle(self, job: Job, request: Request) -> None:
        """Answers through the outbox, now or later. Raises Refusal: then nothing was applied."""
        if request.kind == "step":
            self._step(job, request)
        elif request.kind == "reset":
            self._reset(job, request)
        else:
            self._ask(job, request)

    def status(self) -> list[pb.EnvStatus]:
        """What each busy environment is doing."""
        now = monotonic()
        return [
            pb.EnvStatus(
                env_id=env_id,
                busy_ms=int(1000 * (now - self._tasks[ticket].operation.since)),
                step=int(self._steps[env_id]),
                paused=self._engine.is_paused(env_id),
            )
            for env_id in np.flatnonzero(self._ticket).tolist()
            if (ticket := int(self._ticket[env_id])) in self._tasks
        ]

    # ── steps ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _step(self, job: Job, request: Request) -> None:
        body = request.body
        if not body.HasField("min_batch"):
            selection = self._selections.of(body.env_ids)
            actions = self._border.read(selection, request.tensors)
            self._require_ready(job.session, selection)
            self._begin_step(job.session, job, selection, actions)
            return
        pool = job.session.pool
        if len(body.env_ids) > 0:
            selection = self._selections.of(body.env_ids)
            actions = self._border.read(selection, request.tensors)
            self._require_ready(job.session, selection)
            pool.in_flight += selection.count
            self._begin_step(job.session, None, selection, actions)
        job.waits_for = body.min_batch
        pool.waiting.append(job)
        self._serve_pool(job.session)

    def _begin_step(self, session: Session, job: Job | None, selection: Selection, actions: Actions) -> None:
        self._table.write_actions(selection, actions.frames)
        task = self._occupy("step", session, job, selection)
        task.clipped = actions.clipped
        task.operation.tells_each = job is None
        self._engine.start(task.operation)

    def _occupy(self, kind: str, session: Session, job: Job | None, selection: Selection) -> Task:
        self._last_ticket = ticket = self._last_ticket + 1
        operation = Operation(kind, selection, ticket, monotonic(), left=selection.count, told=self._told)
        task = self._tasks[ticket] = Task(operation, session, job)
        if job is not None:
            job.operation = task
        self._ticket[selection.index] = ticket
        self._ready_for[selection.index] = 0
        return task

    def _require_ready(self, session: Session, selection: Selection) -> None:
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
        if self._live_task(env_id) is not None:
            raise refusal.invalid(_busy(env_id))
        if not self._running[env_id]:
            raise refusal.reset_needed(env_id)

    def _live_task(self, env_id: int) -> Task | None:
        task = self._tasks.get(int(self._ticket[env_id]))
        return None if task is None or task.abandoned else task

    # ── resets ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _reset(self, job: Job, request: Request) -> None:
        body = request.body
        session = job.session
        selection = self._selections.of(body.env_ids)
        options = check_options(self._blueprint, body.options)
        for env_id in selection.ids:
            task = self._live_task(env_id)
            if task is not None and task.session is not session:
                raise refusal.invalid(
                    f"environment {env_id} is busy for another agent; "
                    "let it finish, or serve a second simulator on another address"
                )
        self._interrupt(selection)
        session.pool.discard(frozenset(selection.ids))
        self._serve_pool(session)
        self._running[selection.index] = False
        task = self._occupy("reset", session, job, selection)
        task.operation.seeds = tuple(body.seeds)
        task.operation.options = options
        self._engine.start(task.operation)

    def _interrupt(self, selection: Selection) -> None:
        """Ends what is under way in these environments, for the same session."""
        for env_id in selection.ids:
            task = self._live_task(env_id)
            if task is None:
                continue
            if task.job is not None:
                self._outbox.refuse(task.job, refusal.cancelled())
                self._abandon(task, stuck=False)
            elif env_id not in task.skipped:
                task.skipped.add(env_id)
                task.session.pool.in_flight -= 1

    def _abandon(self, task: Task, stuck: bool) -> None:
        """The environments of an abandoned step or reset are in the middle of it: they need a reset."""
        task.abandoned = True
        self._running[task.operation.selection.index] = False
        self._engine.abandon(task.operation, stuck)

    # ── questions ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _ask(self, job: Job, request: Request) -> None:
        arguments = question(self._blueprint, request)
        selection = self._selections.of(request.body.env_ids)
        for env_id in selection.ids:
            if self._owner[env_id] not in (0, job.session.number):
                raise refusal.invalid(f"environment {env_id} belongs to another agent; reset it first")
            if self._ticket[env_id] != 0:
                raise refusal.invalid(_busy(env_id))
        task = self._occupy(request.kind or "", job.session, job, selection)
        task.operation.arguments = arguments
        self._engine.start(task.operation)

    # ── what the engine tells ──────────────────────────────────────────────────────────────────────────────────────

    def _told(self, operation: Operation, ready: Selection) -> None:
        operation.left -= ready.count
        task = self._tasks[operation.ticket]
        if operation.left == 0:
            del self._tasks[operation.ticket]
        if task.job is None and not task.abandoned:
            self._add_to_pool(task, ready)
        elif operation.left == 0:
            self._finish(task)

    def _add_to_pool(self, task: Task, ready: Selection) -> None:
        if task.skipped:
            ready = Selection(tuple(i for i in ready.ids if i not in task.skipped))
        if ready.count > 0:
            task.session.pool.add(rows_of(self._table, ready, set(task.clipped)))
            self._free_stepped(task, ready)
        self._serve_pool(task.session)

    def _finish(self, task: Task) -> None:
        operation, job = task.operation, task.job
        selection = operation.selection
        if task.abandoned or job is None:
            mine = self._ticket[selection.index] == operation.ticket
            self._ticket[selection.array[mine]] = 0
            if job is not None:
                self._outbox.refuse(job, refusal.cancelled())
        elif operation.kind == "step":
            self._answer_step(job, task)
        elif operation.kind in ("reset", "set_state"):
            self._answer_episode(job, task)
        else:
            self._release(task)
            self._outbox_question(job, operation)

    def _answer_step(self, job: Job, task: Task) -> None:
        selection, token = task.operation.selection, job.session.token
        all_plain = self._free_stepped(task, selection) and not task.clipped
        if all_plain:
            frames = [rows[selection.index].tobytes() for rows in self._table.observations]
            envelope = self._replies.plain(token, job.request_id, selection)
        else:
            rows = rows_of(self._table, selection, set(task.clipped))
            envelope, frames = self._replies.full(token, job.request_id, [rows])
        self._outbox.answer(job, envelope, frames)

    def _free_stepped(self, task: Task, selection: Selection) -> bool:
        """Frees environments after a step; returns whether all of their episodes go on."""
        index, table = selection.index, self._table
        self._ticket[index] = 0
        self._steps[index] += 1
        if table.goes_on(selection):
            self._ready_for[index] = task.session.number
            return True
        ended = table.truncated[index] | table.terminated[index]
        goes_on = ~table.lost[index] if self._resets_itself else ~ended
        self._running[index] = goes_on
        self._ready_for[index] = np.where(goes_on, task.session.number, 0)
        return False

    def _answer_episode(self, job: Job, task: Task) -> None:
        operation = task.operation
        selection, number = operation.selection, task.session.number
        if operation.faults:
            self._release(task)
            self._outbox.refuse(job, _episode_fault(operation))
            return
        index = selection.index
        owner, evicted = self._owner[index], self._evicted[index]
        evicted = np.where((owner != 0) & (owner != number), owner, evicted)
        self._evicted[index] = np.where(evicted == number, 0, evicted)
        self._owner[index] = number
        self._running[index] = True
        if operation.kind == "reset":
            self._steps[index] = 0
        for env_id in selection.ids:
            self._deaths.pop(env_id, None)
        self._release(task)
        body = (
            pb.ResetReply(env_ids=selection.ids)
            if operation.kind == "reset"
            else pb.SetStateReply(env_ids=selection.ids)
        )
        headers = tensor_headers(self._leaves, selection.count)
        envelope = encode_reply(job.session.token, job.request_id, operation.kind, body, headers)
        self._outbox.answer(job, envelope, [rows[index].tobytes() for rows in self._table.observations])

    def _outbox_question(self, job: Job, operation: Operation) -> None:
        if operation.faults:
            env_id, why = next(iter(operation.faults.items()))
            self._outbox.refuse(job, _question_fault(operation.kind, env_id, why))
            return
        envelope, frames = question_reply(job.session.token, job.request_id, operation)
        self._outbox.answer(job, envelope, frames)

    def _release(self, task: Task) -> None:
        """Frees environments; those whose episode runs may be stepped again by their owner."""
        index = task.operation.selection.index
        self._ticket[index] = 0
        self._ready_for[index] = np.where(self._running[index], self._owner[index], 0)

    def _serve_pool(self, session: Session) -> None:
        pool = session.pool
        while (job := pool.next_served()) is not None:
            parts = pool.take() or [self._no_rows()]
            envelope, frames = self._replies.full(session.token, job.request_id, parts)
            self._outbox.answer(job, envelope, frames)

    def _no_rows(self) -> Rows:
        return rows_of(self._table, Selection(()), set())

    def _simulator_died(self, selection: Selection, how: str) -> None:
        """Idle episodes are gone as well: their owner is told at its next step."""
        for env_id in selection.ids:
            if self._running[env_id] and self._ticket[env_id] == 0:
                self._deaths[env_id] = how
        self._running[selection.index] = False
        self._ready_for[selection.index] = 0

    # ── what the server tells ──────────────────────────────────────────────────────────────────────────────────────

    def expired(self, job: Job) -> None:
        """Nobody awaits the job any more. Steps to the pool go on: another request may receive them."""
        if job.waits_for >= 0:
            job.session.pool.waiting.remove(job)
        elif isinstance(job.operation, Task):
            self._abandon(job.operation, stuck=True)

    def session_ended(self, session: Session) -> None:
        for task in list(self._tasks.values()):
            if task.session is session and not task.abandoned:
                self._abandon(task, stuck=False)
        mine = self._owner == session.number
        self._owner[mine] = 0
        self._running[mine] = False
        self._ready_for[mine] = 0
        self._evicted[self._evicted == session.number] = 0


def _busy(env_id: int) -> str:
    return f"environment {env_id} is busy with an earlier request; wait for its answer, or reset it"


def _episode_fault(operation: Operation) -> Refusal:
    said = "; ".join(f"environment {env_id}: {why}" for env_id, why in operation.faults.items())
    if operation.kind == "set_state":
        return refusal.invalid(said)
    return refusal.episode_lost(list(operation.faults), f"the reset failed: {said}")


def _question_fault(kind: str, env_id: int, why: str) -> Refusal:
    said = f"environment {env_id}: {why}"
    return refusal.invalid(said) if kind == "write_properties" else refusal.internal(said)
