"""The servo as a motor: torque, limits, profiles, the bus watchdog, hardware errors, the body behind it."""

import math

import numpy as np
import pytest
from emulated import Host, pack, word
from gaitway_envs.aibo.gait import HAND_TUNED_GAIT
from gaitway_envs.aibo.loci import JointCommands, stance
from gaitway_envs.aibo.random_streams import Rng
from gaitway_envs.aibo.simulation import Simulation

TICK = 2 * math.pi / 4096
ALERT, RANGE, FAILED = 0x80, 4, 1


def ticks(angle):
    return 2048 + round(angle / TICK)


def send(host, angles, current=1193):
    """A sync write of goal current and position through indirect data, as a driver does."""
    data = b"".join(bytes((n + 1,)) + word(current) + pack(ticks(a), 4) for n, a in enumerate(angles))
    assert host.ask(254, 0x83, word(236) + word(6) + data) == []


def prepare(host):
    for id_ in range(1, 13):
        for index, target in enumerate((102, 103, 116, 117, 118, 119)):
            assert host.write(id_, 192 + 2 * index, target, 2) == 0
    host.switch_on()


def test_it_says_where_its_joint_stands():
    host = Host()
    positions = [host.read(id_, 132, 4, signed=True) for id_ in range(1, 13)]
    assert positions == [ticks(angle) for angle in stance(HAND_TUNED_GAIT)]


def test_a_hand_holds_it_until_all_motors_give_torque():
    host = Host()
    host.write(12, 11, 5, 1)
    host.write(12, 102, 0, 2)
    for id_ in range(1, 13):
        host.write(id_, 64, 1, 1)
    host.wait(0.5)
    # The last one is on, and may give nothing.
    assert host.body.held and host.body.report()["seconds"] == 0
    host.write(12, 102, 1193, 2)
    host.wait(0.5)
    assert not host.body.held and host.body.report()["seconds"] == pytest.approx(0.5)
    assert host.body.report()["height"] > 0.09


def test_without_torque_it_sinks_to_the_ground():
    host = Host(held=False)
    host.wait(0.9)
    # Standing it is 0.094 high; a trunk of 0.0425 lies on the ground or on folded legs.
    assert host.body.report()["height"] < 0.07
    assert host.read(1, 126, 2) == 0


def test_torque_on_goes_where_the_goal_register_says():
    host = Host()
    prepare(host)
    host.wait(0.2)
    before = host.read(2, 132, 4)
    host.write(2, 64, 0, 1)
    host.write(2, 116, before + 200, 4)
    host.write(2, 64, 1, 1)
    host.wait(0.3)
    assert host.read(2, 132, 4) > before + 100


def test_a_goal_is_reached_at_even_speed_in_the_time_of_the_profile():
    host = Host(profile=100)
    host.switch_on()
    start = host.read(3, 140, 4)
    host.write(3, 116, start - 100, 4)
    way = []
    for _ in range(12):
        host.wait(0.01)
        way.append(start - host.read(3, 140, 4))
    assert way == [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 100, 100]


def test_a_speed_profile_takes_the_time_of_its_distance():
    host = Host()
    host.write(3, 10, 0, 1)
    host.write(3, 112, 100, 4)
    host.switch_on()
    start = host.read(3, 140, 4)
    host.write(3, 116, start - 100, 4)
    # 100 ticks of 2π/4096 at 100 units of 0.229 rev/min: 0.1534 rad / 2.398 rad/s = 64 ms.
    host.wait(0.032)
    assert start - host.read(3, 140, 4) == 50
    host.wait(0.034)
    assert start - host.read(3, 140, 4) == 100


def test_without_a_profile_the_goal_is_there_at_once():
    host = Host(profile=0)
    host.switch_on()
    start = host.read(3, 140, 4)
    host.write(3, 116, start - 100, 4)
    host.wait(0.002)
    assert start - host.read(3, 140, 4) == 100


def test_goal_current_limits_the_torque():
    host = Host()
    prepare(host)
    host.wait(0.1)
    angles = stance(HAND_TUNED_GAIT)
    send(host, angles - 0.5, current=60)
    for _ in range(30):
        host.wait(0.01)
        assert all(abs(host.read(id_, 126, 2, signed=True)) <= 60 for id_ in range(1, 13))
    send(host, angles - 0.5)
    host.wait(0.04)
    assert max(abs(host.read(id_, 126, 2, signed=True)) for id_ in range(1, 13)) > 60


