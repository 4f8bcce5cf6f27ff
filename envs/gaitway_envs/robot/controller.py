"""Who may command the robot, what it obeys, and what it does by itself. Knows the joints, no sockets and no clock.

nobody's ── arm ──▶ torque off ◀── arm ──▶ torque on ── silence, stop, owner gone ──▶ latched
                        ▲                                                                │
                        └─────────────────────── arm (off) ──────────────────────────────┘
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gaitway_envs import refusal
from gaitway_envs.emulator.body import Body
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.robot import refusals
from gaitway_envs.robot.lateness import Lateness
from gaitway_envs.robot.limits import BeyondLimits, Limits
from gaitway_envs.robot.stopping import Stopping
from gaitway_envs.session import Session

OWNER_SILENCE = 3.0
"""A session that says nothing for so long, not even a heartbeat, does not own a robot that it does not move, s."""

Note = Callable[..., None]
"""Writes into the log: an event and what belongs to it."""


@dataclass(eq=False)
class _Owner:
    session: Session
    lateness: Lateness = field(default_factory=Lateness)
    sequence: int | None = None


class Controller:
    """Times in s on the clock of the caller. What raises Refusal changed nothing."""

    def __init__(self, robot: pb.RobotSpec, body: Body, profile: float, note: Note) -> None:
        """`profile`: a target is reached so late, s, at even speed."""
        self.robot = robot
        self.refuses = False
        """A fault: every command and every torque on is refused."""
        self.counts = {"obeyed": 0, "refused": 0, "late": 0, "latched": 0, "foreign": 0}
        self._body, self._profile, self._note = body, profile, note
        self._joints = range(len(robot.joints))
        self._speeds = [joint.max_speed for joint in robot.joints]
        self._limits = Limits(robot)
        self._owner: _Owner | None = None
        self._on = False
        self._share = 1.0
        self._fed = -math.inf
        self._latched = ""
        self._stopping: Stopping | None = None

    def state(self, now: float) -> pb.RobotState:
        torque = [self._body.powered(joint) for joint in self._joints]
        return pb.RobotState(time=now, torque=torque, latched=self._latched != "", reason=self._latched)

    # ── what sessions ask for ──────────────────────────────────────────────────────────────────────────────────────

    def arm(self, session: Session, on: bool, sent: float, now: float) -> None:
        owner = self._owner_for(session)
        _require_time(sent)
        if on and self._latched:
            raise refusals.latched(self._latched)
        if on and self.refuses:
            raise refusals.refused("the robot refuses, as it was told to")
        owner.lateness.of(sent, now)
        self._owner = owner
        if on:
            self._switch_on(now)
        else:
            self._latched, self._stopping = "", None
            self._switch_off("arm")

    def command(self, session: Session, asked: pb.Command, targets: np.ndarray, now: float) -> None:
        """`targets` [joints], rad."""
        said = {"session": session.number, "sequence": asked.sequence}
        try:
            self._obey(session, asked, targets, now)
        except refusal.Refusal as why:
            self.counts[refusals.COUNTED.get(why.code, "refused")] += 1
            self._note("command", **said, targets=_written(targets), refused=why.message)
            raise
        self.counts["obeyed"] += 1
        self._note("command", **said, targets=_written(targets))

    def stop(self, profile: str, now: float) -> None:
        if profile not in self.robot.stop_profiles:
            known = ", ".join(self.robot.stop_profiles)
            raise refusal.invalid(f'expected a stop profile, one of {known}, got "{profile}"')
        self._note("stop", profile=profile)
        self._latched = "stopped"
        if self._on:
            self._stopping = Stopping(profile, self.robot, self._body, now)
            self._advance_stop(now)

    def leave(self, session: Session) -> None:
        """The session has ended."""
        if self._owner is None or self._owner.session is not session:
            return
        self._owner = None
        if self._on and self._stopping is None:
            self._trip("owner lost")

    # ── what it does by itself ─────────────────────────────────────────────────────────────────────────────────────

    def watch(self, now: float) -> None:
        """To be called often."""
        if self._stopping is not None:
            self._advance_stop(now)
        elif self._on and now - self._fed > self.robot.watchdog.timeout:
            self._owner = None
            self._trip("watchdog")
        is_moving = self._on and self._stopping is None
        if self._owner and not is_moving and now - self._owner.session.heard_at > OWNER_SILENCE:
            self._owner = None

    def next_event(self) -> float:
        """When `watch` has something to do at the latest."""
        return self._fed + self.robot.watchdog.timeout if self._on else math.inf

    def _owner_for(self, session: Session) -> _Owner:
        if self._owner is None:
            return _Owner(session)
        if self._owner.session is not session:
            self.counts["foreign"] += 1
            raise refusals.not_owner(self._owner.session)
        return self._owner

    def _obey(self, session: Session, asked: pb.Command, targets: np.ndarray, now: float) -> None:
        if self._latched:
            raise refusals.latched(self._latched)
        owner = self._owner
        if owner is None or owner.session is not session:
            raise refusals.not_owner(owner.session if owner else None)
        if self.refuses:
            raise refusals.refused("the robot refuses, as it was told to")
        self._require_new(owner, asked, now)
        try:
            self._limits.check(targets, asked.torque_share)
            if self._on:
                self._limits.move(targets, now)
        except BeyondLimits as beyond:
            raise refusals.refused(str(beyond)) from None
        self._limit(asked.torque_share)
        if self._on:
            self._fed = now
            self._lead(targets)

    def _require_new(self, owner: _Owner, asked: pb.Command, now: float) -> None:
        _require_time(asked.sent)
        late = owner.lateness.of(asked.sent, now)
        before = owner.sequence
        if before is not None and not 0 < (asked.sequence - before) & 0xFFFFFFFF < 2**31:
            raise refusals.late(f"sequence number {asked.sequence} came after {before}")
        owner.sequence = asked.sequence
        longest = self.robot.watchdog.timeout
        if late > longest:
            raise refusals.late(
                f"it took {late:.3f} s longer than the quickest, expected at most {longest} s"
            )

    def _lead(self, targets: np.ndarray) -> None:
        for joint, target in enumerate(targets.tolist()):
            way = abs(target - self._body.target(joint))
            self._body.send(joint, target, max(self._profile, way / self._speeds[joint]))

    def _limit(self, share: float) -> None:
        if share == self._share:
            return
        self._share = share
        for joint in self._joints:
            self._body.limit(joint, share)

    def _switch_on(self, now: float) -> None:
        self._fed = now
        if self._on:
            return
        self._on = True
        self._limits.begin(np.array([self._body.angle(joint) for joint in self._joints]), now)
        for joint in self._joints:
            self._body.limit(joint, self._share)
            self._body.power(joint, True)
        self._note("torque", on=True, why="arm")

    def _switch_off(self, why: str) -> None:
        """Whatever is thought to be on, every joint is told."""
        for joint in self._joints:
            self._body.power(joint, False)
        if self._on:
            self._note("torque", on=False, why=why)
        self._on = False

    def _trip(self, why: str) -> None:
        self._latched = why
        self._switch_off(why)

    def _advance_stop(self, now: float) -> None:
        if self._stopping is not None and self._stopping.advance(now):
            self._stopping = None
            self._switch_off("stop")

    def report(self) -> dict[str, Any]:
        owner = self._owner.session.number if self._owner else None
        return {"owner": owner, "latched": self._latched, "counts": self.counts}


def _written(numbers: np.ndarray) -> list[float | str]:
    """JSON has no word for a number that is none."""
    return [value if math.isfinite(value) else str(value) for value in numbers.tolist()]


def _require_time(sent: float) -> None:
    if not math.isfinite(sent):
        raise refusal.invalid(f"expected the time it was sent, s, got {sent}")
