"""What runs the environments: in this process (`Inline`), or in processes of their own (processes.py)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Protocol

from gaitway_envs.batch_lane import BatchLane
from gaitway_envs.blueprint import Blueprint
from gaitway_envs.lane import Lane
from gaitway_envs.operation import Operation, Selection
from gaitway_envs.spec import action_layout, observation_layout
from gaitway_envs.table import Table


class Engine(Protocol):
    table: Table
    autoreset: str
    """A key of spec.AUTORESET_MODES."""
    answers_questions: bool
    """Whether the simulator itself can be asked: for pictures, properties, states."""
    fds: list[int]
    """Readable when `collect` has something to do."""
    has_unsent: bool
    """Whether `collect` has something to do soon, though nothing may become readable."""
    on_death: Callable[[Selection, str], None]
    """Told which environments lost their simulator, and how; before the operations they were in are told."""

    def start(self, operation: Operation) -> None:
        """Begins; `operation.told` is called later, never from here."""

    def collect(self, ready: Sequence[int]) -> None:
        """Tells the progress that has been made, `ready` being the readable ones of `fds`. Never waits."""

    def paused(self) -> frozenset[int]:
        """The environments whose process somebody has stopped."""

    def abandon(self, operation: Operation, stuck: bool) -> None:
        """Nobody awaits the operation any more. `stuck`: its time ran out; what holds it up may be stopped."""

    def close(self) -> None: ...


class Inline:
    """The environments in this process: `run_next` runs what was started, on the thread that calls it."""

    def __init__(self, blueprint: Blueprint, count: int, as_one: bool) -> None:
        """`as_one`: by the batch of the environment, if it has one."""
        self.fds: list[int] = []
        self.has_unsent = False
        observations, actions = observation_layout(blueprint), action_layout(blueprint)
        self.table = Table(observations.leaves, actions.leaves, count)
        self._lane: Lane | BatchLane = (
            BatchLane(blueprint.make_batch(count), self.table, observations, actions)
            if as_one and blueprint.make_batch is not None
            else Lane(blueprint, self.table, observations, actions, range(count))
        )
        self.autoreset = self._lane.autoreset
        self.answers_questions = self._lane.answers_questions
        self._waiting: deque[Operation] = deque()
        self._ready: list[tuple[Operation, Selection]] = []

    def on_death(self, selection: Selection, how: str) -> None:
        raise AssertionError("the environments live and die with the server")

    def start(self, operation: Operation) -> None:
        self._waiting.append(operation)

    @property
    def has_work(self) -> bool:
        return bool(self._waiting)

    def run_next(self) -> None:
        """Runs one operation; its progress is told by the next `collect`."""
        operation = self._waiting.popleft()
        selection = operation.selection
        begun = monotonic()
        if operation.kind == "step":
            self._lane.step(selection, False, lambda _count: None)
        else:
            self._lane.run_each(operation)
        operation.seconds = monotonic() - begun
        self._ready.append((operation, selection))

    def collect(self, ready: Sequence[int]) -> None:
        done, self._ready = self._ready, []
        for operation, selection in done:
            operation.told(operation, selection)

    def paused(self) -> frozenset[int]:
        return frozenset()

    def abandon(self, operation: Operation, stuck: bool) -> None:
        if operation in self._waiting:
            self._waiting.remove(operation)
            self._ready.append((operation, operation.selection))

    def close(self) -> None:
        self._lane.close()
