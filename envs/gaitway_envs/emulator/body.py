"""The AIBO behind the servos: native MuJoCo in real time, its motors switched, limited and led by the bus.

The motors are those of the model (envs/aibo/aibo.xml), with its position controller; a servo adds a switch, a limit
of its torque and the way to its goal. Until all twelve give torque at once, a hand holds the robot: nothing moves.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gaitway_envs.aibo.legs import JOINT_NAMES
from gaitway_envs.aibo.pose import read_pose
from gaitway_envs.emulator.limited_simulation import LimitedSimulation
from gaitway_envs.emulator.trajectory import Trajectories

TIMESTEP = 0.002
STALL_TORQUE = 1.0
"""Of the model's motors, N·m: what the whole current limit means."""
_UNLIMITED = 1e3
"""A joint turned against its motor brakes with more than stall torque, which the whole current limit allows, N·m."""
GRAVITY = 9.81
"""m/s²"""
_LIFT, _ROLL = 1.0, 12.0
"""What pushes it over: m/s, rad/s."""
LONGEST_CATCH_UP = 1.0
"""Physics that fell farther behind (the process was stopped) does not run after the clock, s."""
_JOINT_COUNT = len(JOINT_NAMES)


class Feeling(NamedTuple):
    """What the sensor board feels: turning (rad/s), acceleration (m/s²), gravity (1), touch of four paws (N)."""

    turning: np.ndarray
    acceleration: np.ndarray
    gravity: np.ndarray
    touch: np.ndarray


class Body:
    """Twelve joints in the order of JOINT_NAMES; times in s on the clock of the caller."""

    def __init__(self, pose: str, now: float, *, held: bool = True) -> None:
        self._simulation = LimitedSimulation(TIMESTEP, pose)
        self._trajectories = Trajectories(self._simulation.qpos[7:])
        self._powered = np.zeros(_JOINT_COUNT, dtype=bool)
        self._share = np.ones(_JOINT_COUNT)
        self._step = 0
        self._time = now
        self._held = held
        self._most_tilt = self._tilt()
        self._fell = False
        self._limit_torques()

    @property
    def held(self) -> bool:
        """Whether the hand still holds it."""
        return self._held

    @property
    def fell(self) -> bool:
        """Whether it has fallen since it was let go."""
        return self._fell

    def advance(self, now: float) -> None:
        """The physics until `now`: whole steps, sensors read in the last."""
        if self._held or now - self._time > LONGEST_CATCH_UP:
            self._time = now
            return
        count = math.floor((now - self._time) / TIMESTEP + 1e-9)
        self._time += count * TIMESTEP
        simulation = self._simulation
        for left in range(count - 1, -1, -1):
            self._step += 1
            simulation.ctrl[:] = self._trajectories.at(self._step)
            simulation.switch_sensors(left == 0)
            simulation.step(1)
        if count:
            self._most_tilt = max(self._most_tilt, self._tilt())
            self._fell = self._fell or read_pose(simulation.qpos).mishap == "fell"

    def power(self, joint: int, on: bool) -> None:
        """Switches a motor; one that comes on starts from where the joint is."""
        if on and not self._powered[joint]:
            self._trajectories.restart(joint, self.angle(joint), self._step)
        self._powered[joint] = on
        self._limit_torques()

    def powered(self, joint: int) -> bool:
        """Whether a motor is on."""
        return bool(self._powered[joint])

    def limit(self, joint: int, share: float) -> None:
        """The most a motor gives, as a share of its stall torque; 1 is the motor as it is."""
        self._share[joint] = share
        self._limit_torques()

    def send(self, joint: int, goal: float, seconds: float) -> None:
        """Leads a joint to `goal` (rad) at even speed."""
        self._trajectories.send(joint, goal, self._step, seconds / TIMESTEP)

    def stop(self, joint: int) -> None:
        """Holds a joint where it is."""
        self._trajectories.restart(joint, self.angle(joint), self._step)

    def push(self) -> None:
        """Turns it over about its length, whoever holds it."""
        self._held = False
        self._simulation.qvel[2], self._simulation.qvel[3] = _LIFT, _ROLL

    def angle(self, joint: int) -> float:
        """rad"""
        return float(self._simulation.qpos[7 + joint])

    def speed(self, joint: int) -> float:
        """rad/s"""
        return float(self._simulation.qvel[6 + joint])

    def torque(self, joint: int) -> float:
        """N·m"""
        return float(self._simulation.torque[joint]) if self._powered[joint] else 0.0

    def target(self, joint: int) -> float:
        """Where the trajectory of a joint is, rad."""
        return float(self._trajectories.at(self._step)[joint])

    def feel(self) -> Feeling:
        """As `aibo:walk` observes it."""
        simulation = self._simulation
        w, x, y, z = simulation.qpos[3:7].tolist()
        gravity = np.array((2 * (w * y - x * z), -2 * (y * z + w * x), 2 * (x * x + y * y) - 1))
        sensors = simulation.sensors
        # Where nothing moves the simulation has not found out yet how hard the ground pushes.
        acceleration = -GRAVITY * gravity if self._held else sensors[:3].copy()
        return Feeling(simulation.qvel[3:6].copy(), acceleration, gravity, sensors[10:14].copy())

    def report(self) -> dict:
        """How the walk went so far: m, rad, s of physics."""
        pose = read_pose(self._simulation.qpos)
        return {
            "held": self._held,
            "seconds": round(self._step * TIMESTEP, 6),
            "distance": pose.x,
            "lateral": pose.y,
            "height": pose.z,
            "heading": pose.heading,
            "tilt": self._tilt(),
            "mostTilt": self._most_tilt,
            "fell": self._fell,
            "angles": self._simulation.qpos[7:].tolist(),
            "targets": self._trajectories.at(self._step).tolist(),
            "powered": self._powered.tolist(),
            "torqueShares": self._share.tolist(),
        }

    def _tilt(self) -> float:
        upright = read_pose(self._simulation.qpos).upright
        return math.acos(min(1.0, max(-1.0, upright)))

    def _limit_torques(self) -> None:
        limits = np.where(self._share < 1.0, self._share * STALL_TORQUE, _UNLIMITED)
        limits = np.where(self._powered, limits, 0.0)
        self._simulation.limit_torques(limits)
        if limits.all():
            self._held = False
