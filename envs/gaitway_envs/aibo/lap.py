"""One lap: from standstill, between two marks along the field; see `envs/aibo/lap.ts` and `walk.ts`."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gaitway_envs.aibo.gait import Gait
from gaitway_envs.aibo.lap_spec import LapOptions
from gaitway_envs.aibo.loci import JointCommands
from gaitway_envs.aibo.pose import Pose, read_pose
from gaitway_envs.aibo.random_streams import Rng
from gaitway_envs.aibo.simulation import Simulation

COMMAND_PERIOD = 0.008
LAP_DISTANCE = 1.0
WARM_UP = 1.4
TIME_LIMIT = 10.0
BEACON_DISTANCE = 3.0
FULL_TURN_BEARING = 0.5


@dataclass(frozen=True)
class Lap:
    """What a lap came to, in the order of the observation; SI units."""

    outcome: str
    speed: float
    true_speed: float
    time: float
    distance: float
    lateral_drift: float
    heading_change: float
    unreachable_fraction: float
    peak_joint_speed: float
    rms_joint_speed: float
    rms_torque: float


def walk_lap(simulation: Simulation, gait: Gait, seed: int, options: LapOptions) -> Lap:
    """Walks one lap on `simulation`, which is reset first. The gait must be finite and inside its bounds."""
    rng = Rng.seeded(seed)
    simulation.reset(options.timestep, rng.stream("model"), options.perturbation)
    simulation.stand(gait)
    start_phase = rng.stream("phase").uniform() if options.random_phase else 0.0
    stopwatch = 1 + options.noise * rng.stream("stopwatch").normal()
    return _Walk(simulation, gait, start_phase, options).run(stopwatch)


class _Walk:
    """The running state of one lap."""

    def __init__(self, simulation: Simulation, gait: Gait, start_phase: float, options: LapOptions) -> None:
        self._simulation = simulation
        self._steering = options.steering
        self._physics_steps = round(COMMAND_PERIOD / options.timestep)
        periods = math.ceil(WARM_UP / gait.gait_period)
        self._warm_up_ticks = math.floor(periods * gait.gait_period / COMMAND_PERIOD + 0.5)
        self._limit_ticks = round(TIME_LIMIT / COMMAND_PERIOD)
        times = np.arange(self._warm_up_ticks + self._limit_ticks) * COMMAND_PERIOD
        self._commands = JointCommands(gait, start_phase + times / gait.gait_period)
        self._pose = Pose(0.0, 0.0, 0.0, 0.0, 1.0)
        self._ticks = 0
        self._unreachable = 0
        self._peak_speed = 0.0
        self._speed_squares = 0.0
        self._torque_squares = 0.0

    def run(self, stopwatch: float) -> Lap:
        for _ in range(self._warm_up_ticks):
            if ended := self._tick():
                return self._record(ended, 0.0, TIME_LIMIT, stopwatch)
        mark = self._pose.x
        before = 0.0
        for tick in range(1, self._limit_ticks + 1):
            ended = self._tick()
            progress = self._pose.x - mark
            if ended:
                return self._record(ended, before, TIME_LIMIT, stopwatch)
            if progress >= LAP_DISTANCE:
                share = (LAP_DISTANCE - before) / (progress - before)
                return self._record("finished", LAP_DISTANCE, (tick - 1 + share) * COMMAND_PERIOD, stopwatch)
            before = progress
        return self._record("timedOut", before, TIME_LIMIT, stopwatch)

    def _tick(self) -> str:
        """One command and the physics until the next; the outcome if that ended the lap."""
        simulation = self._simulation
        simulation.ctrl[:], unreachable = self._commands.at(self._ticks, self._turn())
        simulation.step(self._physics_steps)
        self._ticks += 1
        self._unreachable += unreachable
        self._pose = read_pose(simulation.qpos)
        self._measure()
        if not math.isfinite(sum(self._pose) + self._speed_squares + self._torque_squares):
            return "diverged"
        return self._pose.mishap

    def _turn(self) -> float:
        if not self._steering:
            return 0.0
        x, y, _, heading, _ = self._pose
        bearing = math.atan2(-y, BEACON_DISTANCE - x) - heading
        return min(1.0, max(-1.0, bearing / FULL_TURN_BEARING))

    def _measure(self) -> None:
        speeds, torques = self._simulation.qvel[6:], self._simulation.torque
        self._peak_speed = max(self._peak_speed, float(np.abs(speeds).max()))
        self._speed_squares += float(speeds @ speeds)
        self._torque_squares += float(torques @ torques)

    def _record(self, outcome: str, distance: float, time: float, stopwatch: float) -> Lap:
        unreachable = self._unreachable / (4 * self._ticks)
        if outcome == "diverged":
            return Lap(outcome, 0.0, 0.0, time, 0.0, 0.0, 0.0, unreachable, 0.0, 0.0, 0.0)
        return Lap(
            outcome=outcome,
            speed=distance / time / stopwatch,
            true_speed=distance / time,
            time=time,
            distance=distance,
            lateral_drift=self._pose.y,
            heading_change=self._pose.heading,
            unreachable_fraction=unreachable,
            peak_joint_speed=self._peak_speed,
            rms_joint_speed=math.sqrt(self._speed_squares / (12 * self._ticks)),
            rms_torque=math.sqrt(self._torque_squares / (12 * self._ticks)),
        )
