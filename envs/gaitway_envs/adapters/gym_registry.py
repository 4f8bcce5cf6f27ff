"""From an id to what Gymnasium has registered under it, or why there is nothing that runs here."""

from __future__ import annotations

import importlib
import re
import warnings
from typing import Any

import gymnasium
from gymnasium.envs.registration import (
    EnvSpec,
    _find_spec,
    find_highest_version,
    get_env_id,
    load_env_creator,
    parse_env_id,
)

from gaitway_envs.adapters.user_module import import_user_module
from gaitway_envs.adapters.wording import legal_names
from gaitway_envs.blueprint import EnvironmentUnavailable


def find_spec(name: str) -> EnvSpec:
    """What is registered as `ID` or `MODULE:ID`. Raises EnvironmentUnavailable with the nearest ids."""
    module, colon, env_id = name.rpartition(":")
    if colon:
        import_user_module(module, f"gym:{name}")
    if env_id.startswith("ALE/") and env_id not in gymnasium.registry:
        _register_atari(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _find_spec(env_id)
        except (gymnasium.error.DeprecatedEnv, gymnasium.error.VersionNotFound) as error:
            raise EnvironmentUnavailable(sentence(error), f"use {latest_id(env_id)}") from error
        except gymnasium.error.Error as error:
            hint = legal_names(env_id, gymnasium.registry)
            raise EnvironmentUnavailable(
                f'Gymnasium knows no environment "{env_id}"',
                f"{hint}; one that another package registers is gym:MODULE:ID",
            ) from error


def latest_id(env_id: str) -> str:
    """The id with the highest version."""
    namespace, name, _ = parse_env_id(env_id)
    version = find_highest_version(namespace, name)
    return get_env_id(namespace, name, version)


def _register_atari(name: str) -> None:
    try:
        importlib.import_module("ale_py")
    except ModuleNotFoundError as error:
        raise EnvironmentUnavailable(
            f"gym:{name} needs the Atari emulator, which is not installed",
            'install it into the same Python: pip install "ale-py>=0.11"',
        ) from error


def find_creator(spec: EnvSpec) -> Any:
    """What makes the environment, class or function. Raises EnvironmentUnavailable with what to install."""
    if spec.entry_point is None:
        raise EnvironmentUnavailable(
            f"{spec.id} exists as a batch only", "use an id that makes single environments"
        )
    if callable(spec.entry_point):
        return spec.entry_point
    try:
        return load_env_creator(spec.entry_point)
    except (ImportError, gymnasium.error.Error) as error:
        raise missing(error, f"gym:{spec.id}") from error


def missing(error: Exception, uri: str) -> EnvironmentUnavailable:
    """What an import that failed lacks; Gymnasium's own errors name the command that installs it."""
    commands = re.findall(r"pip install (?:\"[^\"]+\"|'[^']+'|[\w\[\]-]+)", str(error))
    if commands:
        remedy = f"install it into the same Python: {' && '.join(commands)}"
    elif isinstance(error, ModuleNotFoundError):
        remedy = f"install the package that has the module {error.name} into the same Python"
    else:
        remedy = f"use {_newer(uri)}" if _newer(uri) else "see what its documentation asks for"
    return EnvironmentUnavailable(f"{uri} cannot be loaded: {sentence(error)}", remedy)


def _newer(uri: str) -> str | None:
    env_id = uri.rpartition(":")[2]
    latest = latest_id(env_id)
    return latest if latest != env_id else None


def sentence(error: Exception) -> str:
    """The text of an error in one line."""
    return " ".join(str(error).replace("`", "").split()).rstrip(".")
