"""The answers the toys claim, derived here by other means."""

from __future__ import annotations

import numpy as np
import pytest
from gaitway_envs.adapters import blueprint
from gaitway_envs.adapters.toy import TOYS
from gaitway_envs.blueprint import EnvironmentUnavailable
from gaitway_envs.toys import lqr, point_mass
from gaitway_envs.toys.copy import SPACES


def play(env, policy, seed=3):
    """Return of an episode, and its first observation."""
    first, _ = env.reset(seed=seed)
    observation, total, step = first, 0.0, 0
    while True:
        observation, reward, terminated, truncated, _ = env.step(policy(observation, step))
        total += reward
        step += 1
        if terminated or truncated:
            return total, first


@pytest.mark.parametrize("name", sorted(TOYS))
def test_a_toy_starts_the_same_episode_from_the_same_seed(name):
    one, other = (blueprint(f"toy:{name}").make() for _ in range(2))
    for seed in (0, 1, 2**32 - 1):
        first, second = one.reset(seed=seed, options={"fail": False})[0], other.reset(seed=seed)[0]
        np.testing.assert_equal(first, second)
        assert one.observation_space.contains(first)


def test_the_bottom_of_the_bowl_is_its_best_and_its_slope_is_as_told():
    env = blueprint("toy:bowl").make()
    best = np.array([0.5, -0.25, 0.1])
    at = np.array([0.2, 0.3, -0.4])
    reward = lambda action: env.step(action)[1]  # noqa: E731
    assert reward(best) == 0
    slope = [(reward(at + h) - reward(at - h)) / 2e-6 for h in np.eye(3) * 1e-6]
    assert slope == pytest.approx((-2 * (at - best)).tolist(), abs=1e-6)


def best_by_least_squares(env_a, env_b, q, r, horizon, x0):
    """The least cost over all sequences of actions: a quadratic form in them, solved as one system."""
    n, m = env_b.shape
    powers = [np.linalg.matrix_power(env_a, k) for k in range(horizon + 1)]
    root_q, root_r = np.linalg.cholesky(q).T, np.linalg.cholesky(r).T
    rows, constants = [], []
    for t in range(horizon):
        state = np.zeros((n, m * horizon))
        for s in range(t):
            state[:, m * s : m * (s + 1)] = powers[t - 1 - s] @ env_b
        rows.append(root_q @ state)
        constants.append(root_q @ powers[t] @ x0)
        control = np.zeros((m, m * horizon))
        control[:, m * t : m * (t + 1)] = root_r
        rows.append(control)
        constants.append(np.zeros(m))
    matrix, offset = np.vstack(rows), np.concatenate(constants)
    actions = np.linalg.lstsq(matrix, -offset, rcond=None)[0]
    return float(np.sum((matrix @ actions + offset) ** 2)), actions.reshape(horizon, m)


@pytest.mark.parametrize("n", [1, 3])
def test_the_riccati_gains_reach_the_least_cost_of_the_lqr(n):
    env = blueprint(f"toy:lqr?n={n}").make()
    gains, p0 = lqr.riccati(env.a, env.b, env.q, env.r, env.horizon)
    total, x0 = play(env, lambda x, step: -gains[step] @ x)
    least, _ = best_by_least_squares(env.a, env.b, env.q, env.r, env.horizon, x0)
    assert -total == pytest.approx(least, rel=1e-9)
    assert x0 @ p0 @ x0 == pytest.approx(least, rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_the_best_push_of_the_point_mass_is_as_told_and_inside_its_bounds(seed):
    m = point_mass
    gains, p0 = lqr.riccati(m.A, m.B, m.Q, m.R, m.HORIZON)
    env = blueprint("toy:point-mass").make()
    total, x0 = play(env, lambda x, step: -gains[step] @ x, seed)
    least, actions = best_by_least_squares(m.A, m.B, m.Q, m.R, m.HORIZON, x0)
    assert -total == pytest.approx(least, rel=1e-9)
    assert x0 @ p0 @ x0 == pytest.approx(least, rel=1e-9)
    assert np.abs(actions).max() < 1


def test_the_point_mass_moves_as_a_mass_does():
    env = blueprint("toy:point-mass").make()
    (x, y, *_), _ = env.reset(seed=1)
    for _ in range(10):
        observation = env.step(np.array([1.0, 0.0]))[0]
    assert observation == pytest.approx([x + 0.5, y, 1.0, 0.0])


def test_every_arm_of_the_bandit_looks_good_and_one_is_better():
    env = blueprint("toy:bandit").make()
    pays = np.array([env.step(arm)[1] for arm in range(4)])
    assert pays.tolist() == [1000, 1000, 1001, 1000]
    probabilities = np.full(4, 0.25)
    slope = probabilities * (pays - probabilities @ pays)
    assert slope.tolist() == (np.array([-1, -1, 3, -1]) / 16).tolist()


def test_only_the_state_explains_the_rewards_of_the_states():
    env = blueprint("toy:states").make()
    rewards: dict[int, list[float]] = {0: [], 1: []}
    for seed in range(40):
        state, _ = env.reset(seed=seed)
        for step in range(10):
            action = (seed + step) % 2
            following, reward, _, truncated, _ = env.step(action)
            rewards[state].append(reward - (action == state))
            state = following
        assert truncated
    assert set(rewards[0]) == {3000.0}
    assert set(rewards[1]) == {-4000.0}
    assert 100 < len(rewards[0]) < 300


@pytest.mark.parametrize("space", SPACES)
def test_a_copy_earns_as_much_as_there_are_steps_and_is_never_the_same_as_the_last(space):
    env = blueprint(f"toy:copy?space={space}").make()
    seen = []
    total, _ = play(env, lambda observation, step: seen.append(np.copy(observation)) or observation)
    assert total == len(seen) == 20
    assert len({target.tobytes() for target in seen}) > 1
    assert all(env.action_space.contains(env.reset(seed=seed)[0]) for seed in range(20))


# What the docstring says of a constant action, within 4 standard errors of 400 returns of 20 steps. The variance of one
# reward: of one choice out of three (1/3)(2/3), of the mean of two half of it; of the mean of three tosses of a coin
# (1/4)/3; of the square of a number uniform in [-1, 1] 1/5 - 1/9 = 4/45, of the mean of two half of it.
@pytest.mark.parametrize(
    ("space", "action", "expected", "variance"),
    [
        ("discrete", 1, 20 / 3, 2 / 9),
        ("box", np.zeros(2), 40 / 3, 2 / 45),
        ("multi-discrete", np.array([2, 0]), 20 / 3, 1 / 9),
        ("multi-binary", np.array([1, 0, 1], np.int8), 10, 1 / 12),
    ],
)
def test_who_always_does_the_same_is_paid_for_chance(space, action, expected, variance):
    env = blueprint(f"toy:copy?space={space}").make()
    returns = [play(env, lambda *_: action, seed)[0] for seed in range(400)]
    assert np.mean(returns) == pytest.approx(expected, abs=4 * np.sqrt(20 * variance / 400))


def test_a_toy_that_does_not_exist_or_takes_no_such_argument_says_so():
    with pytest.raises(EnvironmentUnavailable, match="did you mean toy:bowl"):
        blueprint("toy:bowls")
    with pytest.raises(EnvironmentUnavailable, match=r"could not be made: .*takes no arguments"):
        blueprint("toy:bowl?size=3")
    with pytest.raises(EnvironmentUnavailable, match="expected a fault out of raise, nan"):
        blueprint("toy:broken?fault=everything")
    with pytest.raises(EnvironmentUnavailable, match="expected a space out of discrete, box"):
        blueprint("toy:copy?space=text")
