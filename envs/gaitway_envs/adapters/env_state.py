"""The state of any environment made of plain attributes, random generators and a MuJoCo simulation.

An environment and the wrappers around it are a chain of objects. What is in their attributes decides how the
episode goes on; where one of them is something else (a window, a world of another engine) there is no state
to give.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import gymnasium
import numpy as np

from gaitway_envs.adapters import snapshot

if TYPE_CHECKING:
    from gaitway_envs.adapters.mujoco_physics import Physics

SKIPPED = {"env", "spec", "_cached_spec", "_saved_kwargs", "metadata", "_metadata", "render_mode"}
"""Attributes that never change during an episode."""
DRAWN = (
    "pygame",
    "gymnasium.spaces",
    "gymnasium.envs.registration",
    "gymnasium.envs.mujoco.mujoco_rendering",
)
"""Modules of the types that describe or draw a state and hold none of it."""


class EnvState:
    """Reads and writes the state of `env` with its wrappers."""

    def __init__(self, env: gymnasium.Env, physics: Physics | None) -> None:
        self._layers = list(layers(env))
        self._physics = physics

    def read(self, extra: dict[str, object] | None = None) -> bytes:
        """Plain data, see snapshot.py; `extra` comes back from `write`. Raises snapshot.NotPlain for what is
        not.
        """
        physics = self._physics.read_state() if self._physics else None
        return snapshot.encode({"extra": extra, "physics": physics, "layers": self.read_layers()})

    def write(self, data: bytes) -> Any:
        """Returns what was `extra`. Raises ValueError for bytes that are no state of this environment,
        unchanged.
        """
        return snapshot.restore(data, self.read(), self._apply)

    def _apply(self, state: Any) -> Any:
        names = [type(layer).__name__ for layer in self._layers]
        if [layer["class"] for layer in state["layers"]] != names:
            raise ValueError(f"expected a state of {' in '.join(names)}")
        if self._physics:
            self._physics.write_state(state["physics"])
        self.write_layers(state["layers"])
        return state["extra"]

    def read_layers(self) -> list[dict[str, Any]]:
        """All but the simulation: what the attributes of each layer hold, borrowed."""
        return [self._read_layer(layer) for layer in self._layers]

    def write_layers(self, contents: list[dict[str, Any]]) -> None:
        for layer, content in zip(self._layers, contents, strict=True):
            for name in self._read_layer(layer)["attributes"].keys() - content["attributes"].keys():
                delattr(layer, name)
            for name, value in content["attributes"].items():
                _assign(layer, name, value)
            for name, value in content["generators"].items():
                _restore_generator(layer, name, value)

    def _read_layer(self, layer: gymnasium.Env) -> dict[str, Any]:
        attributes: dict[str, object] = {}
        generators: dict[str, object] = {}
        for name, value in sorted(vars(layer).items()):
            if isinstance(value, np.random.Generator):
                generators[name] = value.bit_generator.state
            elif name not in SKIPPED and not self._is_known(value):
                attributes[name] = value
        return {"class": type(layer).__name__, "attributes": attributes, "generators": generators}

    def _is_known(self, value: object) -> bool:
        if callable(value):
            return True
        if self._physics and (value is self._physics.model or value is self._physics.data):
            return True
        return type(value).__module__.startswith(DRAWN)


def layers(env: gymnasium.Env) -> Any:
    """The wrappers of `env` from the outside in, and last what they wrap."""
    while isinstance(env, gymnasium.Wrapper):
        yield env
        env = env.env
    yield env


def find_physics(env: gymnasium.Env) -> Physics | None:
    """The MuJoCo simulation of an environment that has one, in `model` and `data`. MuJoCo itself is optional."""
    mujoco = sys.modules.get("mujoco")
    model, data = getattr(env.unwrapped, "model", None), getattr(env.unwrapped, "data", None)
    if mujoco is None or not isinstance(model, mujoco.MjModel) or not isinstance(data, mujoco.MjData):
        return None
    from gaitway_envs.adapters.mujoco_physics import Physics

    return Physics(model, data)


def goes_back(env: gymnasium.Env, physics: Physics | None) -> bool:
    """Whether a state brings back what follows, tried once on an environment whose inmost part was just
    reset.
    """
    state, bare = EnvState(env, physics), env.unwrapped
    actions = [bare.action_space.sample() for _ in range(3)]
    try:
        saved = state.read()
        first = _follow(bare, actions)
        state.write(saved)
        return first == _follow(bare, actions)
    except (snapshot.NotPlain, ValueError):
        return False


def _follow(env: gymnasium.Env, actions: list[Any]) -> list[bytes]:
    seen = []
    for action in actions:
        observation, reward, terminated, truncated, _ = env.step(action)
        seen.append(snapshot.encode((observation, reward, terminated, truncated)))
        if terminated or truncated:
            break
    return seen


def _assign(layer: gymnasium.Env, name: str, value: object) -> None:
    if name.startswith("__") or name in SKIPPED or callable(getattr(layer, name, None)):
        raise ValueError(f'"{name}" is no part of the state of {type(layer).__name__}')
    present = getattr(layer, name, None)
    same = isinstance(present, np.ndarray) and isinstance(value, np.ndarray) and present.flags.writeable
    if same and (present.shape, present.dtype) == (value.shape, value.dtype):
        present[...] = value
    else:
        setattr(layer, name, value)


def _restore_generator(layer: gymnasium.Env, name: str, state: dict) -> None:
    kinds = {"PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"}
    if state["bit_generator"] not in kinds:
        raise ValueError(f"a random generator {state['bit_generator']}; known are {', '.join(sorted(kinds))}")
    generator = np.random.Generator(getattr(np.random, state["bit_generator"])())
    generator.bit_generator.state = state
    setattr(layer, name, generator)
