"""The robot's own rules, on a clock of the test's own: who may command it, what it obeys, what it does by itself."""

from __future__ import annotations

import math

import numpy as np
import pytest
from gaitway_envs.arrived_ids import ArrivedIds
from gaitway_envs.emulator.body import Body
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.limits import DEFAULT_LIMITS
from gaitway_envs.pool import Pool
from gaitway_envs.refusal import Refusal
from gaitway_envs.robot.aibo import aibo_robot
from gaitway_envs.robot.controller import OWNER_SILENCE, Controller
from gaitway_envs.robot.lateness import Lateness
from gaitway_envs.robot.limits import BeyondLimits, Limits
from gaitway_envs.session import Session

WATCHDOG = 0.08
PERIOD = 0.032
ROBOT = aibo_robot(WATCHDOG)
STANCE = np.array([joint.stance for joint in ROBOT.joints])


def session(name: str) -> Session:
    return Session(DEFAULT_LIMITS, ArrivedIds(1), Pool(), name, heard_at=0.0)


class Bench:
    """A robot at hand, and an agent that owns it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.events: list[tuple[str, dict]] = []
        self.body = Body("stand", 0.0)
        self.robot = Controller(
            ROBOT, self.body, PERIOD, lambda event, **what: self.events.append((event, what))
        )
        self.agent = session("agent")
        self.sequence = 0

    def arm(self, on: bool, agent: Session | None = None) -> None:
        self.robot.arm(agent or self.agent, on, self.now, self.now)

    def command(self, targets=STANCE, share=1.0, sequence=None, sent=None, agent=None) -> None:
        self.sequence = self.sequence + 1 if sequence is None else sequence
        said = pb.Command(sequence=self.sequence, sent=self.now if sent is None else sent, torque_share=share)
        self.robot.command(agent or self.agent, said, np.asarray(targets, np.float64), self.now)

    def wait(self, seconds: float) -> None:
        """Time passes, a millisecond after the other."""
        for _ in range(round(seconds * 1000)):
            self.now += 0.001
            self.body.advance(self.now)
            self.robot.watch(self.now)

    @property
    def is_limp(self) -> bool:
        return not any(self.robot.state(self.now).torque)

    @property
    def targets(self) -> list[float]:
        return self.body.report()["targets"]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def refused(code: int, said: str, act) -> None:
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code, caught.value
    assert said in caught.value.message


def test_torque_comes_on_where_the_joints_are_and_goes_to_the_command(bench):
    there = [bench.body.angle(joint) for joint in range(12)]
    bench.arm(True)
    assert all(bench.robot.state(0.0).torque)
    assert bench.targets == there
    goal = STANCE + 0.1
    bench.command(goal)
    # At even speed over the profile: half the way after half of the time.
    bench.wait(PERIOD / 2)
    assert bench.targets == pytest.approx((there + goal) / 2)
    bench.wait(PERIOD / 2)
    assert bench.targets == pytest.approx(goal)


def test_a_way_longer_than_the_profile_is_made_at_the_speed_limit_at_most(bench):
    bench.arm(True)
    bench.wait(0.05)
    bench.command(STANCE + 0.5)
    bench.wait(0.02)
    # 7 rad/s for 20 ms, from the stance.
    assert np.array(bench.targets) - STANCE == pytest.approx(np.full(12, 0.14), abs=1e-6)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"targets": [*STANCE[:-1], math.nan]},
            "expected a target of rearRightKnee from -0.4712 to 2.5656 rad, got nan",
        ),
        ({"targets": [math.inf, *STANCE[1:]]}, "expected a target of frontLeftSwing"),
        (
            {"targets": [*STANCE[:1], 1.6, *STANCE[2:]]},
            "frontLeftAbduction from -0.1920 to 1.5533 rad, got 1.6",
        ),
        (
            {"targets": [STANCE[0] + 0.71, *STANCE[1:]]},
            "at most 0.7000 rad from the one before (7.0 rad/s), got 0.7100",
        ),
        ({"share": 1.01}, "expected a torque share from 0 to 1, got 1.01"),
        ({"share": -0.01}, "expected a torque share"),
        ({"share": math.nan}, "expected a torque share"),
    ],
)
def test_a_command_beyond_the_limits_is_refused_and_counted_and_never_obeyed(bench, change, said):
    bench.arm(True)
    bench.command()
    before = bench.targets
    refused(pb.Error.COMMAND_REFUSED, said, lambda: bench.command(**change))
    bench.wait(PERIOD)
    assert bench.targets == before
    assert bench.robot.counts == {"obeyed": 1, "refused": 1, "late": 0, "latched": 0, "foreign": 0}
    assert bench.events[-1][1]["refused"].startswith("expected")


def test_limits_hold_with_torque_off_too(bench):
    bench.arm(False)
    refused(pb.Error.COMMAND_REFUSED, "got nan", lambda: bench.command(np.full(12, math.nan)))
    bench.command(STANCE + 0.5)
    assert bench.is_limp


def test_no_sequence_of_commands_goes_faster_than_the_speed_limit():
    # Whatever the times between them: accepted ways add up to ω·(T + Σ Δt) at most.
    rng = np.random.default_rng(7)
    limits = Limits(ROBOT)
    limits.begin(STANCE, 0.0)
    now, last, way = 0.0, STANCE, np.zeros(12)
    accepted = 0
    for _ in range(2000):
        now += rng.exponential(0.02)
        targets = np.clip(last + rng.uniform(-0.3, 0.3, 12), STANCE - 0.3, STANCE + 0.3)
        try:
            limits.move(targets, now)
        except BeyondLimits:
            continue
        accepted += 1
        way, last = way + np.abs(targets - last), targets
        assert (way <= 7.0 * (0.1 + now) + 1e-6).all()
    assert 200 < accepted < 2000


def test_commands_at_the_speed_limit_pass_however_unevenly_they_come():
    limits = Limits(ROBOT)
    limits.begin(np.zeros(12), 0.0)
    rng = np.random.default_rng(8)
    # Every 32 ms by the agent's clock, up to 60 ms on the way.
    for tick in range(1, 200):
        offset = 0.224 * (1 if tick % 2 else 0)
        limits.move(np.full(12, offset), PERIOD * tick + rng.uniform(0, 0.06))


def test_silence_longer_than_the_watchdog_switches_torque_off_and_latches(bench):
    bench.arm(True)
    bench.command()
    bench.wait(WATCHDOG - 0.001)
    assert not bench.is_limp
    bench.wait(0.003)
    assert bench.is_limp
    state = bench.robot.state(bench.now)
    assert (state.latched, state.reason) == (True, "watchdog")
    refused(pb.Error.LATCHED, "the robot stopped (watchdog)", bench.command)
    refused(pb.Error.LATCHED, "watchdog", lambda: bench.arm(True))
    bench.arm(False)
    assert bench.is_limp and not bench.robot.state(bench.now).latched
    bench.arm(True)
    assert not bench.is_limp


def test_refused_and_late_commands_do_not_feed_the_watchdog(bench):
    bench.arm(True)
    for _ in range(10):
        bench.wait(0.01)
        refused_by = (pb.Error.COMMAND_REFUSED, pb.Error.LATCHED)
        with pytest.raises(Refusal) as caught:
            bench.command(np.full(12, math.nan))
        assert caught.value.code in refused_by
    assert bench.is_limp


def test_a_second_writer_is_refused_by_name_and_the_first_goes_on(bench):
    bench.arm(True)
    other = session("other")
    for act in (
        lambda: bench.arm(True, other),
        lambda: bench.arm(False, other),
        lambda: bench.command(agent=other),
    ):
        refused(pb.Error.NOT_OWNER, f"session {bench.agent.number} (agent) commands the robot", act)
    bench.command()
    assert not bench.is_limp


def test_nobody_commands_without_arm(bench):
    refused(pb.Error.NOT_OWNER, "nobody owns the robot", bench.command)


def test_an_owner_that_leaves_leaves_the_robot_limp(bench):
    bench.arm(True)
    bench.robot.leave(session("other"))
    assert not bench.is_limp
    bench.robot.leave(bench.agent)
    assert bench.is_limp and bench.robot.state(0.0).reason == "owner lost"
    bench.arm(False, session("other"))


def test_a_silent_owner_of_a_limp_robot_loses_it(bench):
    bench.arm(False)
    bench.wait(OWNER_SILENCE)
    other = session("other")
    refused(pb.Error.NOT_OWNER, "(agent)", lambda: bench.arm(False, other))
    bench.wait(0.002)
    bench.arm(False, other)


def test_a_command_that_was_overtaken_is_dropped(bench):
    bench.arm(True)
    bench.command(sequence=2**32 - 1)
    bench.command(sequence=3)  # wrapped
    refused(pb.Error.COMMAND_LATE, "came after 3", lambda: bench.command(sequence=2))
    refused(pb.Error.COMMAND_LATE, "came after 3", lambda: bench.command(sequence=3))
    assert bench.robot.counts["late"] == 2


def test_a_command_that_was_on_the_way_for_longer_than_the_watchdog_is_dropped(bench):
    bench.arm(True)
    bench.command()
    bench.wait(0.05)
    bench.command(sent=bench.now - 0.05)
    bench.wait(0.07)
    refused(pb.Error.COMMAND_LATE, "0.081 s longer", lambda: bench.command(sent=bench.now - 0.081))


def test_lateness_is_told_on_clocks_that_have_nothing_to_do_with_each_other():
    lateness = Lateness()
    # Their clock is 1000 s ahead, the quickest way takes 1 ms.
    assert lateness.of(1000.0, 0.003) == 0
    assert lateness.of(1000.1, 0.101) == 0
    assert lateness.of(1000.2, 0.25) == pytest.approx(0.049)
    # A clock that drifts by 1 ms in 10 s does not make everything late: the quickest is forgotten in time.
    late = [lateness.of(1000.2 + 0.01 * tick, 0.201 + 0.010001 * tick) for tick in range(10_000)]
    assert max(late) < 0.0025


@pytest.mark.parametrize("profile", ["limp", "damp", "park"])
def test_a_stop_ends_limp_and_latched_whoever_asks_for_it(bench, profile):
    bench.arm(True)
    bench.command(STANCE + 0.2)
    bench.wait(PERIOD)
    bench.robot.stop(profile, bench.now)
    refused(pb.Error.LATCHED, "stopped", bench.command)
    bench.wait(0.0 if profile == "limp" else 1.5)
    assert bench.is_limp
    assert bench.robot.state(bench.now).reason == "stopped"


def test_parked_it_goes_off_at_the_stance(bench):
    bench.arm(True)
    bench.command(STANCE + 0.2)
    bench.wait(PERIOD)
    bench.robot.stop("park", bench.now)
    while not bench.is_limp:
        last = bench.targets
        bench.wait(0.001)
    assert last == pytest.approx(STANCE, abs=0.01)


def test_held_it_keeps_torque_and_target_and_takes_no_command(bench):
    bench.arm(True)
    bench.command(STANCE + 0.1)
    bench.wait(PERIOD)
    bench.robot.stop("hold", bench.now)
    bench.wait(0.5)
    assert not bench.is_limp
    assert bench.targets == pytest.approx(STANCE + 0.1)
    refused(pb.Error.LATCHED, "stopped", bench.command)
    bench.arm(False)
    assert bench.is_limp


def test_an_unknown_profile_is_refused_and_stops_nothing(bench):
    bench.arm(True)
    refused(pb.Error.INVALID_REQUEST, "one of damp, park, hold, limp", lambda: bench.robot.stop("sit", 0.0))
    bench.command()


def test_the_torque_share_is_what_the_motors_may_give(bench):
    bench.arm(False)
    bench.command(share=0.25)
    bench.arm(True)
    assert bench.body.report()["torqueShares"] == [0.25] * 12
