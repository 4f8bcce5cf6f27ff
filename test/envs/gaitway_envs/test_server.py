"""The conversation: sessions, ids, deadlines, ownership, pools, resume; against real servers."""

from __future__ import annotations

import os
import signal
import time

import numpy as np
import pytest
from conftest import is_alive, start_server, wait_until
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb


@pytest.fixture(scope="module", params=["0", "2"], ids=["inline", "processes"])
def identity(request, serve_all):
    return serve_all("toy:identity", "--envs", "4", "--processes", request.param)


def test_each_environment_answers_with_its_own_action(identity, connect):
    agent = connect(identity)
    first = agent.reset([3, 1], [7, 1008])
    assert list(first.reply.reset.env_ids) == [3, 1]
    assert first.arrays[0].tolist() == [[7, 0], [8, 0]]
    answer = agent.step([1, 3], [[1, 2], [3, 4]])
    assert list(answer.step.env_ids) == [1, 3]
    assert answer.arrays[0].tolist() == [[1, 2], [3, 4]]
    assert list(answer.step.rewards) == [1, 3]
    assert list(answer.step.terminated) == [False, False] == list(answer.step.truncated)


def test_requests_that_overlap_are_answered_each_with_its_own(identity, connect):
    agent = connect(identity)
    agent.reset([0, 1, 2, 3])
    for round_ in range(20):
        ids = [agent.send_step([env], [[round_, env]]) for env in range(4)]
        for env, request_id in enumerate(ids):
            assert agent.receive(request_id).arrays[0].tolist() == [[round_, env]]


@pytest.mark.parametrize(
    ("env_ids", "actions", "said"),
    [
        ([], np.zeros((0, 2)), "at least one environment"),
        ([4], [[0, 0]], "from 0 to 3 of toy:identity, got 4"),
        ([1, 1], [[0, 0], [0, 0]], "environment 1 is named twice"),
        ([0], [[0, 0, 0]], "expected one tensor float64 [1, 2], got float64 [1, 3]"),
        ([0, 1], [[0, 0]], "expected one tensor float64 [2, 2], got float64 [1, 2]"),
        ([0], None, "got none"),
        ([0, 1], [[0, 0], [0, float("nan")]], "action of environment 1, element 1"),
        ([0, 1], [[0, float("inf")], [0, 0]], "action of environment 0, element 1"),
        (
            [2],
            [[0, 1e7]],
            "expected a number from -1000000.0 to 1000000.0, got 10000000.0; nothing was applied",
        ),
    ],
)
def test_a_step_that_is_refused_names_what_is_wrong_and_changes_nothing(
    identity, connect, env_ids, actions, said
):
    agent = connect(identity)
    agent.reset([0, 1, 2, 3])
    error = agent.step(env_ids, actions).error
    assert error.code == pb.Error.INVALID_REQUEST
    assert said in error.message
    assert error.session_usable
    assert agent.step([0, 1, 2, 3], np.ones((4, 2))).arrays[0].tolist() == [[1, 1]] * 4


def test_an_action_out_of_bounds_is_clipped_where_the_server_says_so(serve, connect):
    agent = connect(serve("toy:bowl", "--envs", "3", "--actions", "clip"))
    agent.reset([0, 1, 2])
    answer = agent.step([2, 0, 1], [[0.5, -0.25, 0.1], [9, -0.25, 0.1], [0.5, -9, 0.1]])
    assert list(answer.step.clipped_env_ids) == [0, 1]
    assert answer.step.rewards == pytest.approx([0, -0.25, -(0.75**2)])
    assert list(answer.step.reasons) == ["bottom"] * 3


def test_clipping_does_not_make_a_number_of_nan(serve, connect):
    agent = connect(serve("toy:bowl", "--actions", "clip"))
    agent.reset([0])
    assert "expected a finite number, got nan" in agent.step([0], [[0, float("nan"), 0]]).error.message


def test_an_episode_that_is_over_or_never_began_needs_a_reset(serve, connect):
    agent = connect(serve("toy:bowl", "--envs", "2"))
    assert agent.step([0], [[0, 0, 0]]).error.code == pb.Error.RESET_NEEDED
    agent.reset([0])
    assert agent.step([0], [[0, 0, 0]]).step.terminated == [True]
    error = agent.step([0], [[0, 0, 0]]).error
    assert (error.code, list(error.env_ids)) == (pb.Error.RESET_NEEDED, [0])