def test_a_silent_bus_trips_the_watchdog_and_the_servo_holds_where_it_is():
    host = Host(profile=2000)
    host.switch_on()
    host.write(3, 98, 5, 1)
    start = host.read(3, 132, 4)
    host.write(3, 116, start - 400, 4)
    assert host.wait(0.099) == []
    assert host.wait(0.002) == [3]
    assert host.read(3, 98, 1) == 255
    held = host.read(3, 140, 4)
    assert start - 400 < held < start
    host.wait(0.5)
    assert host.read(3, 140, 4) == held
    assert host.write(3, 116, start, 4) == RANGE
    assert host.write(3, 102, 100, 2) == RANGE
    assert host.write(3, 98, 0, 1) == 0
    assert host.write(3, 116, start, 4) == 0
    host.wait(0.2)
    assert host.read(3, 140, 4) > held


def test_any_instruction_on_the_bus_keeps_the_watchdog_quiet():
    host = Host()
    host.switch_on()
    host.write(3, 98, 5, 1)
    for _ in range(10):
        assert host.wait(0.09) == []
        host.ask(254, 1)


def test_a_watchdog_watches_only_while_torque_is_on():
    host = Host()
    host.write(3, 98, 1, 1)
    assert host.wait(1.0) == []


def test_an_overload_switches_off_alerts_in_every_answer_and_needs_a_reboot():
    host = Host()
    host.switch_on()
    host.bus.device(2).fail(32)
    assert host.ask(2, 1)[0][1] == ALERT
    assert host.read(2, 70, 1) == 32
    assert host.read(2, 64, 1) == 0
    assert host.write(2, 64, 1, 1) == ALERT | FAILED
    assert host.read(2, 64, 1) == 0
    host.ask(2, 8)
    host.wait(0.31)
    assert host.ask(2, 1)[0][1] == 0
    assert host.write(2, 64, 1, 1) == 0


def test_a_voltage_error_alerts_and_leaves_the_motor_on():
    # Bit 0 is not in the shutdown register's 52 = 4 + 16 + 32.
    host = Host()
    host.switch_on()
    host.bus.device(2).fail(1)
    assert host.ask(2, 1)[0][1] == ALERT
    assert host.read(2, 64, 1) == 1


def test_a_stuck_servo_says_the_same_while_it_moves():
    host = Host()
    host.switch_on()
    start = host.read(3, 132, 4)
    host.bus.device(3).freeze(True)
    host.write(3, 116, start - 200, 4)
    host.wait(0.2)
    assert host.read(3, 132, 4) == start
    host.bus.device(3).freeze(False)
    assert host.read(3, 132, 4) < start - 100


def test_the_board_feels_what_the_simulation_feels():
    host = Host()
    [(_, _, data)] = host.ask(200, 2, word(224) + word(26))
    felt = np.frombuffer(data, "<i2")
    lean = math.asin((0.112 - 0.077) / 0.119)  # uneven body heights over the distance of the hips
    assert felt[:3].tolist() == [0, 0, 0]
    down = np.array([math.sin(lean), 0, -math.cos(lean)])
    np.testing.assert_allclose(felt[6:9] / 32767, down, atol=1e-4)
    np.testing.assert_allclose(felt[3:6] * 0.005, -9.81 * down, atol=0.003)
    # A body that stands is pushed up by 1 g; the paws carry 1.4 kg together, once it stands still.
    host.switch_on()
    host.wait(0.5)
    [(_, _, data)] = host.ask(200, 2, word(224) + word(26))
    felt = np.frombuffer(data, "<i2")
    assert np.linalg.norm(felt[3:6] * 0.005) == pytest.approx(9.81, abs=0.5)
    assert felt[9:].sum() * 0.01 == pytest.approx(1.4 * 9.81, rel=0.15)
    assert host.write(200, 224, 0, 2) == 7


def test_a_gait_walks_as_far_over_the_bus_as_without_it():
    """3 s of the hand-tuned gait, a goal every 32 ms; the simulation alone takes four frames, as aibo:walk does."""
    count = 94
    commands = JointCommands(HAND_TUNED_GAIT, (np.arange(count) + 1) * 0.032 / HAND_TUNED_GAIT.gait_period)
    targets = [commands.at(tick, 0.0)[0] for tick in range(count)]
    simulation = Simulation()
    simulation.reset(0.002, Rng.seeded(0), 0.0)
    simulation.stand(HAND_TUNED_GAIT)
    host = Host()
    prepare(host)
    last = simulation.ctrl.copy()
    for target in targets:
        send(host, target)
        for frame in range(1, 5):
            simulation.ctrl[:] = last + frame / 4 * (target - last)
            simulation.step(4)
        last = target
        host.wait(0.032)
    report = host.body.report()
    assert report["distance"] == pytest.approx(float(simulation.qpos[0]), rel=0.1)
    assert report["seconds"] == pytest.approx(count * 0.032)
    assert not report["fell"] and report["mostTilt"] < 0.6
