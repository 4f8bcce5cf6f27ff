"""An agent of a few lines: starts the server as a child and speaks the wire to it, one request at a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import gaitway_envs
import numpy as np
import zmq
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.tensor import CODES

REQUEST = 0x3F595747
DTYPES = {code: np.dtype(name) for name, code in CODES.items()}
PACKAGE = str(Path(gaitway_envs.__file__).parents[1])


def serve_command(env: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "gaitway_envs", "serve", env, *arguments]


class Peer:
    """Close it to end the server."""

    def __init__(self, env: str, *arguments: str, folder: Path) -> None:
        self.process = subprocess.Popen(
            serve_command(env, "--child", *arguments),
            cwd=folder,
            env={**os.environ, "PYTHONPATH": PACKAGE},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        announced = self.process.stdout.readline()
        assert announced, self.process.stderr.read()
        self.socket = zmq.Context.instance().socket(zmq.DEALER)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.connect(json.loads(announced)["endpoint"])
        self._session, self._id = b"", 0
        hello = self.ask(hello=pb.Hello(package_version="test"))
        self._session, self.spec = hello.session, hello.hello.spec

    def ask(self, *arrays: np.ndarray, **kind: object) -> pb.Reply:
        """The reply to one request; its tensors are in `arrays` afterwards."""
        self._id += 1
        tensors = [pb.Tensor(dtype=CODES[a.dtype.name], shape=a.shape, byte_length=a.nbytes) for a in arrays]
        request = pb.Request(
            magic=REQUEST,
            major=1,
            minor=1,
            session=self._session,
            request_id=self._id,
            time_to_live_ms=20_000,
            tensors=tensors,
            **kind,
        )
        self.socket.send_multipart([request.SerializeToString(), *(a.tobytes() for a in arrays)])
        assert self.socket.poll(20_000), "no answer in 20 s"
        envelope, *frames = self.socket.recv_multipart()
        reply = pb.Reply.FromString(envelope)
        assert reply.request_id == self._id
        self.arrays = [
            np.frombuffer(frame, DTYPES[header.dtype]).reshape(header.shape)
            for header, frame in zip(reply.tensors, frames, strict=True)
        ]
        return reply

    def reset(self, ids: list[int], **options: bool) -> pb.Reply:
        """Seeds are the ids."""
        values = {name: pb.Value(flag=value) for name, value in options.items()}
        return self.ask(reset=pb.Reset(env_ids=ids, seeds=ids, options=values))

    def step(self, ids: list[int], *actions: np.ndarray) -> pb.Reply:
        return self.ask(*actions, step=pb.Step(env_ids=ids))

    def close(self) -> None:
        self.socket.close()
        self.process.stdin.close()
        assert self.process.wait(20) == 0
        self.process.stdout.close()
        self.process.stderr.close()