def test_an_unknown_option_and_one_of_another_type_are_refused(serve, connect):
    agent = connect(serve("toy:broken?fault=reset"))
    assert 'has no option "speed"; its options are: fail' in agent.reset([0], speed=1.0).error.message
    assert 'option "fail" of toy:broken: expected a boolean' in agent.reset([0], fail=1.0).error.message
    assert agent.reset([0], fail=False).reply.HasField("reset")


def test_a_request_id_that_does_not_grow_is_dropped_and_applied_once(identity, connect):
    agent = connect(identity)
    agent.reset([0])
    array = np.array([[5.0, 6.0]])
    message = agent.request([array], step=pb.Step(env_ids=[0]))
    frames = [message.SerializeToString(), array.tobytes()]
    agent.send_raw(frames)
    agent.send_raw(frames)
    assert agent.receive(message.request_id).arrays[0].tolist() == [[5, 6]]
    assert agent.nothing_comes()


def test_what_does_not_decode_is_refused_by_its_id_or_dropped(identity, connect):
    agent = connect(identity)
    array = np.zeros((1, 2))
    lying = agent.request([array], step=pb.Step(env_ids=[0]))
    agent.send_raw([lying.SerializeToString(), b"short"])
    assert agent.receive(lying.request_id).error.code == pb.Error.MALFORMED
    huge = agent.request([array], step=pb.Step(env_ids=[0]))
    huge.tensors[0].shape[:] = [2**31, 2**31]
    agent.send_raw([huge.SerializeToString(), array.tobytes()])
    assert agent.receive(huge.request_id).error.code == pb.Error.TOO_LARGE
    other = agent.request(heartbeat=pb.Heartbeat())
    other.major = 2
    agent.send_raw([other.SerializeToString()])
    skew = agent.receive(other.request_id).error
    assert (skew.code, skew.session_usable) == (pb.Error.VERSION_SKEW, False)
    for rubbish in (
        [b""],
        [b"hello"],
        [b"\x0dGWY!\x10\x01"],
        [b"\x0dGWY?\x10\x01\xff\xff"],
        [b"\x00" * 300_000],
    ):
        agent.send_raw(rubbish)
    assert agent.nothing_comes()
    assert agent.ask(heartbeat=pb.Heartbeat()).reply.HasField("heartbeat")


def test_an_unknown_kind_or_capability_is_unsupported(identity, connect):
    agent = connect(identity)
    assert agent.ask(render=pb.Render(env_ids=[0], mode="rgb_array")).error.code == pb.Error.UNSUPPORTED
    assert agent.ask().error.code == pb.Error.UNSUPPORTED


def test_a_session_ends_with_bye_and_is_not_known_any_more(identity, connect):
    agent = connect(identity)
    agent.reset([0])
    assert agent.ask(bye=pb.Bye()).reply.HasField("bye")
    error = agent.step([0], [[0, 0]]).error
    assert (error.code, error.session_usable) == (pb.Error.SESSION_LOST, False)


def test_an_agent_whose_environment_another_resets_is_told_once(identity, connect):
    one, other = connect(identity), connect(identity)
    one.reset([0, 1])
    other.reset([0])
    lost = one.step([0, 1], [[1, 1], [2, 2]]).error
    assert (lost.code, list(lost.env_ids)) == (pb.Error.EPISODE_LOST, [0])
    assert one.step([0], [[1, 1]]).error.code == pb.Error.RESET_NEEDED
    assert one.step([1], [[2, 2]]).arrays[0].tolist() == [[2, 2]]
    assert other.step([0], [[3, 3]]).arrays[0].tolist() == [[3, 3]]


@pytest.fixture(scope="module", params=["0", "1", "2"], ids=["inline", "one process", "two processes"])
def sleeper(request, serve_all):
    return serve_all("toy:sleeper", "--envs", "2", "--processes", request.param)


