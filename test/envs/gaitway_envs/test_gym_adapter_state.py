"""An episode of a Gymnasium environment is put aside and gone back to, to the last bit, or not offered at all."""

from __future__ import annotations

from pathlib import Path

import gymnasium
import numpy as np
import pytest
from gaitway_envs.adapters import blueprint, snapshot

MUJOCO = [
    "Ant-v5",
    "HalfCheetah-v5",
    "Hopper-v5",
    "Humanoid-v5",
    "InvertedDoublePendulum-v5",
    "InvertedPendulum-v5",
    "Pusher-v5",
    "Reacher-v5",
    "Swimmer-v5",
    "Walker2d-v5",
]
PLAIN = [
    "Acrobot-v1",
    "Blackjack-v1",
    "CartPole-v1",
    "CliffWalkingSlippery-v1",
    "FrozenLake-v1",
    "MountainCar-v0",
    "MountainCarContinuous-v0",
    "Pendulum-v1",
    "Taxi-v4",
]


def follow(env: gymnasium.Env, actions: list) -> list:
    """What the steps give, as bytes where it is an array: equal means equal to the last bit."""
    seen = []
    for action in actions:
        observation, reward, terminated, truncated, _ = env.step(action)
        seen.append((np.asarray(observation).tobytes(), float(reward), terminated, truncated))
    return seen


@pytest.mark.parametrize("env_id", MUJOCO + PLAIN)
def test_the_same_actions_after_set_state_have_the_same_results_to_the_last_bit(env_id: str) -> None:
    description = blueprint(f"gym:{env_id}")
    assert description.has_state
    env, other = description.make(), description.make()
    env.action_space.seed(7)
    actions = [env.action_space.sample() for _ in range(25)]
    env.reset(seed=3)
    other.reset(seed=4)
    started = follow(env, actions[:5])
    state = env.get_state()
    first = follow(env, actions[5:])
    observation = env.set_state(state)
    assert np.asarray(observation).tobytes() == started[-1][0]
    assert follow(env, actions[5:]) == first
    other.set_state(state)
    assert follow(other, actions[5:]) == first
    env.close()
    other.close()


def test_a_state_holds_the_random_numbers_of_the_next_reset() -> None:
    env = blueprint("gym:CartPole-v1").make()
    env.reset(seed=1)
    state = env.get_state()
    first, _ = env.reset()
    env.set_state(state)
    again, _ = env.reset()
    assert np.array_equal(first, again)


def test_a_state_counts_towards_the_time_limit() -> None:
    env = blueprint("gym:Pendulum-v1?max_episode_steps=4").make()
    env.reset(seed=1)
    action = np.zeros(1, np.float32)
    env.step(action)
    env.step(action)
    state = env.get_state()
    env.reset(seed=2)
    env.set_state(state)
    assert not env.step(action)[3]
    assert env.step(action)[3]


@pytest.mark.parametrize("data", [b"", b"1234567", b"\xff" * 64])
def test_bytes_that_are_no_state_are_refused(data: bytes) -> None:
    env = blueprint("gym:HalfCheetah-v5").make()
    env.reset(seed=1)
    with pytest.raises(ValueError, match="hold no state"):
        env.set_state(data)


@pytest.mark.parametrize("env_id", ["HalfCheetah-v5", "CartPole-v1"])
def test_a_state_is_never_applied_in_part(env_id: str) -> None:
    """Sound bytes, as a client might make them, with one thing missing after another."""
    description = blueprint(f"gym:{env_id}")
    env, other = description.make(), description.make()
    env.reset(seed=1)
    env.step(env.action_space.sample())
    before = env.get_state()
    other.reset(seed=2)
    for key in ("extra", "layers"):
        state = snapshot.decode(other.get_state())
        del state[key]
        with pytest.raises(ValueError, match="no state of this environment"):
            env.set_state(snapshot.encode(state))
        assert env.get_state() == before
    state = snapshot.decode(other.get_state())
    state["layers"][-1]["attributes"]["step"] = 1
    with pytest.raises(ValueError, match='"step" is no part of the state'):
        env.set_state(snapshot.encode(state))
    assert env.get_state() == before


def test_a_state_of_another_environment_is_refused() -> None:
    hopper, cheetah = blueprint("gym:Hopper-v5").make(), blueprint("gym:HalfCheetah-v5").make()
    hopper.reset(seed=1)
    cheetah.reset(seed=1)
    before = cheetah.get_state()
    with pytest.raises(ValueError, match="HalfCheetahEnv"):
        cheetah.set_state(hopper.get_state())
    assert cheetah.get_state() == before


def test_an_environment_whose_world_is_elsewhere_offers_no_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere_env.py").write_text(
        "import gymnasium, types\n"
        "class Elsewhere(gymnasium.Env):\n"
        "    observation_space = action_space = gymnasium.spaces.Discrete(3)\n"
        "    def __init__(self): self.world = types.SimpleNamespace(x=0)\n"
        "    def reset(self, *, seed=None, options=None):\n"
        "        super().reset(seed=seed); self.world.x = 0; return 0, {}\n"
        "    def step(self, action): self.world.x += 1; return self.world.x % 3, 0.0, False, False, {}\n"
        "gymnasium.register('Elsewhere-v0', Elsewhere)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert not blueprint("gym:elsewhere_env:Elsewhere-v0").has_state
    del gymnasium.registry["Elsewhere-v0"]


def test_a_state_brings_its_properties_back() -> None:
    env = blueprint("gym:Hopper-v5").make()
    env.reset(seed=0)
    env.write_property("mass.scale", 2.0)
    env.write_property("gravity.z", -1.5)
    state = env.get_state()
    env.write_property("mass.scale", 1.0)
    env.write_property("gravity.z", -9.0)
    env.set_state(state)
    assert env.read_property("mass.scale") == pytest.approx(2)
    assert env.read_property("gravity.z") == -1.5
