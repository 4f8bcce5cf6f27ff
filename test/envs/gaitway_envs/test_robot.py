"""The robot as a process: the conversation over real sockets, readings, faults, and what it makes of garbage."""

from __future__ import annotations

import contextlib
import json
import os
import random
import subprocess
import sys
import time

import numpy as np
import pytest
import zmq
from conftest import ROOT, Agent
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from test_fuzz import mutated

WATCHDOG = 0.3


class Robot:
    def __init__(self, log, *arguments: str) -> None:
        bind = ["--bind", "tcp://127.0.0.1:*", "--child", "--log", str(log), "--watchdog", str(WATCHDOG)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gaitway_envs", "robot", "aibo", *bind, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "envs")},
        )
        self.log = log
        self.ready = self.event("ready")

    def event(self, name: str) -> dict:
        while (event := json.loads(self.process.stdout.readline()))["event"] != name:
            pass
        return event

    def tell(self, **request: object) -> None:
        self.process.stdin.write(f"{json.dumps(request)}\n")
        self.process.stdin.flush()

    @contextlib.contextmanager
    def fault(self, name: str):
        self.tell(fault=name)
        self.event("fault")
        yield
        self.tell(fault="none")
        self.event("fault")

    def logged(self, event: str) -> list[dict]:
        return [line for line in map(json.loads, self.log.read_text().splitlines()) if line["event"] == event]

    def close(self) -> None:
        self.process.stdin.close()
        self.event("ended")
        assert self.process.wait(10) == 0


class Pilot(Agent):
    """An agent of a robot, subscribed to its readings."""

    def __init__(self, robot: Robot) -> None:
        super().__init__(robot.ready["endpoint"])
        hello = self.hello()
        self.robot = hello.robot
        self.capabilities = list(hello.capabilities)
        self.stance = np.array([joint.stance for joint in hello.robot.joints])
        self.sensors = self.context.socket(zmq.SUB)
        self.sensors.setsockopt(zmq.CONFLATE, 1)
        self.sensors.subscribe(b"")
        self.sensors.connect(hello.sensor_endpoint.replace("*", "127.0.0.1"))
        self.sequence = 0

    def reading(self) -> pb.Reading:
        assert self.sensors.poll(3000)
        return pb.Reading.FromString(self.sensors.recv())

    def fresh(self) -> pb.Reading:
        """One that was sent after this was called."""
        begin = time.monotonic()
        while (reading := self.reading()).sent < begin:
            pass
        return reading

    def arm(self, on: bool):
        return self.ask(arm=pb.Arm(torque=on, sent=time.monotonic()))

    def command(self, targets=None, **changes):
        self.sequence += 1
        said = {"sequence": self.sequence, "sent": time.monotonic(), "torque_share": 1.0} | changes
        return self.ask([self.stance if targets is None else targets], command=pb.Command(**said))


@pytest.fixture(scope="module")
def robot(tmp_path_factory):
    robot = Robot(tmp_path_factory.mktemp("robot") / "log.jsonl")
    yield robot
    robot.close()


@pytest.fixture
def pilot(robot):
    pilot = Pilot(robot)
    yield pilot
    pilot.ask(bye=pb.Bye())
    pilot.close()


def values(reading: pb.Reading) -> np.ndarray:
    return np.frombuffer(reading.values, "<f8")


def stamps(reading: pb.Reading) -> np.ndarray:
    return np.frombuffer(reading.stamps, "<f8")


def test_it_is_armed_commanded_stopped_and_says_so(pilot):
    assert pilot.capabilities == ["robot"]
    assert not any(pilot.arm(False).reply.arm.state.torque)
    assert all(pilot.arm(True).reply.arm.state.torque)
    assert pilot.command().reply.WhichOneof("kind") == "command"
    assert all(pilot.fresh().state.torque)
    stopped = pilot.ask(stop=pb.StopRobot(profile="limp")).reply.stop.state
    assert stopped.latched and not any(stopped.torque)
    assert pilot.command().error.code == pb.Error.LATCHED
    asked = pilot.ask(read_robot=pb.ReadRobot()).reply.read_robot.state
    assert asked.latched and not any(asked.torque)
    assert len(asked.torque) == 12
    assert not pilot.arm(False).reply.arm.state.latched


