"""The sensor board: a device of our own that says what the body feels."""

from __future__ import annotations

from random import Random

import numpy as np

from gaitway_envs.emulator.body import Body
from gaitway_envs.emulator.device import Device
from gaitway_envs.emulator.registers import BOARD_CHANNELS, board_registers

JITTER = (2.0,) * 3 + (4.0,) * 3 + (0.0,) * 7
"""Of each channel, at most, in its units: sensors of turning and acceleration never rest."""


class SensorBoard(Device):
    """Turning, acceleration, gravity and touch; jitter times `noise`."""

    def __init__(self, body: Body, random: Random, *, baud_code: int, noise: float) -> None:
        super().__init__(board_registers(baud_code))
        self._body, self._random, self._noise = body, random, noise
        self._frozen = False

    def refresh(self) -> None:
        """What is felt now, rounded to units and clipped to what the registers hold."""
        if self._frozen:
            return
        felt = np.concatenate(self._body.feel())
        for (address, unit, signed), value, jitter in zip(BOARD_CHANNELS, felt, JITTER, strict=True):
            low, high = (-32768, 32767) if signed else (0, 65535)
            noisy = float(value) / unit + self._noise * jitter * self._random.uniform(-1, 1)
            self.table[address] = min(high, max(low, round(noisy)))

    def freeze(self, on: bool) -> None:
        """From now on it feels what it feels now."""
        self.refresh()
        self._frozen = on
