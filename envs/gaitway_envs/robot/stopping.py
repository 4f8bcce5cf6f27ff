"""How the robot stops by itself when it was told to, and when that is over."""

from __future__ import annotations

from gaitway_envs.emulator.body import Body
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb

DAMP_SHARE = 0.3
"""Of the torque, while it is damped."""
DAMP_TIME = 1.0
"""At the latest after so long the torque goes off, s."""
STILL_SPEED = 0.05
"""rad/s"""
PARK_SPEED = 1.0
"""rad/s"""


class Stopping:
    """One stop by one of the profiles of the robot; torque is on when it begins."""

    def __init__(self, profile: str, robot: pb.RobotSpec, body: Body, now: float) -> None:
        self._profile, self._body = profile, body
        self._joints = range(len(robot.joints))
        self._over_at = now + DAMP_TIME
        if profile == "park":
            self._over_at = now + self._park(robot)
        elif profile == "damp":
            for joint in self._joints:
                body.limit(joint, DAMP_SHARE)

    def _park(self, robot: pb.RobotSpec) -> float:
        """Leads all joints to the stance; how long that takes."""
        goals = [joint.stance for joint in robot.joints]
        ways = [abs(goal - self._body.angle(joint)) for joint, goal in enumerate(goals)]
        seconds = max(ways) / PARK_SPEED
        for joint, goal in enumerate(goals):
            self._body.send(joint, goal, seconds)
        return seconds

    def advance(self, now: float) -> bool:
        """Whether torque goes off now. `damp` follows where the joints are; `hold` is never over."""
        if self._profile == "hold":
            return False
        if self._profile == "limp" or now >= self._over_at:
            return True
        if self._profile == "damp":
            for joint in self._joints:
                self._body.stop(joint)
            return all(abs(self._body.speed(joint)) < STILL_SPEED for joint in self._joints)
        return False
