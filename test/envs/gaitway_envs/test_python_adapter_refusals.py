"""A user's class that cannot be served: the user reads what it lacks, with the line to write."""

from __future__ import annotations

import pytest
from refused import refusal

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
        "no robot on /dev/arm",
    ),
    "a reset that raises": (
        """
class E(gymnasium.Env):
    observation_space = action_space = spaces.Discrete(2)
    def reset(self, *, seed=None, options=None): return self.table[0], {}
""",
        "raises in its first reset or step: AttributeError: 'E' object has no attribute 'table' (",
        "return self.table[0], {}",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_missing_is_said_with_what_to_write(case: str, write_module) -> None:
    text, what, remedy = REFUSED[case]
    name = write_module(text)
    error = refusal(f"python:{name}:E")
    assert what in error.what
    assert remedy in error.remedy


def test_a_module_that_fails_shows_its_own_last_lines_and_nobody_elses(write_module) -> None:
    name = write_module("""
    speed = 3
    def slow_down(): return speed / 0
    limit = slow_down()
    """)
    error = refusal(f"python:{name}:E")
    assert f'module "{name}" raises while it is imported: ZeroDivisionError: division by zero (' in error.what
    frames = [line.strip() for line in error.remedy.splitlines()[1:]]
    assert [f"{name}.py" in frame for frame in frames] == [True, False, True, False, False]
    assert frames[1::2] == ["limit = slow_down()", "def slow_down(): return speed / 0"]
    assert frames[-1] == "ZeroDivisionError: division by zero"


def test_a_module_that_is_no_python_is_told_with_its_own_line(write_module) -> None:
    name = write_module("class E(:")
    assert refusal(f"python:{name}:E").what.endswith(f"SyntaxError: invalid syntax ({name}.py, line 5)")


def test_a_package_the_module_needs_is_named(write_module) -> None:
    error = refusal(f"python:{write_module('import no_such_engine')}:E")
    assert 'needs "no_such_engine", which is not installed' in error.what


def test_a_missing_module_is_answered_with_those_that_are_here(write_module) -> None:
    name = write_module(WALK)
    error = refusal(f"python:{name}x:Walk")
    assert f'there is no module "{name}x"' in error.what
    assert f"did you mean {name}?" in error.remedy


def test_a_missing_class_is_answered_with_those_of_the_module(write_module) -> None:
    error = refusal(f"python:{write_module(WALK)}:Wlak")
    assert error.remedy == "did you mean Walk? legal are: Walk"


def test_an_unknown_argument_is_answered_with_the_legal_ones(write_module) -> None:
    error = refusal(f"python:{write_module(WALK)}:Walk?strid=2")
    assert error.what == 'Walk has no argument "strid"'
    assert error.remedy.startswith("did you mean stride? legal are: ")


@pytest.mark.parametrize("uri", ["python:", "python:walk", "python::Walk", "python:walk:"])
def test_a_name_without_class_is_refused(uri: str) -> None:
    assert refusal(uri).remedy == "write python:MODULE:CLASS"
