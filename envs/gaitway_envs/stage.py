"""Where results wait until the last of a batch is there: then all of them are checked and moved at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from gaitway_envs.blueprint import Stepped
from gaitway_envs.leaf import Leaf, SpaceFault
from gaitway_envs.operation import Selection
from gaitway_envs.spaces import Layout, rows_of
from gaitway_envs.table import Table


class Stage:
    """Room for `size` results; `put` fills it row by row, `publish` moves the first rows into the table."""

    def __init__(self, table: Table, layout: Layout, size: int) -> None:
        self._table = table
        self._layout = layout
        self._rows = rows_of(layout.leaves, size)
        self._rewards: list[float] = []
        self._terminated: list[bool] = []
        self._truncated: list[bool] = []
        self._faults: dict[int, str] = {}
        self._only: Leaf | None = layout.leaves[0] if layout.is_leaf else None
        self.any_ended = False

    @property
    def count(self) -> int:
        return len(self._rewards)

    def put(self, observation: Any, reward: float, terminated: bool, truncated: bool) -> None:
        """Raises SpaceFault, and then holds no more than before."""
        self.put_observation(observation, len(self._rewards))
        self._rewards.append(reward)
        self._terminated.append(terminated)
        self._truncated.append(truncated)
        if terminated or truncated:
            self.any_ended = True

    def put_all(self, stepped: Stepped) -> None:
        """Results of environments stepped together, where the stage holds none."""
        self._rows[0][: len(stepped.rewards)] = stepped.observations
        self._rewards = stepped.rewards.tolist()
        self._terminated, self._truncated = stepped.terminated.tolist(), stepped.truncated.tolist()
        self.any_ended = len(stepped.reasons) > 0

    def fail(self, row: int, why: str) -> None:
        """Makes a fault of a result that is held."""
        self._faults[row] = why
        self._rewards[row], self._terminated[row], self._truncated[row] = 0.0, False, True
        self.any_ended = True

    def put_observation(self, observation: Any, row: int) -> None:
        if self._only is not None:
            self._only.put(observation, self._rows[0][row, ...])
            return
        values = self._layout.take(observation)
        for leaf, value, rows in zip(self._layout.leaves, values, self._rows, strict=True):
            leaf.put(value, rows[row, ...])

    def put_fault(self, why: str) -> None:
        """In place of a result: the step did not take place."""
        self._faults[len(self._rewards)] = why
        self._rewards.append(0.0)
        self._terminated.append(False)
        self._truncated.append(True)
        self.any_ended = True

    def publish(self, part: Selection) -> None:
        """`part`: the environments of the rows that are held. Afterwards none are."""
        table, index, count = self._table, part.index, part.count
        self._check(count)
        table.rewards[index] = self._rewards
        if self.any_ended or self._faults or not table.goes_on(part):
            table.write_ends(part, self._terminated, self._truncated)
        if self._faults:
            self._publish_one_by_one(part)
        else:
            for rows, out in zip(self._rows, table.observations, strict=True):
                out[index] = rows[:count]
        self._rewards, self._terminated, self._truncated = [], [], []
        self._faults = {}
        self.any_ended = False

    def _publish_one_by_one(self, part: Selection) -> None:
        for row, env_id in enumerate(part.ids):
            if row in self._faults:
                self._table.lose(env_id, self._faults[row])
                continue
            for rows, out in zip(self._rows, self._table.observations, strict=True):
                out[env_id] = rows[row]

    def _check(self, count: int) -> None:
        for leaf, rows in zip(self._layout.leaves, self._rows, strict=True):
            if leaf.first_outside(rows[:count]) is not None:
                for row in range(count):
                    why = _outside(leaf, rows[row : row + 1])
                    if why is not None:
                        self._faults.setdefault(row, why)

    def publish_first(self, env_id: int, observation: Any) -> None:
        """The observation of a reset or of a state that was set. Raises SpaceFault."""
        self.put_observation(observation, 0)
        for leaf, rows in zip(self._layout.leaves, self._rows, strict=True):
            why = _outside(leaf, rows[:1])
            if why is not None:
                raise SpaceFault(why)
        for rows, out in zip(self._rows, self._table.observations, strict=True):
            out[env_id] = rows[0]


def _outside(leaf: Leaf, row: np.ndarray) -> str | None:
    outside = leaf.first_outside(row)
    if outside is None:
        return None
    element = f" element {outside.element}" if leaf.shape else ""
    return f"{leaf.path}{element} is {outside.value}, expected {outside.expected}"