def test_silence_is_noticed_by_the_robot_and_logged(robot, pilot):
    pilot.arm(False)
    pilot.arm(True)
    pilot.command()
    while any(pilot.fresh().state.torque):
        pass
    [*_, last] = [line for line in robot.logged("command") if "refused" not in line]
    [*_, off] = robot.logged("torque")
    assert (off["on"], off["why"]) == (False, "watchdog")
    assert WATCHDOG <= off["t"] - last["t"] < WATCHDOG + 0.1
    pilot.arm(False)


def test_what_does_not_fit_is_answered_and_moves_nothing(pilot):
    pilot.arm(False)
    assert pilot.command(np.zeros(3)).error.code == pb.Error.INVALID_REQUEST
    assert pilot.command(np.zeros(12, np.float32)).error.code == pb.Error.INVALID_REQUEST
    assert pilot.command(sent=float("nan")).error.code == pb.Error.INVALID_REQUEST
    assert pilot.reset([0]).error.code == pb.Error.UNSUPPORTED
    assert pilot.ask(resume=pb.Resume()).error.code == pb.Error.UNSUPPORTED
    assert pilot.ask(stop=pb.StopRobot(profile="")).error.code == pb.Error.INVALID_REQUEST


def test_readings_grow_and_keep_the_order_of_the_description(pilot):
    first, second = pilot.fresh(), pilot.fresh()
    assert second.sequence > first.sequence
    assert len(stamps(first)) == len(pilot.robot.channels)
    assert (stamps(first) <= first.sent).all()
    felt = dict(zip((e.name for c in pilot.robot.channels for e in c.elements), values(first), strict=True))
    # However it lies: gravity is a unit vector, and the floor keeps the rear knees bent.
    assert sum(felt[f"gravity{axis}"] ** 2 for axis in "XYZ") == pytest.approx(1, abs=0.01)
    assert felt["rearLeftKneeAngle"] > 0.5


def test_faults_are_what_they_say(robot, pilot):
    with robot.fault("stale"):
        first, second = pilot.fresh(), pilot.fresh()
        assert (stamps(first) == stamps(second)).all() and (values(first) != values(second)).any()
    with robot.fault("freeze"):
        first, second = pilot.fresh(), pilot.fresh()
        assert (stamps(first) < stamps(second)).all() and (values(first) == values(second)).all()
    with robot.fault("nan"):
        assert np.isnan(values(pilot.fresh())).tolist() == [True] + [False] * 36
    pilot.arm(False)
    with robot.fault("refuse"):
        assert pilot.command().error.code == pb.Error.COMMAND_REFUSED
        assert pilot.arm(True).error.code == pb.Error.COMMAND_REFUSED
    with robot.fault("drop"):
        request = pilot.send(heartbeat=pb.Heartbeat())
        assert pilot.nothing_comes()
    assert request and pilot.ask(heartbeat=pb.Heartbeat()).reply.WhichOneof("kind") == "heartbeat"
    robot.tell(fault="fire")
    assert "drop, stale, freeze, nan, refuse, tilt, none" in robot.event("refused")["why"]


def test_broken_messages_never_end_it_nor_move_it(robot):
    pilot = Pilot(robot)
    pilot.arm(False)
    chance = random.Random(5)
    torques = len(robot.logged("torque"))
    good = [
        [pilot.request([pilot.stance], command=pb.Command(sequence=9, torque_share=1.0)).SerializeToString(),
         pilot.stance.tobytes()],
        [pilot.request(stop=pb.StopRobot(profile="damp")).SerializeToString()],
        [pilot.request(read_robot=pb.ReadRobot()).SerializeToString()],
    ]  # fmt: skip
    for _ in range(1500):
        if frames := mutated(chance.choice(good), good, chance):
            pilot.send_raw(frames)
    other = Pilot(robot)
    state = other.ask(read_robot=pb.ReadRobot()).reply.read_robot.state
    assert not any(state.torque)
    assert not any(line["on"] for line in robot.logged("torque")[torques:])
    for agent in (pilot, other):
        agent.close()


def test_pushed_it_turns_over(robot, pilot):
    robot.tell(fault="tilt")
    # More than 1 rad from upright.
    turned = [values(pilot.fresh())[32] for _ in range(60)]
    assert max(turned) > -0.54
