"""Gymnasium spaces as the wire sees them: a tree whose leaves, depth first, are tensors.

A `Layout` takes values of a space apart into the rows of its leaves and puts rows together to values again; a `Leaf`
knows what its elements may be. Row arrays are batch-major: [environments, *leaf shape].
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from gymnasium import spaces

from gaitway_envs.article import kind_of
from gaitway_envs.blueprint import EnvironmentUnavailable
from gaitway_envs.box_leaf import BoxLeaf
from gaitway_envs.discrete_leaves import DiscreteLeaf, MultiBinaryLeaf, MultiDiscreteLeaf
from gaitway_envs.leaf import Leaf, SpaceFault
from gaitway_envs.tensor import CODES
from gaitway_envs.text_leaf import TextLeaf

__all__ = ["Layout", "SpaceFault", "layout_of"]

Labels = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Layout:
    """How values of `space` lie in the rows of `leaves`."""

    space: spaces.Space
    leaves: tuple[Leaf, ...]
    take: Callable[[Any], Sequence[Any]]
    """The values of the leaves in a value of the space; raises SpaceFault where the tree differs."""
    join: Callable[[Sequence[Any]], Any]
    """The reverse: values of the leaves to a value of the space."""

    @property
    def is_leaf(self) -> bool:
        """Whether the space is no tree: a value of it is the value of its only leaf."""
        return not isinstance(self.space, spaces.Dict | spaces.Tuple)


def layout_of(space: spaces.Space, path: str, names: Labels, units: Labels) -> Layout:
    """The layout of a space. Raises EnvironmentUnavailable for a space that cannot travel."""
    leaves = tuple(_leaves(space, path, names, units))
    if len(leaves) == 1 and not isinstance(space, spaces.Dict | spaces.Tuple):
        return Layout(space, leaves, lambda value: (value,), lambda values: values[0])

    def take(value: Any) -> Sequence[Any]:
        values: list[Any] = []
        _take(space, value, path, values)
        return values

    return Layout(space, leaves, take, lambda values: _join(space, iter(values)))


def _leaves(space: spaces.Space, path: str, names: Labels, units: Labels) -> list[Leaf]:
    if isinstance(space, spaces.Dict | spaces.Tuple):
        members = _members(space)
        return [leaf for key, member in members for leaf in _leaves(member, f"{path}.{key}", names, units)]
    label = names.get(path, ())
    match space:
        case spaces.Box():
            if space.dtype is None or space.dtype.name not in CODES:
                raise _cannot_travel(path, f"a Box of {space.dtype}")
            return [BoxLeaf(path, space, label, units.get(path, ()))]
        case spaces.Discrete():
            return [DiscreteLeaf(path, space, label)]
        case spaces.MultiDiscrete():
            return [MultiDiscreteLeaf(path, space, label)]
        case spaces.MultiBinary():
            return [MultiBinaryLeaf(path, space, label)]
        case spaces.Text():
            return [TextLeaf(path, space)]
    raise _cannot_travel(path, f"a {type(space).__name__} space")


def _members(space: spaces.Dict | spaces.Tuple) -> list[tuple[str, spaces.Space]]:
    if isinstance(space, spaces.Dict):
        return list(space.spaces.items())
    return [(str(i), member) for i, member in enumerate(space.spaces)]


def _cannot_travel(path: str, what: str) -> EnvironmentUnavailable:
    legal = "Box of float32, float64, whole numbers or bool; Discrete, MultiDiscrete, MultiBinary, Text, Dict, Tuple"
    return EnvironmentUnavailable(
        f"{path} is {what}, which cannot travel", f"wrap the environment to use one of: {legal}"
    )


def _take(space: spaces.Space, value: Any, path: str, values: list[Any]) -> None:
    if isinstance(space, spaces.Dict):
        keys = list(space.spaces)
        if not isinstance(value, Mapping) or set(value) != set(keys):
            got = f"the keys {sorted(map(str, value))}" if isinstance(value, Mapping) else kind_of(value)
            raise SpaceFault(f"{path}: expected a dict with the keys {keys}, got {got}")
        for key, member in space.spaces.items():
            _take(member, value[key], f"{path}.{key}", values)
    elif isinstance(space, spaces.Tuple):
        if not isinstance(value, tuple | list) or len(value) != len(space.spaces):
            got = f"{len(value)}" if isinstance(value, tuple | list) else kind_of(value)
            raise SpaceFault(f"{path}: expected a tuple of {len(space.spaces)}, got {got}")
        for i, member in enumerate(space.spaces):
            _take(member, value[i], f"{path}.{i}", values)
    else:
        values.append(value)


def _join(space: spaces.Space, values: Any) -> Any:
    if isinstance(space, spaces.Dict):
        return {key: _join(member, values) for key, member in space.spaces.items()}
    if isinstance(space, spaces.Tuple):
        return tuple(_join(member, values) for member in space.spaces)
    return next(values)


def rows_of(leaves: Sequence[Leaf], count: int) -> list[np.ndarray]:
    """Zeros for `count` values."""
    return [np.zeros((count, *leaf.shape), leaf.dtype) for leaf in leaves]
