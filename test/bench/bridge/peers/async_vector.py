"""Gymnasium's AsyncVectorEnv, one process an environment, with random actions drawn before the clock runs.

Prints a line of JSON: steps a second of all environments together, and bytes of observations a second.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from time import perf_counter

import gymnasium
from gymnasium.vector import AsyncVectorEnv, AutoresetMode
from peer import end_with_standard_input, say
from pictures import Pictures


def maker(name: str) -> Callable[[], gymnasium.Env]:
    return Pictures if name == "pictures" else lambda: gymnasium.make(name)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("env", help="an id of Gymnasium, or pictures")
    parser.add_argument("--envs", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=3)
    args = parser.parse_args()
    end_with_standard_input()
    envs = AsyncVectorEnv([maker(args.env)] * args.envs, autoreset_mode=AutoresetMode.NEXT_STEP)
    envs.action_space.seed(0)
    actions = [envs.action_space.sample() for _ in range(64)]
    observations, _ = envs.reset(seed=0)
    warm = perf_counter() + args.seconds / 10
    while perf_counter() < warm:
        envs.step(actions[0])
    begin = perf_counter()
    count = 0
    while perf_counter() - begin < args.seconds:
        envs.step(actions[count % len(actions)])
        count += 1
    rate = count * args.envs / (perf_counter() - begin)
    envs.close()
    say(stepsPerSecond=rate, bytesPerSecond=rate * observations.nbytes / args.envs)


if __name__ == "__main__":
    main()
