"""How a step of an environment on MuJoCo changes with the state it begins in and the action it is given.

Central differences of the environment's own step, from the same random numbers: s′, o′ and r at once, whatever lies
between action and controls, and for every integrator (MuJoCo's `mjd_transitionFD` knows neither observations nor
rewards, and refuses RK4). A state has the same
coordinates: small displacements [nv], speeds [nv], activations [na].

Flows in: an environment, its simulation, an action. Flows out: matrices; the environment is where it was.
"""

from __future__ import annotations

from typing import NamedTuple

import gymnasium
import mujoco
import numpy as np

from gaitway_envs.adapters.mujoco_physics import Physics

EPSILON = 1e-6
"""Half the distance of the differences, as MuJoCo advises: about 1e-9 of error in smooth motion."""
_STATE = mujoco.mjtState.mjSTATE_INTEGRATION


def has_derivatives(env: gymnasium.Env, physics: Physics | None) -> bool:
    """Whether its spaces are boxes of real numbers, observed in full precision, over a simulation."""
    seen, acted = env.observation_space, env.action_space
    return (
        physics is not None
        and isinstance(seen, gymnasium.spaces.Box)
        and seen.dtype == np.float64
        and isinstance(acted, gymnasium.spaces.Box)
        and acted.dtype.kind == "f"
    )


class Linearization(NamedTuple):
    """float64, row-major; n numbers of state, m of action, k of observation."""

    next_by_state: np.ndarray
    """[n, n]"""
    next_by_action: np.ndarray
    """[n, m]"""
    observation_by_state: np.ndarray
    """[k, n]"""
    observation_by_action: np.ndarray
    """[k, m]"""
    reward_by_state: np.ndarray
    """[n]"""
    reward_by_action: np.ndarray
    """[m]"""


class _Outcome(NamedTuple):
    positions: np.ndarray
    rest: np.ndarray
    seen: np.ndarray


def linearize(env: gymnasium.Env, physics: Physics, action: np.ndarray) -> Linearization:
    """Steps `env` about, and puts simulation and generator back. Whoever calls puts back what else a step changes."""
    spare = mujoco.MjData(physics.model)
    mujoco.mj_copyData(spare, physics.model, physics.data)
    generator = env.unwrapped.np_random.bit_generator
    random = generator.state
    try:
        return _Differences(env, physics, np.asarray(action, np.float64)).all()
    finally:
        mujoco.mj_copyData(physics.data, physics.model, spare)
        generator.state = random


class _Differences:
    def __init__(self, env: gymnasium.Env, physics: Physics, action: np.ndarray) -> None:
        self._env = env
        self._model, self._data = physics.model, physics.data
        self._action = action
        self._state = np.empty(mujoco.mj_stateSize(self._model, _STATE))
        mujoco.mj_getState(self._model, self._data, self._state, _STATE)
        self._generator = env.unwrapped.np_random.bit_generator
        self._random = self._generator.state

    def all(self) -> Linearization:
        model = self._model
        n, m = 2 * model.nv + model.na, self._action.size
        by_state = np.stack([self._by_state(n, index) for index in range(n)], axis=1)
        by_action = np.stack([self._by_action(index) for index in range(m)], axis=1)
        return Linearization(
            by_state[:n], by_action[:n], by_state[n:-1], by_action[n:-1], by_state[-1], by_action[-1]
        )

    def _by_state(self, n: int, index: int) -> np.ndarray:
        away = np.zeros(n)
        away[index] = EPSILON
        return self._slope(self._step(-away, self._action), self._step(away, self._action), 2 * EPSILON)

    def _by_action(self, index: int) -> np.ndarray:
        """One-sided at a bound of the action space."""
        space = self._env.action_space
        less, more = self._action.copy(), self._action.copy()
        flat = np.unravel_index(index, self._action.shape)
        less[flat] = max(less[flat] - EPSILON, min(space.low[flat], less[flat]))
        more[flat] = min(more[flat] + EPSILON, max(space.high[flat], more[flat]))
        return self._slope(self._step(None, less), self._step(None, more), more[flat] - less[flat])

    def _step(self, away: np.ndarray | None, action: np.ndarray) -> _Outcome:
        model, data = self._model, self._data
        mujoco.mj_setState(model, data, self._state, _STATE)
        if away is not None:
            mujoco.mj_integratePos(model, data.qpos, away[: model.nv], 1.0)
            data.qvel += away[model.nv : 2 * model.nv]
            data.act += away[2 * model.nv :]
        mujoco.mj_step1(model, data)
        self._generator.state = self._random
        observation, reward = self._env.step(action)[:2]
        return _Outcome(
            data.qpos.copy(),
            np.concatenate([data.qvel, data.act]),
            np.append(np.asarray(observation, np.float64).reshape(-1), reward),
        )

    def _slope(self, less: _Outcome, more: _Outcome, distance: float) -> np.ndarray:
        """ds′, do′ and dr, one under the other."""
        moved = np.empty(self._model.nv)
        mujoco.mj_differentiatePos(self._model, moved, distance, less.positions, more.positions)
        return np.concatenate([moved, (more.rest - less.rest) / distance, (more.seen - less.seen) / distance])