def test_heartbeats_are_answered_while_a_step_runs(sleeper, connect):
    agent = connect(sleeper)
    agent.reset([0, 1])
    agent.step([0], [[0.0]])
    slow = agent.send_step([0], [[0.8]])
    begun = time.monotonic()
    seen = []
    while time.monotonic() - begun < 0.6:
        seen += agent.ask(heartbeat=pb.Heartbeat()).reply.heartbeat.busy
    assert len(seen) > 10
    assert {(status.env_id, status.step, status.paused) for status in seen} == {(0, 1, False)}
    assert seen[-1].busy_ms >= 500
    assert agent.receive(slow).arrays[0].tolist() == [[2]]


def test_a_step_says_how_long_it_was_simulated_and_one_for_the_pool_does_not(sleeper, connect):
    agent = connect(sleeper)
    agent.reset([0, 1])
    begun = time.monotonic()
    said = agent.step([0, 1], [[0.1], [0.05]]).step.simulate_seconds
    assert 0.1 <= said <= time.monotonic() - begun
    assert agent.step([0], [[0.0]], min_batch=1).step.simulate_seconds == 0


def test_of_a_batch_only_those_are_busy_whose_process_is(serve, connect):
    agent = connect(serve("toy:sleeper", "--envs", "3", "--processes", "3"))
    agent.reset([0, 1, 2])
    slow = agent.send_step([0, 1, 2], [[0.0], [1.5], [0.0]])

    def busy() -> list[int]:
        return [status.env_id for status in agent.ask(heartbeat=pb.Heartbeat()).reply.heartbeat.busy]

    wait_until(lambda: busy() == [1], "one environment that is left")
    assert agent.receive(slow).arrays[0].tolist() == [[1]] * 3


def test_a_deadline_that_passes_is_answered_in_time_and_its_environment_needs_a_reset(sleeper, connect):
    agent = connect(sleeper)
    agent.reset([0, 1])
    begun = time.monotonic()
    error = agent.step([0], [[1.0]], ttl_ms=300).error
    assert error.code == pb.Error.DEADLINE_EXCEEDED
    assert 0.25 < time.monotonic() - begun < 0.8
    assert agent.step([0], [[0.0]]).error.code == pb.Error.RESET_NEEDED
    assert agent.reset([0]).arrays[0].tolist() == [[0]]
    assert agent.step([0], [[0.0]]).arrays[0].tolist() == [[1]]
    assert agent.nothing_comes()


def test_an_environment_that_is_busy_takes_no_second_step(sleeper, connect):
    agent = connect(sleeper)
    agent.reset([0, 1])
    slow = agent.send_step([0], [[0.5]])
    error = agent.step([0], [[0.0]]).error
    assert error.code == pb.Error.INVALID_REQUEST
    assert "environment 0 is busy with an earlier request" in error.message
    assert agent.receive(slow).arrays[0].tolist() == [[1]]


def test_a_reset_interrupts_what_its_session_has_under_way(sleeper, connect):
    agent = connect(sleeper)
    agent.reset([0, 1])
    slow = agent.send_step([0, 1], [[0.5], [0.0]])
    again = agent.send(reset=pb.Reset(env_ids=[0], seeds=[1]))
    assert agent.receive(slow).error.code == pb.Error.CANCELLED
    assert agent.receive(again).arrays[0].tolist() == [[0]]
    assert agent.step([1], [[0.0]]).error.code == pb.Error.RESET_NEEDED


def test_first_ready_is_first_served(serve, connect):
    agent = connect(serve("toy:sleeper", "--envs", "2", "--processes", "2"))
    agent.reset([0, 1])
    quick = agent.step([0, 1], [[0.6], [0.0]], min_batch=1)
    assert list(quick.step.env_ids) == [1]
    again = agent.step([1], [[0.0]], min_batch=1)
    assert (list(again.step.env_ids), again.arrays[0].tolist()) == ([1], [[2]])
    slow = agent.step([], None, min_batch=2)
    assert (list(slow.step.env_ids), slow.arrays[0].tolist()) == ([0], [[1]])
    nothing = agent.step([], None, min_batch=1)
    assert (list(nothing.step.env_ids), nothing.arrays[0].shape) == ([], (0, 1))


