"""Real servers, and an agent that speaks to them in the words of proto/, by the generated code alone."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import zmq
from gaitway_envs.frames import MINOR
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from user_files import write_module, write_task  # noqa: F401

ROOT = Path(__file__).parents[3]
DTYPES = dict(enumerate(["f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?"], 1))
PATIENCE_MS = 20_000


@dataclass
class Answer:
    reply: pb.Reply
    arrays: list[np.ndarray]

    @property
    def error(self) -> pb.Error:
        assert self.reply.WhichOneof("kind") == "error", self.reply
        return self.reply.error

    @property
    def step(self) -> pb.StepReply:
        assert self.reply.WhichOneof("kind") == "step", self.reply
        return self.reply.step


class Agent:
    """A DEALER. Ids grow by one; `send` returns the id, `receive` the reply to it, in any order."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.context = zmq.Context()
        self.session = b""
        self.request_id = 0
        self._early: dict[int, Answer] = {}
        self.connect()

    def connect(self) -> None:
        self.socket = self.context.socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.connect(self.endpoint)

    def reconnect(self) -> None:
        self.socket.close()
        self.connect()

    def close(self) -> None:
        self.context.destroy(linger=0)

    def hello(self) -> pb.HelloReply:
        answer = self.ask(hello=pb.Hello(package_version="test"))
        self.session = answer.reply.session
        return answer.reply.hello

    def request(self, arrays=(), ttl_ms=PATIENCE_MS, **kind) -> pb.Request:
        self.request_id += 1
        return pb.Request(
            magic=0x3F595747,
            major=1,
            minor=MINOR,
            session=b"" if "hello" in kind else self.session,
            request_id=self.request_id,
            time_to_live_ms=ttl_ms,
            tensors=[header_of(array) for array in arrays],
            **kind,
        )

    def send(self, arrays=(), **kind) -> int:
        message = self.request(arrays, **kind)
        self.send_raw([message.SerializeToString(), *(array.tobytes() for array in arrays)])
        return message.request_id

    def send_raw(self, frames: list[bytes]) -> None:
        self.socket.send_multipart(frames)

    def receive(self, request_id: int, timeout_ms: int = PATIENCE_MS) -> Answer:
        until = time.monotonic() + timeout_ms / 1000
        while request_id not in self._early:
            left = max(0, int(1000 * (until - time.monotonic())))
            assert self.socket.poll(left), f"no reply to {request_id} within {timeout_ms} ms"
            answer = read_reply(self.socket.recv_multipart())
            self._early[answer.reply.request_id] = answer
        return self._early.pop(request_id)

    def nothing_comes(self, timeout_ms: int = 150) -> bool:
        return not self.socket.poll(timeout_ms)

    def ask(self, arrays=(), **kind) -> Answer:
        return self.receive(self.send(arrays, **kind))

    def reset(self, env_ids, seeds=None, **options) -> Answer:
        values = {name: value_of(value) for name, value in options.items()}
        seeds = env_ids if seeds is None else seeds
        return self.ask(reset=pb.Reset(env_ids=env_ids, seeds=seeds, options=values))

    def step(self, env_ids, actions, min_batch=None, ttl_ms=PATIENCE_MS) -> Answer:
        return self.receive(self.send_step(env_ids, actions, min_batch, ttl_ms))

    def send_step(self, env_ids, actions, min_batch=None, ttl_ms=PATIENCE_MS) -> int:
        arrays = [np.asarray(actions, np.float64)] if actions is not None else []
        return self.send(arrays, ttl_ms=ttl_ms, step=pb.Step(env_ids=env_ids, min_batch=min_batch))


def header_of(array: np.ndarray) -> pb.Tensor:
    code = next(code for code, dtype in DTYPES.items() if np.dtype(dtype) == array.dtype)
    return pb.Tensor(dtype=code, shape=array.shape, byte_length=array.nbytes)


def value_of(value) -> pb.Value:
    kind = "flag" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"
    return pb.Value(**{kind: value})


def read_reply(frames: list[bytes]) -> Answer:
    reply = pb.Reply.FromString(frames[0])
    assert len(reply.tensors) == len(frames) - 1
    arrays = [
        np.frombuffer(frame, DTYPES[header.dtype]).reshape(header.shape)
        for header, frame in zip(reply.tensors, frames[1:], strict=True)
    ]
    return Answer(reply, arrays)


@dataclass
class RunningServer:
    process: subprocess.Popen
    endpoint: str
    errors: Path

    def stderr(self) -> str:
        return self.errors.read_text()

    def children(self) -> list[int]:
        """Process ids of its workers."""
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True
        )
        return [int(pid) for pid in listed.stdout.split()]


def start_server(errors: Path, *arguments: str, **environment: str) -> subprocess.Popen:
    """The process, its standard error in a file."""
    return subprocess.Popen(
        [sys.executable, "-m", "gaitway_envs", "serve", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors.open("w"),
        env={**os.environ, "PYTHONPATH": str(ROOT / "envs"), **environment},
    )


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"{what} did not come true within {seconds} s"
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., RunningServer]]:
    """`serve("toy:bowl", "--envs", "4")`: a server that has announced itself; it is gone after the test."""
    yield from _serving(tmp_path)


@pytest.fixture(scope="module")
def serve_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., RunningServer]]:
    """As `serve`, for a server that several tests use, each in a session of its own."""
    yield from _serving(tmp_path_factory.mktemp("servers"))


def _serving(tmp_path: Path) -> Iterator[Callable[..., RunningServer]]:
    running: list[subprocess.Popen] = []

    def start(*arguments: str) -> RunningServer:
        errors = tmp_path / f"stderr-{len(running)}"
        process = start_server(errors, *arguments, "--child")
        running.append(process)
        line = process.stdout.readline()
        assert line, errors.read_text()
        return RunningServer(process, json.loads(line)["endpoint"], errors)

    yield start
    for process in running:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        try:
            process.wait(10)
        finally:
            process.kill()


@pytest.fixture
def connect() -> Iterator[Callable[[RunningServer], Agent]]:
    """`connect(server)`: an agent that has shaken hands."""
    agents: list[Agent] = []

    def start(server: RunningServer) -> Agent:
        agent = Agent(server.endpoint)
        agents.append(agent)
        agent.hello()
        return agent

    yield start
    for agent in agents:
        agent.close()
