"""Gymnasium's own batch of CartPoles, each of which goes its own way.

`CartPoleVectorEnv` steps all poles in a few array operations, but resets them all together, from one random
stream. Here the same arrays are stepped, and a row is reset, or left alone, by itself: it starts where a
single `CartPole-v1` with its seed starts, and goes on after its end (in the next step, as the batch does)
where that one's generator goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from gymnasium.envs.classic_control.cartpole import CartPoleVectorEnv
from gymnasium.utils.seeding import np_random

from gaitway_envs.blueprint import BatchStep, Value

_LOW, _HIGH = -0.05, 0.05
"""A single CartPole starts inside them unless a reset says otherwise."""


class _CheckedActions:
    """In place of the action space: where requests enter every action was held against it already."""

    def contains(self, _actions: np.ndarray) -> bool:
        return True


class CartPoleBatch:
    def __init__(self, vector: CartPoleVectorEnv) -> None:
        self._vector = vector
        vector.reset(seed=0)
        vector.action_space = _CheckedActions()
        self._generators = [np_random(row)[0] for row in range(vector.num_envs)]

    def reset(self, rows: np.ndarray, seeds: Sequence[int], options: Mapping[str, Value]) -> np.ndarray:
        low, high = options.get("low", _LOW), options.get("high", _HIGH)
        vector = self._vector
        for row, seed in zip(rows.tolist(), seeds, strict=True):
            self._generators[row] = np_random(seed)[0]
            vector.state[:, row] = self._generators[row].uniform(low, high, 4)
        vector.steps[rows] = 0
        vector.prev_done[rows] = False
        return vector.state.T[rows].astype(np.float32)

    def step(self, rows: np.ndarray, actions: np.ndarray) -> BatchStep:
        vector = self._vector
        if len(rows) == vector.num_envs:
            return self._step_all(actions)
        state, steps, ended = vector.state, vector.steps, vector.prev_done
        untouched = np.ones(vector.num_envs, np.bool_)
        untouched[rows] = False
        steps_before = steps.copy()
        vector.prev_done = ended & ~untouched
        everything = np.zeros(vector.num_envs, np.int64)
        everything[rows] = actions[rows]
        stepped = self._step_all(everything)
        vector.state[:, untouched] = state[:, untouched]
        vector.steps[untouched] = steps_before[untouched]
        vector.prev_done[untouched] = ended[untouched]
        return stepped

    def _step_all(self, actions: np.ndarray) -> BatchStep:
        """Rows whose episode ended before this step start the next one in it; the batch's own draw is
        replaced.
        """
        vector = self._vector
        starting = vector.prev_done.nonzero()[0].tolist()
        columns, rewards, terminated, truncated, _info = vector.step(actions)
        observations = np.ascontiguousarray(columns)
        for row in starting:
            start = self._generators[row].uniform(_LOW, _HIGH, 4)
            vector.state[:, row] = start
            observations[row] = start
        return BatchStep(observations, rewards, terminated, truncated)

    def close(self) -> None:
        self._vector.close()
