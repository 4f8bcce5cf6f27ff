"""The data of a skill: a posture, a gait that repeats, or a behavior that ends."""

from __future__ import annotations

from dataclasses import dataclass

JOINT_COUNT = 16
GAIT_JOINTS = 8
_BEHAVIOR_FRAME = JOINT_COUNT + 4
_SPEED, _DELAY = JOINT_COUNT, JOINT_COUNT + 1


class BadSkill(Exception):
    """These bytes are no skill."""


@dataclass(frozen=True)
class Frame:
    """Angles by joint (degrees), how fast they are approached, and the pause after, s."""

    angles: dict[int, int]
    speed: float = 2.0
    pause: float = 0.0


@dataclass(frozen=True)
class Skill:
    """Frames from `data`: period (1 posture, above gait, below −1 behavior), roll, pitch, angle ratio, then frames."""

    frames: tuple[Frame, ...]
    repeats: bool


def parse_skill(data: bytes) -> Skill:
    """Raises BadSkill for a period of 0 and for frames that are not all there; what follows them is ignored."""
    if len(data) < 4 or data[0] == 0:
        raise BadSkill
    period = _signed(data[0])
    header, size = (
        (4, GAIT_JOINTS) if period > 1 else (4, JOINT_COUNT) if period == 1 else (7, _BEHAVIOR_FRAME)
    )
    if len(data) < header + abs(period) * size:
        raise BadSkill
    first = JOINT_COUNT - GAIT_JOINTS if period > 1 else 0
    rows = [data[header + row * size : header + (row + 1) * size] for row in range(abs(period))]
    frames = tuple(_frame(row, first, max(1, data[3]), behavior=period < 0) for row in rows)
    return Skill(_looped(frames, data[4:7]) if period < 0 else frames, period > 1)


def _frame(row: bytes, first: int, ratio: int, *, behavior: bool) -> Frame:
    """Large angles come halved, with ratio 2."""
    angles = row[:JOINT_COUNT]
    turned = {first + joint: _signed(angle) * ratio for joint, angle in enumerate(angles)}
    if not behavior:
        return Frame(turned)
    return Frame(turned, max(0.25, row[_SPEED] / 4), abs(_signed(row[_DELAY])) * 0.05)


def _looped(frames: tuple[Frame, ...], loop: bytes) -> tuple[Frame, ...]:
    """A behavior repeats the frames from loop[0] to loop[1], loop[2] times in all."""
    begin, end, times = loop
    again = frames[begin : end + 1] * max(0, times - 1) if 0 < end < len(frames) else ()
    return (*frames[: end + 1], *again, *frames[end + 1 :]) if again else frames


def _signed(byte: int) -> int:
    return byte - 256 if byte > 127 else byte
