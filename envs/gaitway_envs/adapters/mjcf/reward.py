"""What is rewarded: named terms, each with its weight, summed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import mujoco
import numpy as np

from gaitway_envs.adapters.mjcf.model import AXES, names
from gaitway_envs.adapters.mjcf.section import Section

Value = Callable[[], float]


@dataclass(frozen=True)
class Bound:
    """A term of one simulation."""

    value: Value
    """After the step: the term without its weight."""
    begin: Callable[[], None] | None = None
    """Before the step, where the term needs to know how things were."""


Bind = Callable[[mujoco.MjModel, mujoco.MjData, float], Bound]
"""Model, data, control period."""


@dataclass(frozen=True)
class Term:
    """`weight · value` is what it adds to the reward, and what the property `reward.NAME` shows."""

    name: str
    weight: float
    bind: Bind


def read_rewards(task: Section, model: mujoco.MjModel) -> list[Term]:
    """The terms under `reward`."""
    rewards = task.section("reward", None)
    return [_term(rewards, name, model) for name in rewards.names()]


def _term(rewards: Section, name: str, model: mujoco.MjModel) -> Term:
    kind = rewards.section(name, None).choice("kind", list(KINDS), what="kind of reward")
    keys, read = KINDS[kind]
    section = rewards.section(name, ("kind", "weight", *keys))
    return Term(name, section.number("weight", 1.0), read(section, model))


def _velocity(section: Section, model: mujoco.MjModel) -> Bind:
    index = _body(section, "body", model) * 3 + AXES.index(section.choice("axis", AXES, what="axis"))

    def bind(_: mujoco.MjModel, data: mujoco.MjData, period: float) -> Bound:
        place = data.xpos.reshape(-1)
        before = 0.0

        def begin() -> None:
            nonlocal before
            before = place.item(index)

        return Bound(lambda: (place.item(index) - before) / period, begin)

    return bind


def _distance(section: Section, model: mujoco.MjModel) -> Bind:
    start = _point(section, "from", model)
    end = _point(section, "to", model)

    def bind(_: mujoco.MjModel, data: mujoco.MjData, period: float) -> Bound:
        a, b = start(data), end(data)
        return Bound(lambda: math.dist(a.tolist(), b.tolist()))

    return bind


def _upright(section: Section, model: mujoco.MjModel) -> Bind:
    index = _body(section, "body", model) * 9 + 8

    def bind(_: mujoco.MjModel, data: mujoco.MjData, period: float) -> Bound:
        axes = data.xmat.reshape(-1)
        return Bound(lambda: axes.item(index))

    return bind


def _control(section: Section, model: mujoco.MjModel) -> Bind:
    return lambda _, data, period: Bound(lambda: float(data.ctrl @ data.ctrl))


def _energy(section: Section, model: mujoco.MjModel) -> Bind:
    def bind(_: mujoco.MjModel, data: mujoco.MjData, period: float) -> Bound:
        force, velocity = data.actuator_force, data.actuator_velocity
        return Bound(lambda: float(np.abs(force * velocity).sum()) * period)

    return bind


def _alive(section: Section, model: mujoco.MjModel) -> Bind:
    return lambda _, data, period: Bound(lambda: 1.0)


def _body(section: Section, key: str, model: mujoco.MjModel) -> int:
    every = names(model, "body")
    return every.index(section.choice(key, every, what="body"))


def _point(section: Section, key: str, model: mujoco.MjModel) -> Callable[[mujoco.MjData], np.ndarray]:
    if isinstance(section.place.value.get(key) and section.place.value[key].value, list):
        fixed = np.array(section.numbers(key, 3))
        return lambda data: fixed
    bodies, sites = names(model, "body"), names(model, "site")
    name = section.choice(key, [*bodies, *sites], what="body or site")
    if name in bodies:
        return lambda data: data.xpos[bodies.index(name)]
    return lambda data: data.site_xpos[sites.index(name)]


KINDS: dict[str, tuple[tuple[str, ...], Callable[[Section, mujoco.MjModel], Bind]]] = {
    "velocity": (("body", "axis"), _velocity),
    "distance": (("from", "to"), _distance),
    "upright": (("body",), _upright),
    "control": ((), _control),
    "energy": ((), _energy),
    "alive": ((), _alive),
}
"""Keys and reader of each kind; adapters/README.md says what they measure."""
