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

import gymnasium
import numpy as np


def main() -> None:
    request = json.loads(sys.argv[1])
    ours = os.dup(1)
    os.dup2(2, 1)
    actions = np.fromfile(request["file"], np.float64).reshape(request["shape"]).astype(np.float32)
    first, after = request["rows"]
    said = replay(
        request["env"], actions[:, :, first:after], [seeds[first:after] for seeds in request["seeds"]]
    )
    os.write(ours, json.dumps(said).encode())


def replay(uri: str, actions: np.ndarray, seeds: list[list[int]]) -> dict[str, float]:
    """As anybody steps environments of Gymnasium, without its checks."""
    name = uri.removeprefix("gym:")
    envs = [gymnasium.make(name, disable_env_checker=True) for _ in range(actions.shape[2])]
    rewards = 0.0
    begun = perf_counter()
    for episode, starts in zip(actions, seeds, strict=True):
        for env, seed in zip(envs, starts, strict=True):
            env.reset(seed=seed)
        for rows in episode:
            for env, action in zip(envs, rows, strict=True):
                rewards += env.step(action)[1]
    return {"seconds": perf_counter() - begun, "rewards": float(rewards)}


if __name__ == "__main__":
    main()
