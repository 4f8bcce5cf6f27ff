"""`toy:broken?fault=nan`: works like a toy until its action is above 0.5; then it does what its fault says.

The observation counts the steps of the episode, the reward is 1. A fault of the reset happens when the option `fail` is
set, a fault of the constructor at once. See `FAULTS`.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from gymnasium import spaces

from gaitway_envs.blueprint import Option
from gaitway_envs.toys.toy import Reset, Step, Toy


def _raise() -> Any:
    raise RuntimeError("boom")


def _hang() -> Any:
    while True:
        time.sleep(1)


def _observe(observation: Any) -> Callable[[], Step]:
    return lambda: (observation, 1.0, False, False, {})


FAULTS: dict[str, Callable[[], Any]] = {
    "raise": _raise,
    "nan": _observe(np.array([0.0, np.nan])),
    "inf": _observe(np.array([np.inf, 0.0])),
    "shape": _observe(np.zeros(3)),
    "dtype": _observe(np.zeros(2, np.complex128)),
    "none": _observe(None),
    "bounds": _observe(np.array([0.0, 2000.0])),
    "reward": lambda: (np.zeros(2), float("nan"), False, False, {}),
    "four": lambda: (np.zeros(2), 1.0, False, {}),
    "exit": lambda: os._exit(3),
    "kill": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "hang": _hang,
    "slow": lambda: time.sleep(1.0) or (np.zeros(2), 1.0, False, False, {}),
    "reset": _raise,
    "slow-reset": lambda: time.sleep(1.0),
    "constructor": _raise,
}


class Broken(Toy):
    control_period = 0.01
    options = (Option("fail", "whether the reset fails, for the faults of a reset", False),)
    observation_space = spaces.Box(0.0, 1000.0, (2,), np.float64)
    action_space = spaces.Box(-1.0, 1.0, (1,), np.float64)

    def __init__(self, fault: str = "raise") -> None:
        if fault not in FAULTS:
            raise ValueError(f'expected a fault out of {", ".join(FAULTS)}, got "{fault}"')
        self._fault = fault
        self._steps = 0
        if fault == "constructor":
            _raise()

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> Reset:
        if options and options["fail"] and "reset" in self._fault:
            FAULTS[self._fault]()
        self._steps = 0
        return np.zeros(2), {}

    def step(self, action: np.ndarray) -> Step:
        if action[0] > 0.5:
            return FAULTS[self._fault]()
        self._steps += 1
        return np.array([float(self._steps), 0.0]), 1.0, False, False, {}
