"""mujoco:FILE: the documented example runs, and a task measures and does what its file says."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from gaitway_envs.adapters import blueprint
from gaitway_envs.blueprint import EnvironmentUnavailable
from models import TASK, ball


def test_the_documented_example_runs_as_documented(write_task) -> None:
    description = blueprint(write_task(TASK))
    assert (description.name, description.version) == ("Hopping leg", "1")
    assert description.control_period == pytest.approx(0.02)
    assert description.names["observation"] == (
        *("up.position", "pitch.position", "hip.position", "knee.position"),
        *("ahead.velocity", "up.velocity", "pitch.velocity", "hip.velocity", "knee.velocity"),
        *("turning.x", "turning.y", "turning.z"),
        *("torso.x", "torso.y", "torso.z", "torso.vx", "torso.vy", "torso.vz"),
    )
    assert description.units["observation"][:5] == ("m", "rad", "rad", "rad", "m/s")
    assert description.names["action"] == ("hip", "knee")
    env = description.make()
    observation, _ = env.reset(seed=0)
    assert observation.shape == description.observation_space.shape == (18,)
    assert observation[3] == pytest.approx(0.8, abs=0.011)
    for _ in range(20):
        _, reward, terminated, truncated, _ = env.step(np.zeros(2))
        terms = [item.name for item in description.properties if item.name.startswith("reward.")]
        assert terms == [f"reward.{n}" for n in ("speed", "goal", "posture", "effort", "energy", "alive")]
        assert sum(env.read_property(name) for name in terms) == pytest.approx(reward)
        if terminated or truncated:
            break
    assert env.read_property("reward.alive") == 1
    assert env.read_property("reward.effort") == pytest.approx(-0.01 * (0.4**2 + 0.8**2))


def test_a_bare_model_shows_everything_with_names_and_units(tmp_path: Path) -> None:
    (tmp_path / "ball.xml").write_text(ball())
    description = blueprint(f"mujoco:{tmp_path / 'ball.xml'}")
    assert description.name == "ball"
    assert description.control_period == pytest.approx(0.01)
    names = description.names["observation"]
    assert names[:7] == ("root.x", "root.y", "root.z", "root.qw", "root.qx", "root.qy", "root.qz")
    assert names[7:9] == ("elbow.position", "rail.position")
    assert description.units["observation"][7:9] == ("rad", "m")
    assert description.units["action"] == ("N·m", "N")
    assert description.action_space.high.tolist() == [3, math.inf]
    env = description.make()
    env.reset(seed=0)
    _, reward, terminated, truncated, _ = env.step(np.zeros(2))
    assert (reward, terminated, truncated) == (0, False, False)


@pytest.mark.parametrize("integrator", ["Euler", "RK4", "implicitfast"])
def test_what_is_observed_belongs_to_the_state_that_is_reached(integrator: str, write_task) -> None:
    task = (
        "model: leg.xml\ncontrol_period: 0.1\n"
        "observations:\n  - positions: [root]\n  - body: ball\n    read: [position, velocity]\n"
    )
    lying = ball(integrator).replace('pos="0 0 10"', 'pos="0 0 10" euler="0 90 0"')
    env = blueprint(write_task(task, lying)).make()
    env.reset(seed=0)
    for _ in range(3):
        observation, *_ = env.step(np.zeros(2))
    assert np.array_equal(observation[:3], observation[7:10])
    assert observation[12] == pytest.approx(-9.81 * 0.3)


def test_rewards_measure_what_they_say(write_task) -> None:
    task = """
model: leg.xml
control_period: 0.1
reward:
  falling: {kind: velocity, body: ball, axis: z, weight: -1}
  far: {kind: distance, from: ball, to: [0, 3, 10]}
  apart: {kind: distance, from: ball, to: rail}
  level: {kind: upright, body: ball, weight: 3}
  effort: {kind: control, weight: 0.5}
  energy: {kind: energy}
