"""gym:ID: any registered environment, as the registry, its documentation and its physics have it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from gaitway_envs.adapters import blueprint


def test_the_blueprint_says_what_the_registry_says() -> None:
    cheetah = blueprint("gym:HalfCheetah-v5")
    assert (cheetah.name, cheetah.version, cheetah.uri) == ("HalfCheetah", "5", "gym:HalfCheetah-v5")
    assert cheetah.control_period == pytest.approx(0.05)
    assert cheetah.observation_space.shape == (17,)
    assert cheetah.names["action"] == ("bthigh", "bshin", "bfoot", "fthigh", "fshin", "ffoot")
    assert cheetah.make_batch is None
    cartpole = blueprint("gym:CartPole-v1")
    assert cartpole.control_period == pytest.approx(0.02)
    assert {option.name: option.default for option in cartpole.options} == {"low": -0.05, "high": 0.05}


def test_arguments_reach_the_constructor_and_make_another_version() -> None:
    cheap = blueprint("gym:HalfCheetah-v5?ctrl_cost_weight=0")
    assert cheap.version == "5 ctrl_cost_weight=0"
    assert blueprint("gym:CartPole-v1?max_episode_steps=9").version == "1 max_episode_steps=9"
    assert blueprint("gym:CartPole-v1?render_mode=rgb_array").version == "1"
    env = cheap.make()
    env.reset(seed=0)
    env.step(np.ones(6, np.float32))
    assert env.read_property("reward.ctrl") == 0
    env = blueprint("gym:HalfCheetah-v5?ctrl_cost_weight=2").make()
    env.reset(seed=0)
    env.step(np.ones(6, np.float32))
    assert env.read_property("reward.ctrl") == -12


def test_reset_options_are_handed_on() -> None:
    env = blueprint("gym:CartPole-v1").make()
    observation, _ = env.reset(seed=0, options={"low": 0.01, "high": 0.02})
    assert np.all((observation >= 0.01) & (observation <= 0.02))


def test_the_reason_tells_the_time_limit_from_the_end_of_the_task() -> None:
    env = blueprint("gym:CartPole-v1?max_episode_steps=3").make()
    env.reset(seed=0)
    *_, terminated, truncated, info = [env.step(step % 2) for step in range(3)][-1]
    assert (terminated, truncated, info["reason"]) == (False, True, "time limit")
    env = blueprint("gym:CartPole-v1").make()
    env.reset(seed=0)
    ended = False
    while not ended:
        *_, ended, truncated, info = env.step(1)
    assert (truncated, info["reason"]) == (False, "terminated")


def test_gravity_mass_and_friction_can_be_turned_and_change_the_motion() -> None:
    env = blueprint("gym:Hopper-v5").make()
    names = {item.name: item for item in env.properties({})}
    assert names["gravity.z"].default == pytest.approx(-9.81)
    assert not names["timestep"].writable
    env.reset(seed=0)
    before = env.unwrapped.model.body_mass.copy()
    env.write_property("mass.scale", 2.0)
    assert env.read_property("mass.scale") == pytest.approx(2)
    assert np.allclose(env.unwrapped.model.body_mass, 2 * before)
    assert env.unwrapped.model.body_subtreemass[0] == pytest.approx(2 * before.sum())
    env.write_property("friction.scale", 0.0)
    assert env.read_property("friction.scale") == 0
    env.write_property("gravity.z", 0.0)
    env.reset(seed=0)
    height = env.unwrapped.data.qpos[1]
    for _ in range(20):
        env.step(np.zeros(3, np.float32))
    assert env.unwrapped.data.qpos[1] == pytest.approx(height, abs=0.02)


@pytest.mark.parametrize("name, value", [("mass.scale", 0.0), ("mass.scale", -1.0), ("friction.scale", -0.1)])
def test_a_scale_that_no_simulation_survives_is_refused(name: str, value: float) -> None:
    env = blueprint("gym:Hopper-v5").make()
    with pytest.raises(ValueError, match=name):
        env.write_property(name, value)


def test_the_terms_of_the_last_reward_add_up_to_it() -> None:
    description = blueprint("gym:Ant-v5")
    env = description.make()
    env.reset(seed=0)
    _, reward, *_ = env.step(np.full(8, 0.5, np.float32))
    terms = [item.name for item in description.properties if item.name.startswith("reward.")]
    assert sum(env.read_property(name) for name in terms) == pytest.approx(reward)
    assert "reward.ctrl" in terms and "reward.forward" in terms


def test_a_simulation_that_diverges_raises_instead_of_starting_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # MuJoCo writes its log there
    env = blueprint("gym:HalfCheetah-v5").make()
    env.reset(seed=0)
    env.unwrapped.data.qvel[3] = np.nan
    with pytest.raises(FloatingPointError, match=r"unstable: qvel\[3\]"):
        env.step(np.zeros(6, np.float32))


def test_atari_plays_where_its_emulator_is_installed() -> None:
    description = blueprint("gym:ALE/Pong-v5")
    assert description.name == "ALE/Pong"
    assert description.observation_space.shape == (210, 160, 3)
    assert description.make_batch is None


def test_a_classic_environment_draws_itself_when_asked() -> None:
    pytest.importorskip("pygame", reason="needs the extra gym: pip install pygame")
    description = blueprint("gym:CartPole-v1")
    assert description.render_modes == ("rgb_array",)
    env = description.make()
    env.reset(seed=0)
    assert env.render().shape == (400, 600, 3)
    env.close()
