"""All environments of a table stepped as one, by the environment's own vector entry point.

Many times faster than one by one, at a price: a step and a reset concern all environments, an ended episode is followed
by the next one as the entry point declares, and the episodes of a batch start from one random stream, made of the seeds
of all of them (the same list of seeds starts the same batch).
"""

from __future__ import annotations

from collections.abc import Callable

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode

from gaitway_envs.blueprint import Blueprint
from gaitway_envs.fault_text import fault_text
from gaitway_envs.leaf import SpaceFault
from gaitway_envs.operation import Operation, Selection
from gaitway_envs.spaces import Layout
from gaitway_envs.table import Table

_AUTORESET = {AutoresetMode.NEXT_STEP: "next step", AutoresetMode.DISABLED: "disabled"}


def vector_env(
    blueprint: Blueprint, count: int, layouts: tuple[Layout, Layout]
) -> gymnasium.vector.VectorEnv | None:
    """The environments as one, if each space is one leaf and the mode of reset needs no final observations."""
    if blueprint.make_vector is None or count < 2 or any(len(layout.leaves) != 1 for layout in layouts):
        return None
    made = blueprint.make_vector(count)
    if made.metadata.get("autoreset_mode") in _AUTORESET:
        return made
    made.close()
    return None


class VectorLane:
    steps_together = True

    def __init__(
        self, vector: gymnasium.vector.VectorEnv, table: Table, observations: Layout, actions: Layout
    ) -> None:
        self._vector = vector
        self._table = table
        self._leaf = observations.leaves[0]
        self._action = actions.leaves[0]
        self.autoreset = _AUTORESET[vector.metadata["autoreset_mode"]]

    def step(self, selection: Selection, tells_each: bool, told: Callable[[int], None]) -> None:
        """`selection` names all environments, in any order: rows are in the order of the table."""
        table = self._table
        try:
            actions = self._action.get(table.actions[0].copy())
            observations, rewards, terminated, truncated, infos = self._vector.step(actions)
            self._publish(observations, np.asarray(rewards, np.float64))
        except SpaceFault as fault:
            self._lose_all(str(fault))
        except (Exception, SystemExit) as error:
            self._lose_all(fault_text(error))
        else:
            table.terminated[:] = terminated
            table.truncated[:] = truncated
            table.lost[:] = False
            ended = table.terminated | table.truncated
            if ended.any():
                self._explain(ended, infos.get("reason"))
        told(selection.count)

    def _publish(self, observations: np.ndarray, rewards: np.ndarray) -> None:
        expected = (self._table.count, *self._leaf.shape)
        if observations.shape != expected or not np.can_cast(observations.dtype, self._leaf.dtype, "safe"):
            got = f"{observations.dtype.name} {list(observations.shape)}"
            raise SpaceFault(f"observation: expected {self._leaf.dtype.name} {list(expected)}, got {got}")
        outside = self._leaf.first_outside(observations)
        if outside is not None:
            where = f"observation of environment {outside.row}, element {outside.element}"
            raise SpaceFault(f"{where} is {outside.value}, expected {outside.expected}")
        if not np.isfinite(rewards).all():
            raise SpaceFault(f"reward of environment {int(np.argmin(np.isfinite(rewards)))} is not finite")
        self._table.observations[0][:] = observations
        self._table.rewards[:] = rewards

    def _explain(self, ended: np.ndarray, reasons: np.ndarray | None) -> None:
        for env_id in np.flatnonzero(ended).tolist():
            own = str(reasons[env_id] or "") if reasons is not None else ""
            word = "terminated" if self._table.terminated[env_id] else "time limit"
            self._table.write_text(env_id, own or word)

    def _lose_all(self, why: str) -> None:
        for env_id in range(self._table.count):
            self._table.lose(env_id, why)

    def run_each(self, operation: Operation) -> None:
        """A reset of all of them. Seeds are taken in the order of the environments."""
        in_order = [seed for _, seed in sorted(zip(operation.selection.ids, operation.seeds, strict=True))]
        seed = int(np.random.SeedSequence(in_order).generate_state(1)[0])
        try:
            observations, _infos = self._vector.reset(seed=seed, options=dict(operation.options) or None)
            self._publish(observations, np.zeros(self._table.count))
        except SpaceFault as fault:
            operation.faults[operation.selection.ids[0]] = str(fault)
        except (Exception, SystemExit) as error:
            operation.faults[operation.selection.ids[0]] = fault_text(error)

    def close(self) -> None:
        self._vector.close()
