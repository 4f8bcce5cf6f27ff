"""What is where in a device: the control tables of an XM430-W210 and of the sensor board.

Source: ROBOTIS e-Manual, XM430-W210; the board is our own, see src/deploy/drivers/dynamixel.
"""

from __future__ import annotations

from dataclasses import dataclass

EEPROM_END = 64
"""Below are registers that outlive the power; they refuse writes while torque is on."""
CURRENT_LIMIT_MAX = 1193


@dataclass(frozen=True)
class Register:
    """One register: little-endian, two's complement when it is signed; `low` … `high` are what may be written."""

    address: int
    size: int
    initial: int = 0
    low: int | None = None
    high: int | None = None
    signed: bool = False
    limit: int | None = None
    """The register whose value bounds this one, ±."""

    @property
    def writable(self) -> bool:
        """Whether a range of values may be written at all."""
        return self.low is not None


def _read_write(
    address: int, size: int, initial: int, low: int, high: int, limit: int | None = None
) -> Register:
    return Register(address, size, initial, low, high, low < 0, limit)


MODEL, FIRMWARE, ID, BAUD_RATE, RETURN_DELAY = 0, 6, 7, 8, 9
DRIVE_MODE, OPERATING_MODE, CURRENT_LIMIT, SHUTDOWN = 10, 11, 38, 63
MAX_POSITION_LIMIT, MIN_POSITION_LIMIT = 48, 52
TORQUE_ENABLE, STATUS_RETURN_LEVEL, REGISTERED, HARDWARE_ERROR = 64, 68, 69, 70
BUS_WATCHDOG, GOAL_PWM, GOAL_CURRENT, GOAL_VELOCITY = 98, 100, 102, 104
PROFILE_ACCELERATION, PROFILE_VELOCITY, GOAL_POSITION = 108, 112, 116
REALTIME_TICK, MOVING, PRESENT_PWM, PRESENT_CURRENT = 120, 122, 124, 126
PRESENT_VELOCITY, PRESENT_POSITION, VELOCITY_TRAJECTORY, POSITION_TRAJECTORY = 128, 132, 136, 140
INPUT_VOLTAGE, TEMPERATURE = 144, 146

GOALS = frozenset((GOAL_PWM, GOAL_CURRENT, GOAL_VELOCITY, GOAL_POSITION))
"""What a tripped bus watchdog refuses."""
TIME_BASED = 4
"""Bit of the drive mode: the profile velocity is the time a move takes, ms."""
CURRENT_BASED_POSITION = 5
OPERATING_MODES = (3, 4, CURRENT_BASED_POSITION)
"""Position, extended position, current-based position: those that have a body behind them here."""
MULTI_TURN = 1_048_575

INDIRECT_ADDRESSES = (*range(168, 224, 2), *range(578, 634, 2))
INDIRECT_DATA = (*range(224, 252), *range(634, 662))
_READABLE = (
    Register(2, 4),
    Register(REGISTERED, 1),
    Register(HARDWARE_ERROR, 1),
    Register(REALTIME_TICK, 2),
    Register(MOVING, 1),
    Register(123, 1),
    Register(PRESENT_PWM, 2, signed=True),
    Register(PRESENT_CURRENT, 2, signed=True),
    Register(PRESENT_VELOCITY, 4, signed=True),
    Register(PRESENT_POSITION, 4, signed=True),
    Register(VELOCITY_TRAJECTORY, 4, signed=True),
    Register(POSITION_TRAJECTORY, 4, signed=True),
    Register(INPUT_VOLTAGE, 2, 120),
    Register(TEMPERATURE, 1, 30),
    Register(147, 1),
)


