"""From requests to operations and back to replies, in the wire's words. Knows the environments and no sockets.

A request is checked first and applied after, so one that is refused changed nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import monotonic

from gaitway_envs import refusal
from gaitway_envs.blueprint import Blueprint
from gaitway_envs.border import ActionBorder, Actions, Selections, check_options
from gaitway_envs.engine import Engine
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.ledger import Ledger, Task
from gaitway_envs.operation import Operation, Selection
from gaitway_envs.outbox import Outbox
from gaitway_envs.pool import rows_of
from gaitway_envs.questions import CAPABILITY_OF, question, question_reply
from gaitway_envs.session import Job, Session
from gaitway_envs.spec import action_layout, observation_layout, wire_spec
from gaitway_envs.step_reply import StepReplies, tensor_headers
from gaitway_envs.wire import Request, encode_reply


class Service:
    def __init__(self, blueprint: Blueprint, engine: Engine, clips: bool, outbox: Outbox) -> None:
        count = engine.table.count
        if not engine.answers_questions:
            blueprint = replace(
                blueprint, render_modes=(), properties=(), has_state=False, has_derivatives=False
            )
        self._blueprint = blueprint
        self._engine = engine
        self._outbox = outbox
        self._table = engine.table
        spec = wire_spec(blueprint, count, engine.autoreset, clips)
        self.hello = pb.HelloReply(capabilities=_capabilities(blueprint), spec=spec)
        self.kinds = frozenset(("reset", "step", *_questions(self.hello.capabilities)))
        self._leaves = observation_layout(blueprint).leaves
        self._selections = Selections(blueprint.name, count)
        self._border = ActionBorder(blueprint.name, action_layout(blueprint), clips)
        self._replies = StepReplies(engine.table, self._leaves)
        self._ledger = Ledger(engine.table, resets_itself=engine.autoreset != "disabled")
        engine.on_death = self._ledger.simulator_died

    def handle(self, job: Job, request: Request) -> None:
        """Answers through the outbox, now or later. Raises Refusal: then nothing was applied."""
        if request.kind == "step":
            self._step(job, request)
        elif request.kind == "reset":
            self._reset(job, request)
        elif request.kind == "linearize":
            self._linearize(job, request)
        else:
            self._ask(job, request)

    def status(self) -> list[pb.EnvStatus]:
        """What each busy environment is doing."""
        now, paused = monotonic(), self._engine.paused()
        return [
            pb.EnvStatus(
                env_id=env_id,
                busy_ms=int(1000 * (now - since)),
                step=step,
                paused=env_id in paused,
            )
            for env_id, since, step in self._ledger.busy()
        ]

    # ── steps ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _step(self, job: Job, request: Request) -> None:
        env_ids, min_batch = request.body
        if min_batch is None:
            selection = self._selections.of(env_ids)
            actions = self._border.read(selection, request.tensors)
            self._ledger.require_ready(job.session, selection)
            self._begin_step(job.session, job, selection, actions)
            return
        pool = job.session.pool
        if env_ids:
            selection = self._selections.of(env_ids)
            actions = self._border.read(selection, request.tensors)
            self._ledger.require_ready(job.session, selection)
            pool.in_flight += selection.count
            self._begin_step(job.session, None, selection, actions)
        job.waits_for = min_batch
        pool.waiting.append(job)
        self._serve_pool(job.session)

    def _begin_step(self, session: Session, job: Job | None, selection: Selection, actions: Actions) -> None:
        self._table.write_actions(selection, actions.frames)
        task = self._ledger.occupy("step", session, job, selection)
        task.clipped = actions.clipped
        task.operation.tells_each = job is None
        self._start(task)

    def _start(self, task: Task) -> None:
        task.operation.told = self._told
        self._engine.start(task.operation)

    # ── resets ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _reset(self, job: Job, request: Request) -> None:
        body = request.body
        session = job.session
        selection = self._selections.of(tuple(body.env_ids))
        options = check_options(self._blueprint, body.options)
        for env_id in selection.ids:
            task = self._ledger.live_task(env_id)
            if task is not None and task.session is not session:
                raise refusal.invalid(
                    f"environment {env_id} is busy for another agent; "
                    "let it finish, or serve a second simulator on another address"
                )
        self._interrupt(selection)
        session.pool.discard(frozenset(selection.ids))
        self._serve_pool(session)
        self._ledger.stop_episodes(selection)
        task = self._ledger.occupy("reset", session, job, selection)
        task.operation.seeds = tuple(body.seeds)
        task.operation.options = options
        self._start(task)

    def _interrupt(self, selection: Selection) -> None:
        """Ends what is under way in these environments, for the same session."""
        for env_id in selection.ids:
            task = self._ledger.live_task(env_id)
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
        self._ledger.stop_episodes(task.operation.selection)
        self._engine.abandon(task.operation, stuck)

    # ── questions ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _linearize(self, job: Job, request: Request) -> None:
        """As a step that nobody makes: what is checked is the same."""
        selection = self._selections.of(tuple(request.body.env_ids))
        actions = self._border.read(selection, request.tensors)
        self._ledger.require_ready(job.session, selection)
        self._table.write_actions(selection, actions.frames)
        task = self._ledger.occupy("linearize", job.session, job, selection)
        task.operation.arguments = [None] * selection.count
        self._start(task)

    def _ask(self, job: Job, request: Request) -> None:
        arguments = question(self._blueprint, request)
        selection = self._selections.of(tuple(request.body.env_ids))
        self._ledger.require_idle(job.session, selection)
        task = self._ledger.occupy(request.kind or "", job.session, job, selection)
        task.operation.arguments = arguments
        self._start(task)

    # ── what the engine tells ──────────────────────────────────────────────────────────────────────────────────────

    def _told(self, operation: Operation, ready: Selection) -> None:
        operation.left -= ready.count
        task = self._ledger.tasks[operation.ticket]
        if operation.left == 0:
            del self._ledger.tasks[operation.ticket]
        if task.job is None and not task.abandoned:
            self._add_to_pool(task, ready)
        elif operation.left == 0:
            self._finish(task)
        else:
            task.ready.append(ready)

    def _add_to_pool(self, task: Task, ready: Selection) -> None:
        if task.skipped:
            ready = Selection(tuple(i for i in ready.ids if i not in task.skipped))
        if ready.count > 0:
            task.session.pool.add(rows_of(self._table, ready, set(task.clipped)))
            self._ledger.free_stepped(task, ready)
        self._serve_pool(task.session)

    def _finish(self, task: Task) -> None:
        operation, job = task.operation, task.job
        if task.abandoned or job is None:
            self._ledger.free_abandoned(task)
            if job is not None:
                self._outbox.refuse(job, refusal.cancelled())
        elif operation.kind == "step":
            self._answer_step(job, task)
        elif operation.kind in ("reset", "set_state"):
            self._answer_episode(job, task)
        else:
            self._ledger.free(task)
            self._answer_question(job, operation)

    def _answer_step(self, job: Job, task: Task) -> None:
        operation, token = task.operation, job.session.token
        selection, seconds = operation.selection, operation.seconds or monotonic() - operation.since
        goes_on = self._ledger.free_stepped(task, selection)
        frames = [rows[selection.index].tobytes() for rows in self._table.observations]
        envelope = self._replies.lock_step(token, job.request_id, selection, goes_on, task.clipped, seconds)
        self._outbox.answer(job, envelope, frames)

    def _answer_episode(self, job: Job, task: Task) -> None:
        operation = task.operation
        selection = operation.selection
        if operation.faults:
            self._ledger.free(task)
            self._outbox.refuse(job, refusal.episode_not_begun(operation.kind, operation.faults))
            return
        self._ledger.begin_episodes(task)
        body = (
            pb.ResetReply(env_ids=selection.ids)
            if operation.kind == "reset"
            else pb.SetStateReply(env_ids=selection.ids)
        )
        headers = tensor_headers(self._leaves, selection.count)
        envelope = encode_reply(job.session.token, job.request_id, operation.kind, body, headers)
        self._outbox.answer(
            job, envelope, [rows[selection.index].tobytes() for rows in self._table.observations]
        )

    def _answer_question(self, job: Job, operation: Operation) -> None:
        if operation.faults:
            self._outbox.refuse(job, refusal.not_answered(operation.kind, operation.faults))
            return
        envelope, frames = question_reply(job.session.token, job.request_id, operation)
        self._outbox.answer(job, envelope, frames)

    def _serve_pool(self, session: Session) -> None:
        pool = session.pool
        while (job := pool.next_served()) is not None:
            parts = pool.take() or [rows_of(self._table, Selection(()), set())]
            envelope, frames = self._replies.full(session.token, job.request_id, parts)
            self._outbox.answer(job, envelope, frames)

    # ── what the server tells ──────────────────────────────────────────────────────────────────────────────────────

    def expired(self, job: Job) -> None:
        """Nobody awaits the job any more. Steps to the pool go on: another request may receive them."""
        if job.waits_for >= 0:
            job.session.pool.waiting.remove(job)
        elif isinstance(job.operation, Task):
            self._abandon(job.operation, stuck=True)

    def session_ended(self, session: Session) -> None:
        for task in list(self._ledger.tasks.values()):
            if task.session is session and not task.abandoned:
                self._abandon(task, stuck=False)
        self._ledger.forget(session)


def _capabilities(blueprint: Blueprint) -> list[str]:
    offered = {
        "render": blueprint.render_modes,
        "properties": blueprint.properties,
        "state": blueprint.has_state,
        "linearize": blueprint.has_derivatives,
    }
    return ["resume", *(word for word, has in offered.items() if has)]


def _questions(capabilities: Sequence[str]) -> Iterator[str]:
    return (kind for kind, word in CAPABILITY_OF.items() if word in capabilities)
