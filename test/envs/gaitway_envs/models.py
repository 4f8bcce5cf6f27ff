"""Models and tasks the tests run: the documented example, and one whose motion is known in closed form."""

from __future__ import annotations

import re
from pathlib import Path

import gaitway_envs

README = (Path(gaitway_envs.__file__).parent / "adapters" / "README.md").read_text(encoding="utf-8")
MODEL = re.search(r"```xml\n(.*?)```", README, re.S)[1]
TASK = re.search(r"```yaml\n(.*?)```", README, re.S)[1]
BALL = """
<mujoco><option timestep="0.01" integrator="{integrator}"/><worldbody>
  <body name="ball" pos="0 0 10"><freejoint name="root"/><geom size="0.1" mass="2"/></body>
  <body name="arm"><joint name="elbow" axis="0 0 1"/><geom size="0.1" pos="1 0 0" mass="1"/></body>
  <body name="rail"><joint name="rail" type="slide" axis="1 0 0"/><geom size="0.1" pos="0 3 0" mass="4"/></body>
</worldbody><actuator>
  <motor name="elbow" joint="elbow" ctrlrange="-3 3"/><motor name="rail" joint="rail"/>
</actuator></mujoco>
"""
"""A ball that falls, an arm of inertia about 1 kg·m² that turns, a mass of 4 kg that slides; gravity is 9.81 m/s²."""


def ball(integrator: str = "Euler") -> str:
    return BALL.format(integrator=integrator)
