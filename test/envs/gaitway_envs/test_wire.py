"""Bytes from a peer: believed step by step; the quick ways in and out say what the generated code says."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import header_of
from gaitway_envs.adapters import blueprint
from gaitway_envs.frames import MINOR, WrongPeer
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.limits import DEFAULT_LIMITS, Limits, read_limits
from gaitway_envs.operation import Selection
from gaitway_envs.pool import rows_of
from gaitway_envs.spec import observation_layout
from gaitway_envs.step_reply import StepReplies
from gaitway_envs.step_request import StepRequests
from gaitway_envs.table import Table
from gaitway_envs.wire import BadRequest, decode_request

TOKEN = bytes(range(16))
ROWS = np.arange(6.0).reshape(3, 2)


def message(**fields) -> list[bytes]:
    """A step of three environments, changed by `fields`."""
    array = fields.pop("array", ROWS)
    said = {
        "magic": 0x3F595747,
        "major": 1,
        "minor": MINOR,
        "session": TOKEN,
        "request_id": 7,
        "time_to_live_ms": 100,
        "tensors": [header_of(array)],
        "step": pb.Step(env_ids=[0, 1, 2]),
    } | fields
    return [pb.Request(**said).SerializeToString(), array.tobytes()]


def test_a_step_is_read_as_it_was_written():
    request = decode_request(message(), DEFAULT_LIMITS)
    assert (request.kind, request.session, request.request_id, request.time_to_live_ms) == (
        "step",
        TOKEN,
        7,
        100,
    )
    assert list(request.body.env_ids) == [0, 1, 2]
    (tensor,) = request.tensors
    assert (tensor.dtype, tensor.shape, tensor.frame) == (2, (3, 2), ROWS.tobytes())


@pytest.mark.parametrize(
    ("frames", "code", "request_id", "said"),
    [
        ([], pb.Error.MALFORMED, 0, "got no frame at all"),
        (message(time_to_live_ms=0), pb.Error.MALFORMED, 7, "a deadline above 0 ms"),
        (message(request_id=0), pb.Error.MALFORMED, 0, "a request id above 0"),
        (message(session=b"short"), pb.Error.MALFORMED, 7, "a session of 16 bytes, got 5"),
        (message(session=b""), pb.Error.MALFORMED, 7, "a session of 16 bytes, got 0"),
        (message()[:1], pb.Error.MALFORMED, 7, "1 headers and 0 frames"),
        ([*message(), b""], pb.Error.MALFORMED, 7, "1 headers and 2 frames"),
        (
            message(tensors=[pb.Tensor(dtype=0, shape=[6], byte_length=48)]),
            pb.Error.MALFORMED,
            7,
            "element type 0",
        ),
        (
            message(tensors=[pb.Tensor(dtype=2, shape=[5], byte_length=48)]),
            pb.Error.MALFORMED,
            7,
            "40 bytes by shape",
        ),
        (
            message(tensors=[pb.Tensor(dtype=2, shape=[6], byte_length=40)]),
            pb.Error.MALFORMED,
            7,
            "40 by header",
        ),
        (
            message(tensors=[pb.Tensor(dtype=2, shape=[2**32 - 1] * 60)]),
            pb.Error.TOO_LARGE,
            7,
            "16777216 elements",
        ),
        (
            message(reset=pb.Reset(env_ids=[0, 1], seeds=[1])),
            pb.Error.MALFORMED,
            7,
            "one seed an environment",
        ),
        (message(major=2, minor=5), pb.Error.VERSION_SKEW, 7, "speaks protocol 1.3, the peer speaks 2.5"),
        ([message()[0][:-1], b""], pb.Error.MALFORMED, 0, "not protobuf"),
        ([*message(), *[b""] * 64], pb.Error.TOO_LARGE, 7, "at most 64 tensors, got 65"),
        ([message()[0] + bytes(2**18)], pb.Error.TOO_LARGE, 0, "at most 262144 bytes"),
    ],
)
def test_what_contradicts_itself_is_refused_by_its_id(frames, code, request_id, said):
    with pytest.raises(BadRequest) as caught:
        decode_request(frames, DEFAULT_LIMITS)
    assert (caught.value.answer.code, caught.value.request_id) == (code, request_id)
    assert said in caught.value.answer.message


@pytest.mark.parametrize(
    "envelope", [b"", b"\x0d", b"GET / HTTP/1.1", b"\x0dGWY!\x10\x01\x18\x01", b"\x00" * 99]
)
def test_what_is_not_ours_is_told_from_what_is_broken(envelope):
    with pytest.raises(WrongPeer):
        decode_request([envelope], DEFAULT_LIMITS)


def test_a_message_beyond_the_limit_of_bytes_is_too_large():
    with pytest.raises(BadRequest, match="at most 90 bytes"):
        decode_request(message(), Limits(message_bytes=90))


def test_a_limit_that_was_not_sent_is_the_default():
    assert read_limits(pb.Limits(in_flight=3)) == Limits(in_flight=3)


def test_a_step_that_differs_from_an_earlier_one_in_its_id_is_read_the_same():
    quick = StepRequests()
    assert quick.read(message()) is None
    quick.learn(message()[0], decode_request(message(), DEFAULT_LIMITS))
    for request_id in (1, 8, 127, 128, 300_000, 2**21):
        other = message(request_id=request_id, session=bytes(16), array=ROWS + request_id)
        assert quick.read(other) == decode_request(other, DEFAULT_LIMITS)


@pytest.mark.parametrize(
    "other",
    [
        message(time_to_live_ms=200),
        message(step=pb.Step(env_ids=[0, 2, 1])),
        message(step=pb.Step(env_ids=[0, 1, 2], min_batch=0)),
        message(minor=MINOR + 1),
        message(request_id=0),
        message(session=b"short"),
        message()[:1],
        [message()[0], b"short"],
        [message()[0][:-1], ROWS.tobytes()],
        [],
    ],
)
def test_a_step_that_differs_in_more_is_left_to_the_decoder(other):
    quick = StepRequests()
    quick.learn(message()[0], decode_request(message(), DEFAULT_LIMITS))
    assert quick.read(other) is None


@pytest.mark.parametrize("ids", [(0,), (2, 3), (3, 0, 2), tuple(range(200))])
@pytest.mark.parametrize("request_id", [1, 127, 128, 2**32 - 1])
def test_the_reply_written_by_hand_has_the_bytes_of_the_generated_code(ids, request_id):
    toy = blueprint("toy:identity")
    leaves = observation_layout(toy).leaves
    table = Table(leaves, (), 200)
    table.rewards[:] = np.linspace(-1, 1, 200)
    replies, selection = StepReplies(table, leaves), Selection(ids)
    for _ in range(2):
        plain = replies.lock_step(TOKEN, request_id, selection, True, (), 0.0)
        full, _frames = replies.full(TOKEN, request_id, [rows_of(table, selection, set())])
        assert plain == full
    reply = pb.Reply.FromString(plain)
    assert list(reply.step.rewards) == table.rewards[list(ids)].tolist()
    assert list(reply.step.terminated) == [False] * len(ids) == list(reply.step.truncated)


@pytest.mark.parametrize("seed", range(20))
def test_so_has_one_that_tells_of_ends_losses_and_clipped_actions(seed):
    rng = np.random.default_rng(seed)
    leaves = observation_layout(blueprint("toy:identity")).leaves
    table = Table(leaves, (), 200)
    table.rewards[:] = rng.normal(size=200)
    everybody = Selection(tuple(range(200)))
    table.write_ends(everybody, (rng.random(200) < 0.1).tolist(), (rng.random(200) < 0.1).tolist())
    for env_id in table.ended_rows(everybody):
        table.write_text(env_id, rng.choice(["", "terminated", "über die Grenze", "x" * 300]))
    for env_id in np.flatnonzero(rng.random(200) < 0.05).tolist():
        table.lose(env_id, "its process ended by SIGSEGV")
    replies = StepReplies(table, leaves)
    for size in (1, 5, 200):
        selection = Selection(tuple(rng.permutation(200)[:size].tolist()))
        clipped = [env_id for env_id in selection.ids if rng.random() < 0.1]
        full, _frames = replies.full(TOKEN, 300, [rows_of(table, selection, set(clipped))])
        goes_on = table.goes_on(selection)
        assert replies.lock_step(TOKEN, 300, selection, goes_on, clipped, 0.0) == full
        timed = pb.Reply.FromString(full)
        timed.step.simulate_seconds = seconds = rng.random()
        expected = timed.SerializeToString()
        assert replies.lock_step(TOKEN, 300, selection, goes_on, clipped, seconds) == expected