def test_a_reset_takes_its_environment_out_of_the_pool(serve, connect):
    agent = connect(serve("toy:sleeper", "--envs", "2", "--processes", "2"))
    agent.reset([0, 1])
    both = agent.send_step([0, 1], [[0.5], [0.0]], min_batch=2)
    again = agent.send(reset=pb.Reset(env_ids=[0], seeds=[1]))
    answer = agent.receive(both).step
    assert (list(answer.env_ids), list(answer.failures)) == ([1], [])
    assert agent.receive(again).reply.HasField("reset")


def test_no_result_of_an_old_episode_comes_after_a_reset(serve, connect):
    agent = connect(serve("toy:sleeper", "--envs", "2", "--processes", "2"))
    agent.reset([0, 1])
    agent.step([0, 1], [[0.0], [0.3]], min_batch=0)
    agent.reset([0])
    left = agent.step([], None, min_batch=2)
    assert list(left.step.env_ids) == [1]


def test_a_session_goes_on_over_a_new_connection(serve, connect):
    agent = connect(serve("toy:sleeper", "--envs", "2", "--processes", "2"))
    agent.reset([0, 1])
    done = agent.send_step([1], [[0.0]])
    answered = agent.receive(done)
    under_way = agent.send_step([0], [[0.5]])
    agent.ask(heartbeat=pb.Heartbeat())
    agent.reconnect()
    never_sent = agent.request_id = agent.request_id + 1
    resumed = agent.ask(resume=pb.Resume(awaited=[done, under_way, never_sent])).reply.resume
    assert (list(resumed.unseen), list(resumed.gone)) == ([never_sent], [])
    assert agent.receive(done).reply == answered.reply
    assert agent.receive(under_way).arrays[0].tolist() == [[1]]
    agent.ask(resume=pb.Resume(awaited=[done, done]))
    assert agent.receive(done).reply == answered.reply
    assert agent.nothing_comes()


def test_what_is_no_longer_kept_is_gone(serve, connect):
    agent = connect(serve("toy:identity"))
    old = agent.send(reset=pb.Reset(env_ids=[0], seeds=[1]))
    agent.receive(old)
    for _ in range(64):
        agent.step([0], [[0, 0]])
    assert list(agent.ask(resume=pb.Resume(awaited=[old])).reply.resume.gone) == [old]


def test_the_hello_says_what_the_environment_is(serve, connect):
    server = serve("toy:point-mass", "--envs", "3")
    agent = connect(server)
    hello = agent.hello()
    assert (hello.spec.name, hello.spec.env_count, hello.spec.control_period) == ("toy:point-mass", 3, 0.1)
    assert hello.spec.autoreset_mode == pb.AUTORESET_MODE_DISABLED
    assert list(hello.spec.action_space.box.shape) == [2]
    assert np.frombuffer(hello.spec.action_space.box.low).tolist() == [-1.0]
    assert "resume" in hello.capabilities
    assert (hello.heartbeat_interval_ms, hello.missed_heartbeats) == (250, 4)


def test_a_server_that_is_stopped_answers_what_waits_and_leaves_no_file(serve, connect):
    server = serve("toy:sleeper", "--processes", "1")
    agent = connect(server)
    agent.reset([0])
    waiting = agent.send_step([0], [[30.0]])
    agent.ask(heartbeat=pb.Heartbeat())
    path = server.endpoint.removeprefix("ipc://")
    workers = server.children()
    server.process.send_signal(signal.SIGTERM)
    assert agent.receive(waiting).error.code == pb.Error.SHUTTING_DOWN
    assert server.process.wait(10) == 0
    assert not os.path.exists(path)
    wait_until(lambda: not any(map(is_alive, workers)), "the end of the workers")


def test_a_server_ends_in_the_middle_of_an_inline_step(serve, connect):
    server = serve("toy:sleeper")
    agent = connect(server)
    agent.reset([0])
    waiting = agent.send_step([0], [[30.0]])
    wait_until(
        lambda: any(s.busy_ms > 200 for s in agent.ask(heartbeat=pb.Heartbeat()).reply.heartbeat.busy),
        "a long step",
    )
    server.process.stdin.close()
    assert agent.receive(waiting).error.code == pb.Error.SHUTTING_DOWN
    assert server.process.wait(5) == 0


