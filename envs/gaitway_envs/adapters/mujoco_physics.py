"""What a MuJoCo simulation is at a moment, and the numbers of its model that may be turned.

Flows in: an `MjModel` with its `MjData`, whoever made them. Flows out: plain data, properties.
"""

from __future__ import annotations

import mujoco
import numpy as np

from gaitway_envs.blueprint import Property, Value

PHYSICS = ("body_", "geom_", "jnt_", "dof_", "site_", "tendon_", "actuator_", "eq_", "pair_")
"""How the names begin of the arrays of a model that decide how it moves; the others are its looks."""
UNSTABLE = slice(int(mujoco.mjtWarning.mjWARN_BADQPOS), int(mujoco.mjtWarning.mjWARN_BADCTRL) + 1)
GRAVITY = {"gravity.x": 0, "gravity.y": 1, "gravity.z": 2}


class Physics:
    """State and properties of one simulation.

    `mjSTATE_INTEGRATION` alone does not continue an episode bit for bit: after a step, positions of bodies
    are those of the step's beginning, and environments read them before the next one. So the whole buffer of
    `mjData` is kept. What lies outside it (contacts, constraints) is made anew; it may not even be allocated.
    """

    def __init__(self, model: mujoco.MjModel, data: mujoco.MjData) -> None:
        self.model, self.data = model, data
        self._derived = [name for name in _arrays(data, "") if _is_in_buffer(data, getattr(data, name))]
        self._physics = [name for prefix in PHYSICS for name in _arrays(model, prefix)]
        self._options = _arrays(model.opt, "")
        self._mass = model.body_mass.copy(), model.body_inertia.copy()
        self._friction = model.geom_friction.copy(), model.pair_friction.copy()
        self._alarms = data.warning.number[UNSTABLE]
        self._state = np.empty(mujoco.mj_stateSize(model, mujoco.mjtState.mjSTATE_INTEGRATION))
        self.options = model.opt
        self.positions, self.velocities, self._controls = data.qpos, data.qvel, data.ctrl

    def advance(self, controls: np.ndarray, frames: int) -> None:
        """So many timesteps, as Gymnasium's environments make them. Raises FloatingPointError as `check` does."""
        self._controls[:] = controls
        mujoco.mj_step(self.model, self.data, frames)
        mujoco.mj_rnePostConstraint(self.model, self.data)
        self.check()

    def check(self) -> None:
        """Raises FloatingPointError after a simulation diverged, whereupon MuJoCo starts over or drops the
        control.
        """
        if any(self._alarms.tolist()):
            kind = mujoco.mjtWarning(UNSTABLE.start + int(np.argmax(self._alarms > 0)))
            quantity = kind.name.removeprefix("mjWARN_BAD").lower()
            element = self.data.warning[kind].lastinfo
            raise FloatingPointError(
                f"the simulation became unstable: {quantity}[{element}] is huge or not finite"
            )

    def read_state(self) -> dict[str, object]:
        """All that decides how the simulation goes on, as plain data."""
        mujoco.mj_getState(self.model, self.data, self._state, mujoco.mjtState.mjSTATE_INTEGRATION)
        return {
            "integration": self._state.copy(),
            "derived": {name: getattr(self.data, name).copy() for name in self._derived},
            "model": {name: getattr(self.model, name).copy() for name in self._physics},
            "options": {name: getattr(self.model.opt, name).copy() for name in self._options},
            "timestep": self.model.opt.timestep,
        }

    def write_state(self, state: dict) -> None:
        """Goes back to a state of the same model. Raises ValueError for one of another."""
        if state["integration"].shape != self._state.shape or state["derived"].keys() != set(self._derived):
            raise ValueError("a state of another model")
        for name in self._physics:
            getattr(self.model, name)[...] = state["model"][name]
        for name in self._options:
            getattr(self.model.opt, name)[...] = state["options"][name]
        self.model.opt.timestep = state["timestep"]
        mujoco.mj_setState(self.model, self.data, state["integration"], mujoco.mjtState.mjSTATE_INTEGRATION)
        mujoco.mj_forward(self.model, self.data)
        mujoco.mj_setState(self.model, self.data, state["integration"], mujoco.mjtState.mjSTATE_INTEGRATION)
        for name in self._derived:
            getattr(self.data, name)[...] = state["derived"][name]
        self._alarms[:] = 0

    def properties(self) -> tuple[Property, ...]:
        """What can be read and turned. Not the timestep: the control period of the spec follows from it."""
        gravity = self.model.opt.gravity
        return (
            *(
                Property(name, f"gravity along {name[-1]}", "m/s²", True, float(gravity[axis]))
                for name, axis in GRAVITY.items()
            ),
            Property("timestep", "seconds a step of the physics", "s", False, float(self.model.opt.timestep)),
            Property("friction.scale", "friction of every geom, of what the model says", "1", True, 1.0),
            Property("mass.scale", "mass and inertia of every body, of what the model says", "1", True, 1.0),
        )

    def read(self, name: str) -> Value:
        """The present value of one of `properties`."""
        if name in GRAVITY:
            return float(self.model.opt.gravity[GRAVITY[name]])
        if name == "timestep":
            return float(self.model.opt.timestep)
        if name == "friction.scale":
            return _ratio(self.model.geom_friction, self._friction[0])
        return _ratio(self.model.body_mass, self._mass[0])

    def write(self, name: str, value: Value) -> None:
        """Raises ValueError for a scale that no simulation survives."""
        if name in GRAVITY:
            self.model.opt.gravity[GRAVITY[name]] = value
            return
        lowest, allowed = (
            ("0 or more", value >= 0) if name == "friction.scale" else ("more than 0", value > 0)
        )
        if not (allowed and np.isfinite(value)):
            raise ValueError(f"property {name}: expected a finite number, {lowest}; got {value}")
        if name == "friction.scale":
            self.model.geom_friction[:] = self._friction[0] * value
            self.model.pair_friction[:] = self._friction[1] * value
            return
        self.model.body_mass[:] = self._mass[0] * value
        self.model.body_inertia[:] = self._mass[1] * value
        mujoco.mj_setConst(self.model, mujoco.MjData(self.model))


def _arrays(owner: object, prefix: str) -> list[str]:
    names = [name for name in dir(owner) if name.startswith(prefix) and not name.startswith("__")]
    return [name for name in names if isinstance(getattr(owner, name), np.ndarray)]


def _is_in_buffer(data: mujoco.MjData, array: np.ndarray) -> bool:
    """The buffer begins with qpos."""
    start = data.qpos.ctypes.data
    return array.size > 0 and start <= array.ctypes.data < start + data.nbuffer


def _ratio(now: np.ndarray, before: np.ndarray) -> float:
    total = float(before.sum())
    return float(now.sum()) / total if total else 1.0
