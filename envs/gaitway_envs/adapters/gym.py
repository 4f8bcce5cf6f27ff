"""`gym:ID` and `gym:MODULE:ID`: any environment Gymnasium has registered, its arguments after a "?"."""

from __future__ import annotations

import copy
import math
import warnings
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import gymnasium
from gymnasium.envs.registration import EnvSpec

from gaitway_envs.adapters.adapted import Adapted
from gaitway_envs.adapters.arguments import (
    changed_version,
    check_arguments,
    check_render_mode,
    quiet_render_mode,
    take_limit,
)
from gaitway_envs.adapters.cartpole_batch import CartPoleBatch
from gaitway_envs.adapters.described import Description, describe
from gaitway_envs.adapters.gym_registry import find_creator, find_spec, latest_id, missing
from gaitway_envs.adapters.mujoco_together import stepped_together
from gaitway_envs.adapters.query import Argument, split_query
from gaitway_envs.adapters.rendering import prepare_offscreen
from gaitway_envs.adapters.wording import raised
from gaitway_envs.blueprint import Blueprint, Option

BOUNDS = (("low", "lowest value drawn for an element of the first state"), ("high", "highest value drawn"))
RESET_OPTIONS: Mapping[str, tuple[Option, ...]] = {
    "CartPole": tuple(Option(*bound, value) for bound, value in zip(BOUNDS, (-0.05, 0.05), strict=True)),
    "Acrobot": tuple(Option(*bound, value) for bound, value in zip(BOUNDS, (-0.1, 0.1), strict=True)),
    "MountainCar": tuple(Option(*bound, value) for bound, value in zip(BOUNDS, (-0.6, -0.4), strict=True)),
    "MountainCarContinuous": tuple(
        Option(*bound, value) for bound, value in zip(BOUNDS, (-0.6, -0.4), strict=True)
    ),
    "Pendulum": (
        Option("x_init", "largest first angle, rad", math.pi),
        Option("y_init", "largest first angular velocity, rad/s", 1.0),
    ),
}
"""Gymnasium does not list the options of a reset; these are in the documentation of its environments."""


def blueprint(rest: str, render_mode: str | None = None) -> Blueprint:
    """The blueprint of a registered id. Raises EnvironmentUnavailable."""
    prepare_offscreen()
    name, arguments = split_query(rest)
    spec = find_spec(name)
    version = changed_version(0 if spec.version is None else spec.version, arguments)
    limit = take_limit(arguments, spec.max_episode_steps)
    if render_mode is not None:
        arguments["render_mode"] = render_mode
    creator = find_creator(spec)
    check_arguments(spec.id, creator, arguments, spec.kwargs)
    arguments.setdefault("render_mode", quiet_render_mode(creator))
    if arguments["render_mode"] is None:
        del arguments["render_mode"]
    else:
        check_render_mode(spec.id, creator, str(arguments["render_mode"]))
    make = partial(_make, spec, limit, arguments)
    drawn_apart = {key: value for key, value in arguments.items() if key != "render_mode"}
    return Blueprint(
        uri=f"gym:{rest}",
        name=f"{spec.namespace}/{spec.name}" if spec.namespace else spec.name,
        version=version,
        options=RESET_OPTIONS.get(spec.name, ()) if spec.namespace is None else (),
        make=make,
        make_batch=_native_batch(spec, limit, drawn_apart),
        step_together=stepped_together(spec, arguments),
        **vars(_described(make, f"gym:{rest}", spec)),
    )


def _described(make: partial, uri: str, spec: EnvSpec) -> Description:
    description, latest = describe(make, uri), latest_id(spec.id)
    if latest == spec.id:
        return description
    doubt = f"{spec.id} is out of date; {latest} is the newest"
    return replace(description, warnings=(*description.warnings, doubt))


def _make(spec: EnvSpec, limit: int | None, arguments: dict[str, Argument]) -> gymnasium.Env:
    """Without Gymnasium's own checks: the server checks what goes in and out, and resets before it steps."""
    lean = copy.deepcopy(spec)
    lean.order_enforce = False
    steps = -1 if limit is None else limit
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            env = gymnasium.make(lean, max_episode_steps=steps, disable_env_checker=True, **arguments)
    except (ImportError, gymnasium.error.DependencyNotInstalled) as error:
        raise missing(error, f"gym:{spec.id}") from error
    except Exception as error:
        raise raised(f"gym:{spec.id} raises while it is made", error) from error
    return Adapted(env)


def _native_batch(spec: EnvSpec, limit: int | None, arguments: dict[str, Argument]) -> partial | None:
    """Gymnasium's vector entry points reset all together; the rows of CartPole's can be reached."""
    if spec.vector_entry_point != "gymnasium.envs.classic_control.cartpole:CartPoleVectorEnv":
        return None
    return partial(_make_batch, spec, limit, arguments)


def _make_batch(
    spec: EnvSpec, limit: int | None, arguments: dict[str, Argument], count: int
) -> CartPoleBatch:
    given = {} if limit is None else {"max_episode_steps": limit}
    vector = gymnasium.make_vec(spec, count, vectorization_mode="vector_entry_point", **given, **arguments)
    return CartPoleBatch(vector.unwrapped)
