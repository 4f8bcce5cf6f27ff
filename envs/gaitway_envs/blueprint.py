"""What the server must know of an environment: what it is, and how to make one.

Adapters turn the name of an environment into a `Blueprint`; the engine makes as many environments of it as were asked
for, in whichever processes, and the server describes it on the wire. Nothing else passes between the three.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import gymnasium
import numpy as np

Value = float | str | bool
"""What an option or a property may be: the `Value` of the wire."""


@dataclass(frozen=True)
class Option:
    """A legal option of a reset; it travels in `reset(options=...)`."""

    name: str
    description: str
    default: Value
    legal: Callable[[Value], bool] | None = None
    """Which values of the default's kind are taken, as `description` says; all of them when absent."""


@dataclass(frozen=True)
class Property:
    """A number, text or flag of the simulator itself. SI units; "1" for a pure number, "" for what has none."""

    name: str
    description: str
    unit: str
    writable: bool
    default: Value


class BatchStep(NamedTuple):
    """What came of a step of a batch: arrays with one row for each environment of the batch, stepped or not."""

    observations: np.ndarray
    rewards: np.ndarray
    terminated: np.ndarray
    truncated: np.ndarray


class Batch(Protocol):
    """Many environments stepped as one by array operations, each of which can go its own way.

    An environment whose episode has ended starts the next one in the following step, whose action it ignores, with
    reward 0. Everything but the named rows stays as it is.
    """

    def reset(self, rows: np.ndarray, seeds: Sequence[int], options: Mapping[str, Value]) -> np.ndarray:
        """Starts episodes; returns the observations of `rows`, in their order."""

    def step(self, rows: np.ndarray, actions: np.ndarray) -> BatchStep:
        """`actions` has a row for each environment of the batch; those of `rows` are taken."""

    def close(self) -> None: ...


class Stepped(NamedTuple):
    """What came of environments stepped together, a row each."""

    observations: np.ndarray
    rewards: np.ndarray
    terminated: np.ndarray
    truncated: np.ndarray
    reasons: Mapping[int, str]
    """Why the episodes of rows ended that did."""
    raised: Mapping[int, Exception]
    """What the environments of rows raised; their other results mean nothing."""


StepTogether = Callable[[Sequence[Any], np.ndarray], Stepped]
"""Steps environments that `make` made, one action a row."""


@dataclass(frozen=True)
class Blueprint:
    """An environment that can be made.

    `make` is called in the process that will step the environment, and returns an object with Gymnasium's `Env`
    interface. It may also have

        read_property(name) -> Value                 for each of `properties`
        write_property(name, value) -> None          for each writable one
        get_state() -> bytes                         if `has_state`: all that decides how the episode goes on
        set_state(state: bytes) -> observation       if `has_state`; the bytes are data, never code
        linearize(action) -> Sequence[np.ndarray]    if `has_derivatives`: the tensors of LinearizeReply of one

    A step may say why an episode ended in `info["reason"]`, a word.
    """

    uri: str
    """What a user writes, `gym:CartPole-v1`; `blueprint(uri)` in another process is the same blueprint."""
    name: str
    version: str
    observation_space: gymnasium.Space
    action_space: gymnasium.Space
    control_period: float
    """Seconds between two actions; 0 when an action is a whole episode."""
    make: Callable[[], gymnasium.Env]
    make_batch: Callable[[int], Batch] | None = None
    """That many environments stepped as one, where the environment can; its spaces have one leaf each."""
    step_together: StepTogether | None = None
    """Faster than their own steps one after another, with the same bits; the spaces have one leaf each."""
    options: tuple[Option, ...] = ()
    properties: tuple[Property, ...] = ()
    has_state: bool = False
    has_derivatives: bool = False
    """Of spaces that are boxes of floats alone."""
    render_modes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    """What is doubtful about it and does not keep it from running; the server says it once."""
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names of the elements of a leaf: `observation`, `action`, or deeper, `observation.arm.0`."""
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class EnvironmentUnavailable(Exception):
    """An environment that cannot be made here: it does not exist, does not import, or its parts do not fit."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}; {remedy}")
        self.what = what
        self.remedy = remedy
