"""Gymnasium's planar MuJoCo robots, several stepped together, each with the bits it has when it is stepped alone.

A good part of a step of HalfCheetah-v5 is Gymnasium's Python around the physics, the more so where many robots of one
process run cold. Here the physics run one after another with next to nothing between, and what is arithmetic —
observations, rewards, who fell — is done once for all of them, in Gymnasium's own order of operations.

Flows in: environments of one blueprint (adapted.py) and their actions. Flows out: `Stepped`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from gymnasium.envs.registration import EnvSpec

from gaitway_envs.blueprint import Stepped, StepTogether

if TYPE_CHECKING:
    from gaitway_envs.adapters.adapted import Adapted

_COST = np.asarray(1.0 * np.float32(1)).dtype
"""What a Python number times a float32 is: float32 since NumPy 2, float64 before."""


class Motion(NamedTuple):
    """What the physics did, a row an environment."""

    speed: np.ndarray
    """Of the root along x, mean of the step, m/s: float64 [n]."""
    positions: np.ndarray
    """qpos, float64 [n, nq]."""
    velocities: np.ndarray
    """qvel, float64 [n, nv]."""
    actions: np.ndarray
    """float32 [n, nu]."""


class Judged(NamedTuple):
    """What a task makes of it."""

    observed: np.ndarray
    """The velocities that are observed, float64 [n, nv]."""
    rewards: np.ndarray
    terminated: np.ndarray
    terms: Mapping[str, np.ndarray]
    """Of the reward, as Gymnasium's `info` has them."""


class Task(NamedTuple):
    judge: Callable[[Any, Motion], Judged]
    """Told Gymnasium's environment, for its weights."""
    unseen: int
    """How many of the first positions are not observed, unless an argument says otherwise."""


def _control_cost(task: Any, actions: np.ndarray) -> np.ndarray:
    squares = np.sum(np.square(actions), axis=1).astype(_COST, copy=False)
    return task._ctrl_cost_weight * squares


def _run(task: Any, motion: Motion) -> Judged:
    """HalfCheetah and Swimmer: r = w_f v − w_c Σa²; nothing ends an episode."""
    forward, cost = task._forward_reward_weight * motion.speed, _control_cost(task, motion.actions)
    never = np.zeros(len(cost), np.bool_)
    terms = {"reward_forward": forward, "reward_ctrl": -cost}
    return Judged(motion.velocities, forward - cost, never, terms)


def _stay_up(task: Any, motion: Motion, healthy: np.ndarray) -> Judged:
    """Hopper and Walker2d: r = w_f v + w_h [healthy] − w_c Σa²; velocities are seen up to 10."""
    forward, cost = task._forward_reward_weight * motion.speed, _control_cost(task, motion.actions)
    survive = healthy * task._healthy_reward
    terminated = ~healthy if task._terminate_when_unhealthy else np.zeros(len(cost), np.bool_)
    terms = {"reward_forward": forward, "reward_ctrl": -cost, "reward_survive": survive}
    return Judged(np.clip(motion.velocities, -10, 10), forward + survive - cost, terminated, terms)


def _hop(task: Any, motion: Motion) -> Judged:
    states = np.concatenate((motion.positions[:, 2:], motion.velocities), axis=1)
    sound = _between(states, task._healthy_state_range).all(axis=1)
    return _stay_up(task, motion, sound & _upright(task, motion))


def _walk(task: Any, motion: Motion) -> Judged:
    return _stay_up(task, motion, _upright(task, motion))


def _upright(task: Any, motion: Motion) -> np.ndarray:
    height, angle = motion.positions[:, 1], motion.positions[:, 2]
    return _between(height, task._healthy_z_range) & _between(angle, task._healthy_angle_range)


def _between(values: np.ndarray, bounds: tuple[float, float]) -> np.ndarray:
    return (bounds[0] < values) & (values < bounds[1])


_TASKS = {
    "gymnasium.envs.mujoco.half_cheetah_v5:HalfCheetahEnv": Task(_run, 1),
    "gymnasium.envs.mujoco.swimmer_v5:SwimmerEnv": Task(_run, 2),
    "gymnasium.envs.mujoco.hopper_v5:HopperEnv": Task(_hop, 1),
    "gymnasium.envs.mujoco.walker2d_v5:Walker2dEnv": Task(_walk, 1),
}
"""By what Gymnasium has registered."""


def stepped_together(spec: EnvSpec, arguments: Mapping[str, object]) -> StepTogether | None:
    """How environments of `spec` made with `arguments` are stepped together, where that is known."""
    task = _TASKS.get(spec.entry_point) if isinstance(spec.entry_point, str) else None
    if task is None or spec.additional_wrappers or arguments.get("render_mode") == "human":
        return None
    return partial(_step_together, task)


def _step_together(task: Task, envs: Sequence[Adapted], actions: np.ndarray) -> Stepped:
    like = envs[0].unwrapped
    motion, raised = _move(envs, actions, like.frame_skip)
    judged = task.judge(like, motion)
    seen = task.unseen if like._exclude_current_positions_from_observation else 0
    observations = np.concatenate((motion.positions[:, seen:], judged.observed), axis=1)
    up = [env.has_stepped(observations, judged.terms, row) for row, env in enumerate(envs)]
    truncated = np.array(up, np.bool_)
    ended = np.flatnonzero(judged.terminated | truncated).tolist()
    reasons = {row: envs[row].reason(bool(judged.terminated[row])) for row in ended}
    return Stepped(observations, judged.rewards, judged.terminated, truncated, reasons, raised)


def _move(envs: Sequence[Adapted], actions: np.ndarray, frames: int) -> tuple[Motion, dict[int, Exception]]:
    """Also says which rows raised; their numbers mean nothing."""
    physics = [env.physics for env in envs]
    now = [one.positions for one in physics]
    starts = _rows(now)[:, 0]
    seconds = np.array([one.options.timestep for one in physics]) * frames
    raised: dict[int, Exception] = {}
    for row, one in enumerate(physics):
        action = actions[row]
        try:
            one.advance(action, frames)
        except Exception as error:
            raised[row] = error
    positions, velocities = _rows(now), _rows([one.velocities for one in physics])
    return Motion((positions[:, 0] - starts) / seconds, positions, velocities, actions), raised


def _rows(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """A copy of arrays of one length, a row each."""
    return np.concatenate(arrays).reshape(len(arrays), -1)