def servo_registers(
    id_: int, model: int, firmware: int, profile: int, baud_code: int
) -> tuple[Register, ...]:
    """Of a servo that has been configured to reach its goals in `profile` ms; 0 for at once."""
    w = _read_write
    return (
        Register(MODEL, 2, model),
        Register(FIRMWARE, 1, firmware),
        w(ID, 1, id_, 0, 252),
        w(BAUD_RATE, 1, baud_code, 0, 7),
        w(RETURN_DELAY, 1, 250, 0, 254),
        w(DRIVE_MODE, 1, TIME_BASED if profile else 0, 0, 5),
        w(OPERATING_MODE, 1, 3, 0, 16),
        w(12, 1, 255, 0, 255),
        w(13, 1, 2, 2, 2),
        w(20, 4, 0, -1_044_479, 1_044_479),
        w(24, 4, 10, 0, 1023),
        w(31, 1, 80, 0, 100),
        w(32, 2, 160, 95, 160),
        w(34, 2, 95, 95, 160),
        w(36, 2, 885, 0, 885),
        w(CURRENT_LIMIT, 2, CURRENT_LIMIT_MAX, 0, CURRENT_LIMIT_MAX),
        w(44, 4, 330, 0, 1023),
        w(MAX_POSITION_LIMIT, 4, 4095, 0, 4095),
        w(MIN_POSITION_LIMIT, 4, 0, 0, 4095),
        w(60, 1, 0, 0, 3),
        w(SHUTDOWN, 1, 52, 0, 255),
        w(TORQUE_ENABLE, 1, 0, 0, 1),
        w(65, 1, 0, 0, 1),
        w(STATUS_RETURN_LEVEL, 1, 2, 0, 2),
        w(76, 2, 1920, 0, 16_383),
        w(78, 2, 100, 0, 16_383),
        w(80, 2, 0, 0, 16_383),
        w(82, 2, 0, 0, 16_383),
        w(84, 2, 800, 0, 16_383),
        w(88, 2, 0, 0, 16_383),
        w(90, 2, 0, 0, 16_383),
        w(BUS_WATCHDOG, 1, 0, 0, 127),
        w(GOAL_PWM, 2, 885, -885, 885, 36),
        w(GOAL_CURRENT, 2, CURRENT_LIMIT_MAX, -CURRENT_LIMIT_MAX, CURRENT_LIMIT_MAX, CURRENT_LIMIT),
        w(GOAL_VELOCITY, 4, 330, -1023, 1023, 44),
        w(PROFILE_ACCELERATION, 4, 0, 0, 32_767),
        w(PROFILE_VELOCITY, 4, profile, 0, 32_767),
        w(GOAL_POSITION, 4, 2048, -MULTI_TURN, MULTI_TURN),
        *_READABLE,
        *(
            w(address, 2, data, 64, 661)
            for address, data in zip(INDIRECT_ADDRESSES, INDIRECT_DATA, strict=True)
        ),
        *(w(address, 1, 0, 0, 255) for address in INDIRECT_DATA),
    )


BOARD_ID, BOARD_MODEL, BOARD_FIRMWARE, BOARD_DATA = 200, 0x6757, 1, 224
BOARD_CHANNELS = tuple(
    (BOARD_DATA + 2 * index, unit, index < 9)
    for index, unit in enumerate((*(0.001,) * 3, *(0.005,) * 3, *(1 / 32767,) * 3, *(0.01,) * 4))
)
"""Address, unit and sign: turning (rad/s), acceleration (m/s²), gravity (1), touch of four paws (N)."""


def board_registers(baud_code: int) -> tuple[Register, ...]:
    """Of the sensor board."""
    w = _read_write
    return (
        Register(MODEL, 2, BOARD_MODEL),
        Register(FIRMWARE, 1, BOARD_FIRMWARE),
        w(ID, 1, BOARD_ID, 0, 252),
        w(BAUD_RATE, 1, baud_code, 0, 7),
        w(RETURN_DELAY, 1, 250, 0, 254),
        w(STATUS_RETURN_LEVEL, 1, 2, 0, 2),
        Register(REGISTERED, 1),
        Register(HARDWARE_ERROR, 1),
        *(Register(address, 2, signed=signed) for address, _, signed in BOARD_CHANNELS),
    )
