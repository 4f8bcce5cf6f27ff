"""gym:ID: any registered environment, with the errors a user can act on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import gaitway_envs
import gymnasium
import numpy as np
import pytest
from gaitway_envs.adapters import blueprint, snapshot
from gaitway_envs.blueprint import EnvironmentUnavailable

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


def refusal(uri: str) -> EnvironmentUnavailable:
    with pytest.raises(EnvironmentUnavailable) as caught:
        blueprint(uri)
    return caught.value


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


def test_an_unknown_id_is_answered_with_the_nearest() -> None:
    assert "CartPole-v1" in refusal("gym:CartPool-v1").remedy
    assert "HalfCheetah-v5" in refusal("gym:halfcheetah-v5").remedy


@pytest.mark.parametrize("env_id", ["HalfCheetah-v3", "HalfCheetah-v9", "Pusher-v4"])
def test_a_version_that_does_not_run_here_is_answered_with_the_one_that_does(env_id: str) -> None:
    assert refusal(f"gym:{env_id}").remedy == f"use {env_id.split('-')[0]}-v5"


def test_a_version_that_runs_and_is_out_of_date_is_warned_of() -> None:
    assert blueprint("gym:CartPole-v0").warnings == ("CartPole-v0 is out of date; CartPole-v1 is the newest",)
    assert blueprint("gym:CartPole-v1").warnings == ()


def test_an_unknown_argument_is_answered_with_the_legal_ones() -> None:
    error = refusal("gym:HalfCheetah-v5?ctrl_cost=1")
    assert error.what == 'HalfCheetah-v5 has no argument "ctrl_cost"'
    assert error.remedy.startswith("did you mean ctrl_cost_weight? legal are: ")
    assert "max_episode_steps" in error.remedy


@pytest.mark.parametrize(
    "query, wrong", [("?a", '"a"'), ("?=1", '"=1"'), ("?length=1&length=2", '"length" is given twice')]
)
def test_a_query_that_is_none_is_refused(query: str, wrong: str) -> None:
    assert wrong in refusal(f"gym:CartPole-v1{query}").what


def test_what_its_package_misses_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in [name for name in sys.modules if name.startswith("gymnasium.envs.box2d")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "Box2D", None)
    assert 'pip install "gymnasium[box2d]"' in refusal("gym:LunarLander-v3").remedy


def test_a_missing_emulator_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    if any(name.startswith("ALE/") for name in gymnasium.registry):
        pytest.skip("ale-py is installed: nothing is missing")
    monkeypatch.setitem(sys.modules, "ale_py", None)
    assert "ale-py" in refusal("gym:ALE/Pong-v5").remedy


def test_atari_plays_where_its_emulator_is_installed() -> None:
    pytest.importorskip("ale_py", reason="needs the extra atari: pip install ale-py")
    description = blueprint("gym:ALE/Pong-v5")
    assert description.name == "ALE/Pong"
    assert description.observation_space.shape == (210, 160, 3)
    assert description.make_batch is None


def test_a_module_that_does_not_exist_or_raises_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'there is no module "no_such_module"' in refusal("gym:no_such_module:X-v0").what
    (tmp_path / "bad_module.py").write_text("wheels = 4\nraise ValueError('flat tire')\n")
    monkeypatch.syspath_prepend(tmp_path)
    error = refusal("gym:bad_module:X-v0")
    assert "flat tire" in error.what and "bad_module.py" in error.what


def test_an_environment_that_raises_while_it_is_made_shows_where() -> None:
    error = refusal("gym:FrozenLake-v1?map_name=4x5")
    assert "KeyError: '4x5' (frozen_lake.py:" in error.what


def in_fresh_python(code: str, **environment: str) -> str:
    """What a process prints that has imported nothing yet."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(Path(gaitway_envs.__file__).parents[1]), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("uri", ["gym:HalfCheetah-v5", "mujoco:cube.xml"])
def test_without_opengl_all_but_the_picture_works_and_that_names_what_to_install(
    uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cube.xml").write_text(
        "<mujoco><worldbody><body><joint name='turn'/><geom size='1'/></body></worldbody>"
        "<actuator><motor joint='turn'/></actuator></mujoco>"
    )
    code = f"""
from gaitway_envs.adapters import blueprint
env = blueprint("{uri}").make()
env.reset(seed=0)
env.step(env.action_space.sample())
try:
    env.render()
except Exception as error:
    print(type(error).__name__, error)
"""
    printed = in_fresh_python(code, MUJOCO_GL="no-such-backend")
    assert printed.startswith(
        'EnvironmentUnavailable cannot render: no OpenGL by MUJOCO_GL="no-such-backend"'
    )
    assert "set MUJOCO_GL=egl (apt install libegl1)" in printed


def test_an_environment_that_needs_no_mujoco_runs_without_it() -> None:
    code = """
import sys
sys.modules["mujoco"] = None
from gaitway_envs.adapters import blueprint
print(blueprint("gym:CartPole-v1").has_state)
try:
    blueprint("gym:HalfCheetah-v5")
except Exception as error:
    print(type(error).__name__, error)
"""
    works, fails = in_fresh_python(code).splitlines()
    assert works == "True"
    assert fails.startswith("EnvironmentUnavailable") and 'pip install "gymnasium[mujoco]"' in fails


def test_a_classic_environment_draws_itself_when_asked() -> None:
    pytest.importorskip("pygame", reason="needs the extra gym: pip install pygame")
    description = blueprint("gym:CartPole-v1")
    assert description.render_modes == ("rgb_array",)
    env = description.make()
    env.reset(seed=0)
    assert env.render().shape == (400, 600, 3)
    env.close()