"""
    env = blueprint(write_task(task, ball())).make()
    env.reset(seed=0)
    last, *_ = env.step(np.array([0.0, 8.0]))
    read = {name: env.read_property(f"reward.{name}") for name in ("falling", "far", "apart", "level")}
    fallen = 10 - last[2]
    # Euler's method: velocity after n steps of h is g·n·h, and the way g·h²·n(n+1)/2.
    assert fallen == pytest.approx(9.81 * 0.01**2 * 10 * 11 / 2)
    assert read["falling"] == pytest.approx(fallen / 0.1)
    assert read["far"] == pytest.approx(math.hypot(3, fallen))
    assert read["apart"] == pytest.approx(math.hypot(last[2], last[8]))
    assert read["level"] == pytest.approx(3)
    assert env.read_property("reward.effort") == pytest.approx(0.5 * 8**2)
    velocity = 8 / 4 * 0.1
    assert last[16] == pytest.approx(velocity)
    assert env.read_property("reward.energy") == pytest.approx(8 * velocity * 0.1)


@pytest.mark.parametrize(
    ("condition", "step"),
    [
        ("{kind: height, body: ball, below: 9.5}", 4),  # 9.81·t²/2 = 0.5 at 0.32 s
        ("{kind: area, body: ball, z: [9.5, 20]}", 4),
        ("{kind: joint, joint: rail, above: 0.5}", 8),  # 8 N on 4 kg: 2·t²/2 = 0.5 at 0.71 s
        ("{kind: joint, joint: rail, below: -1, above: 0.5}", 8),
    ],
)
def test_an_episode_ends_when_its_condition_says(condition: str, step: int, write_task) -> None:
    task = f"model: leg.xml\ncontrol_period: 0.1\nterminate:\n  over: {condition}\n"
    env = blueprint(write_task(task, ball())).make()
    env.reset(seed=0)
    ends = [env.step(np.array([0.0, 8.0]))[2:] for _ in range(step)]
    assert [terminated for terminated, _, _ in ends] == [False] * (step - 1) + [True]
    assert ends[-1][2] == {"reason": "over"}


def test_tilt_is_the_angle_from_the_vertical(write_task) -> None:
    model = ball().replace('axis="0 0 1"', 'axis="1 0 0"').replace("<option ", '<option gravity="0 0 0" ')
    task = "model: leg.xml\ncontrol_period: 0.1\nterminate:\n  tilted: {kind: tilt, body: arm, beyond: 0.5}\n"
    env = blueprint(write_task(task, model)).make()
    env.reset(seed=0)
    terminated, angle = False, 0.0
    while not terminated:
        assert angle <= 0.5
        observation, _, terminated, _, _ = env.step(np.array([0.001, 0.0]))
        angle = observation[7]
    assert angle > 0.5


def test_a_number_with_an_exponent_is_one(write_task) -> None:
    assert blueprint(write_task("model: leg.xml\ncontrol_period: 1e-1\n", ball())).control_period == 0.1


def test_the_time_limit_truncates(write_task) -> None:
    env = blueprint(write_task("model: leg.xml\ncontrol_period: 0.1\ntime_limit: 0.3\n", ball())).make()
    env.reset(seed=0)
    ends = [env.step(np.zeros(2))[2:] for _ in range(3)]
    assert [end[:2] for end in ends] == [(False, False), (False, False), (False, True)]
    assert ends[-1][2] == {"reason": "time limit"}


@pytest.mark.parametrize(
    ("actions", "action", "control"),
    [
        ("{as: control}", [0.5, 1.5], [0.5, 1.5]),
        ("{as: normalized}", [-1, 0.5], [-1, 1.5]),
        ("{as: offset, scale: 0.5}", [1, -1], [0.1, 0.3]),
        ("{as: offset, scale: 5}", [1, -1], [1, 0]),
        ("{actuators: [knee], as: normalized}", [1], [-0.4, 2]),
    ],
)
def test_an_action_becomes_a_control_in_the_way_asked_for(
    actions: str, action: list, control: list, write_task
) -> None:
    task = f"model: leg.xml\nactions: {actions}\nreset: {{keyframe: crouched}}\n"
    env = blueprint(write_task(task)).make()
    env.reset(seed=0)
    env.step(np.array(action, dtype=float))
    assert env._data.ctrl.tolist() == pytest.approx(control)


def test_a_reset_follows_its_seed_within_its_noise(write_task) -> None:
    task = "model: leg.xml\nreset: {position_noise: 0.1, velocity_noise: 0.2}\n"
    env, other = (blueprint(write_task(task, ball())).make() for _ in range(2))
    first, _ = env.reset(seed=3)
    assert np.array_equal(first, other.reset(seed=3)[0])
    assert not np.array_equal(first, other.reset(seed=4)[0])
    assert np.linalg.norm(first[3:7]) == pytest.approx(1)
    assert 0 < np.abs(first[7:9]).max() <= 0.1 < np.abs(first[9:]).max() <= 0.2


def test_noise_has_the_deviation_asked_for(write_task) -> None:
    task = "model: leg.xml\nobservations:\n  - positions: [elbow]\n    noise: 0.5\n  - positions: [rail]\n"
    env = blueprint(write_task(task, ball())).make()
    env.reset(seed=1)
    seen = np.array([env.step(np.zeros(2))[0] for _ in range(2000)])
    assert seen[:, 0].std() == pytest.approx(0.5, rel=0.06)  # four standard errors
    assert not seen[:, 1].any()


def test_the_same_actions_after_set_state_have_the_same_results_to_the_last_bit(write_task) -> None:
    description = blueprint(write_task(TASK))
    env, other = description.make(), description.make()
    env.action_space.seed(1)
    actions = [env.action_space.sample() for _ in range(20)]
    env.reset(seed=1)
    other.reset(seed=2)
    for action in actions[:8]:
        observation, *_ = env.step(action)
    state = env.get_state()
    first = [env.step(action) for action in actions[8:]]
    for again in (env, other):
        assert np.array_equal(again.set_state(state), observation)
        second = [again.step(action) for action in actions[8:]]
        assert all(np.array_equal(a[0], b[0]) and a[1:] == b[1:] for a, b in zip(first, second, strict=True))


def test_a_property_of_one_environment_is_not_that_of_another(write_task) -> None:
    description = blueprint(write_task("model: leg.xml\n", ball()))
    env, other = description.make(), description.make()
    env.write_property("gravity.z", 0.0)
    for each in (env, other):
        each.reset(seed=0)
        each.step(np.zeros(2))
    assert env._data.qvel[2] == 0
    assert other._data.qvel[2] == pytest.approx(-0.0981)


@pytest.mark.parametrize(("control", "quantity"), [(1e30, "ctrl"), (9e9, "qpos")])
def test_a_simulation_that_diverges_raises_instead_of_starting_over(
    control: float, quantity: str, write_task
) -> None:
    env = blueprint(write_task("model: leg.xml\ncontrol_period: 10\n", ball())).make()
    env.reset(seed=0)
    with pytest.raises(FloatingPointError, match=rf"unstable: {quantity}\[\d\] is huge or not finite"):
        for _ in range(5):
            env.step(np.array([0.0, control]))
    env.reset(seed=0)
    env.step(np.zeros(2))


def test_a_picture_has_the_size_asked_for(write_task) -> None:
    env = blueprint(write_task(TASK)).make()
    env.reset(seed=0)
    try:
        picture = env.render()
    except EnvironmentUnavailable as error:
        assert "MUJOCO_GL" in error.remedy
        pytest.skip(f"no OpenGL: {error.what}")
    assert (picture.shape, picture.dtype) == ((240, 320, 3), np.uint8)
    assert picture.std() > 1
    env.close()


def test_the_model_that_is_shared_stays_as_it_was_read(write_task) -> None:
    description = blueprint(write_task("model: leg.xml\n", ball()))
    description.make().write_property("mass.scale", 3.0)
    fresh = description.make()
    assert fresh.read_property("mass.scale") == 1
    assert fresh._model.body("ball").mass == 2
