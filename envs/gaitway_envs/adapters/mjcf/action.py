"""What is acted on: actuators, and how an action becomes their control."""

from __future__ import annotations

from dataclasses import dataclass

import mujoco
import numpy as np
from gymnasium import spaces

from gaitway_envs.adapters.mjcf.model import control_unit, names
from gaitway_envs.adapters.mjcf.section import Section

KEYS = ("actuators", "as", "scale")
WAYS = ("control", "normalized", "offset")


@dataclass(frozen=True)
class Actions:
    """control = center + gain · action, within the limits of the actuator."""

    names: tuple[str, ...]
    units: tuple[str, ...]
    space: spaces.Box
    ids: np.ndarray
    center: np.ndarray
    gain: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def control(self, action: np.ndarray) -> np.ndarray:
        """Controls of `ids`."""
        return np.clip(self.center + self.gain * action, self.low, self.high)


def read_actions(task: Section, model: mujoco.MjModel, rest: np.ndarray) -> Actions:
    """What is under `actions`; every actuator, by its control, when there is nothing. `rest`: controls at
    reset.
    """
    section = task.section("actions", KEYS)
    every = names(model, "actuator")
    if not every:
        section.place.refuse(
            "the model has no actuators, so nothing can act on it", "add <actuator> to the model"
        )
    chosen = section.choices("actuators", every, "actuator")
    ids = np.array([every.index(name) for name in chosen], dtype=np.intp)
    if not ids.size or len(set(chosen)) != len(chosen):
        section.fail("actuators", "at least one actuator, none of them twice")
    low, high = _limits(model, ids)
    way = section.choice("as", WAYS, "control", "way")
    if way != "offset" and "scale" in section:
        section.fail(
            "scale", "nothing: only `as: offset` has a scale", "write as: offset, or leave scale out"
        )
    center, gain = np.zeros(ids.size), np.ones(ids.size)
    if way == "normalized":
        bare = [name for name, end in zip(chosen, high, strict=True) if np.isinf(end)]
        if bare:
            section.fail(
                "as", f"a ctrlrange for {', '.join(bare)} to be normalized to", "give it in the model"
            )
        center, gain = (low + high) / 2, (high - low) / 2
    elif way == "offset":
        center, gain = rest[ids], np.full(ids.size, section.number("scale", least=0.0))
    bounded = way == "control"
    space = spaces.Box(low, high, dtype=np.float64) if bounded else spaces.Box(-1, 1, (ids.size,), np.float64)
    units = tuple(control_unit(model, int(i)) if bounded else "1" for i in ids)
    return Actions(tuple(chosen), units, space, ids, center, gain, low, high)


def _limits(model: mujoco.MjModel, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    limited = model.actuator_ctrllimited[ids].astype(bool)
    low = np.where(limited, model.actuator_ctrlrange[ids, 0], -np.inf)
    return low, np.where(limited, model.actuator_ctrlrange[ids, 1], np.inf)
