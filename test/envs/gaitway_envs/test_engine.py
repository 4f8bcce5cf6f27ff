"""Environments that break in every way, here or in processes: their episode ends with the reason, nothing else."""

from __future__ import annotations

import os
import signal
import time

import numpy as np
import pytest
from conftest import wait_until
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb

FINE, BREAK = [0.0], [1.0]


@pytest.mark.parametrize("processes", ["0", "2"])
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("raise", "RuntimeError: boom (mend it: broken.py:"),
        ("nan", "observation element 1 is nan, expected a number from 0.0 to 1000.0"),
        ("inf", "observation element 0 is inf"),
        ("shape", "observation: expected float64 [2], got float64 [3]"),
        ("dtype", "observation: expected float64 [2], got complex128 [2]"),
        ("none", "observation: expected float64 [2], got object []"),
        ("bounds", "observation element 1 is 2000.0, expected a number from 0.0 to 1000.0"),
        ("reward", "reward is nan, expected a finite number"),
        ("four", "step returned 4 values, expected (observation, reward, terminated, truncated, info)"),
    ],
)
def test_a_step_that_breaks_its_spec_loses_its_own_episode_only(serve, connect, processes, fault, reason):
    agent = connect(serve(f"toy:broken?fault={fault}", "--envs", "4", "--processes", processes))
    agent.reset([0, 1, 2, 3])
    agent.step([0, 1, 2, 3], [FINE] * 4)
    answer = agent.step([3, 2, 1, 0], [FINE, BREAK, FINE, FINE])
    assert list(answer.step.lost_env_ids) == [2]
    assert list(answer.step.truncated) == [False, True, False, False]
    assert list(answer.step.terminated) == [False] * 4
    assert list(answer.step.rewards) == [1, 0, 1, 1]
    assert answer.arrays[0].tolist() == [[2, 0], [1, 0], [2, 0], [2, 0]]
    assert answer.step.reasons[1].startswith(reason), answer.step.reasons
    assert agent.step([2], [FINE]).error.code == pb.Error.RESET_NEEDED
    assert agent.reset([2]).arrays[0].tolist() == [[0, 0]]
    assert agent.step([0, 1, 2, 3], [FINE] * 4).arrays[0][:, 0].tolist() == [3, 3, 1, 3]


@pytest.mark.parametrize(
    ("fault", "how"), [("exit", "its process ended with code 3"), ("kill", "its process ended by SIGSEGV")]
)
def test_a_process_that_dies_takes_its_own_environments_only(serve, connect, fault, how):
    server = serve(f"toy:broken?fault={fault}", "--envs", "4", "--processes", "2")
    agent = connect(server)
    agent.reset([0, 1, 2, 3])
    answer = agent.step([0, 2], [BREAK, FINE])
    assert list(answer.step.lost_env_ids) == [0]
    assert list(answer.step.reasons) == [how, ""]
    assert answer.arrays[0].tolist() == [[0, 0], [1, 0]]
    idle = agent.step([1], [FINE]).error
    assert (idle.code, idle.message, list(idle.env_ids)) == (pb.Error.EPISODE_LOST, how, [1])
    assert agent.step([1], [FINE]).error.code == pb.Error.RESET_NEEDED
    assert agent.step([2, 3], [FINE, FINE]).arrays[0][:, 0].tolist() == [2, 1]
    assert agent.reset([0, 1]).arrays[0].tolist() == [[0, 0]] * 2
    assert agent.step([0, 1, 2, 3], [FINE] * 4).arrays[0][:, 0].tolist() == [1, 1, 3, 2]
    assert f"environments 0 to 1 are made again: {how}" in server.stderr()


def test_a_killed_process_is_noticed_while_nobody_asks(serve, connect):
    server = serve("toy:broken", "--envs", "2", "--processes", "1")
    agent = connect(server)
    agent.reset([0, 1])
    (worker,) = server.children()
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: worker not in server.children(), "the burial")
    error = agent.step([0, 1], [FINE, FINE]).error
    assert (error.code, error.message) == (pb.Error.EPISODE_LOST, "its process ended by SIGKILL")


