"""The board: what each token does to sixteen joints, how long it takes, and what is said when it is done."""

from __future__ import annotations

from typing import Any

from gaitway_envs.emulator.opencat.commands import Command
from gaitway_envs.emulator.opencat.skill import JOINT_COUNT, BadSkill, Frame, Skill, parse_skill

DEGREE_TIME = 0.002
"""A degree of the largest move at speed 1, s. Our choice: the firmware goes as fast as its processor."""
GAIT_FRAME_TIME = 0.02
"""A frame of a gait, s. Our choice, as above."""
SPEED = 2.0
LARGEST = 125
"""Angles are clipped to ± this many degrees."""
POSTURES = {
    "balance": (0, 0, 0, 0, 0, 0, 0, 0, 30, 30, 30, 30, 30, 30, 30, 30),
    "calib": (0,) * 16,
    "rest": (0, 0, 0, 0, 0, 0, 0, 0, 75, 75, 75, 75, -55, -55, -55, -55),
    "sit": (0, 0, 0, 0, 0, 0, 0, 0, 30, 30, 90, 90, 60, 60, -45, -45),
    "up": (0, 0, 0, 0, 0, 0, 0, 0, 30, 30, 30, 30, 30, 30, 30, 30),
}
"""Skills known by name, degrees. Our choice of angles: the skills of a real robot are data of its maker."""
NAME, VERSION = "Bittle", "gaitway_emulator"


class Board:
    """Pose tracking only: joints are where they were sent. `run` gives what is said, and when it is over."""

    def __init__(self) -> None:
        self.angles = [0.0] * JOINT_COUNT
        self.powered = True
        self._gait: Skill | None = None
        self._gait_since = 0.0
        self._gyro, self._walking = True, True
        self._last = ""

    def run(self, command: Command, now: float) -> tuple[list[str], float]:
        """Lines, the last of them the token; and how long the board is deaf before it says the last, s."""
        self.follow(now)
        token = command.token
        lines = self._wake(token)
        said, seconds = self._do(command, now)
        self._last = token
        return [*lines, *said], seconds

    def follow(self, now: float) -> None:
        """The joints of a gait that is walked, at this time."""
        if self._gait is not None and self._walking:
            frames = self._gait.frames
            self._turn(frames[int((now - self._gait_since) / GAIT_FRAME_TIME) % len(frames)])

    def report(self) -> dict[str, Any]:
        """Angles in degrees, whether the servos hold them, whether a gait is walked."""
        walks = self._gait is not None and self._walking
        return {"angles": [round(angle) for angle in self.angles], "powered": self.powered, "walking": walks}

    def _wake(self, token: str) -> list[str]:
        """After rest or calibration the gyroscope is on again; after a pause it goes on."""
        lines = []
        if self._last in ("c", "d") and token != "c":
            self.powered = self._gyro = True
            lines.append("G")
        if token != "p" and not self._walking:
            self.powered = self._walking = True
            lines.append("p")
        return lines

    def _do(self, command: Command, now: float) -> tuple[list[str], float]:
        token, numbers = command.token, command.numbers
        match token:
            case "i" | "I":
                return [token], self._move([Frame(dict(_pairs(numbers)), SPEED)])
            case "m" | "M":
                steps = [Frame({joint: angle}, SPEED) for joint, angle in _pairs(numbers)]
                return [token], self._move(steps)
            case "L":
                return [token], self._move([Frame(dict(enumerate(numbers[:JOINT_COUNT])), SPEED)])
            case "k":
                return self._named(command.arguments.decode(errors="replace").strip())
            case "K":
                return self._skill(command.arguments, now)
            case "d":
                seconds = self._move([Frame(dict(enumerate(POSTURES["rest"])), SPEED)])
                self.powered = self._gyro = False
                return ["g", "d"], seconds
            case "c":
                seconds = self._move([Frame(dict(enumerate(POSTURES["calib"])), SPEED)])
                return [*_table([0] * JOINT_COUNT), "c"], seconds
            case "p":
                self._walking = self.powered = not self._walking
                return ["p" if self._walking else "P"], 0.0
            case "g":
                self._gyro = not self._gyro
                return ["G" if self._gyro else "g"], 0.0
            case "j":
                return [*_table([round(angle) for angle in self.angles]), "j"], 0.0
            case "v":
                return ["\t".join(("0.00",) * 6), "v"], 0.0
            case "s" | "a":
                return [{"s": "saved", "a": "aborted"}[token], token], 0.0
            case "?":
                return [NAME, VERSION, "?"], 0.0
        return [token], 0.0

    def _named(self, name: str) -> tuple[list[str], float]:
        if name not in POSTURES:
            return ["?", "k"], 0.0
        return ["k"], self._move([Frame(dict(enumerate(POSTURES[name])), SPEED)])

    def _skill(self, data: bytes, now: float) -> tuple[list[str], float]:
        """The firmware goes on as if the skill had a name: it says "k"."""
        try:
            skill = parse_skill(data)
        except BadSkill:
            return ["k"], 0.0
        seconds = self._move(skill.frames[:1] if skill.repeats else skill.frames)
        if skill.repeats:
            self._gait, self._gait_since = skill, now + seconds
        return ["k"], seconds

    def _move(self, frames: tuple[Frame, ...] | list[Frame]) -> float:
        """Goes through frames and stops walking; how long that takes, s."""
        self._gait = None
        seconds = 0.0
        for frame in frames:
            far = max((abs(angle - self.angles[joint]) for joint, angle in frame.angles.items()), default=0)
            seconds += far / frame.speed * DEGREE_TIME + frame.pause
            self._turn(frame)
        return seconds

    def _turn(self, frame: Frame) -> None:
        for joint, angle in frame.angles.items():
            self.angles[joint] = min(LARGEST, max(-LARGEST, angle))


def _pairs(numbers: list[int]) -> list[tuple[int, int]]:
    """Joint, angle, joint, angle …; a joint without an angle goes to 0, a joint that does not exist nowhere."""
    if len(numbers) % 2:
        numbers = [*numbers, 0]
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return [(joint, angle) for joint, angle in pairs if 0 <= joint < JOINT_COUNT]


def _table(values: list[int]) -> list[str]:
    heads = "".join(f"{joint}\t" for joint in range(JOINT_COUNT))
    return [heads, "".join(f"{value},\t" for value in values)]
