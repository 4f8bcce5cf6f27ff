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

from gaitway_envs.blueprint import Blueprint, Value
from gaitway_envs.fault_text import fault_text
from gaitway_envs.leaf import SpaceFault
from gaitway_envs.operation import Operation, Selection
from gaitway_envs.spaces import Layout, rows_of
from gaitway_envs.table import Table

_PATIENCE_S = 0.0002
"""How long ready results may wait for others before they are told: a wake-up costs a tenth of it."""
_UserFault = (Exception, SystemExit)


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
        self._observations = observations
        self._actions = actions
        self._staged = rows_of(observations.leaves, len(env_ids))
        self._envs: dict[int, gymnasium.Env | None] = {i: blueprint.make() for i in env_ids}
        self._written: dict[int, dict[str, Value]] = {i: {} for i in env_ids}

    def reset(self, env_id: int, seed: int, options: Mapping[str, Value]) -> str | None:
        """Starts an episode; returns what went wrong, if anything did."""
        try:
            env = self._envs[env_id] or self._remake(env_id)
            observation, _info = env.reset(seed=seed, options=dict(options) or None)
        except _UserFault as error:
            self._discard(env_id)
            return fault_text(error)
        return self._publish_one(env_id, observation)

    def step(self, selection: Selection, tells_each: bool, told: Callable[[int], None]) -> None:
        """Steps them with the actions of the table; `told(n)` once the first n of them are ready."""
        actions = [leaf_rows.take(selection.array, axis=0) for leaf_rows in self._table.actions]
        begun = 0
        while begun < selection.count:
            until = perf_counter() + _PATIENCE_S if tells_each else float("inf")
            first = begun
            rewards, terminated, truncated, faults = [], [], [], {}
            while begun < selection.count:
                env_id = selection.ids[begun]
                try:
                    reward, ended, cut = self._step_one(env_id, actions, begun, begun - first)
                except SpaceFault as fault:
                    reward, ended, cut, faults[begun - first] = 0.0, False, True, str(fault)
                except _UserFault as error:
                    reward, ended, cut, faults[begun - first] = 0.0, False, True, fault_text(error)
                    self._discard(env_id)
                rewards.append(reward)
                terminated.append(ended)
                truncated.append(cut)
                begun += 1
                if tells_each and perf_counter() > until:
                    break
            part = selection if begun - first == selection.count else Selection(selection.ids[first:begun])
            self._publish(part, rewards, terminated, truncated, faults)
            told(begun)

    def _step_one(
        self, env_id: int, actions: list[np.ndarray], row: int, staged: int
    ) -> tuple[float, bool, bool]:
        env = self._envs[env_id]
        if env is None:
            raise SpaceFault("its environment is gone; reset it")
        leaves = self._actions.leaves
        action = self._actions.join([leaf.get(rows[row]) for leaf, rows in zip(leaves, actions, strict=True)])
        returned = env.step(action)
        if not isinstance(returned, tuple) or len(returned) != 5:
            raise SpaceFault(
                f"step returned {_count_of(returned)}, expected (observation, reward, terminated, truncated, info)"
            )
        observation, reward, ended, cut, info = returned
        self._stage(observation, staged)
        reward = float(reward)
        if not isfinite(reward):
            raise SpaceFault(f"reward is {reward}, expected a finite number")
        if ended or cut:
            reason = info.get("reason") or ("terminated" if ended else "truncated")
            self._table.write_text(env_id, str(reason))
        return reward, bool(ended), bool(cut)

    def _stage(self, observation: Any, row: int) -> None:
        values = self._observations.take(observation)
        for leaf, value, rows in zip(self._observations.leaves, values, self._staged, strict=True):
            leaf.put(value, rows[row, ...])

    def _publish(
        self,
        part: Selection,
        rewards: list[float],
        terminated: list[bool],
        truncated: list[bool],
        faults: dict[int, str],
    ) -> None:
        """Moves what was staged into the table, all at once where all of it is good."""
        table, index = self._table, part.index
        for leaf, rows in zip(self._observations.leaves, self._staged, strict=True):
            if leaf.first_outside(rows[: part.count]) is not None:
                self._find_outside(leaf, rows[: part.count], faults)
        table.rewards[index] = rewards
        table.terminated[index] = terminated
        table.truncated[index] = truncated
        table.lost[index] = False
        if not faults:
            for rows, out in zip(self._staged, table.observations, strict=True):
                out[index] = rows[: part.count]
            return
        for row, env_id in enumerate(part.ids):
            if row in faults:
                self._table.lose(env_id, faults[row])
                continue
            for rows, out in zip(self._staged, table.observations, strict=True):
                out[env_id] = rows[row]

    def _find_outside(self, leaf: Any, rows: np.ndarray, faults: dict[int, str]) -> None:
        for row in range(len(rows)):
            outside = leaf.first_outside(rows[row : row + 1])
            if outside is not None and row not in faults:
                element = f" element {outside.element}" if leaf.shape else ""
                faults[row] = f"{leaf.path}{element} is {outside.value}, expected {outside.expected}"

    def _publish_one(self, env_id: int, observation: Any) -> str | None:
        """The observation of a reset or of a state that was set; returns what is wrong with it, if anything is."""
        try:
            self._stage(observation, 0)
        except SpaceFault as fault:
            return str(fault)
        except _UserFault as error:
            return fault_text(error)
        faults: dict[int, str] = {}
        for leaf, rows in zip(self._observations.leaves, self._staged, strict=True):
            self._find_outside(leaf, rows[:1], faults)
        if faults:
            return faults[0]
        for rows, out in zip(self._staged, self._table.observations, strict=True):
            out[env_id] = rows[0]
        self._table.lost[env_id] = False
        return None

    def run_each(self, operation: Operation) -> None:
        """A reset of, or a question to, one environment after another."""
        for row, env_id in enumerate(operation.selection.ids):
            if operation.kind == "reset":
                fault = self.reset(env_id, operation.seeds[row], operation.options)
            else:
                fault = self._answer(operation, row, env_id)
            if fault is not None:
                operation.faults[env_id] = fault

    def _answer(self, operation: Operation, row: int, env_id: int) -> str | None:
        try:
            operation.results[env_id] = self.ask(operation.kind, env_id, operation.arguments[row])
        except SpaceFault as fault:
            return str(fault)
        except _UserFault as error:
            return fault_text(error)
        return None

    def ask(self, kind: str, env_id: int, argument: Any) -> Any:
        """Answers a question about the simulator itself. Raises whatever its code raises."""
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
                fault = self._publish_one(env_id, env.set_state(argument))
                if fault is not None:
                    raise SpaceFault(fault)
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
        except _UserFault:
            pass  # it has failed already, and its reason is on its way

    def close(self) -> None:
        for env_id in self._envs:
            self._discard(env_id)


def _count_of(returned: Any) -> str:
    return f"{len(returned)} values" if isinstance(returned, tuple) else f"a {type(returned).__name__}"


def _picture(drawn: Any, mode: str) -> np.ndarray:
    """uint8 [height, width, 3], or the UTF-8 bytes of a text."""
    if isinstance(drawn, str):
        return np.frombuffer(drawn.encode(), np.uint8)
    picture = np.ascontiguousarray(drawn)
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
        raise SpaceFault(
            f"render ({mode}) returned {picture.dtype} {list(picture.shape)}, expected uint8 [height, width, 3]"
        )
    return picture
