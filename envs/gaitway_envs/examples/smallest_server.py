"""A simulator as a Gaitway server: pyzmq, and what `protoc --python_out=. gaitway/v1/gaitway.proto` makes."""

import sys
from os import urandom
from struct import pack, unpack

import zmq
from gaitway.v1.gaitway_pb2 import Box, Error, HelloReply, Reply, Request, Spec, StepReply, Tensor
from google.protobuf.message import DecodeError

NUMBER = Tensor(dtype=2, shape=[1, 1], byte_length=8)  # a float64 for one environment
SPEC = Spec(name="point", version="1", env_count=1, control_period=0.1, autoreset_mode=1)  # 1: disabled
for box, name, top in (SPEC.observation_space.box, "position", 1e6), (SPEC.action_space.box, "move", 1.0):
    box.MergeFrom(Box(dtype=2, shape=[1], low=pack("<d", -top), high=pack("<d", top), names=[name]))
sessions: dict[bytes, int] = {}  # token → id of its last request
owner = loser = b""  # whose episode runs; who has not been told yet that another session took theirs
x, steps = 0.0, 200  # where the point is, in meters; how many of the 200 steps of an episode it has taken


def demand(holds: object, code: str, message: str) -> None:
    if not holds:
        raise ValueError(Error(code=code, message=message, session_usable=code != "SESSION_LOST"))


def answer(ask: Request, frames: list[bytes], reply: Reply) -> list[bytes]:
    global owner, loser, x, steps
    kind, token = ask.WhichOneof("kind"), ask.session
    demand(ask.major == 1, "VERSION_SKEW", f"expected protocol 1, got {ask.major}")
    demand(ask.request_id and ask.time_to_live_ms, "MALFORMED", "expected a request id and a deadline")
    if kind == "hello":
        token = reply.session = urandom(16)
        sessions[token] = ask.request_id - 1
        reply.hello.MergeFrom(HelloReply(spec=SPEC))
    demand(token in sessions, "SESSION_LOST", "this session is not known; say Hello")
    if not 0 < (ask.request_id - sessions[token]) % 2**32 < 2**31:
        raise DecodeError("a duplicate, or overtaken by a later request")
    sessions[token] = ask.request_id
    demand(kind in ("hello", "heartbeat", "bye", "reset", "step"), "UNSUPPORTED", "not offered here")
    getattr(reply, kind).SetInParent()
    if kind == "bye":
        del sessions[token]
    if kind not in ("reset", "step"):
        return []
    demand(getattr(ask, kind).env_ids == [0], "INVALID_REQUEST", "expected environment 0 and no other")
    getattr(reply, kind).env_ids.append(0)
    if kind == "reset":
        demand(len(ask.reset.seeds) == 1 and not ask.reset.options, "INVALID_REQUEST", "expected one seed")
        owner, loser = token, owner if owner != token else b""
        x, steps = ask.reset.seeds[0] % 100 / 100, 0
    else:
        fits = list(ask.tensors) == [NUMBER] and [len(frame) for frame in frames] == [8]
        demand(fits, "MALFORMED", "expected one float64 of shape [1, 1]")
        [move] = unpack("<d", frames[0])
        demand(abs(move) <= 1, "INVALID_REQUEST", f"expected a move from -1 to 1 m, got {move}")
        code, loser = ("EPISODE_LOST", b"") if loser == token else ("RESET_NEEDED", loser)
        demand(owner == token and steps < 200, code, "no episode of this session is running")
        x, steps = x + move, steps + 1
        reply.step.MergeFrom(StepReply(rewards=[-abs(x)], terminated=[False], truncated=[steps == 200]))
    reply.tensors.append(NUMBER)
    return [pack("<d", x)]


socket = zmq.Context().socket(zmq.ROUTER)
socket.maxmsgsize = 64 << 20
socket.bind(sys.argv[1])
while True:
    peer, envelope, *frames = socket.recv_multipart()
    try:
        if not envelope.startswith(b"\rGWY?") or len(envelope) > 256 << 10:
            raise DecodeError("not a request of this protocol")
        ask = Request.FromString(envelope)
        reply = Reply(magic=0x21595747, major=1, minor=2, session=ask.session, request_id=ask.request_id)
        tensors = answer(ask, frames, reply)
    except DecodeError:
        continue  # not answered
    except ValueError as refusal:
        tensors = []
        reply.error.MergeFrom(refusal.args[0])
    socket.send_multipart([peer, reply.SerializeToString(), *tensors])
