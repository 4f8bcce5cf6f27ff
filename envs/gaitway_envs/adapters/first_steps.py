"""The first reset and step of an environment, and what they say of its interface.

What cannot travel is refused, with what to write instead; what is only suspicious is returned as a warning.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gymnasium
import numpy as np

from gaitway_envs.adapters import snapshot
from gaitway_envs.adapters.patience import impatient
from gaitway_envs.blueprint import EnvironmentUnavailable
from gaitway_envs.spaces import Layout, SpaceFault, layout_of, rows_of

RESET = "def reset(self, *, seed=None, options=None), which returns (observation, info)"
STEP = "step(action), which returns (observation, reward, terminated, truncated, info)"


@dataclass(frozen=True)
class FirstSteps:
    warnings: tuple[str, ...]
    info: Mapping[str, Any]
    """Of the step."""


def first_steps(env: gymnasium.Env, uri: str) -> FirstSteps:
    """Resets, steps, and resets again with the same seed. Raises EnvironmentUnavailable."""
    _require_seed(env, uri)
    layout = layout_of(env.observation_space, "observation", {}, {})
    layout_of(env.action_space, "action", {}, {})
    with impatient(f"{uri}: its first reset"):
        first = _reset(env, uri)
    warnings = _check_observation(layout, first, f"{uri}: reset")
    env.action_space.seed(0)
    with impatient(f"{uri}: its first step"):
        result = env.step(env.action_space.sample())
    _check_step(result, uri)
    warnings += [] if warnings else _check_observation(layout, result[0], f"{uri}: step")
    with impatient(f"{uri}: its second reset"):
        again = _reset(env, uri)
    if not _same(first, again):
        warnings.append(f"{uri}: two resets with the same seed differ; draw from self.np_random")
    return FirstSteps(tuple(warnings), result[4])


def _require_seed(env: gymnasium.Env, uri: str) -> None:
    parameters = inspect.signature(env.reset).parameters.values()
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return
    lacking = [
        name for name in ("seed", "options") if name not in {parameter.name for parameter in parameters}
    ]
    if lacking:
        raise EnvironmentUnavailable(f"{uri}: reset takes no {' and no '.join(lacking)}", f"write {RESET}")


def _reset(env: gymnasium.Env, uri: str) -> Any:
    result = env.reset(seed=0)
    if not isinstance(result, tuple) or len(result) != 2 or not isinstance(result[1], dict):
        raise EnvironmentUnavailable(f"{uri}: reset returns {_kinds(result)}", f"write {RESET}")
    return result[0]


def _check_observation(layout: Layout, observation: object, where: str) -> list[str]:
    """Refuses what does not fit into the space; only warns of elements out of bounds."""
    warnings = []
    try:
        values = layout.take(observation)
        for leaf, value, rows in zip(layout.leaves, values, rows_of(layout.leaves, 1), strict=True):
            leaf.put(value, rows[0, ...])
            outside = leaf.first_outside(rows)
            if outside:
                what = (
                    f"{leaf.path} element {outside.element} is {outside.value}, expected {outside.expected}"
                )
                warnings.append(
                    f"{where} is not in its observation_space: {what}; episodes will be lost by it"
                )
    except SpaceFault as fault:
        raise EnvironmentUnavailable(
            f"{where} is not in its observation_space: {fault}", "make the two agree"
        ) from fault
    return warnings


def _check_step(result: object, uri: str) -> None:
    if not isinstance(result, tuple) or len(result) != 5:
        old = isinstance(result, tuple) and len(result) == 4
        hint = " (the step of Gym before 0.26, with one `done`)" if old else ""
        raise EnvironmentUnavailable(f"{uri}: step returns {_kinds(result)}{hint}", f"write {STEP}")
    _, reward, terminated, truncated, info = result
    if not _is_number(reward):
        raise EnvironmentUnavailable(f"{uri}: the reward is {_kind(reward)}", "return one finite number")
    for name, flag in (("terminated", terminated), ("truncated", truncated)):
        if not isinstance(flag, bool | np.bool_):
            raise EnvironmentUnavailable(
                f"{uri}: {name} is {_kind(flag)}", f"write {STEP}, both of them bool"
            )
    if not isinstance(info, dict):
        raise EnvironmentUnavailable(
            f"{uri}: info is {_kind(info)}", "return a dict, {} if there is nothing to say"
        )


def _is_number(value: object) -> bool:
    single = np.ndim(value) == 0 and np.asarray(value).dtype.kind in "biuf"
    return single and bool(np.isfinite(value))


def _same(first: object, again: object) -> bool:
    try:
        return snapshot.encode(first) == snapshot.encode(again)
    except snapshot.NotPlain:
        return True


def _kinds(value: object) -> str:
    if not isinstance(value, tuple):
        return f"{_kind(value)}, no tuple"
    return f"{len(value)} values ({', '.join(_kind(item) for item in value)})"


def _kind(value: object) -> str:
    return repr(value) if isinstance(value, int | float | str | None) else type(value).__name__
