"""A task, running: one simulation that is reset, stepped, drawn, read and put aside."""

from __future__ import annotations

import copy
from typing import Any

import gymnasium
import mujoco
import numpy as np
from gymnasium import spaces

from gaitway_envs.adapters import snapshot
from gaitway_envs.adapters.linearization import Linearization, linearize
from gaitway_envs.adapters.mjcf.task import Task
from gaitway_envs.adapters.mujoco_physics import Physics
from gaitway_envs.adapters.rendering import explained
from gaitway_envs.blueprint import Property, Value


class MjcfEnv(gymnasium.Env):
    """Observations: float64 [observed]. Actions: float64 [actuators]. A step is one control period."""

    render_mode = "rgb_array"

    def __init__(self, task: Task) -> None:
        """Looks up everything by name once; a step touches arrays only."""
        self._task = task
        self._model = copy.copy(task.model)
        self._data = mujoco.MjData(self._model)
        self._physics = Physics(self._model, self._data)
        self._renderer: mujoco.Renderer | None = None
        self._step = (
            self._step_rk4
            if self._model.opt.integrator == mujoco.mjtIntegrator.mjINT_RK4
            else self._step_fast
        )
        self._bind_observations()
        self._bind_rewards()
        self._conditions = [(condition.name, condition.bind(self._data)) for condition in task.conditions]
        size = self._observed.size
        self.observation_space = spaces.Box(-np.inf, np.inf, (size,), np.float64)
        self.action_space = task.actions.space
        self._steps = 0

    def _bind_observations(self) -> None:
        parts = self._task.observations
        sizes = [len(part.names) for part in parts]
        self._observed = self._observation = np.zeros(sum(sizes))
        ends = np.cumsum(sizes)
        views = [self._observed[end - size : end] for size, end in zip(sizes, ends, strict=True)]
        self._writers = [
            (part.bind(self._model, self._data), view) for part, view in zip(parts, views, strict=True)
        ]
        self._noise = np.repeat([part.noise for part in parts], sizes)
        self._noisy = bool(self._noise.any())

    def _bind_rewards(self) -> None:
        terms = self._task.rewards
        bound = [term.bind(self._model, self._data, self._task.control_period) for term in terms]
        self._begin = [part.begin for part in bound if part.begin]
        self._values = [(term.weight, part.value) for term, part in zip(terms, bound, strict=True)]
        self._term_index = {f"reward.{term.name}": index for index, term in enumerate(terms)}
        self._terms = [0.0] * len(terms)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict]:
        """Starts at the keyframe, or the model's own pose, with the noise of the task."""
        super().reset(seed=seed)
        reset, model, data = self._task.reset, self._model, self._data
        if reset.keyframe is None:
            mujoco.mj_resetData(model, data)
        else:
            mujoco.mj_resetDataKeyframe(model, data, reset.keyframe)
        if reset.position_noise:
            away = self.np_random.uniform(-reset.position_noise, reset.position_noise, model.nv)
            mujoco.mj_integratePos(model, data.qpos, away, 1.0)
        if reset.velocity_noise:
            data.qvel += self.np_random.uniform(-reset.velocity_noise, reset.velocity_noise, model.nv)
        mujoco.mj_forward(model, data)
        self._steps = 0
        self._terms = [0.0] * len(self._values)
        return self._observe(), {}

    def step(self, action: np.ndarray) -> tuple[np.ndarray, float, bool, bool, dict]:
        """One control period. Raises FloatingPointError when the simulation becomes unstable."""
        self._data.ctrl[self._task.actions.ids] = self._task.actions.control(action)
        for begin in self._begin:
            begin()
        self._step()
        self._physics.check()
        self._steps += 1
        self._terms = [weight * value() for weight, value in self._values]
        reason = next((name for name, ends in self._conditions if ends()), None)
        terminated = reason is not None
        truncated = not terminated and self._steps == self._task.step_limit
        info = {"reason": reason or "time limit"} if terminated or truncated else {}
        return self._observe(), sum(self._terms), terminated, truncated, info

    def _step_fast(self) -> None:
        """Ends with the first half of a step, so that what is read belongs to the state that is reached."""
        model, data, substeps = self._model, self._data, self._task.substeps
        mujoco.mj_step2(model, data)
        if substeps > 1:
            mujoco.mj_step(model, data, substeps - 1)
        mujoco.mj_step1(model, data)

    def _step_rk4(self) -> None:
        """Runge-Kutta has no second half."""
        mujoco.mj_step(self._model, self._data, self._task.substeps)
        mujoco.mj_step1(self._model, self._data)

    def _observe(self) -> np.ndarray:
        for write, view in self._writers:
            write(view)
        self._observation = self._observed.copy()
        if self._noisy:
            self._observation += self._noise * self.np_random.standard_normal(self._noise.size)
        return self._observation

    def properties(self) -> tuple[Property, ...]:
        """Those of the physics, and the terms of the last reward with their weights."""
        terms = (
            Property(name, "weighted term of the last reward", "1", False, 0.0) for name in self._term_index
        )
        return (*self._physics.properties(), *terms)

    def read_property(self, name: str) -> Value:
        """See `properties`."""
        index = self._term_index.get(name)
        return self._physics.read(name) if index is None else float(self._terms[index])

    def write_property(self, name: str, value: Value) -> None:
        """See `properties`."""
        self._physics.write(name, value)

    def get_state(self) -> bytes:
        """All that decides how the episode goes on, as plain data."""
        return snapshot.encode(
            {
                "physics": self._physics.read_state(),
                "random": self.np_random.bit_generator.state,
                "steps": self._steps,
                "terms": self._terms,
                "observation": self._observation,
            }
        )

    def linearize(self, action: np.ndarray) -> Linearization:
        """How the step with `action` would change with what goes into it; the environment is where it was."""
        kept = self._steps, self._terms, self._observation
        try:
            return linearize(self, self._physics, action)
        finally:
            self._steps, self._terms, self._observation = kept

    def set_state(self, state: bytes) -> np.ndarray:
        """Goes back to a state; returns its observation. Raises ValueError for bytes that are none,
        unchanged.
        """
        return snapshot.restore(state, self.get_state(), self._apply)

    def _apply(self, state: Any) -> np.ndarray:
        self._physics.write_state(state["physics"])
        self.np_random.bit_generator.state = state["random"]
        self._steps, self._terms = state["steps"], state["terms"]
        self._observation = state["observation"]
        return self._observation

    def render(self) -> np.ndarray:
        """uint8 [height, width, 3]. Raises EnvironmentUnavailable where OpenGL is missing."""
        picture = self._task.picture
        try:
            if self._renderer is None:
                view = self._model.vis.global_
                view.offwidth, view.offheight = (
                    max(view.offwidth, picture.width),
                    max(view.offheight, picture.height),
                )
                self._renderer = mujoco.Renderer(self._model, picture.height, picture.width)
            self._renderer.update_scene(self._data, picture.camera)
            return self._renderer.render()
        except Exception as error:
            raise explained(error) from error

    def close(self) -> None:
        """Frees the window that nobody sees."""
        if self._renderer is not None:
            self._renderer.close()
            self._renderer = None
