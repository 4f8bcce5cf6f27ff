"""Questions about the simulator itself: pictures, properties, states. What is asked, and how the answer travels."""

from __future__ import annotations

from typing import Any

import numpy as np

from gaitway_envs import refusal
from gaitway_envs.blueprint import Blueprint
from gaitway_envs.border import check_mode, check_names, check_written
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.linearized import read_linearizations
from gaitway_envs.operation import Operation
from gaitway_envs.spec import wire_value
from gaitway_envs.tensor import CODES, Tensor
from gaitway_envs.wire import Request, encode_reply

CAPABILITY_OF = {
    "render": "render",
    "read_properties": "properties",
    "write_properties": "properties",
    "get_state": "state",
    "set_state": "state",
    "linearize": "linearize",
}


def question(blueprint: Blueprint, request: Request) -> list[Any]:
    """What each environment is asked. Raises Refusal INVALID_REQUEST."""
    body, count = request.body, len(request.body.env_ids)
    match request.kind:
        case "render":
            return [check_mode(blueprint, body.mode)] * count
        case "read_properties":
            return [check_names(blueprint, body.names)] * count
        case "write_properties":
            return [check_written(blueprint, body.values)] * count
        case "set_state":
            return _states(request.tensors, count)
    return [None] * count


def _states(tensors: Any, count: int) -> list[bytes]:
    good = len(tensors) == count and all(_is_bytes(tensor) for tensor in tensors)
    if not good:
        got = ", ".join(map(str, tensors)) or "none"
        raise refusal.invalid(
            f"states: expected {count} tensors uint8 [bytes], got {got}; nothing was applied"
        )
    return [tensor.frame for tensor in tensors]


def _is_bytes(tensor: Tensor) -> bool:
    return tensor.dtype == CODES["uint8"] and len(tensor.shape) == 1


def question_reply(session: bytes, request_id: int, operation: Operation) -> tuple[bytes, list[bytes]]:
    """Envelope and frames."""
    ids = operation.selection.ids
    results = [operation.results[env_id] for env_id in ids]
    kind = operation.kind
    body: Any
    tensors: list[np.ndarray] = []
    if kind == "render":
        body, tensors = pb.RenderReply(env_ids=ids), results
    elif kind == "get_state":
        body, tensors = pb.GetStateReply(env_ids=ids), [np.frombuffer(state, np.uint8) for state in results]
    elif kind == "linearize":
        body, tensors = pb.LinearizeReply(env_ids=ids), read_linearizations(results)
    elif kind == "read_properties":
        values = [{name: wire_value(value) for name, value in result.items()} for result in results]
        body = pb.ReadPropertiesReply(envs=[pb.Properties(values=value) for value in values])
    else:
        body = pb.WritePropertiesReply()
    headers = [pb.Tensor(dtype=CODES[t.dtype.name], shape=t.shape, byte_length=t.nbytes) for t in tensors]
    return encode_reply(session, request_id, kind, body, headers), [t.tobytes() for t in tensors]
