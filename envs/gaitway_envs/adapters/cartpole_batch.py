"""CartPoles stepped as one by array operations, each of which goes its own way.

Gymnasium's `CartPoleVectorEnv` resets all of its poles together, from one random stream. Here a row is reset, or left
alone, by itself: it starts where a single `CartPole-v1` with its seed starts, and goes on after its end (in the next
step, as the batch does) where that one's generator goes on. The constants are Gymnasium's, and so is the order of
operations, so that a row is where Gymnasium's batch would have it, bit for bit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from gymnasium.envs.classic_control.cartpole import CartPoleVectorEnv
from gymnasium.utils.seeding import np_random

from gaitway_envs.blueprint import BatchStep, Value

_LOW, _HIGH = -0.05, 0.05
"""A single CartPole starts inside them unless a reset says otherwise."""


class CartPoleBatch:
    def __init__(self, vector: CartPoleVectorEnv) -> None:
        """`vector` says what the poles are like, and how many."""
        self._is = vector
        self._count = count = vector.num_envs
        self._everybody = slice(0, count)
        self._state = np.zeros((4, count))
        """x in m, ẋ in m/s, θ in rad, θ̇ in rad/s: float64 [4, poles]."""
        self._elapsed = np.zeros(count, np.int32)
        self._ended = np.zeros(count, np.bool_)
        self._generators = [np_random(row)[0] for row in range(count)]

    def reset(self, rows: np.ndarray, seeds: Sequence[int], options: Mapping[str, Value]) -> np.ndarray:
        low, high = options.get("low", _LOW), options.get("high", _HIGH)
        for row, seed in zip(rows.tolist(), seeds, strict=True):
            self._generators[row] = np_random(seed)[0]
            self._state[:, row] = self._generators[row].uniform(low, high, 4)
        self._elapsed[rows] = 0
        self._ended[rows] = False
        return self._state.T[rows].astype(np.float32)

    def step(self, rows: np.ndarray, actions: np.ndarray) -> BatchStep:
        """Rows whose episode ended before this step start the next one in it."""
        index = self._everybody if len(rows) == self._count else rows
        state = self._state[:, index]
        self._move(state, actions[index])
        self._elapsed[index] += 1
        ended_before = self._ended[index]
        terminated, rewards = self._outside(state), np.zeros(self._count)
        rewards[index] = -1.0 * terminated if self._is._sutton_barto_reward else 1.0
        if index is rows:
            self._state[:, rows] = state
            terminated = _spread(terminated, rows, self._count)
        truncated = self._elapsed >= self._is.max_episode_steps
        starting = rows[ended_before] if index is rows else ended_before.nonzero()[0]
        if len(starting) > 0:
            self._start(starting)
            rewards[starting] = 0.0
            terminated[starting] = truncated[starting] = False
        self._ended[index] = (terminated | truncated)[index]
        observations = np.empty((self._count, 4), np.float32)
        observations[...] = self._state.T
        return BatchStep(observations, rewards, terminated, truncated)

    def _start(self, rows: np.ndarray) -> None:
        for row in rows.tolist():
            self._state[:, row] = self._generators[row].uniform(_LOW, _HIGH, 4)
        self._elapsed[rows] = 0

    def _move(self, state: np.ndarray, actions: np.ndarray) -> None:
        """One step of `state` [4, n] by Euler's method, in place.

        R. V. Florian, Correct equations for the dynamics of the cart-pole system (2007), without friction:

            w = (F + m l θ̇² sin θ) / M
            θ̈ = (g sin θ − cos θ w) / (l (4/3 − m cos² θ / M)),   ẍ = w − m l θ̈ cos θ / M
        """
        pole = self._is
        cos, sin = np.cos(state[2]), np.sin(state[2])
        w = np.square(state[3])
        w *= pole.polemass_length
        w *= sin
        w += actions * (2.0 * pole.force_mag) - pole.force_mag  # 0 pushes to the left, 1 to the right
        w /= pole.total_mass
        inertia = np.square(cos)
        inertia *= pole.masspole
        inertia /= pole.total_mass
        np.subtract(4.0 / 3.0, inertia, out=inertia)
        inertia *= pole.length
        angular = sin
        angular *= pole.gravity
        angular -= cos * w
        angular /= inertia
        reaction = pole.polemass_length * angular
        reaction *= cos
        reaction /= pole.total_mass
        w -= reaction
        x, speed, angle, rate = state
        x += pole.tau * speed
        angle += pole.tau * rate
        w *= pole.tau
        speed += w
        angular *= pole.tau
        rate += angular

    def _outside(self, state: np.ndarray) -> np.ndarray:
        """Whether cart or pole are beyond their limits: bool [n]."""
        pole = self._is
        beyond = np.abs(state[0]) > pole.x_threshold
        beyond |= np.abs(state[2]) > pole.theta_threshold_radians
        return beyond

    def close(self) -> None:
        self._is.close()


def _spread(flags: np.ndarray, rows: np.ndarray, count: int) -> np.ndarray:
    """`flags` of `rows`, False for all other rows."""
    spread = np.zeros(count, np.bool_)
    spread[rows] = flags
    return spread
