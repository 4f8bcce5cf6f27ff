"""The broken messages of test/golden/fuzz, and many more by chance, as the server's decoder takes them."""

from __future__ import annotations

import json
import random
import time
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.limits import Limits
from gaitway_envs.wire import BadRequest, WrongPeer, decode_request

GOLDEN = Path(__file__).parents[2] / "golden"
CORPUS = json.loads((GOLDEN / "fuzz" / "corpus.json").read_text())
REFUSALS = {
    pb.Error.MALFORMED: "Malformed",
    pb.Error.TOO_LARGE: "TooLarge",
    pb.Error.VERSION_SKEW: "VersionSkew",
}


def fuzz_limits() -> Limits:
    said = CORPUS["limits"]
    return Limits(
        said["messageBytes"],
        said["envelopeBytes"],
        said["tensorCount"],
        said["elementCount"],
        said["inFlight"],
    )


LIMITS = fuzz_limits()


def camel_case(kind: str | None) -> str:
    first, *rest = (kind or "unknown").split("_")
    return first + "".join(word.capitalize() for word in rest)


def verdict_on(frames: Sequence[bytes]) -> str:
    """Raises whatever is not one of the two errors of the decoder."""
    try:
        return f"accepted {camel_case(decode_request(frames, LIMITS).kind)}"
    except WrongPeer:
        return "WrongPeer"
    except BadRequest as bad:
        return REFUSALS[bad.answer.code]


def entries(direction: str) -> list[Any]:
    chosen = [entry for entry in CORPUS["messages"] if entry["direction"] == direction]
    return [pytest.param(entry, id=entry["name"]) for entry in chosen]


def frames_of(entry: dict[str, Any]) -> list[bytes]:
    return [bytes.fromhex(frame) for frame in entry["frames"]]


@pytest.mark.parametrize("entry", entries("request"))
def test_a_broken_request_gets_the_verdict_that_typescript_has(entry):
    frames = frames_of(entry)
    begin = time.thread_time()
    assert verdict_on(frames) == entry["verdict"]
    assert time.thread_time() - begin < 0.05


@pytest.mark.parametrize("entry", entries("reply"))
def test_a_reply_that_typescript_accepts_is_protobuf_of_the_same_kind(entry):
    if not entry["verdict"].startswith("accepted"):
        with pytest.raises(BadRequest) if not entry["frames"] else pytest.raises((WrongPeer, BadRequest)):
            decode_request(frames_of(entry), LIMITS)
        return
    read = pb.Reply.FromString(frames_of(entry)[0])
    assert f"accepted {camel_case(read.WhichOneof('kind'))}" == entry["verdict"]


def test_no_broken_request_takes_memory():
    messages = [frames_of(entry.values[0]) for entry in entries("request")]
    tracemalloc.start()
    try:
        for frames in messages:
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            verdict_on(frames)
            assert tracemalloc.get_traced_memory()[1] - before < 1_000_000
    finally:
        tracemalloc.stop()


def mutated(frames: Sequence[bytes], others: Sequence[Sequence[bytes]], chance: random.Random) -> list[bytes]:
    """Bits flipped, bytes cut, spliced and inserted, frames dropped, doubled and added."""
    out = [bytearray(frame) for frame in frames]
    at = 0 if chance.random() < 0.75 else chance.randrange(len(out))
    frame = out[at]
    where = chance.randrange(len(frame) + 1)
    match chance.randrange(6):
        case 0 if frame:
            for _ in range(chance.randrange(1, 5)):
                frame[chance.randrange(len(frame))] ^= 1 << chance.randrange(8)
        case 1:
            del frame[where:]
        case 2:
            frame[where:] = chance.choice(others)[0][where // 2 :]
        case 3:
            frame[where:where] = chance.randbytes(chance.randrange(1, 12))
        case 4:
            out.insert(chance.randrange(len(out) + 1), bytearray(chance.choice(chance.choice(others))))
        case _:
            del out[at]
    return [bytes(frame) for frame in out]


def test_20_000_requests_broken_by_chance_are_accepted_or_refused_and_nothing_else():
    golden = json.loads((GOLDEN / "wire" / "requests.json").read_text())
    messages = [frames_of(entry) for entry in golden]
    chance = random.Random(20041113)
    seen: dict[str, int] = {}
    slowest = 0.0
    for _ in range(20_000):
        frames = mutated(chance.choice(messages), messages, chance)
        begin = time.thread_time()
        verdict = verdict_on(frames).split()[0]
        slowest = max(slowest, time.thread_time() - begin)
        seen[verdict] = seen.get(verdict, 0) + 1
    assert slowest < 0.1
    # Each end is reached often, or the mutations are too mild or too harsh to mean anything.
    assert {"accepted", "Malformed", "VersionSkew", "WrongPeer"} <= set(seen)
    assert seen["accepted"] > 1_000 and seen["Malformed"] > 5_000
