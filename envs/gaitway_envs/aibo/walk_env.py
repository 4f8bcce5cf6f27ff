"""The environment `aibo:walk`: joint targets in, what the robot feels out, every 32 ms."""

from __future__ import annotations

import math
from typing import Any

import gymnasium
import numpy as np

from gaitway_envs.adapters.rendering import explained
from gaitway_envs.aibo.fields import box_of
from gaitway_envs.aibo.gait import HAND_TUNED_GAIT
from gaitway_envs.aibo.lap import COMMAND_PERIOD
from gaitway_envs.aibo.pose import Pose, read_pose
from gaitway_envs.aibo.random_streams import Rng
from gaitway_envs.aibo.reward import Measures, Rewards, judge
from gaitway_envs.aibo.simulation import Simulation
from gaitway_envs.aibo.walk_spec import (
    CONTROL_PERIOD,
    FRAMES_PER_STEP,
    OBSERVATION_FIELDS,
    STEP_LIMIT,
    TARGET_FIELDS,
    WALK_PROPERTIES,
    WalkOptions,
    walk_options_from,
)

JOINT_SPREAD = 0.05
ENDINGS = ("", "fell", "circled", "diverged", "time limit")
HEAD_SIZE = 6
PARTS = (HEAD_SIZE, len(TARGET_FIELDS), len(OBSERVATION_FIELDS), len(WALK_PROPERTIES))


