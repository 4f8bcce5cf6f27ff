"""Bytes come through an AwaitedPipe whole and in order, whether its reader is awake or asleep when they are written."""

from __future__ import annotations

import os
import threading

import pytest
from gaitway_envs.awaited_pipe import AwaitedPipe
from gaitway_envs.cores import NO_CORE, available_cores, cores_of


@pytest.mark.parametrize("stays_awake", [True, False])
@pytest.mark.parametrize("pause_s", [0.0, 0.0001, 0.003])
def test_what_is_written_in_pieces_is_read_whole_and_then_ends(stays_awake: bool, pause_s: float) -> None:
    read, write = os.pipe()
    sent = os.urandom(999)

    def write_slowly() -> None:
        for at in range(0, len(sent), 37):
            os.write(write, sent[at : at + 37])
            threading.Event().wait(pause_s)
        os.close(write)

    writer = threading.Thread(target=write_slowly)
    writer.start()
    pipe = AwaitedPipe(read, stays_awake)
    received = b"".join(pipe.read(50) for _ in range(19))
    assert received == sent[:950]
    assert pipe.read(50) == sent[950:]
    assert pipe.read(1) == b""
    writer.join()
    os.close(read)


def test_workers_keep_to_a_core_each_only_where_there_are_as_many() -> None:
    cores = available_cores()
    assert cores_of(len(cores)) == cores
    assert cores_of(len(cores) + 1) == [NO_CORE] * (len(cores) + 1)
