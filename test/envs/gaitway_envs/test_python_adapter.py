"""python:MODULE:CLASS: a user's class runs as it is; what is doubtful about it is a warning."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from gaitway_envs.adapters import blueprint, patience
from gaitway_envs.blueprint import Option

WALK = """
class Walk(gymnasium.Env):
    observation_space = spaces.Box(-10, 10, (2,), np.float64)
    action_space = spaces.Discrete(3)
    reset_options = {"start": 0.5}
    control_period = 0.25

    def __init__(self, stride=1.0, render_mode=None):
        self.stride = stride
        self.render_mode = render_mode

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.at = np.array([(options or {}).get("start", 0.5), self.np_random.uniform()])
        return self.at.copy(), {}

    def step(self, action):
        self.at[0] += self.stride * (action - 1)
        return self.at.copy(), float(self.at[0]), bool(self.at[0] > 3), False, {}
"""


def test_a_class_in_the_present_folder_runs_with_its_arguments_and_options(write_module) -> None:
    description = blueprint(f"python:{write_module(WALK)}:Walk?stride=2")
    assert (description.name, description.version) == ("Walk", "0 stride=2")
    assert description.control_period == 0.25
    assert description.options == (Option("start", "", 0.5),)
    env = description.make()
    observation, _ = env.reset(seed=1, options={"start": -1.0})
    assert observation[0] == -1
    assert env.step(2)[0][0] == 1


def test_its_episode_can_be_put_aside(write_module) -> None:
    description = blueprint(f"python:{write_module(WALK)}:Walk")
    assert description.has_state
    env = description.make()
    env.reset(seed=1)
    env.step(2)
    state = env.get_state()
    expected = env.step(2)[0]
    env.reset(seed=5)
    env.set_state(state)
    assert np.array_equal(env.step(2)[0], expected)


def test_an_attribute_that_came_later_is_gone_again_when_its_episode_goes_back(write_module) -> None:
    name = write_module("""
    class Late(gymnasium.Env):
        observation_space = action_space = spaces.Discrete(2)
        def reset(self, *, seed=None, options=None): return 0, {}
        def step(self, action):
            seen = hasattr(self, "pushed")
            if action == 1: self.pushed = True
            return int(seen), 0.0, False, False, {}
    """)
    env = blueprint(f"python:{name}:Late").make()
    env.reset(seed=0)
    state = env.get_state()
    assert [env.step(1)[0], env.step(0)[0]] == [0, 1]
    env.set_state(state)
    assert env.step(0)[0] == 0


PENDULUM = """
    import mujoco
    class Pendulum(gymnasium.Env):
        observation_space = spaces.Box(-np.inf, np.inf, (1,), np.float64)
        action_space = spaces.Discrete(2)
        def __init__(self, anew=False):
            self.anew = anew
            self.build()
        def build(self):
            body = "<body><joint axis='0 1 0'/><geom size='0.1' pos='1 0 0'/></body>"
            self.model = mujoco.MjModel.from_xml_string(f"<mujoco><worldbody>{body}</worldbody></mujoco>")
            self.data = mujoco.MjData(self.model)
        def reset(self, *, seed=None, options=None):
            if self.anew: self.build()
            mujoco.mj_resetData(self.model, self.data)
            return self.data.qpos.copy(), {}
        def step(self, action):
            mujoco.mj_step(self.model, self.data)
            return self.data.qpos.copy(), 0.0, False, False, {"reward_height": -float(self.data.qpos[0])}
"""


def test_a_mujoco_simulation_of_ones_own_has_properties_and_state(write_module) -> None:
    description = blueprint(f"python:{write_module(PENDULUM)}:Pendulum")
    assert description.has_state
    assert [item.name for item in description.properties][-2:] == ["mass.scale", "reward.height"]
    env = description.make()
    env.write_property("gravity.z", 0.0)
    env.reset(seed=0)
    assert env.step(0)[0] == [0]


def test_properties_of_a_simulation_that_every_reset_replaces_are_not_offered(write_module) -> None:
    description = blueprint(f"python:{write_module(PENDULUM)}:Pendulum?anew=true")
    assert [item.name for item in description.properties] == ["reward.height"]
    assert not description.has_state


def test_a_time_limit_can_be_put_on_it(write_module) -> None:
    env = blueprint(f"python:{write_module(WALK)}:Walk?max_episode_steps=2").make()
    env.reset(seed=1)
    assert not env.step(1)[3]
    *_, truncated, info = env.step(1)
    assert truncated and info["reason"] == "time limit"


def test_an_object_that_only_behaves_like_an_environment_will_do(write_module) -> None:
    name = write_module("""
    class Plain:
        observation_space = action_space = spaces.Discrete(2)
        def reset(self, *, seed=None, options=None): return 0, {}
        def step(self, action): return 1 - action, 1.0, False, False, {}
    """)
    env = blueprint(f"python:{name}:Plain").make()
    assert env.reset(seed=0) == (0, {})
    assert env.step(0)[0] == 1


def test_a_reset_that_ignores_its_seed_is_only_warned_of(write_module) -> None:
    name = write_module("""
    class E(gymnasium.Env):
        observation_space = spaces.Box(0, 1, (1,), np.float64)
        action_space = spaces.Discrete(2)
        def reset(self, *, seed=None, options=None): return np.random.default_rng().random(1), {}
        def step(self, action): return np.zeros(1), 0.0, False, False, {}
    """)
    (warning,) = blueprint(f"python:{name}:E").warnings
    assert warning.endswith("two resets with the same seed differ; draw from self.np_random")


@pytest.mark.parametrize("value", ["2.0", "np.nan"])
def test_an_observation_out_of_bounds_is_warned_of(value: str, write_module) -> None:
    name = write_module(f"""
    class E(gymnasium.Env):
        observation_space = spaces.Box(-1, 1, (3,))
        action_space = spaces.Discrete(2)
        def reset(self, *, seed=None, options=None): return np.array([0, {value}, 0], np.float32), {{}}
        def step(self, action): return np.zeros(3, np.float32), 0.0, False, False, {{}}
    """)
    (warning,) = blueprint(f"python:{name}:E").warnings
    element = f"observation element 1 is {value.removeprefix('np.')}"
    assert f"reset is not in its observation_space: {element}, expected a number from -1.0 to 1.0" in warning


@pytest.mark.parametrize("part", ["constructor", "first reset", "first step", "second reset"])
def test_a_part_of_the_start_that_takes_long_is_told_while_it_does(
    part: str, write_module, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = write_module(f"""
    import threading
    told = threading.Event()
    class Slow(gymnasium.Env):
        observation_space = action_space = spaces.Discrete(2)
        def __init__(self): self.wait("constructor")
        def wait(self, part): assert part != "{part}" or told.wait(20)
        def reset(self, *, seed=None, options=None):
            self.wait("second reset" if hasattr(self, "was_reset") else "first reset")
            self.was_reset = True
            return 0, {{}}
        def step(self, action): self.wait("first step"); return 0, 0.0, False, False, {{}}
    """)
    said = []

    def tell(message: str) -> None:
        said.append(message)
        sys.modules[name].told.set()

    monkeypatch.setattr(patience, "SECONDS", 0.01)
    monkeypatch.setattr(patience, "warn", tell)
    blueprint(f"python:{name}:Slow")
    assert f"python:{name}:Slow: its {part} has taken 0.01 s so far; waiting" in said
