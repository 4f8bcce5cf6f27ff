"""Some of the environments of a table, stepped one after another in this process.

Whatever the user's environment does — raise, return what its spec does not allow — ends its own episode: its row in
`table.lost` is set with the reason as text, its observation stays the last good one, and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from time import perf_counter
from typing import Any

import gymnasium
import numpy as np

from gaitway_envs.article import kind_of
from gaitway_envs.blueprint import Blueprint, Value
from gaitway_envs.fault_text import fault_text
from gaitway_envs.leaf import SpaceFault
from gaitway_envs.linearized import write_linearization
from gaitway_envs.operation import Operation, Selection
from gaitway_envs.spaces import Layout
from gaitway_envs.stage import Stage
from gaitway_envs.table import Table

_PATIENCE_S = 0.0002
"""How long ready results may wait for others before they are told: a wake-up costs a tenth of it."""
UserFault = (Exception, SystemExit)
"""What the code of an environment may raise without taking anybody else along."""


class Lane:
    """`env_ids` of `table`; the environments are made at once, and again after they raised."""

    autoreset = "disabled"
    answers_questions = True

    def __init__(
        self,
        blueprint: Blueprint,
        table: Table,
        observations: Layout,
        actions: Layout,
        env_ids: Sequence[int],
    ) -> None:
        self._blueprint = blueprint
        self._table = table
        self._stage = Stage(table, observations, len(env_ids))
        self._actions = actions
        self._only_action = actions.leaves[0] if actions.is_leaf else None
        self._envs: dict[int, gymnasium.Env | None] = {i: blueprint.make() for i in env_ids}
        self._written: dict[int, dict[str, Value]] = {i: {} for i in env_ids}

    def step(self, selection: Selection, tells_each: bool, told: Callable[[int], None]) -> None:
        """Steps them with the actions of the table; `told(n)` once the first n of them are ready."""
        actions = self._table.read_actions(selection)
        if not tells_each:
            if not self._step_together(selection, actions):
                for row, env_id in enumerate(selection.ids):
                    self._step_one(env_id, actions, row)
            self._stage.publish(selection)
            told(selection.count)
            return
        told_before, until = 0, perf_counter() + _PATIENCE_S
        for row, env_id in enumerate(selection.ids):
            self._step_one(env_id, actions, row)
            if row + 1 == selection.count or perf_counter() > until:
                self._stage.publish(Selection(selection.ids[told_before : row + 1]))
                told(row + 1)
                told_before, until = row + 1, perf_counter() + _PATIENCE_S

    def _step_together(self, selection: Selection, actions: list[np.ndarray]) -> bool:
        """False where they have to be stepped one by one, and nothing was done. One alone is faster by itself."""
        together, envs = self._blueprint.step_together, [self._envs[env_id] for env_id in selection.ids]
        if together is None or len(envs) < 2 or None in envs:
            return False
        stepped = together(envs, actions[0])
        self._stage.put_all(stepped)
        for row, reason in stepped.reasons.items():
            self._table.write_text(selection.ids[row], reason)
        for row in np.flatnonzero(~np.isfinite(stepped.rewards)).tolist():
            self._stage.fail(row, _no_reward(stepped.rewards[row]))
        for row, error in stepped.raised.items():
            self._stage.fail(row, fault_text(error))
            self._discard(selection.ids[row])
        return True

    def _step_one(self, env_id: int, actions: list[np.ndarray], row: int) -> None:
        try:
            self._try_step(env_id, actions, row)
        except SpaceFault as fault:
            self._stage.put_fault(str(fault))
        except UserFault as error:
            self._stage.put_fault(fault_text(error))
            self._discard(env_id)

    def _try_step(self, env_id: int, actions: list[np.ndarray], row: int) -> None:
        env = self._envs[env_id]
        if env is None:
            raise SpaceFault("its environment is gone; reset it")
        returned = env.step(self._action_in(actions, row))
        if not isinstance(returned, tuple) or len(returned) != 5:
            wanted = "(observation, reward, terminated, truncated, info)"
            raise SpaceFault(f"step returned {_count_of(returned)}, expected {wanted}")
        observation, reward, ended, cut, info = returned
        reward = float(reward)
        if not isfinite(reward):
            raise SpaceFault(_no_reward(reward))
        self._stage.put(observation, reward, bool(ended), bool(cut))
        if ended or cut:
            reason = info.get("reason") or ("terminated" if ended else "truncated")
            self._table.write_text(env_id, str(reason))

    def _action_in(self, actions: list[np.ndarray], row: int) -> Any:
        if self._only_action is not None:
            return self._only_action.get(actions[0][row, ...])
        leaves = zip(self._actions.leaves, actions, strict=True)
        return self._actions.join([leaf.get(rows[row, ...]) for leaf, rows in leaves])

    def _action_of(self, env_id: int) -> Any:
        return self._action_in(self._table.read_actions(Selection((env_id,))), 0)

    def run_each(self, operation: Operation) -> None:
        """A reset of, or a question to, one environment after another."""
        for row, env_id in enumerate(operation.selection.ids):
            self._run_one(operation, row, env_id)

    def _run_one(self, operation: Operation, row: int, env_id: int) -> None:
        try:
            if operation.kind == "reset":
                self._reset(env_id, operation.seeds[row], operation.options)
            else:
                operation.results[env_id] = self._ask(operation.kind, env_id, operation.arguments[row])
        except SpaceFault as fault:
            operation.faults[env_id] = str(fault)
        except UserFault as error:
            operation.faults[env_id] = fault_text(error)
            if operation.kind == "reset":
                self._discard(env_id)

    def _reset(self, env_id: int, seed: int, options: Mapping[str, Value]) -> None:
        env = self._envs[env_id] or self._remake(env_id)
        observation, _info = env.reset(seed=seed, options=dict(options) or None)
        self._stage.publish_first(env_id, observation)

    def _ask(self, kind: str, env_id: int, argument: Any) -> Any:
        env: Any = self._envs[env_id] or self._remake(env_id)
        match kind:
            case "render":
                return _picture(env.render(), argument)
            case "read_properties":
                return {name: env.read_property(name) for name in argument}
            case "write_properties":
                for name, value in argument.items():
                    env.write_property(name, value)
                self._written[env_id].update(argument)
            case "get_state":
                return bytes(env.get_state())
            case "set_state":
                self._stage.publish_first(env_id, env.set_state(argument))
            case "linearize":
                return write_linearization(env.linearize(self._action_of(env_id)))
        return None

    def _remake(self, env_id: int) -> gymnasium.Env:
        env: Any = self._blueprint.make()
        for name, value in self._written[env_id].items():
            env.write_property(name, value)
        self._envs[env_id] = env
        return env

    def _discard(self, env_id: int) -> None:
        """An environment that raised is in no known state: the next reset makes another."""
        env, self._envs[env_id] = self._envs[env_id], None
        try:
            if env is not None:
                env.close()
        except UserFault:
            pass  # it has failed already, and its reason is on its way

    def close(self) -> None:
        for env_id in self._envs:
            self._discard(env_id)


def _no_reward(reward: float) -> str:
    return f"reward is {reward}, expected a finite number"


def _count_of(returned: Any) -> str:
    return f"{len(returned)} values" if isinstance(returned, tuple) else kind_of(returned)


def _picture(drawn: Any, mode: str) -> np.ndarray:
    """uint8 [height, width, 3], or the UTF-8 bytes of a text."""
    if isinstance(drawn, str):
        return np.frombuffer(drawn.encode(), np.uint8)
    picture = np.ascontiguousarray(drawn)
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
        got = f"{picture.dtype} {list(picture.shape)}"
        raise SpaceFault(f"render ({mode}) returned {got}, expected uint8 [height, width, 3]")
    return picture
