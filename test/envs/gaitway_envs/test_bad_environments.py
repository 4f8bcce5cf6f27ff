"""What an agent is told when an environment misbehaves behind the real server, and that the other ones go on."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, Agent, Answer, start_server
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb

MODULE = """
import os
import gymnasium
import numpy as np
from gymnasium import spaces

class Faulty(gymnasium.Env):
    observation_space = spaces.Box(-10, 10, (2,), np.float32)
    action_space = spaces.Discrete(12)
    reset_options = {"fail": False}

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        if options and options["fail"]:
            raise OSError("the robot did not stand up")
        self.steps = 0
        return np.zeros(2, np.float32), {}

    def step(self, action):
        self.steps += 1
        good = np.full(2, self.steps, np.float32)
        if self.steps == 6:
            if action == 1: raise RuntimeError("boom")
            if action == 2: return np.array([0, np.nan], np.float32), 1.0, False, False, {}
            if action == 3: return np.zeros(3, np.float32), 1.0, False, False, {}
            if action == 4: return good.astype(np.float64), 1.0, False, False, {}
            if action == 5: return np.array([0, 11], np.float32), 1.0, False, False, {}
            if action == 6: return good, float("inf"), False, False, {}
            if action == 7: return good, 1.0, False, {}
            if action == 8: return None, 1.0, False, False, {}
            if action == 9: raise SystemExit(3)
            if action == 10: os._exit(7)
            if action == 11: os.abort()
        return good, 1.0, False, False, {}
