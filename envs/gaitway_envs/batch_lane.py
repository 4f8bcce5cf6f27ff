"""All environments of a table stepped as one, by the batch the environment brings (blueprint.Batch).

Many times faster than one after another. What it raises or returns wrongly ends the episodes of the whole step: the
arrays of the others are not to be trusted either.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gaitway_envs.blueprint import Batch
from gaitway_envs.fault_text import fault_text
from gaitway_envs.leaf import SpaceFault
from gaitway_envs.operation import Operation, Selection
from gaitway_envs.spaces import Layout
from gaitway_envs.table import Table


class BatchLane:
    answers_questions = False
    autoreset = "next step"

    def __init__(self, batch: Batch, table: Table, observations: Layout, actions: Layout) -> None:
        self._batch = batch
        self._table = table
        (self._leaf,) = observations.leaves
        (self._action,) = actions.leaves

    def step(self, selection: Selection, tells_each: bool, told: Callable[[int], None]) -> None:
        table, index = self._table, selection.index
        try:
            actions = self._action.get(table.actions[0].copy())
            observations, rewards, terminated, truncated = self._batch.step(selection.array, actions)
            self._publish(selection, observations[index], np.asarray(rewards, np.float64)[index])
        except SpaceFault as fault:
            self._lose(selection, str(fault))
        except (Exception, SystemExit) as error:
            self._lose(selection, fault_text(error))
        else:
            table.write_ends(selection, terminated[index], truncated[index])
            if not table.goes_on(selection):
                self._explain(selection)
        told(selection.count)

    def _publish(self, selection: Selection, observations: np.ndarray, rewards: np.ndarray) -> None:
        expected = (selection.count, *self._leaf.shape)
        dtype = self._leaf.dtype
        fits = observations.dtype == dtype or np.can_cast(observations.dtype, dtype, "safe")
        if observations.shape != expected or not fits:
            got = f"{observations.dtype.name} {list(observations.shape)}"
            raise SpaceFault(f"observation: expected {self._leaf.dtype.name} {list(expected)}, got {got}")
        outside = self._leaf.first_outside(observations)
        if outside is not None:
            where = f"observation of environment {selection.ids[outside.row]}, element {outside.element}"
            raise SpaceFault(f"{where} is {outside.value}, expected {outside.expected}")
        if not np.isfinite(rewards).all():
            row = int(np.argmin(np.isfinite(rewards)))
            raise SpaceFault(f"reward of environment {selection.ids[row]} is not finite")
        self._table.observations[0][selection.index] = observations
        self._table.rewards[selection.index] = rewards

    def _explain(self, selection: Selection) -> None:
        table, rows = self._table, selection.array
        terminated = table.terminated[rows]
        table.write_text(rows[terminated], "terminated")
        if table.truncated[rows].any():
            table.write_text(rows[table.truncated[rows] & ~terminated], "time limit")

    def _lose(self, selection: Selection, why: str) -> None:
        for env_id in selection.ids:
            self._table.lose(env_id, why)

    def run_each(self, operation: Operation) -> None:
        """A reset, the only question a batch answers."""
        selection = operation.selection
        try:
            observations = self._batch.reset(selection.array, operation.seeds, operation.options)
            self._publish(selection, observations, np.zeros(selection.count))
        except SpaceFault as fault:
            operation.faults[selection.ids[0]] = str(fault)
        except (Exception, SystemExit) as error:
            operation.faults[selection.ids[0]] = fault_text(error)

    def close(self) -> None:
        self._batch.close()