class WalkEnv(gymnasium.Env):
    """An episode is a function of (seed, options, actions) and of nothing else."""

    observation_space = box_of(OBSERVATION_FIELDS)
    action_space = box_of(TARGET_FIELDS)

    def __init__(self) -> None:
        self._simulation = Simulation()
        self._fractions = (np.arange(FRAMES_PER_STEP)[:, None] + 1) / FRAMES_PER_STEP
        self._rewards = Rewards()

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict]:
        """Stands as the hand-tuned trot does, a little off. Raises ValueError for an illegal option."""
        super().reset(seed=seed)
        chosen = walk_options_from(options)
        self._prepare(int(self.np_random.integers(2**32)) if seed is None else seed, chosen)
        joints = Rng.seeded(self._seed).stream("joints")
        simulation = self._simulation
        simulation.stand(
            HAND_TUNED_GAIT,
            [chosen.perturbation * JOINT_SPREAD * (2 * joints.uniform() - 1) for _ in TARGET_FIELDS],
        )
        simulation.switch_sensors(True)
        simulation.forward()
        self._targets = simulation.ctrl.copy()
        self._pose = read_pose(simulation.qpos)
        self._observation = self._observe()
        self._rewards = Rewards()
        self._steps = 0
        self._reward, self._ending = 0.0, ""
        return self._observation.copy(), {}

    def step(self, action: np.ndarray) -> tuple[np.ndarray, float, bool, bool, dict]:
        """Joint targets [12] (rad, inside their bounds), reached in even frames from the last ones."""
        before = self._pose
        power, change = self._move(action)
        self._steps += 1
        pose = read_pose(self._simulation.qpos)
        ending = self._ending_at(pose, power)
        advance = drift = turn = 0.0
        if ending == "diverged":
            power = 0.0
        else:
            self._pose, drift = pose, pose.y
            advance, turn = pose.x - before.x, _wrapped(pose.heading - before.heading)
            self._observation = self._observe()
        mishap = ending not in ("", "time limit")
        self._rewards = judge(Measures(CONTROL_PERIOD, advance, drift, turn, power, change, mishap))
        self._reward, self._ending = float(sum(self._rewards)), ending
        truncated = ending == "time limit"
        return self._observation.copy(), self._reward, mishap, truncated, {"reason": ending}

    def render(self) -> np.ndarray:
        """The robot from beside, uint8 [240, 320, 3]. Raises EnvironmentUnavailable where OpenGL is missing."""
        try:
            return self._simulation.render()
        except Exception as error:
            raise explained(error) from error

    def close(self) -> None:
        """Frees what pictures were drawn with."""
        self._simulation.close()

    def read_property(self, name: str) -> float:
        """One of WALK_PROPERTIES."""
        names = [item.name for item in WALK_PROPERTIES]
        return float(self._properties()[names.index(name)])

    def get_state(self) -> bytes:
        """The bytes that `envs/aibo` gives and takes too: little-endian float64."""
        head = (
            self._seed,
            self._options.timestep,
            self._options.perturbation,
            self._steps,
            ENDINGS.index(self._ending),
            self._reward,
        )
        parts = (head, self._targets, self._observation, self._properties(), self._simulation.state())
        return np.concatenate(parts).astype("<f8").tobytes()

    def set_state(self, state: bytes) -> np.ndarray:
        """Goes on from a state; the observation there. Raises ValueError for bytes that are none."""
        size = sum(PARTS) + self._simulation.state_size
        numbers = np.frombuffer(state, "<f8") if len(state) == 8 * size else np.full(1, math.nan)
        if not np.isfinite(numbers).all() or numbers[4] not in range(len(ENDINGS)):
            raise ValueError("these bytes are no state of aibo:walk; give back what it once gave")
        head, targets, observation, properties, physics = np.split(numbers, np.cumsum(PARTS))
        options = walk_options_from({"timestep": float(head[1]), "perturbation": float(head[2])})
        self._prepare(int(head[0]), options)
        self._simulation.restore(physics)
        self._targets, self._observation = targets.copy(), observation.copy()
        self._rewards = Rewards(*properties[: len(Rewards._fields)].tolist())
        self._pose = read_pose(self._simulation.qpos)
        self._steps, self._ending, self._reward = int(head[3]), ENDINGS[int(head[4])], float(head[5])
        return self._observation.copy()

    def _prepare(self, seed: int, options: WalkOptions) -> None:
        self._seed, self._options = seed, options
        self._physics_steps = round(COMMAND_PERIOD / options.timestep)
        self._simulation.reset(options.timestep, Rng.seeded(seed).stream("model"), options.perturbation)

    def _move(self, action: np.ndarray) -> tuple[float, float]:
        """The frames of one step and the physics between them: mean power (W), mean squared change (rad²)."""
        simulation = self._simulation
        difference = action - self._targets
        power = 0.0
        for index, command in enumerate(self._targets + self._fractions * difference):
            simulation.ctrl[:] = command
            simulation.switch_sensors(False)
            simulation.step(self._physics_steps - 1)
            simulation.switch_sensors(index == FRAMES_PER_STEP - 1)
            simulation.step(1)
            power += float(np.abs(simulation.torque * simulation.qvel[6:]).sum())
        self._targets = np.array(action, dtype=np.float64)
        return power / FRAMES_PER_STEP, float(difference @ difference) / len(difference)

    def _ending_at(self, pose: Pose, power: float) -> str:
        simulation = self._simulation
        if not math.isfinite(sum(pose) + power + simulation.qvel.sum() + simulation.sensors.sum()):
            return "diverged"
        return pose.mishap or ("time limit" if self._steps >= STEP_LIMIT else "")

    def _observe(self) -> np.ndarray:
        simulation = self._simulation
        w, x, y, z = simulation.qpos[3:7].tolist()
        gravity = (2 * (w * y - x * z), -2 * (y * z + w * x), 2 * (x * x + y * y) - 1)
        return np.concatenate(
            (
                simulation.qpos[7:],
                simulation.qvel[6:],
                simulation.qvel[3:6],
                simulation.sensors[:3],
                np.clip(gravity, -1, 1),
                simulation.sensors[10:14],
                self._targets,
            )
        )

    def _properties(self) -> tuple[float, ...]:
        return (*self._rewards, self._pose.x, self._pose.y, self._pose.heading)


def _wrapped(angle: float) -> float:
    """−π … π, for an angle less than one turn outside."""
    if angle > math.pi:
        return angle - 2 * math.pi
    return angle + 2 * math.pi if angle < -math.pi else angle
