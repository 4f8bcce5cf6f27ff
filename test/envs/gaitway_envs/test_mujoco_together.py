"""Robots stepped together are held, bit for bit, against single ones that Gymnasium itself makes, resets and steps."""

from __future__ import annotations

import json

import gymnasium
import numpy as np
import pytest
from gaitway_envs.adapters import blueprint
from gaitway_envs.blueprint import Blueprint, Stepped
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb

COUNT = 5
LIMIT = {"max_episode_steps": 40}
TASKS = ["HalfCheetah-v5", "Swimmer-v5", "Hopper-v5", "Walker2d-v5"]
DIFFERENT = {"exclude_current_positions_from_observation": False, "ctrl_cost_weight": 0.3, "frame_skip": 3}


def pairs(task: str, different: dict) -> tuple[Blueprint, list, list]:
    """The blueprint, environments of it, and as many of Gymnasium's own, all of them reset alike."""
    query = "&".join(f"{name}={json.dumps(value)}" for name, value in {**LIMIT, **different}.items())
    made = blueprint(f"gym:{task}?{query}")
    ours = [made.make() for _ in range(COUNT)]
    theirs = [gymnasium.make(task, **LIMIT, **different) for _ in range(COUNT)]
    for seed, (mine, single) in enumerate(zip(ours, theirs, strict=True)):
        assert (mine.reset(seed=seed)[0] == single.reset(seed=seed)[0]).all()
    return made, ours, theirs


def is_row(stepped: Stepped, row: int, alone: tuple) -> bool:
    observation, reward, terminated, truncated, _info = alone
    same = (stepped.rewards[row], stepped.terminated[row], stepped.truncated[row])
    seen = stepped.observations[row]
    return (
        seen.dtype == observation.dtype
        and seen.tobytes() == observation.tobytes()
        and same == (float(reward), terminated, truncated)
    )


@pytest.mark.parametrize("different", [{}, DIFFERENT], ids=["as it is", "with other arguments"])
@pytest.mark.parametrize("task", TASKS)
def test_every_row_is_what_gymnasium_makes_of_it_whichever_rows_are_stepped(
    task: str, different: dict
) -> None:
    made, ours, theirs = pairs(task, different)
    rng = np.random.default_rng(1)
    ends: list[str] = []
    for step in range(160):
        rows = rng.permutation(COUNT)[: rng.integers(1, COUNT + 1)].tolist()
        actions = rng.uniform(-1, 1, (len(rows), *made.action_space.shape)).astype(np.float32)
        stepped = made.step_together([ours[row] for row in rows], actions)
        for at, row in enumerate(rows):
            alone = theirs[row].step(actions[at])
            assert is_row(stepped, at, alone), (step, row)
            terms = {name: value for name, value in alone[4].items() if name.startswith("reward_")}
            said = {name: ours[row].read_property(name.replace("_", ".", 1)) for name in terms}
            assert said == {name: float(value) for name, value in terms.items()}
            over = alone[2] or alone[3]
            assert (at in stepped.reasons) == over
            if over:
                ends.append(stepped.reasons[at])
                seed = int(rng.integers(2**31))
                assert (ours[row].reset(seed=seed)[0] == theirs[row].reset(seed=seed)[0]).all()
    assert len(ends) > 8
    assert ("terminated" in ends) == (task in ("Hopper-v5", "Walker2d-v5"))


@pytest.mark.parametrize("task", TASKS)
def test_a_step_together_leaves_the_state_that_a_step_alone_leaves(task: str) -> None:
    made, together, _ = pairs(task, {})
    alone = [made.make() for _ in together]
    rng = np.random.default_rng(2)
    for seed, one in enumerate(alone):
        one.reset(seed=seed)
    for _ in range(10):
        actions = rng.uniform(-1, 1, (COUNT, *made.action_space.shape)).astype(np.float32)
        made.step_together(together, actions)
        for one, action in zip(alone, actions, strict=True):
            one.step(action)
    assert [one.get_state() for one in together] == [one.get_state() for one in alone]


def test_a_robot_whose_physics_break_takes_nobody_along() -> None:
    made, ours, theirs = pairs("HalfCheetah-v5", {})
    actions = np.zeros((COUNT, 6), np.float32)
    ours[2].unwrapped.data.qvel[0] = np.nan
    stepped = made.step_together(ours, actions)
    assert list(stepped.raised) == [2]
    assert "unstable" in str(stepped.raised[2])
    for row in (0, 1, 3, 4):
        assert is_row(stepped, row, theirs[row].step(actions[row]))


def test_what_nobody_wrote_down_is_stepped_alone() -> None:
    assert blueprint("gym:Ant-v5").step_together is None
    assert blueprint("gym:CartPole-v1").step_together is None
    assert blueprint("gym:HalfCheetah-v5").step_together is not None


@pytest.mark.parametrize("processes", ["0", "2"])
def test_a_server_answers_with_the_same_bits_for_many_and_for_one(serve, connect, processes) -> None:
    many = connect(serve("gym:Hopper-v5", "--envs", "4", "--processes", processes))
    one = connect(serve("gym:Hopper-v5", "--envs", "1"))
    rng = np.random.default_rng(3)
    many.reset([0, 1, 2, 3], seeds=[9, 9, 9, 9])
    one.reset([0], seeds=[9])
    ended = False
    while not ended:
        action = rng.uniform(-1, 1, (1, 3)).astype(np.float32)
        rows = many.ask([action.repeat(4, axis=0)], step=pb.Step(env_ids=[0, 1, 2, 3]))
        row = one.ask([action], step=pb.Step(env_ids=[0]))
        assert (rows.arrays[0] == row.arrays[0][0]).all()
        assert list(rows.step.rewards) == list(row.step.rewards) * 4
        assert list(rows.step.reasons) == list(row.step.reasons) * 4
        ended = list(row.step.terminated) == [True]
        assert list(rows.step.terminated) == [ended] * 4
