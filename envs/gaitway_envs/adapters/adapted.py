"""A Gymnasium environment as a blueprint promises it: with reasons, properties, state and pictures."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import gymnasium
import numpy as np

from gaitway_envs.adapters.env_state import EnvState, find_physics, layers
from gaitway_envs.adapters.rendering import explained
from gaitway_envs.blueprint import Property, Value

if TYPE_CHECKING:
    from gaitway_envs.adapters.linearization import Linearization

REWARD = "reward_"
"""What the names of reward terms begin with in the `info` of Gymnasium's environments."""


class Adapted(gymnasium.Wrapper):
    """Adds what a blueprint may promise beyond Gymnasium's `Env`, and little to the time of a step."""

    def __init__(self, env: gymnasium.Env) -> None:
        super().__init__(env)
        self._limit = next(
            (layer for layer in layers(env) if isinstance(layer, gymnasium.wrappers.TimeLimit)), None
        )
        self.physics = find_physics(env)
        self._state = EnvState(env, self.physics)
        self._info: Mapping[str, Any] = {}
        self._row = 0
        """Which row of the arrays in `_info` is its own."""
        self._observation: Any = None

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict]:
        """Gymnasium's reset."""
        self._info = {}
        self._observation, info = self.env.reset(seed=seed, options=options)
        return self._observation, info

    def step(self, action: Any) -> tuple[Any, Any, bool, bool, dict]:
        """Gymnasium's step; `info["reason"]` says why an episode ended, if the environment did not."""
        result = self.env.step(action)
        if not isinstance(result, tuple) or len(result) != 5:
            return result  # whoever checks what comes out says what is wrong with it
        self._observation, info = result[0], result[4]
        if self.physics:
            self.physics.check()
        self._info = info
        if (result[2] or result[3]) and not isinstance(info.get("reason"), str):
            info["reason"] = self.reason(result[2])
        return result

    def has_stepped(self, observations: np.ndarray, terms: Mapping[str, np.ndarray], row: int) -> bool:
        """Takes over its row of what a step came to that was made past this one (mujoco_together.py); says whether
        time is up.
        """
        self._observation, self._info, self._row = observations[row], terms, row
        if self._limit is not None:
            self._limit._elapsed_steps += 1
        return self._is_time_up()

    def reason(self, terminated: bool) -> str:
        """Why an episode ends that ends now, in a word or two."""
        if terminated:
            return "terminated"
        return "time limit" if self._is_time_up() else "truncated"

    def _is_time_up(self) -> bool:
        limit = self._limit
        return limit is not None and limit._elapsed_steps >= limit._max_episode_steps

    def render(self) -> Any:
        """A picture. Raises EnvironmentUnavailable where OpenGL is missing, with what to install."""
        try:
            return self.env.render()
        except Exception as error:
            raise explained(error) from error

    def properties(self, info: Mapping[str, Any]) -> tuple[Property, ...]:
        """Numbers of the physics, unless a reset replaces it; and terms of the reward that a step's `info`
        tells.
        """
        stays = self.physics and self.physics.model is self.env.unwrapped.model
        physics = self.physics.properties() if stays else ()
        return (
            *physics,
            *(_reward_property(name) for name, value in info.items() if _is_term(name, value)),
        )

    def read_property(self, name: str) -> Value:
        """See `properties`. A reward term is 0 before the first step of an episode."""
        if name.startswith("reward."):
            term = self._info.get(REWARD + name.removeprefix("reward."), 0)
            return float(term[self._row] if isinstance(term, np.ndarray) else term)
        return self.physics.read(name)

    def write_property(self, name: str, value: Value) -> None:
        """See `properties`."""
        self.physics.write(name, value)

    def get_state(self) -> bytes:
        """All that decides how the episode goes on, and the observation it is at."""
        return self._state.read({"observation": self._observation})

    def linearize(self, action: Any) -> Linearization:
        """How the step with `action` would change with what goes into it; the environment is where it was."""
        from gaitway_envs.adapters.linearization import linearize

        contents = copy.deepcopy(self._state.read_layers())
        try:
            return linearize(self.env, self.physics, action)
        finally:
            self._state.write_layers(contents)

    def set_state(self, state: bytes) -> Any:
        """Goes back to a state and returns its observation. Raises ValueError for bytes that are none."""
        self._observation = self._state.write(state)["observation"]
        return self._observation


def _is_term(name: str, value: object) -> bool:
    return (
        name.startswith(REWARD) and isinstance(value, int | float | np.number) and not isinstance(value, bool)
    )


def _reward_property(name: str) -> Property:
    term = name.removeprefix(REWARD)
    return Property(f"reward.{term}", f"the term {term} of the last reward", "1", False, 0.0)
