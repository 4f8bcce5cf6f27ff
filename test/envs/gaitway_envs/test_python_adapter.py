"""python:MODULE:CLASS: a user's class runs as it is, or the user reads what it lacks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest
from gaitway_envs.adapters import blueprint, patience
from gaitway_envs.blueprint import EnvironmentUnavailable, Option

HEAD = """
import gymnasium
import numpy as np
from gymnasium import spaces
"""
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
Write = Callable[[str], str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Puts a module into the present folder, under a name of its own, and gives that name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry])

    def write_module(text: str) -> str:
        name = f"user_{tmp_path.name.replace('-', '_')}"
        (tmp_path / f"{name}.py").write_text(HEAD + dedent(text))
        return name

    return write_module


def refusal(uri: str) -> EnvironmentUnavailable:
    with pytest.raises(EnvironmentUnavailable) as caught:
        blueprint(uri)
    return caught.value


def test_a_class_in_the_present_folder_runs_with_its_arguments_and_options(write: Write) -> None:
    description = blueprint(f"python:{write(WALK)}:Walk?stride=2")
    assert (description.name, description.version) == ("Walk", "0 stride=2")
    assert description.control_period == 0.25
    assert description.options == (Option("start", "", 0.5),)
    env = description.make()
    observation, _ = env.reset(seed=1, options={"start": -1.0})
    assert observation[0] == -1
    assert env.step(2)[0][0] == 1


def test_its_episode_can_be_put_aside(write: Write) -> None:
    description = blueprint(f"python:{write(WALK)}:Walk")
    assert description.has_state
    env = description.make()
    env.reset(seed=1)
    env.step(2)
    state = env.get_state()
    expected = env.step(2)[0]
    env.reset(seed=5)
    env.set_state(state)
    assert np.array_equal(env.step(2)[0], expected)


def test_an_attribute_that_came_later_is_gone_again_when_its_episode_goes_back(write: Write) -> None:
    name = write("""
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


def test_a_time_limit_can_be_put_on_it(write: Write) -> None:
    env = blueprint(f"python:{write(WALK)}:Walk?max_episode_steps=2").make()
    env.reset(seed=1)
    assert not env.step(1)[3]
    *_, truncated, info = env.step(1)
    assert truncated and info["reason"] == "time limit"


def test_an_object_that_only_behaves_like_an_environment_will_do(write: Write) -> None:
    name = write("""
    class Plain:
        observation_space = action_space = spaces.Discrete(2)
        def reset(self, *, seed=None, options=None): return 0, {}
        def step(self, action): return 1 - action, 1.0, False, False, {}
    """)
    env = blueprint(f"python:{name}:Plain").make()
    assert env.reset(seed=0) == (0, {})
    assert env.step(0)[0] == 1