def test_the_restarts_of_a_process_are_bounded_and_the_refusal_says_so(serve, connect):
    agent = connect(serve("toy:broken?fault=kill", "--envs", "1", "--processes", "1"))
    for _ in range(6):
        assert agent.reset([0]).reply.HasField("reset")
        assert agent.step([0], [BREAK]).step.lost_env_ids == [0]
    error = agent.reset([0]).error
    assert error.code == pb.Error.EPISODE_LOST
    assert "5 restarts, 5 of them in the last minute (allowed: 20 in all, 5 a minute)" in error.message
    assert "SIGSEGV" in error.message
    assert agent.ask(heartbeat=pb.Heartbeat()).reply.HasField("heartbeat")


@pytest.mark.parametrize("processes", ["0", "1"])
def test_a_reset_that_raises_names_the_environment_and_what_was_raised(serve, connect, processes):
    agent = connect(serve("toy:broken?fault=reset", "--envs", "2", "--processes", processes))
    error = agent.reset([0, 1], fail=True).error
    assert (error.code, list(error.env_ids)) == (pb.Error.EPISODE_LOST, [0, 1])
    assert "environment 0: RuntimeError: boom (mend it: broken.py:" in error.message
    assert agent.step([0], [FINE]).error.code == pb.Error.RESET_NEEDED
    assert agent.reset([0, 1]).reply.HasField("reset")


def test_a_step_that_hangs_ends_with_the_deadline_of_the_reset_behind_it(serve, connect):
    server = serve("toy:broken?fault=hang", "--envs", "2", "--processes", "2")
    agent = connect(server)
    agent.reset([0, 1])
    assert agent.step([0], [BREAK], ttl_ms=200).error.code == pb.Error.DEADLINE_EXCEEDED
    assert agent.step([1], [FINE]).arrays[0].tolist() == [[1, 0]]
    stuck = agent.ask(reset=pb.Reset(env_ids=[0], seeds=[1]), ttl_ms=300).error
    assert stuck.code == pb.Error.DEADLINE_EXCEEDED
    assert agent.reset([0]).arrays[0].tolist() == [[0, 0]]
    assert agent.step([0, 1], [FINE, FINE]).arrays[0][:, 0].tolist() == [1, 2]


def test_a_process_that_was_stopped_is_paused_not_busy(serve, connect):
    server = serve("toy:identity", "--envs", "2", "--processes", "2")
    agent = connect(server)
    agent.reset([0, 1])
    first = min(server.children())
    os.kill(first, signal.SIGSTOP)
    try:
        waiting = [agent.send_step([env], [[1, 2]]) for env in (0, 1)]
        wait_until(lambda: agent.ask(heartbeat=pb.Heartbeat()).reply.heartbeat.busy, "a busy environment")
        wait_until(
            lambda: len(agent.ask(heartbeat=pb.Heartbeat()).reply.heartbeat.busy) == 1, "the other's step"
        )
        (status,) = agent.ask(heartbeat=pb.Heartbeat()).reply.heartbeat.busy
        assert status.paused
    finally:
        os.kill(first, signal.SIGCONT)
    for request_id in waiting:
        assert agent.receive(request_id).arrays[0].tolist() == [[1, 2]]


@pytest.mark.parametrize("uri", ["toy:states", "toy:spaces"])
def test_the_same_seed_is_the_same_episode_in_any_process(serve, connect, uri):
    seen = []
    for processes in ("0", "3"):
        agent = connect(serve(uri, "--envs", "3", "--processes", processes))
        answer = agent.reset([2, 0, 1], [7, 7, 8])
        assert [array[0].tolist() for array in answer.arrays] == [
            array[1].tolist() for array in answer.arrays
        ]
        seen.append([array.tolist() for array in answer.arrays])
    assert seen[0] == seen[1]


def test_a_batch_starts_the_next_episode_in_the_step_after_the_end(serve, connect):
    agent = connect(serve("gym:CartPole-v1", "--envs", "16"))
    hello = agent.hello()
    assert hello.spec.autoreset_mode == pb.AUTORESET_MODE_NEXT_STEP
    everybody = list(range(16))
    first = agent.reset(everybody).arrays[0]
    assert np.abs(first).max() <= 0.05
    ended_at: dict[int, int] = {}
    for step in range(60):
        answer = agent.ask([np.ones(16, np.int64)], step=pb.Step(env_ids=everybody))
        for env in everybody:
            if ended_at.get(env) == step - 1:
                assert answer.step.rewards[env] == 0
                assert np.abs(answer.arrays[0][env]).max() <= 0.05
            if answer.step.terminated[env]:
                assert answer.step.reasons[env] == "terminated"
                ended_at[env] = step
    assert len(ended_at) == 16
    assert agent.reset(everybody).arrays[0].tolist() == first.tolist()


