"""What the server and a worker say to each other over their two pipes: a header, numbers, JSON, raw bytes. Never code.

The server sends commands, carried out in order; the worker tells how far it is. Observations, actions, rewards and
flags do not pass here: they are in the table that both share.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gaitway_envs.operation import Operation, Selection

KINDS = (
    "step",
    "reset",
    "render",
    "read_properties",
    "write_properties",
    "get_state",
    "set_state",
    "linearize",
)
_COMMAND = struct.Struct("<BBHII")
"""Index of the kind, tells_each, environments, ticket, bytes of the rest."""
_REPORT = struct.Struct("<BII")
"""Kind of report, ticket, environments ready so far or bytes of the rest."""
PROGRESS, ANSWER, READY, FAILED = range(1, 5)
_KEPT_SELECTIONS = 1024


def write_command(operation: Operation, part: Selection) -> bytes:
    """`part`: the environments of the operation that are the worker's."""
    rest = b"" if operation.kind == "step" else _write_details(operation, part)
    header = _COMMAND.pack(
        KINDS.index(operation.kind),
        operation.tells_each,
        part.count,
        operation.ticket & 0xFFFFFFFF,
        len(rest),
    )
    return header + part.packed + rest


def _write_details(operation: Operation, part: Selection) -> bytes:
    rows = [operation.selection.ids.index(env_id) for env_id in part.ids]
    seeds = [operation.seeds[row] for row in rows] if operation.seeds else []
    arguments = [operation.arguments[row] for row in rows] if operation.arguments else []
    raw = [argument for argument in arguments if isinstance(argument, bytes)]
    sizes = [len(argument) for argument in raw]
    said = {"seeds": seeds, "options": dict(operation.options), "sizes": sizes}
    said["arguments"] = None if raw else arguments
    return json.dumps(said).encode() + b"\n" + b"".join(raw)


def read_command(source: Any, known: dict[bytes, Selection]) -> Operation | None:
    """The next command from a binary file; None when the server is gone. `known`: selections by their ids."""
    header = source.read(_COMMAND.size)
    if len(header) < _COMMAND.size:
        return None
    kind, tells_each, count, ticket, length = _COMMAND.unpack(header)
    ids = source.read(2 * count)
    selection = known.get(ids)
    if selection is None:
        if len(known) >= _KEPT_SELECTIONS:
            known.clear()
        selection = known[ids] = Selection(tuple(np.frombuffer(ids, "<u2").tolist()))
    operation = Operation(KINDS[kind], selection, ticket, 0.0, bool(tells_each))
    if length > 0:
        _read_details(operation, source.read(length))
    return operation


def _read_details(operation: Operation, rest: bytes) -> None:
    text, _, raw = rest.partition(b"\n")
    said = json.loads(text)
    operation.seeds, operation.options = said["seeds"], said["options"]
    operation.arguments = said["arguments"] or list(_cut(raw, said["sizes"]))


def _cut(raw: bytes, sizes: Sequence[int]) -> Iterator[bytes]:
    at = 0
    for size in sizes:
        yield raw[at : at + size]
        at += size


@dataclass(frozen=True, slots=True)
class Report:
    kind: int
    ticket: int
    number: int
    """Of PROGRESS: how many environments of the command are ready."""
    said: Mapping[str, Any]
    """Of ANSWER: `faults` and `results` by environment; of FAILED: `what` and `remedy`."""
    raw: Sequence[bytes] = ()
    """Of ANSWER: the results that are arrays or bytes, in the order of `results`."""


def write_progress(ticket: int, ready: int) -> bytes:
    return _REPORT.pack(PROGRESS, ticket, ready)


def write_report(kind: int, ticket: int, said: Mapping[str, Any], raw: Sequence[bytes] = ()) -> bytes:
    text = json.dumps({**said, "sizes": [len(part) for part in raw]}).encode() + b"\n"
    rest = text + b"".join(raw)
    return _REPORT.pack(kind, ticket, len(rest)) + rest


def write_answer(operation: Operation) -> bytes:
    """What became of a reset or a question."""
    raw: list[bytes] = []
    results: dict[int, Any] = {}
    for env_id, result in operation.results.items():
        if isinstance(result, np.ndarray):
            results[env_id] = list(result.shape)
            raw.append(result.tobytes())
        elif isinstance(result, bytes):
            results[env_id] = "bytes"
            raw.append(result)
        else:
            results[env_id] = {"value": result}
    return write_report(ANSWER, operation.ticket, {"faults": operation.faults, "results": results}, raw)


def read_answer(report: Report, operation: Operation) -> None:
    """Puts what a worker answered into the operation."""
    operation.faults.update({int(env_id): why for env_id, why in report.said["faults"].items()})
    raw = iter(report.raw)
    for env_id, form in report.said["results"].items():
        if isinstance(form, list):
            operation.results[int(env_id)] = np.frombuffer(next(raw), np.uint8).reshape(form)
        else:
            operation.results[int(env_id)] = next(raw) if form == "bytes" else form["value"]


class Reports:
    """Reports from the bytes of a pipe, which come in pieces."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, piece: bytes) -> Iterator[Report]:
        self._bytes += piece
        while len(self._bytes) >= _REPORT.size:
            kind, ticket, number = _REPORT.unpack_from(self._bytes)
            if kind == PROGRESS:
                del self._bytes[: _REPORT.size]
                yield Report(kind, ticket, number, {})
                continue
            end = _REPORT.size + number
            if len(self._bytes) < end:
                return
            text, _, raw = bytes(self._bytes[_REPORT.size : end]).partition(b"\n")
            del self._bytes[:end]
            said = json.loads(text)
            yield Report(kind, ticket, 0, said, tuple(_cut(raw, said["sizes"])))