"""
"""Six steps into an episode it does what its action says; before that, as when it is tried, nothing is wrong."""

LINE = 1 + next(i for i, line in enumerate(MODULE.splitlines()) if "boom" in line)
FAULTS = {
    "raises": (1, f"RuntimeError: boom (mend it: faulty.py:{LINE})"),
    "returns nan": (2, "observation element 1 is nan, expected a number from -10.0 to 10.0"),
    "returns another shape": (3, "observation: expected float32 [2], got float32 [3]"),
    "returns another dtype": (4, "observation: expected float32 [2], got float64 [2]"),
    "leaves its space": (5, "observation element 1 is 11.0, expected a number from -10.0 to 10.0"),
    "returns no finite reward": (6, "reward is inf, expected a finite number"),
    "returns four values": (7, "step returned 4 values, expected (observation, reward, terminated, "),
    "returns nothing": (8, "observation: expected float32 [2], got object []"),
    "asks to exit": (9, "SystemExit: 3"),
}
DEATHS = {"exits": (10, "its process ended with code 7"), "aborts": (11, "SIGABRT")}

PACKAGE = ROOT / "envs"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("user")
    (path / "faulty.py").write_text(MODULE)
    return path


@contextlib.contextmanager
def serving_three(folder: Path, processes: str) -> Iterator[Agent]:
    arguments = ("python:faulty:Faulty", "--envs", "3", "--processes", processes, "--child")
    server = start_server(folder / "stderr", *arguments, PYTHONPATH=f"{PACKAGE}:{folder}")
    try:
        agent = Agent(json.loads(server.stdout.readline())["endpoint"])
        agent.hello()
        yield agent
        agent.close()
    finally:
        server.stdin.close()
        assert server.wait(20) == 0
        server.stdout.close()


@pytest.fixture(scope="module", params=["0", "2"], ids=["in the server", "in processes"])
def agent(folder: Path, request: pytest.FixtureRequest) -> Iterator[Agent]:
    with serving_three(folder, request.param) as agent:
        yield agent


@pytest.fixture(scope="module")
def agent_of_processes(folder: Path) -> Iterator[Agent]:
    with serving_three(folder, "3") as agent:
        yield agent


def step(agent: Agent, env_ids: list[int], *actions: int) -> Answer:
    return agent.ask([np.array(actions, np.int64)], step=pb.Step(env_ids=env_ids))


def five_good_steps(agent: Agent) -> None:
    assert agent.reset([0, 1, 2]).reply.WhichOneof("kind") == "reset"
    for _ in range(5):
        assert not step(agent, [0, 1, 2], 0, 0, 0).step.lost_env_ids


def require_only_the_second_is_lost(answer: Answer, reason: str) -> None:
    assert list(answer.step.lost_env_ids) == [1]
    assert list(answer.step.truncated) == [False, True, False]
    assert list(answer.step.terminated) == [False] * 3
    assert list(answer.step.rewards) == [1, 0, 1]
    assert answer.arrays[0].tolist() == [[6, 6], [5, 5], [6, 6]]
    assert reason in answer.step.reasons[1]


def require_it_runs_again_after_a_reset(agent: Agent) -> None:
    others = step(agent, [0, 2], 0, 0)
    assert not others.step.lost_env_ids
    assert others.arrays[0].tolist() == [[7, 7], [7, 7]]
    refused = step(agent, [1], 0).error
    assert refused.code == pb.Error.RESET_NEEDED
    assert list(refused.env_ids) == [1]
    assert agent.reset([1]).reply.WhichOneof("kind") == "reset"
    assert step(agent, [1], 0).arrays[0].tolist() == [[1, 1]]


@pytest.mark.parametrize("fault", FAULTS)
def test_an_environment_that_fails_loses_its_episode_and_no_other(fault: str, agent: Agent) -> None:
    action, reason = FAULTS[fault]
    five_good_steps(agent)
    require_only_the_second_is_lost(step(agent, [0, 1, 2], 0, action, 0), reason)
    require_it_runs_again_after_a_reset(agent)


@pytest.mark.parametrize("death", DEATHS)
def test_an_environment_whose_process_dies_loses_its_episode_and_no_other(
    death: str, agent_of_processes: Agent
) -> None:
    action, reason = DEATHS[death]
    five_good_steps(agent_of_processes)
    require_only_the_second_is_lost(step(agent_of_processes, [0, 1, 2], 0, action, 0), reason)
    require_it_runs_again_after_a_reset(agent_of_processes)


def test_a_reset_that_raises_names_the_environment_and_what_was_raised(agent: Agent) -> None:
    five_good_steps(agent)
    error = agent.reset([1], fail=True).error
    assert error.code == pb.Error.EPISODE_LOST
    assert list(error.env_ids) == [1]
    assert "OSError: the robot did not stand up (mend it: faulty.py:" in error.message
    assert error.remedy
    assert error.session_usable
    assert not step(agent, [0, 2], 0, 0).step.lost_env_ids
    assert agent.reset([1]).reply.WhichOneof("kind") == "reset"


def test_an_option_the_class_does_not_declare_is_refused_and_nothing_is_reset(agent: Agent) -> None:
    five_good_steps(agent)
    error = agent.reset([1], slope=True).error
    assert error.code == pb.Error.INVALID_REQUEST
    assert "slope" in error.message
    assert step(agent, [1], 0).arrays[0].tolist() == [[6, 6]]


BAD_NAMES = {
    "gym:HalfCheeta-v5": ('Gymnasium knows no environment "HalfCheeta-v5"', "did you mean HalfCheetah-v5"),
    "gim:HalfCheetah-v5": ('environment "gim:HalfCheetah-v5" is of no kind known here', "gym:ID"),
    "python:faulty:Fault": ('module "faulty" has no class "Fault"', "did you mean Faulty?"),
    "python:broken:E": ("ValueError: bad wheel (broken.py:1)", "raise ValueError('bad wheel')"),
    "mujoco:none.xml": ("there is no model none.xml", "give the path of an MJCF file"),
}


@pytest.mark.parametrize("uri", BAD_NAMES)
def test_a_server_that_cannot_start_says_why_and_ends(uri: str, folder: Path) -> None:
    (folder / "broken.py").write_text("raise ValueError('bad wheel')")
    what, remedy = BAD_NAMES[uri]
    ended = subprocess.run(
        [sys.executable, "-m", "gaitway_envs", "serve", uri],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("gaitway_envs: ")
    assert what in ended.stderr
    assert remedy in ended.stderr
    assert "site-packages" not in ended.stderr
