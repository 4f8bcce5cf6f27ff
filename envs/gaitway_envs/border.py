"""What is checked where a request enters: everything here, once, so that engines may trust what they are given.

Each check raises Refusal INVALID_REQUEST naming the environment, the element, what it may be and what it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from gaitway_envs import refusal
from gaitway_envs.blueprint import Blueprint, Option, Property, Value
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.leaf import Leaf, Outside
from gaitway_envs.operation import Selection
from gaitway_envs.spaces import Layout
from gaitway_envs.spec import read_value
from gaitway_envs.tensor import DTYPES, Tensor

_KEPT_SELECTIONS = 1024


class Selections:
    """The selections that were asked for, checked once each."""

    def __init__(self, name: str, count: int) -> None:
        self._name = name
        self._count = count
        self._known: dict[tuple[int, ...], Selection] = {}

    def of(self, ids: tuple[int, ...]) -> Selection:
        known = self._known.get(ids)
        if known is not None:
            return known
        self._check(ids)
        if len(self._known) >= _KEPT_SELECTIONS:
            self._known.clear()
        selection = self._known[ids] = Selection(ids)
        return selection

    def _check(self, ids: tuple[int, ...]) -> None:
        if not ids:
            raise refusal.invalid("expected at least one environment, got none")
        for env_id in ids:
            if env_id >= self._count:
                legal = f"from 0 to {self._count - 1} of {self._name}"
                raise refusal.invalid(f"expected an environment {legal}, got {env_id}")
        if len(set(ids)) < len(ids):
            twice = next(env_id for env_id in ids if ids.count(env_id) > 1)
            raise refusal.invalid(f"environment {twice} is named twice in one request")


def check_options(blueprint: Blueprint, sent: Mapping[str, pb.Value]) -> dict[str, Value]:
    """The options of a reset, those not sent with their defaults."""
    options = {option.name: option.default for option in blueprint.options}
    for name in sent:
        if name not in options:
            legal = ", ".join(options) or "none"
            raise refusal.invalid(f'{blueprint.name} has no option "{name}"; its options are: {legal}')
    for option in blueprint.options:
        if option.name not in sent:
            continue
        value = _check_value("option", blueprint.name, option, sent[option.name])
        if option.legal is not None and not option.legal(value):
            raise refusal.invalid(
                f'option "{option.name}" of {blueprint.name}: expected {option.description}; got {value}; '
                "nothing was applied"
            )
        options[option.name] = value
    return options


def check_names(blueprint: Blueprint, names: Sequence[str]) -> list[str]:
    """The names of properties that are to be read."""
    for name in names:
        _property(blueprint, name)
    return list(names)


def check_written(blueprint: Blueprint, sent: Mapping[str, pb.Value]) -> dict[str, Value]:
    """The properties that are to be written."""
    values: dict[str, Value] = {}
    for name in sent:
        known = _property(blueprint, name)
        if not known.writable:
            raise refusal.invalid(
                f'property "{name}" of {blueprint.name} can be read only; nothing was applied'
            )
        values[name] = _check_value("property", blueprint.name, known, sent[name])
    return values


def check_mode(blueprint: Blueprint, mode: str) -> str:
    if mode not in blueprint.render_modes:
        legal = ", ".join(blueprint.render_modes) or "none"
        raise refusal.invalid(f'{blueprint.name} has no render mode "{mode}"; its render modes are: {legal}')
    return mode


def _property(blueprint: Blueprint, name: str) -> Property:
    for known in blueprint.properties:
        if known.name == name:
            return known
    legal = ", ".join(known.name for known in blueprint.properties) or "none"
    raise refusal.invalid(f'{blueprint.name} has no property "{name}"; its properties are: {legal}')


def _check_value(what: str, whose: str, known: Option | Property, sent: pb.Value) -> Value:
    value = read_value(sent)
    default = known.default
    if isinstance(default, bool | str):
        if type(value) is type(default):
            return value
        expected = "a boolean" if isinstance(default, bool) else "a string"
    else:
        if type(value) is float and isfinite(value):
            return value
        expected = "a finite number"
    raise refusal.invalid(f'{what} "{known.name}" of {whose}: expected {expected}, got {value}')


@dataclass(slots=True)
class Actions:
    frames: list[bytes]
    """The elements of each leaf: as they came, or brought inside."""
    clipped: Sequence[int]
    """Environments whose action was brought inside."""


class ActionBorder:
    """Actions as they come against the action space."""

    def __init__(self, name: str, layout: Layout, clips: bool) -> None:
        self._name = name
        self._leaves = layout.leaves
        self._codes = [leaf.code for leaf in self._leaves]
        self._clips = clips

    def read(self, selection: Selection, tensors: Sequence[Tensor]) -> Actions:
        count = selection.count
        if len(tensors) != len(self._leaves):
            raise self._other_tensors(count, tensors)
        frames: list[bytes] = []
        clipped: list[int] = []
        for leaf, tensor in zip(self._leaves, tensors, strict=True):
            if tensor.dtype != leaf.code or tensor.shape != (count, *leaf.shape):
                raise self._other_tensors(count, tensors)
            if leaf.is_surely_good(tensor.frame):
                frames.append(tensor.frame)
                continue
            array = np.frombuffer(tensor.frame, DTYPES[tensor.dtype]).reshape(tensor.shape)
            outside = leaf.first_outside(array)
            if outside is None:
                frames.append(tensor.frame)
            else:
                frames.append(self._bring_inside(selection, leaf, array, outside, clipped))
        return Actions(frames, [env_id for env_id in selection.ids if env_id in clipped] if clipped else ())

    def _bring_inside(
        self, selection: Selection, leaf: Leaf, rows: np.ndarray, outside: Outside, clipped: list[int]
    ) -> bytes:
        inside = leaf.clip(rows) if self._clips else None
        finite = not leaf.is_float or np.isfinite(rows).all()
        if inside is None or not finite:
            raise self._outside(selection, leaf, self._first_not_finite(leaf, rows) or outside)
        moved = (inside != rows).reshape(selection.count, -1).any(axis=1)
        clipped.extend(selection.array[moved].tolist())
        return inside.astype(leaf.dtype).tobytes()

    def _first_not_finite(self, leaf: Leaf, rows: np.ndarray) -> Outside | None:
        """Clipping does not help against these, so they are named first."""
        if not self._clips or not leaf.is_float or np.isfinite(rows).all():
            return None
        flat = int(np.argmin(np.isfinite(rows).reshape(-1)))
        row, element = divmod(flat, max(1, rows[0].size))
        return Outside(row, element, rows.reshape(-1)[flat].item(), "a finite number")

    def _outside(self, selection: Selection, leaf: Leaf, outside: Outside) -> refusal.Refusal:
        name = f' "{leaf.names[outside.element]}"' if outside.element < len(leaf.names) and leaf.shape else ""
        where = leaf.path.removeprefix("action").lstrip(".")
        which = f"{where + ', ' if where else ''}element {outside.element}{name}"
        said = f"expected {outside.expected}, got {outside.value}; nothing was applied"
        return refusal.invalid(f"action of environment {selection.ids[outside.row]}, {which}: {said}")

    def _other_tensors(self, count: int, tensors: Sequence[Tensor]) -> refusal.Refusal:
        expected = ", ".join(f"{leaf.dtype.name} {[count, *leaf.shape]}" for leaf in self._leaves)
        many = "one tensor" if len(self._leaves) == 1 else f"{len(self._leaves)} tensors"
        got = ", ".join(map(str, tensors)) or "none"
        return refusal.invalid(
            f"actions of {self._name}: expected {many} {expected}, got {got}; nothing was applied"
        )
