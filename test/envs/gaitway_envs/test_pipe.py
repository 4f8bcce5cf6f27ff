"""Commands between server and worker."""

from __future__ import annotations

import io

from gaitway_envs.operation import Operation, Selection
from gaitway_envs.pipe import read_command, write_command


def test_a_worker_that_is_asked_for_ever_other_environments_does_not_grow():
    known: dict[bytes, Selection] = {}
    for first in range(50):
        for second in range(50, 100):
            part = Selection((first, second))
            command = write_command(Operation("step", part, ticket=first, since=0.0), part)
            operation = read_command(io.BytesIO(command), known)
            assert operation is not None
            assert operation.selection.ids == (first, second)
    assert 0 < len(known) <= 1024
