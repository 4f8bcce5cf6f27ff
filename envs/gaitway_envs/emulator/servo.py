"""An XM430-W210 that moves a joint of the body."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from gaitway_envs.emulator.body import STALL_TORQUE, Body
from gaitway_envs.emulator.control_table import TRIPPED, Refused
from gaitway_envs.emulator.device import Device
from gaitway_envs.emulator.packet import Fault
from gaitway_envs.emulator.registers import (
    BUS_WATCHDOG,
    CURRENT_BASED_POSITION,
    CURRENT_LIMIT,
    CURRENT_LIMIT_MAX,
    DRIVE_MODE,
    GOAL_CURRENT,
    GOAL_POSITION,
    HARDWARE_ERROR,
    MOVING,
    OPERATING_MODE,
    POSITION_TRAJECTORY,
    PRESENT_CURRENT,
    PRESENT_POSITION,
    PRESENT_VELOCITY,
    PROFILE_VELOCITY,
    SHUTDOWN,
    TIME_BASED,
    TORQUE_ENABLE,
    servo_registers,
)

FIRMWARE = 45
CENTER = 2048
TICK = 2 * math.pi / 4096
"""rad"""
SPEED_UNIT = 0.229 * 2 * math.pi / 60
"""rad/s"""
WATCHDOG_UNIT = 0.02
"""s"""
HARDWARE_ERRORS = {"voltage": 1, "overheating": 4, "encoder": 8, "shock": 16, "overload": 32}
"""Bits of the hardware error status."""


class Servo(Device):
    """`joint` of the body; position jitters by less than a tick and current by two units times `noise`."""

    def __init__(
        self,
        id_: int,
        joint: int,
        body: Body,
        random: Random,
        *,
        model: int,
        baud_code: int,
        profile: int,
        noise: float,
    ) -> None:
        super().__init__(servo_registers(id_, model, FIRMWARE, profile, baud_code))
        self._joint, self._body, self._random, self._noise = joint, body, random, noise
        self._frozen: tuple[int, int] | None = None
        self.table[GOAL_POSITION] = ticks_of(body.angle(joint))

    @property
    def powered(self) -> bool:
        """Whether its motor is on."""
        return self.table[TORQUE_ENABLE] == 1

    @property
    def watchdog_time(self) -> float:
        """How long the bus may be silent, s; ∞ when nobody watches."""
        value = self.table[BUS_WATCHDOG]
        return WATCHDOG_UNIT * value if self.powered and 0 < value < TRIPPED else math.inf

    def refresh(self) -> None:
        """Position, speed and current of the joint as the registers hold them."""
        table, body, joint = self.table, self._body, self._joint
        speed = round(body.speed(joint) / SPEED_UNIT)
        position = body.angle(joint) / TICK + CENTER + self._noise * self._random.uniform(-0.5, 0.5)
        table[PRESENT_POSITION], table[PRESENT_VELOCITY] = self._frozen or (round(position), speed)
        current = body.torque(joint) / STALL_TORQUE * CURRENT_LIMIT_MAX
        table[PRESENT_CURRENT] = round(current + self._noise * self._random.uniform(-2, 2))
        table[POSITION_TRAJECTORY] = ticks_of(body.target(joint))
        table[MOVING] = int(abs(speed) > table[24])

    def wrote(self, addresses: Sequence[int]) -> None:
        """Switches, limits and leads the motor as the new values say."""
        if TORQUE_ENABLE in addresses:
            self._switch()
        if {GOAL_CURRENT, CURRENT_LIMIT, OPERATING_MODE}.intersection(addresses):
            self._limit()
        if GOAL_POSITION in addresses and self.powered:
            self._lead()

    def reboot(self, now: float) -> None:
        """Limp, without error, without a goal but where it is."""
        super().reboot(now)
        self._body.power(self._joint, False)
        self._body.limit(self._joint, 1.0)
        self.table[GOAL_POSITION] = ticks_of(self._body.angle(self._joint))

    def trip(self) -> None:
        """The bus was silent for too long: it holds where it is and takes no goals."""
        self.table[BUS_WATCHDOG] = TRIPPED
        self._body.stop(self._joint)

    def fail(self, bits: int) -> None:
        """A hardware error; the motor is switched off when the shutdown register has its bit."""
        self.table[HARDWARE_ERROR] |= bits
        if bits & self.table[SHUTDOWN]:
            self.table[TORQUE_ENABLE] = 0
            self._body.power(self._joint, False)

    def freeze(self, on: bool) -> None:
        """From now on it says it is where it is now, at the speed of now."""
        self._frozen = None
        if on:
            self.refresh()
            self._frozen = (self.table[PRESENT_POSITION], self.table[PRESENT_VELOCITY])

    def _switch(self) -> None:
        on = self.powered
        if on and self.table[HARDWARE_ERROR] & self.table[SHUTDOWN]:
            self.table[TORQUE_ENABLE] = 0
            raise Refused(Fault.RESULT_FAIL)
        self._limit()
        self._body.power(self._joint, on)
        if on:
            self._lead()

    def _limit(self) -> None:
        register = GOAL_CURRENT if self.table[OPERATING_MODE] == CURRENT_BASED_POSITION else CURRENT_LIMIT
        self._body.limit(self._joint, abs(self.table[register]) / CURRENT_LIMIT_MAX)

    def _lead(self) -> None:
        """Rectangular profile: a time (drive mode bit 2) or a speed; none when it is 0."""
        goal = (self.table[GOAL_POSITION] - CENTER) * TICK
        profile = self.table[PROFILE_VELOCITY]
        seconds = profile / 1000
        if profile and not self.table[DRIVE_MODE] & TIME_BASED:
            seconds = abs(goal - self._body.target(self._joint)) / (profile * SPEED_UNIT)
        self._body.send(self._joint, goal, seconds)


def ticks_of(angle: float) -> int:
    """The register value of an angle, rad."""
    return round(angle / TICK) + CENTER