def test_workers_end_with_a_server_that_is_killed(serve):
    server = serve("toy:broken?fault=hang", "--envs", "2", "--processes", "2")
    workers = server.children()
    assert len(workers) == 2
    server.process.kill()
    wait_until(lambda: not any(map(is_alive, workers)), "the end of the workers")


def test_an_address_in_use_is_refused_and_a_stale_file_replaced(serve, connect, tmp_path):
    endpoint = f"ipc://{tmp_path}/socket"
    first = serve("toy:identity", "--bind", endpoint)
    second = start_server(tmp_path / "second", "toy:identity", "--bind", endpoint)
    assert second.wait(20) == 1
    assert f"gaitway_envs: another server listens at {endpoint}; stop it" in (tmp_path / "second").read_text()
    first.process.kill()
    first.process.wait()
    assert os.path.exists(f"{tmp_path}/socket")
    assert connect(serve("toy:identity", "--bind", endpoint)).reset([0]).reply.HasField("reset")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["toy:nope"], 1, 'there is no toy called "nope"; choose one of: toy:bandit'),
        (["toy:identity", "--bind", "tcp://0.0.0.0:0"], 1, "is open to other machines"),
        (["toy:identity", "--bind", "tcp://127.0.0.1:99999"], 1, "a port from 0 to 65535"),
        (["toy:identity", "--bind", "here"], 1, 'expected an address, got "here"'),
        (["toy:identity", "--keys", "some.key_secret"], 1, "--allow DIR is missing"),
        (["toy:identity", "--keys", "no.key_secret", "--allow", "."], 1, "there is no no.key_secret; check"),
        (["toy:identity", "--envs", "0"], 2, "expected a whole number from 1 to 65535, got 0"),
        (
            ["toy:broken?fault=constructor", "--processes", "1"],
            1,
            "could not be made: RuntimeError: boom (mend it: broken.py:",
        ),
    ],
)
def test_a_server_that_cannot_start_says_why_in_its_last_line(tmp_path, arguments, code, said):
    process = start_server(tmp_path / "stderr", *arguments)
    assert process.wait(30) == code
    last = (tmp_path / "stderr").read_text().splitlines()[-1]
    assert last.startswith("gaitway_envs: ")
    assert said in last


def test_what_an_environment_prints_does_not_reach_the_announcement(serve, tmp_path):
    (tmp_path / "noisy.py").write_text(
        "import gymnasium\nfrom gymnasium import spaces\nprint('hello from my simulator')\n"
        "class Noisy(gymnasium.Env):\n"
        "    observation_space = spaces.Discrete(2)\n    action_space = spaces.Discrete(2)\n"
        "    def reset(self, *, seed=None, options=None):\n        return 0, {}\n"
        "    def step(self, action):\n        return 0, 0.0, False, False, {}\n"
    )
    process = start_server(tmp_path / "stderr", "python:noisy:Noisy", "--child", PYTHONPATH=_with(tmp_path))
    assert process.stdout.readline().startswith(b'{"endpoint": "ipc://')
    process.stdin.close()
    assert process.wait(10) == 0
    assert "hello from my simulator" in (tmp_path / "stderr").read_text()


def _with(folder) -> str:
    return os.pathsep.join([os.environ.get("PYTHONPATH", ""), str(folder), "envs"])


def test_ctrl_c_stops_a_server_that_is_no_child(tmp_path):
    process = start_server(tmp_path / "stderr", "toy:identity")
    assert process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0
    assert "Traceback" not in (tmp_path / "stderr").read_text()


def test_an_agent_beyond_the_limit_of_sessions_is_refused(serve, connect):
    server = serve("toy:identity")
    agent = connect(server)
    for _ in range(255):
        agent.hello()
    error = agent.ask(hello=pb.Hello()).error
    assert (error.code, error.session_usable) == (pb.Error.BUSY, False)


def test_more_requests_than_may_be_in_flight_are_refused(serve, connect):
    agent = connect(serve("toy:sleeper", "--envs", "1", "--processes", "1"))
    agent.reset([0])
    agent.send_step([0], [[2.0]], min_batch=1)
    for _ in range(1024):
        last = agent.send_step([], None, min_batch=1)
    assert agent.receive(last).error.code == pb.Error.BUSY
