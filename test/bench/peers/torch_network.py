"""The update and the inference of gaussian-update.ts and network.ts in PyTorch, timed when a line of input asks.

Says its version and number of threads first. A request is {"what": "update" | "infer", "batch", "repeats"}; the answer
is {"median"}, microseconds of one. Ends when standard input does.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

import torch
from torch import nn

OBSERVATION = 17
ACTION = 6


def network() -> nn.Module:
    return nn.Sequential(
        nn.Linear(OBSERVATION, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, ACTION)
    )


def updater(batch: int) -> Callable[[], None]:
    mean = network()
    log_std = nn.Parameter(torch.zeros(ACTION))
    optimizer = torch.optim.Adam([*mean.parameters(), log_std], lr=3e-4)
    observations = torch.randn(batch, OBSERVATION)
    actions = torch.randn(batch, ACTION)
    advantages = torch.randn(batch)

    def update() -> None:
        # log π(a | o) without its constant, which has no gradient.
        z = (actions - mean(observations)) * torch.exp(-log_std)
        log_probs = (-0.5 * z * z - log_std).sum(1)
        loss = -(advantages * log_probs).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return update


def inference(_batch: int) -> Callable[[], None]:
    mean = network()
    observation = torch.full((1, OBSERVATION), 0.1)

    def infer() -> None:
        with torch.no_grad():
            mean(observation)

    return infer


def say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    torch.manual_seed(1)
    makers = {"update": updater, "infer": inference}
    made: dict[tuple[str, int], Callable[[], None]] = {}
    say(version=torch.__version__, threads=torch.get_num_threads())
    for line in sys.stdin:
        request = json.loads(line)
        key = (request["what"], request["batch"])
        if key not in made:
            made[key] = makers[key[0]](key[1])
        work = made[key]
        times = []
        for _ in range(request["repeats"]):
            begin = perf_counter()
            work()
            times.append((perf_counter() - begin) * 1e6)
        say(median=median(times))


if __name__ == "__main__":
    main()
