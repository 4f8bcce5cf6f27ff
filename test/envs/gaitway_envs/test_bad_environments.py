"""What an agent is told when an environment misbehaves behind the real server, and that the other ones go on."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from os import environ
from pathlib import Path

import numpy as np
import pytest
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from peer import PACKAGE, Peer, serve_command

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
    "raises": (1, f"RuntimeError: boom (faulty.py:{LINE})"),
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

Serve = Callable[..., Peer]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("user")
    (path / "faulty.py").write_text(MODULE)
    return path


@pytest.fixture(scope="module", params=["0", "2"], ids=["in the server", "in processes"])
def peer(folder: Path, request: pytest.FixtureRequest) -> Iterator[Peer]:
    peer = Peer("python:faulty:Faulty", "--envs", "3", "--processes", request.param, folder=folder)
    yield peer
    peer.close()


@pytest.fixture(scope="module")
def processes(folder: Path) -> Iterator[Peer]:
    peer = Peer("python:faulty:Faulty", "--envs", "3", "--processes", "3", folder=folder)
    yield peer
    peer.close()


def five_good_steps(peer: Peer) -> None:
    assert peer.reset([0, 1, 2]).WhichOneof("kind") == "reset"
    for _ in range(5):
        assert not peer.step([0, 1, 2], np.zeros(3, np.int64)).step.lost_env_ids


def fail(peer: Peer, action: int) -> pb.StepReply:
    """Environment 1 does what `action` says, the other two a good step."""
    five_good_steps(peer)
    reply = peer.step([0, 1, 2], np.array([0, action, 0]))
    assert reply.WhichOneof("kind") == "step", reply.error
    return reply.step


def require_only_the_second_is_lost(peer: Peer, step: pb.StepReply) -> None:
    assert list(step.lost_env_ids) == [1]
    assert list(step.truncated) == [False, True, False]
    assert list(step.terminated) == [False] * 3
    assert list(step.rewards) == [1, 0, 1]
    assert peer.arrays[0].tolist() == [[6, 6], [5, 5], [6, 6]]


def require_it_runs_again_after_a_reset(peer: Peer) -> None:
    assert not peer.step([0, 2], np.zeros(2, np.int64)).step.lost_env_ids
    assert peer.arrays[0].tolist() == [[7, 7], [7, 7]]
    refused = peer.step([1], np.zeros(1, np.int64)).error
    assert refused.code == pb.Error.RESET_NEEDED
    assert list(refused.env_ids) == [1]
    assert peer.reset([1]).WhichOneof("kind") == "reset"
    assert not peer.step([1], np.zeros(1, np.int64)).step.lost_env_ids
    assert peer.arrays[0].tolist() == [[1, 1]]


@pytest.mark.parametrize("fault", FAULTS)
def test_an_environment_that_fails_loses_its_episode_and_no_other(fault: str, peer: Peer) -> None:
    action, reason = FAULTS[fault]
    step = fail(peer, action)
    require_only_the_second_is_lost(peer, step)
    assert reason in step.reasons[1]
    require_it_runs_again_after_a_reset(peer)


@pytest.mark.parametrize("death", DEATHS)
def test_an_environment_whose_process_dies_loses_its_episode_and_no_other(
    death: str, processes: Peer
) -> None:
    action, reason = DEATHS[death]
    step = fail(processes, action)
    require_only_the_second_is_lost(processes, step)
    assert reason in step.reasons[1]
    require_it_runs_again_after_a_reset(processes)


def test_a_reset_that_raises_names_the_environment_and_what_was_raised(peer: Peer) -> None:
    five_good_steps(peer)
    error = peer.reset([1], fail=True).error
    assert error.code == pb.Error.EPISODE_LOST
    assert list(error.env_ids) == [1]
    assert "OSError: the robot did not stand up (faulty.py:" in error.message
    assert error.remedy
    assert error.session_usable
    assert not peer.step([0, 2], np.zeros(2, np.int64)).step.lost_env_ids
    assert peer.reset([1]).WhichOneof("kind") == "reset"


def test_an_option_the_class_does_not_declare_is_refused_and_nothing_is_reset(peer: Peer) -> None:
    five_good_steps(peer)
    error = peer.reset([1], slope=True).error
    assert error.code == pb.Error.INVALID_REQUEST
    assert "slope" in error.message
    peer.step([1], np.zeros(1, np.int64))
    assert peer.arrays[0].tolist() == [[6, 6]]


BAD_NAMES = {
    "gym:HalfCheeta-v5": ('Gymnasium knows no environment "HalfCheeta-v5"', "did you mean HalfCheetah-v5"),
    "gim:HalfCheetah-v5": ('environment "gim:HalfCheetah-v5" is of no kind known here', "gym:ID"),
    "python:faulty:Fault": ('module "faulty" has no class "Fault"', "did you mean Faulty?"),
    "python:broken:E": ("ValueError: bad wheel", "mend the module"),
    "mujoco:none.xml": ("there is no model none.xml", "give the path of an MJCF file"),
}


@pytest.mark.parametrize("uri", BAD_NAMES)
def test_a_server_that_cannot_start_says_why_and_ends(uri: str, folder: Path) -> None:
    (folder / "broken.py").write_text("raise ValueError('bad wheel')")
    what, remedy = BAD_NAMES[uri]
    ended = subprocess.run(
        serve_command(uri),
        cwd=folder,
        env={**environ, "PYTHONPATH": PACKAGE},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("gaitway_envs: ")
    assert what in ended.stderr
    assert remedy in ended.stderr
    assert "site-packages" not in ended.stderr
