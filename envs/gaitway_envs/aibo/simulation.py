"""One AIBO on native MuJoCo: the model, its data, perturbing and standing; see `envs/aibo/simulation.ts`."""

from __future__ import annotations

import math
from collections.abc import Sequence

import mujoco
import numpy as np

from gaitway_envs.aibo.gait import Gait
from gaitway_envs.aibo.legs import FOOT_RADIUS
from gaitway_envs.aibo.loci import lean_of, stance
from gaitway_envs.aibo.model_file import model_file
from gaitway_envs.aibo.random_streams import Rng
from gaitway_envs.warning import warn

STATE = mujoco.mjtState.mjSTATE_INTEGRATION
PRESS = 1e-5
"""So deep the lowest point starts in the field, m: just touching, the last bit would decide whether it does."""
SENSOR = int(mujoco.mjtDisableBit.mjDSBL_SENSOR)


# By default MuJoCo writes what it warns of into a file in the user's folder.
mujoco.set_mju_user_warning(lambda message: warn(f"MuJoCo: {message}"))


class Simulation:
    """The arrays are MuJoCo's own: position [19], velocity [18], command [12], torque [12], sensors [34]."""

    def __init__(self) -> None:
        self._model = mujoco.MjModel.from_xml_path(str(model_file()))
        self._data = mujoco.MjData(self._model)
        self._base = tuple(
            array.copy()
            for array in (self._model.body_mass, self._model.body_inertia, self._model.geom_friction)
        )
        self.qpos, self.qvel, self.ctrl = self._data.qpos, self._data.qvel, self._data.ctrl
        self.torque, self.sensors = self._data.actuator_force, self._data.sensordata
        self.state_size = mujoco.mj_stateSize(self._model, STATE)
        self._renderer: mujoco.Renderer | None = None
        self.switch_sensors(False)

    def reset(self, timestep: float, rng: Rng, perturbation: float) -> None:
        """The model's own values, masses ±3 % and friction ±5 % times `perturbation`, drawn from `rng`; time 0."""

        def around(stream: Rng, share: float) -> float:
            return 1 + perturbation * share * (2 * stream.uniform() - 1)

        masses = rng.stream("mass")
        mass, inertia, friction = self._base
        factors = np.array([around(masses, 0.03) for _ in mass])
        self._model.opt.timestep = timestep
        self._model.body_mass[:] = mass * factors
        self._model.body_inertia[:] = inertia * factors[:, None]
        self._model.geom_friction[:] = friction * around(rng.stream("friction"), 0.05)
        mujoco.mj_setConst(self._model, self._data)
        mujoco.mj_resetData(self._model, self._data)

    def stand(self, gait: Gait, offsets: Sequence[float] = (0.0,) * 12) -> None:
        """In mid-stride, leaning as it will walk, its lowest point touching; joints `offsets` (rad) away."""
        lean = lean_of(gait)
        self.ctrl[:] = stance(gait)
        self.qpos[:7] = 0
        self.qpos[3] = math.sqrt((1 + lean.cos) / 2)
        self.qpos[5] = math.copysign(math.sqrt((1 - lean.cos) / 2), lean.sin)
        self.qpos[7:] = self.ctrl + offsets
        self.forward()
        # The trunk is at height 0 now, so everything below hangs under it.
        self.qpos[2] = (
            FOOT_RADIUS - PRESS - min(self._data.site_xpos[:, 2].min(), self._data.xpos[:, 2].min())
        )

    def forward(self) -> None:
        """All that follows from positions, speeds and commands, without moving."""
        mujoco.mj_forward(self._model, self._data)

    def step(self, count: int) -> None:
        """That many physics timesteps."""
        mujoco.mj_step(self._model, self._data, count)

    def switch_sensors(self, on: bool) -> None:
        """Off until it is asked for."""
        flags = self._model.opt.disableflags
        self._model.opt.disableflags = flags & ~SENSOR if on else flags | SENSOR

    def state(self) -> np.ndarray:
        """All that MuJoCo needs to go on, besides what `reset` was given."""
        state = np.empty(self.state_size)
        mujoco.mj_getState(self._model, self._data, state, STATE)
        return state

    def restore(self, state: np.ndarray) -> None:
        """Goes back to a `state`; `reset` comes first, with what it was given then."""
        mujoco.mj_setState(self._model, self._data, state, STATE)

    def render(self) -> np.ndarray:
        """The robot from beside, uint8 [240, 320, 3]."""
        if self._renderer is None:
            self._renderer = mujoco.Renderer(self._model)
        self._renderer.update_scene(self._data, "beside")
        return self._renderer.render()

    def close(self) -> None:
        """Frees what pictures were drawn with."""
        if self._renderer is not None:
            self._renderer.close()
            self._renderer = None
