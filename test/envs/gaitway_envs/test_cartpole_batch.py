"""The batch of CartPoles is held against single ones, made and reset by Gymnasium itself."""

from __future__ import annotations

import gymnasium
import numpy as np
import pytest
from gaitway_envs.adapters import blueprint

COUNT = 7


class Singles:
    """What each row has to do: one CartPole each, which starts again in the step after its end."""

    def __init__(self) -> None:
        self.envs = [gymnasium.make("CartPole-v1", max_episode_steps=30) for _ in range(COUNT)]
        self.over = [False] * COUNT

    def reset(self, row: int, seed: int) -> np.ndarray:
        self.over[row] = False
        return self.envs[row].reset(seed=seed)[0]

    def step(self, row: int, action: int) -> tuple[np.ndarray, float, bool, bool]:
        if self.over[row]:
            self.over[row] = False
            return self.envs[row].reset()[0], 0.0, False, False
        observation, reward, terminated, truncated, _ = self.envs[row].step(action)
        self.over[row] = terminated or truncated
        return observation, float(reward), terminated, truncated


@pytest.mark.parametrize("seed", range(4))
def test_every_row_is_a_cartpole_of_its_own_whichever_rows_are_stepped_or_reset(seed: int) -> None:
    rng = np.random.default_rng(seed)
    batch = blueprint("gym:CartPole-v1?max_episode_steps=30").make_batch(COUNT)
    singles = Singles()
    everybody = np.arange(COUNT)
    seeds = rng.integers(0, 2**32, COUNT).tolist()
    starts = batch.reset(everybody, seeds, {})
    assert (starts == [singles.reset(row, seed) for row, seed in enumerate(seeds)]).all()
    last = starts.copy()
    truncations = terminations = 0
    for _ in range(400):
        rows = rng.permutation(COUNT)[: rng.integers(1, COUNT + 1)]
        if rng.random() < 0.05:
            seeds = rng.integers(0, 2**32, len(rows)).tolist()
            starts = batch.reset(rows, seeds, {})
            expected = [singles.reset(row, seed) for row, seed in zip(rows.tolist(), seeds, strict=True)]
            assert (starts == expected).all()
            last[rows] = starts
            continue
        # Row 0 is balanced, so that it lives to its time limit; the others fall.
        actions = rng.integers(0, 2, COUNT)
        _x, _v, angle, rate = last[0]
        actions[0] = angle + 0.3 * rate > 0
        stepped = batch.step(rows, actions)
        last[rows] = stepped.observations[rows]
        for row in rows.tolist():
            observation, reward, terminated, truncated = singles.step(row, int(actions[row]))
            # Sines of arrays and of single numbers may differ in their last bit.
            assert np.allclose(stepped.observations[row], observation, atol=1e-5)
            got = (stepped.rewards[row], stepped.terminated[row], stepped.truncated[row])
            assert got == (reward, terminated, truncated)
            terminations += terminated
            truncations += truncated
    assert terminations > 5
    assert truncations > 0


def test_a_reset_may_say_where_the_pole_starts() -> None:
    batch = blueprint("gym:CartPole-v1").make_batch(3)
    starts = batch.reset(np.array([2, 0]), [5, 6], {"low": 0.01, "high": 0.02})
    assert ((starts >= 0.01) & (starts <= 0.02)).all()
    single = gymnasium.make("CartPole-v1")
    assert (starts[0] == single.reset(seed=5, options={"low": 0.01, "high": 0.02})[0]).all()
