"""One seed of Stable-Baselines3 on CartPole-v1 to a threshold: `sb3_solve.py JSON` (solve.ts), which says a `Solved` as JSON.

Settings of its Zoo. Checks stand between two iterations and their time is taken off.
"""

from __future__ import annotations

import json
import sys
from time import perf_counter
from typing import Any

import gymnasium
import numpy as np
from stable_baselines3 import A2C, PPO
from stable_baselines3.common.base_class import BaseAlgorithm
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.env_util import make_vec_env

ENV = "CartPole-v1"


def model_of(algorithm: str, seed: int) -> BaseAlgorithm:
    env = make_vec_env(ENV, n_envs=8, seed=seed)
    if algorithm == "a2c":
        # What A2C of Stable-Baselines3 does by itself is what its Zoo sets: 5 steps, RMSProp of PyTorch, 7e-4.
        return A2C("MlpPolicy", env, ent_coef=0.0, seed=seed)
    return PPO(
        "MlpPolicy",
        env,
        n_steps=32,
        batch_size=256,
        n_epochs=20,
        gae_lambda=0.8,
        gamma=0.98,
        ent_coef=0.0,
        learning_rate=lambda left: left * 1e-3,
        clip_range=lambda left: left * 0.2,
        seed=seed,
    )


class Checks(BaseCallback):
    """Every so many steps, before the next are collected; the first that passes ends the run."""

    def __init__(self, every: int, episodes: int, threshold: float, seed: int) -> None:
        super().__init__()
        self._every = every
        self._threshold = threshold
        rng = np.random.default_rng(seed)
        self._seeds = [int(value) for value in rng.integers(2**31, 2**32, episodes)]
        self._envs = [gymnasium.make(ENV) for _ in range(episodes)]
        self._checked_at = 0
        self._begun = 0.0
        self._aside = 0.0
        self.solved: dict[str, Any] = {"reached": False}

    def _on_training_start(self) -> None:
        self._begun = perf_counter()

    def _on_rollout_start(self) -> None:
        if self.num_timesteps - self._checked_at >= self._every:
            self._check()

    def _on_training_end(self) -> None:
        if not self.solved["reached"] and self._checked_at < self.num_timesteps:
            self._check()

    def _on_step(self) -> bool:
        return not self.solved["reached"]

    def _check(self) -> None:
        at = perf_counter()
        self._checked_at = self.num_timesteps
        mean = self._mean_return()
        self.solved = {
            "reached": mean >= self._threshold,
            "seconds": at - self._begun - self._aside,
            "steps": self.num_timesteps,
            "mean": mean,
        }
        self._aside += perf_counter() - at

    def _mean_return(self) -> float:
        """Of one deterministic episode a seed, all side by side."""
        now = np.stack([env.reset(seed=seed)[0] for env, seed in zip(self._envs, self._seeds, strict=True)])
        returns = np.zeros(len(self._envs))
        running = list(range(len(self._envs)))
        while running:
            actions, _ = self.model.predict(now[running], deterministic=True)
            still = []
            for i, action in zip(running, actions, strict=True):
                now[i], reward, terminated, truncated, _ = self._envs[i].step(action)
                returns[i] += float(reward)
                if not (terminated or truncated):
                    still.append(i)
            running = still
        return float(returns.mean())


def main() -> None:
    request = json.loads(sys.argv[1])
    seed = request["seed"]
    checks = Checks(request["every"], request["episodes"], request["threshold"], seed)
    model_of(request["algorithm"], seed).learn(request["cap"], callback=checks)
    sys.stdout.write(json.dumps(checks.solved) + "\n")


if __name__ == "__main__":
    main()
