"""What a search stepped, once more with nothing attached: `same_steps.py JSON` (same-steps.ts), one process of several.

The request names the environment, which rows of the recording are this process's, their seeds by episode, and the file
of actions, float64 [episodes, steps, environments, actions]. Says, as JSON, the seconds from the first reset to the
last step and the sum of rewards.
"""

from __future__ import annotations

import json
import os
import sys
from time import perf_counter

import numpy as np
from gaitway_envs.engine import Inline
from gaitway_envs.engines import MadeFor, make_engine
from gaitway_envs.operation import Operation, Selection


def main() -> None:
    request = json.loads(sys.argv[1])
    ours = os.dup(1)
    os.dup2(2, 1)
    actions = np.fromfile(request["file"], np.float64).reshape(request["shape"])
    first, after = request["rows"]
    said = replay(
        request["env"], actions[:, :, first:after], [seeds[first:after] for seeds in request["seeds"]]
    )
    os.write(ours, json.dumps(said).encode())


def replay(uri: str, actions: np.ndarray, seeds: list[list[int]]) -> dict[str, float]:
    """As `gaitway_envs.floor` steps, but with these actions."""
    count = actions.shape[2]
    _, engine = make_engine(MadeFor(uri, None, count, 0))
    assert isinstance(engine, Inline)
    everybody = Selection(tuple(range(count)))
    rewards = 0.0
    begun = perf_counter()
    for episode, starts in zip(actions, seeds, strict=True):
        engine.start(Operation("reset", everybody, 0, 0.0, seeds=starts))
        engine.run_next()
        for rows in episode:
            engine.table.actions[0][:] = rows
            engine.start(Operation("step", everybody, 0, 0.0))
            engine.run_next()
            engine.collect(())
            rewards += engine.table.rewards.sum()
    seconds = perf_counter() - begun
    engine.close()
    return {"seconds": seconds, "rewards": float(rewards)}


if __name__ == "__main__":
    main()