def test_environments_of_a_batch_go_their_own_ways(serve, connect):
    agent = connect(serve("gym:CartPole-v1", "--envs", "5"))
    agent.reset([0, 1, 2, 3, 4], [1, 2, 3, 4, 5])
    alone = connect(serve("gym:CartPole-v1", "--processes", "0"))
    start = alone.reset([0], [3]).arrays[0].tolist()
    assert agent.reset([2, 4], [3, 3]).arrays[0].tolist() == start * 2
    for _ in range(3):
        expected = alone.ask([np.ones(1, np.int64)], step=pb.Step(env_ids=[0])).arrays[0]
        answer = agent.ask([np.ones(2, np.int64)], step=pb.Step(env_ids=[4, 2]))
        assert list(answer.step.env_ids) == [4, 2]
        assert np.allclose(answer.arrays[0], np.repeat(expected, 2, axis=0), atol=1e-6)


def test_asking_for_processes_gives_environments_that_go_their_own_ways(serve, connect):
    agent = connect(serve("gym:CartPole-v1", "--envs", "4", "--processes", "2"))
    assert agent.hello().spec.autoreset_mode == pb.AUTORESET_MODE_DISABLED
    agent.reset([1])
    answer = agent.ask([np.ones(1, np.int64)], step=pb.Step(env_ids=[1]))
    assert list(answer.step.env_ids) == [1]


@pytest.mark.parametrize("processes", ["0", "2"])
def test_the_simulator_itself_is_asked_through_its_process(serve, connect, processes):
    agent = connect(serve("gym:InvertedPendulum-v5", "--envs", "2", "--processes", processes))
    hello = agent.hello()
    assert {"properties", "state"} <= set(hello.capabilities)
    agent.reset([0, 1])
    action = np.full((1, 1), 0.5, np.float32)
    agent.ask([action], step=pb.Step(env_ids=[0]))
    saved = agent.ask(get_state=pb.GetState(env_ids=[0]))
    ahead = [agent.ask([action], step=pb.Step(env_ids=[0])).arrays[0].tolist() for _ in range(3)]
    restored = agent.ask([saved.arrays[0]], set_state=pb.SetState(env_ids=[0]))
    assert list(restored.reply.set_state.env_ids) == [0] or restored.reply.HasField("set_state")
    assert [agent.ask([action], step=pb.Step(env_ids=[0])).arrays[0].tolist() for _ in range(3)] == ahead
    (known,) = [p for p in hello.spec.properties if p.name == "gravity" or p.name.startswith("gravity")][:1]
    read = agent.ask(
        read_properties=pb.ReadProperties(env_ids=[0, 1], names=[known.name])
    ).reply.read_properties
    assert [env.values[known.name] for env in read.envs] == [known.default_value] * 2
    broken = agent.ask([np.zeros(3, np.uint8)], set_state=pb.SetState(env_ids=[0])).error
    assert broken.code == pb.Error.INVALID_REQUEST
    unknown = agent.ask(read_properties=pb.ReadProperties(env_ids=[0], names=["colour"])).error
    assert 'has no property "colour"; its properties are: ' in unknown.message


def test_many_environments_in_flight_are_all_answered(serve, connect):
    agent = connect(serve("toy:identity", "--envs", "64", "--processes", "2"))
    everybody = list(range(64))
    agent.reset(everybody)
    received: list[int] = []
    agent.step(everybody, np.arange(128.0).reshape(64, 2), min_batch=0)
    until = time.monotonic() + 20
    while len(received) < 64 and time.monotonic() < until:
        answer = agent.step([], None, min_batch=8)
        for env, row in zip(answer.step.env_ids, answer.arrays[0].tolist(), strict=True):
            assert row == [2.0 * env, 2.0 * env + 1]
            received.append(env)
    assert sorted(received) == everybody
