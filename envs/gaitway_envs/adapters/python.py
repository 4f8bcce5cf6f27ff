"""`python:MODULE:CLASS`: a class of the user's own, from the present folder or PYTHONPATH.

It is a `gymnasium.Env`, or has `observation_space`, `action_space`, `reset` and `step` as one has. Two
attributes are read beyond those: `reset_options`, the legal options of a reset with their defaults, and
`control_period`, in seconds.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from types import ModuleType
from typing import Any

import gymnasium

from gaitway_envs.adapters.adapted import Adapted
from gaitway_envs.adapters.arguments import (
    changed_version,
    check_arguments,
    check_render_mode,
    quiet_render_mode,
    take_limit,
)
from gaitway_envs.adapters.described import describe
from gaitway_envs.adapters.query import Argument, split_query
from gaitway_envs.adapters.rendering import prepare_offscreen
from gaitway_envs.adapters.user_module import import_user_module
from gaitway_envs.adapters.wording import legal_names, raised
from gaitway_envs.blueprint import Blueprint, EnvironmentUnavailable, Option


def blueprint(rest: str, render_mode: str | None = None) -> Blueprint:
    """The blueprint of a user's class. Raises EnvironmentUnavailable with what it lacks."""
    prepare_offscreen()
    uri = f"python:{rest}"
    name, arguments = split_query(rest)
    module_name, colon, class_name = name.partition(":")
    if not colon or not module_name or not class_name:
        raise EnvironmentUnavailable(f'"{uri}" names no class', "write python:MODULE:CLASS")
    creator = _creator(import_user_module(module_name, uri), class_name, uri)
    version = changed_version(0, arguments)
    limit = take_limit(arguments, None)
    check_arguments(class_name, creator, arguments)
    mode = render_mode or quiet_render_mode(creator)
    if mode is not None and "render_mode" in inspect.signature(creator).parameters:
        arguments.setdefault("render_mode", mode)
    if "render_mode" in arguments:
        check_render_mode(class_name, creator, str(arguments["render_mode"]))
    options = _options(creator, uri)
    make = partial(_make, creator, arguments, limit, uri)
    return Blueprint(
        uri=uri,
        name=class_name,
        version=version,
        make=make,
        options=tuple(Option(key, "", value) for key, value in options.items()),
        **vars(describe(make, uri)),
    )


def _creator(module: ModuleType, class_name: str, uri: str) -> Callable[..., Any]:
    creator = getattr(module, class_name, None)
    if creator is None:
        own = [
            name for name, value in vars(module).items() if inspect.isclass(value) and hasattr(value, "step")
        ]
        raise EnvironmentUnavailable(
            f'{uri}: module "{module.__name__}" has no class "{class_name}"', legal_names(class_name, own)
        )
    if not callable(creator):
        raise EnvironmentUnavailable(
            f"{uri}: {class_name} is no class but {type(creator).__name__}",
            "name the class of the environment",
        )
    return creator


def _options(creator: object, uri: str) -> Mapping[str, float | str | bool]:
    options = getattr(creator, "reset_options", {})
    fits = isinstance(options, Mapping) and all(
        isinstance(key, str) and isinstance(value, bool | int | float | str) for key, value in options.items()
    )
    if not fits:
        raise EnvironmentUnavailable(
            f"{uri}: reset_options is {options!r}", "write a dict of numbers, texts and flags: the defaults"
        )
    return options


def _make(
    creator: Callable[..., Any],
    arguments: Mapping[str, Argument],
    limit: int | None,
    uri: str,
) -> Adapted:
    try:
        env = creator(**arguments)
    except (Exception, SystemExit) as error:
        raise raised(f"{uri} raises while it is made", error) from error
    _require_interface(env, uri)
    if not isinstance(env, gymnasium.Env):
        env = Duck(env)
    return Adapted(env if limit is None else gymnasium.wrappers.TimeLimit(env, limit))


def _require_interface(env: object, uri: str) -> None:
    for name in ("observation_space", "action_space"):
        space = getattr(env, name, None)
        if not isinstance(space, gymnasium.Space):
            found = (
                "there is none" if space is None else f"it is {type(space).__module__}.{type(space).__name__}"
            )
            raise EnvironmentUnavailable(
                f"{uri}: expected {name} to be a gymnasium.Space; {found}",
                f"set self.{name} in the constructor, e.g. gymnasium.spaces.Box(-1, 1, (3,))",
            )
    for name in ("reset", "step"):
        if not callable(getattr(env, name, None)):
            raise EnvironmentUnavailable(f"{uri} has no method {name}", "write it as gymnasium.Env has it")


class Duck(gymnasium.Env):
    """An object that behaves like a gymnasium.Env and is none."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.observation_space, self.action_space = inner.observation_space, inner.action_space
        self.metadata = getattr(inner, "metadata", {"render_modes": []})
        self.render_mode = getattr(inner, "render_mode", None)
        self.reset, self.step = inner.reset, inner.step
        for name in ("render", "close"):
            if callable(getattr(inner, name, None)):
                setattr(self, name, getattr(inner, name))
