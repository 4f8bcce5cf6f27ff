"""A Gymnasium environment that cannot be had, or not all of it: the user reads what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import gaitway_envs
import gymnasium
import pytest
from gaitway_envs.adapters import blueprint
from gaitway_envs.blueprint import EnvironmentUnavailable
from refused import refusal


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


@pytest.mark.parametrize("uri", ["gym:CartPole-v1", "gym:CartPole-v1?render_mode=human"])
def test_a_render_mode_that_is_none_or_opens_a_window_is_refused(uri: str) -> None:
    with pytest.raises(EnvironmentUnavailable, match="to be asked for; use rgb_array"):
        blueprint(uri, None if "?" in uri else "nope")


@pytest.mark.parametrize(
    "query, wrong", [("?a", '"a"'), ("?=1", '"=1"'), ("?length=1&length=2", '"length" is given twice')]
)
def test_a_query_that_is_none_is_refused(query: str, wrong: str) -> None:
    assert wrong in refusal(f"gym:CartPole-v1{query}").what


@pytest.mark.parametrize("limit", ["0", "-1", "1.5", "many", "true"])
def test_a_time_limit_that_is_no_number_of_steps_is_refused(limit: str) -> None:
    assert "expected a whole number, 1 or more" in refusal(f"gym:CartPole-v1?max_episode_steps={limit}").what


def test_what_its_package_misses_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in [name for name in sys.modules if name.startswith("gymnasium.envs.box2d")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "Box2D", None)
    assert 'pip install "gymnasium[box2d]"' in refusal("gym:LunarLander-v3").remedy


def test_a_missing_emulator_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in gymnasium.registry if name.startswith("ALE/")]:
        monkeypatch.delitem(gymnasium.registry, name)
    monkeypatch.setitem(sys.modules, "ale_py", None)
    assert "ale-py" in refusal("gym:ALE/Pong-v5").remedy


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