REFUSED = {
    "no observation_space": (
        "class E(gymnasium.Env):\n    action_space = spaces.Discrete(2)",
        "expected observation_space to be a gymnasium.Space; there is none",
        "set self.observation_space",
    ),
    "a space of another library": (
        "class E(gymnasium.Env):\n    observation_space = (3,)\n    action_space = spaces.Discrete(2)",
        "observation_space to be a gymnasium.Space; it is builtins.tuple",
        "set self.observation_space",
    ),
    "no step": (
        """
class E:
    observation_space = action_space = spaces.Discrete(2)
    def reset(self, **_): return 0, {}
""",
        "has no method step",
        "gymnasium.Env",
    ),
    "a reset without seed": (
        """
class E(gymnasium.Env):
    observation_space = action_space = spaces.Discrete(2)
    def reset(self): return 0, {}
""",
        "reset takes no seed and no options",
        "def reset(self, *, seed=None, options=None)",
    ),
    "a reset without info": (
        """
class E(gymnasium.Env):
    observation_space = action_space = spaces.Discrete(2)
    def reset(self, *, seed=None, options=None): return 0
""",
        "reset returns 0, no tuple",
        "returns (observation, info)",
    ),
    "a step with done": (
        """
class E(gymnasium.Env):
    observation_space = action_space = spaces.Discrete(2)
    def reset(self, *, seed=None, options=None): return 0, {}
    def step(self, action): return 0, 1.0, False, {}
""",
        "step returns 4 values (0, 1.0, False, dict) (the step of Gym before 0.26, with one `done`)",
        "(observation, reward, terminated, truncated, info)",
    ),
    "a reward of several numbers": (
        """
class E(gymnasium.Env):
    observation_space = action_space = spaces.Discrete(2)
    def reset(self, *, seed=None, options=None): return 0, {}
    def step(self, action): return 0, np.zeros(2), False, False, {}
""",
        "the reward is ndarray",
        "one finite number",
    ),
    "a flag that is none": (
        """
class E(gymnasium.Env):
    observation_space = action_space = spaces.Discrete(2)
    def reset(self, *, seed=None, options=None): return 0, {}
    def step(self, action): return 0, 0.0, None, False, {}
""",
        "terminated is None",
        "both of them bool",
    ),
    "an observation of another shape": (
        """
class E(gymnasium.Env):
    observation_space = spaces.Dict(arm=spaces.Box(-1, 1, (3,)), on=spaces.Discrete(2))
    action_space = spaces.Discrete(2)
    def reset(self, *, seed=None, options=None): return {"arm": np.zeros(2, np.float32), "on": 0}, {}
""",
        "observation.arm: expected float32 [3], got float32 [2]",
        "make the two agree",
    ),
    "an observation of a wider dtype": (
        """
class E(gymnasium.Env):
    observation_space = spaces.Box(-1, 1, (3,))
    action_space = spaces.Discrete(2)
    def reset(self, *, seed=None, options=None): return np.zeros(3), {}
""",
        "observation: expected float32 [3], got float64 [3]",
        "make the two agree",
    ),
    "a space that cannot travel": (
        """
class E(gymnasium.Env):
    observation_space = spaces.Dict(net=spaces.Graph(spaces.Box(0, 1, (2,)), None))
    action_space = spaces.Discrete(2)
    def reset(self, *, seed=None, options=None): return None, {}
""",
        "observation.net is a Graph space, which cannot travel",
        "Discrete, MultiDiscrete",
    ),
    "a constructor that raises": (
        "class E(gymnasium.Env):\n    def __init__(self): raise OSError('no robot on /dev/arm')",
        "raises while it is made: OSError: no robot on /dev/arm (",
        "mend its constructor",
    ),
    "a reset that raises": (
        """
class E(gymnasium.Env):
    observation_space = action_space = spaces.Discrete(2)
    def reset(self, *, seed=None, options=None): return self.table[0], {}
""",
        "return self.table[0], {}",
        "mend the environment",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_missing_is_said_with_what_to_write(case: str, write: Write) -> None:
    text, what, remedy = REFUSED[case]
    name = write(text)
    error = refusal(f"python:{name}:E")
    assert what in error.what
    assert remedy in error.remedy


def test_a_reset_that_ignores_its_seed_is_only_warned_of(write: Write) -> None:
    name = write("""
    class E(gymnasium.Env):
        observation_space = spaces.Box(0, 1, (1,), np.float64)
        action_space = spaces.Discrete(2)
        def reset(self, *, seed=None, options=None): return np.random.default_rng().random(1), {}
        def step(self, action): return np.zeros(1), 0.0, False, False, {}
    """)
    (warning,) = blueprint(f"python:{name}:E").warnings
    assert warning.endswith("two resets with the same seed differ; draw from self.np_random")


@pytest.mark.parametrize("value", ["2.0", "np.nan"])
def test_an_observation_out_of_bounds_is_warned_of(value: str, write: Write) -> None:
    name = write(f"""
    class E(gymnasium.Env):
        observation_space = spaces.Box(-1, 1, (3,))
        action_space = spaces.Discrete(2)
        def reset(self, *, seed=None, options=None): return np.array([0, {value}, 0], np.float32), {{}}
        def step(self, action): return np.zeros(3, np.float32), 0.0, False, False, {{}}
    """)
    (warning,) = blueprint(f"python:{name}:E").warnings
    element = f"observation element 1 is {value.removeprefix('np.')}"
    assert f"reset is not in its observation_space: {element}, expected a number from -1.0 to 1.0" in warning


@pytest.mark.parametrize("part", ["constructor", "first reset", "first step"])
def test_a_part_of_the_start_that_takes_long_is_told_while_it_does(
    part: str, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = write(f"""
    import threading
    told = threading.Event()
    class Slow(gymnasium.Env):
        observation_space = action_space = spaces.Discrete(2)
        def __init__(self): self.wait("constructor")
        def wait(self, part): assert part != "{part}" or told.wait(20)
        def reset(self, *, seed=None, options=None): self.wait("first reset"); return 0, {{}}
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


def test_a_module_that_fails_shows_its_own_last_lines(write: Write) -> None:
    name = write("speed = 3\nlimit = speed / 0\n")
    error = refusal(f"python:{name}:E")
    assert "limit = speed / 0" in error.what
    assert "ZeroDivisionError: division by zero" in error.what
    assert f"{name}.py" in error.what


def test_a_package_the_module_needs_is_named(write: Write) -> None:
    error = refusal(f"python:{write('import no_such_engine')}:E")
    assert 'needs "no_such_engine", which is not installed' in error.what


def test_a_missing_module_is_answered_with_those_that_are_here(write: Write) -> None:
    name = write(WALK)
    error = refusal(f"python:{name}x:Walk")
    assert f'there is no module "{name}x"' in error.what
    assert f"did you mean {name}?" in error.remedy


def test_a_missing_class_is_answered_with_those_of_the_module(write: Write) -> None:
    error = refusal(f"python:{write(WALK)}:Wlak")
    assert error.remedy == "did you mean Walk? legal are: Walk"


def test_an_unknown_argument_is_answered_with_the_legal_ones(write: Write) -> None:
    error = refusal(f"python:{write(WALK)}:Walk?strid=2")
    assert error.what == 'Walk has no argument "strid"'
    assert error.remedy.startswith("did you mean stride? legal are: ")


@pytest.mark.parametrize("uri", ["python:", "python:walk", "python::Walk", "python:walk:"])
def test_a_name_without_class_is_refused(uri: str) -> None:
    assert refusal(uri).remedy == "write python:MODULE:CLASS"
