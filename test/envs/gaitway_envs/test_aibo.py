from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from gaitway_envs.adapters import blueprint
from gaitway_envs.aibo.gait import HAND_TUNED_GAIT, LEARNED_GAIT, gait_values
from gaitway_envs.aibo.kinematics import inverse_kinematics
from gaitway_envs.aibo.legs import JOINT_LIMITS
from gaitway_envs.aibo.loci import JointCommands
from gaitway_envs.aibo.random_streams import Rng
from gaitway_envs.blueprint import EnvironmentUnavailable
from gymnasium.utils.env_checker import check_env

ENVS = Path(__file__).parents[3] / "envs"
WALK = blueprint("aibo:walk")


def trot(steps: int) -> np.ndarray:
    """Joint targets [steps, 12] of the hand-tuned trot, every 32 ms."""
    phases = (np.arange(steps) + 1) * WALK.control_period / HAND_TUNED_GAIT.gait_period
    commands = JointCommands(HAND_TUNED_GAIT, phases)
    return np.array([commands.at(step, 0.0)[0] for step in range(steps)])


@pytest.mark.parametrize("uri", ["aibo", "aibo:walk"])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_is_an_environment_that_gymnasium_accepts(uri: str) -> None:
    made = blueprint(uri)
    env = made.make()
    assert (env.observation_space, env.action_space) == (made.observation_space, made.action_space)
    check_env(env, skip_render_check=True)


def test_is_described_without_loading_mujoco() -> None:
    program = (
        "import sys; from gaitway_envs.adapters import blueprint;"
        "print(blueprint('aibo').name, blueprint('aibo:walk').name, 'mujoco' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ENVS, capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.split() == ["aibo", "aibo:walk", "False"]


def test_names_every_number_and_its_unit() -> None:
    for uri in ("aibo", "aibo:walk"):
        made = blueprint(uri)
        for leaf, space in (("observation", made.observation_space), ("action", made.action_space)):
            assert len(set(made.names[leaf])) == len(made.units[leaf]) == space.shape[0]


def test_refuses_what_is_neither() -> None:
    with pytest.raises(EnvironmentUnavailable, match="aibo for laps, aibo:walk for the closed loop"):
        blueprint("aibo:run")
    with pytest.raises(EnvironmentUnavailable, match="render aibo:walk instead"):
        blueprint("aibo", "rgb_array")
    with pytest.raises(EnvironmentUnavailable, match='no render mode "human"; use rgb_array'):
        blueprint("aibo:walk", "human")


@pytest.mark.filterwarnings("ignore::Warning")
def test_shows_the_robot_or_says_what_is_missing_for_a_picture() -> None:
    assert WALK.render_modes == ()
    made = blueprint("aibo:walk", "rgb_array")
    assert made.render_modes == ("rgb_array",)
    env = made.make()
    env.reset(seed=1)
    try:
        standing = env.render()
    except EnvironmentUnavailable as error:
        assert "no OpenGL" in error.what and "MUJOCO_GL" in error.remedy
        return
    assert (standing.shape, standing.dtype) == ((240, 320, 3), np.uint8)
    env.step(np.tile([0.0, 1.5, 0.0], 4))
    assert not np.array_equal(env.render(), standing)
    env.close()


def test_a_simulation_that_diverges_ends_with_numbers_all_the_same(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    env = WALK.make()
    env.reset(seed=1)
    before, *_ = env.step(env.action_space.low * 0)
    env._simulation.qvel[0] = np.inf
    observation, reward, terminated, truncated, info = env.step(env.action_space.low * 0)
    assert (info["reason"], terminated, truncated) == ("diverged", True, False)
    assert reward == pytest.approx(-2) and np.array_equal(observation, before)
    assert "MuJoCo: Nan, Inf or huge value" in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == [], "MuJoCo leaves no log behind"
    again, _ = env.reset(seed=1)
    assert np.array_equal(again, WALK.make().reset(seed=1)[0])


@pytest.mark.parametrize(
    ("uri", "options", "message"),
    [
        ("aibo", {"nois": 0.0}, '"nois"; the options are: timestep, noise'),
        ("aibo", {"timestep": 0.004}, '"timestep" is 0.004; expected number'),
        ("aibo", {"steering": 1.0}, '"steering" is 1.0; expected boolean'),
        ("aibo:walk", {"perturbation": -1.0}, '"perturbation" is -1.0'),
        ("aibo:walk", {"perturbation": True}, '"perturbation" is True; expected number'),
    ],
)
def test_refuses_an_illegal_option_and_says_what_is_legal(uri: str, options: dict, message: str) -> None:
    env = blueprint(uri).make()
    with pytest.raises(ValueError, match=message):
        env.reset(seed=1, options=options)


def test_random_streams_give_the_numbers_of_the_typescript_side() -> None:
    # Printed by createRng(5).stream("model").stream("mass") and createRng(5).stream("stopwatch").
    masses = Rng.seeded(5).stream("model").stream("mass")
    assert [masses.uniform() for _ in range(2)] == [0.31771165885120245, 0.07502927615207589]
    assert Rng.seeded(5).stream("stopwatch").normal() == pytest.approx(-0.6726986865881275, abs=1e-15)


def test_random_numbers_are_uniform_and_normal() -> None:
    rng = Rng.seeded(0)
    uniform = np.array([rng.uniform() for _ in range(4000)])
    normal = np.array([rng.normal() for _ in range(4000)])
    # Five standard errors of the mean and of the mean square.
    assert abs(uniform.mean() - 1 / 2) < 5 * np.sqrt(1 / 12 / 4000)
    assert abs(normal.mean()) < 5 / np.sqrt(4000)
    assert abs((normal**2).mean() - 1) < 5 * np.sqrt(2 / 4000)


def test_inverse_kinematics_reaches_what_it_can_and_keeps_the_limits() -> None:
    x = np.array([0.02, 0.0, -0.03, 0.5])
    y = np.array([0.01, 0.03, 0.0, 0.0])
    z = np.array([-0.1, -0.09, -0.11, -0.5])
    angles, miss = inverse_kinematics(x, y, z)
    assert (miss[:3] < 1e-12).all() and miss[3] > 0.4
    assert (angles >= JOINT_LIMITS[:, 0]).all() and (angles <= JOINT_LIMITS[:, 1]).all()


def test_a_gait_that_walks_well_is_faster_than_one_that_stands() -> None:
    env = blueprint("aibo").make()
    standing = gait_values(LEARNED_GAIT)
    standing[[0, 3, 6]] = 0.005, 0.005, 0.0
    speeds = []
    for gait in (gait_values(LEARNED_GAIT), standing):
        env.reset(seed=2)
        speeds.append(env.step(gait)[1])
    assert speeds[0] > 0.25 and abs(speeds[1]) < 0.04


def test_an_episode_is_the_same_whatever_was_played_before_it() -> None:
    env = WALK.make()

    def play(seed: int) -> np.ndarray:
        rows = [env.reset(seed=seed)[0]]
        rows += [np.append(*env.step(target)[:2]) for target in trot(20)]
        return np.concatenate(rows)

    first = play(7)
    assert not np.array_equal(play(8), first)
    np.testing.assert_array_equal(play(7), first)


def test_a_state_is_gone_back_to_and_bytes_that_are_none_are_refused() -> None:
    env, other = WALK.make(), WALK.make()
    targets = trot(30)
    env.reset(seed=3)
    for target in targets[:15]:
        env.step(target)
    state = env.get_state()
    observation = other.set_state(state)
    np.testing.assert_array_equal(observation, np.frombuffer(state, "<f8")[18 : 18 + 49])
    for target in targets[15:]:
        ours, theirs = env.step(target), other.step(target)
        np.testing.assert_array_equal(theirs[0], ours[0])
        assert theirs[1:] == ours[1:]
        assert [other.read_property(p.name) for p in WALK.properties] == [
            env.read_property(p.name) for p in WALK.properties
        ]
    for wrong in (b"", state[8:], state[:-8] + np.float64(np.nan).tobytes()):
        with pytest.raises(ValueError, match="no state of aibo:walk"):
            other.set_state(wrong)
    np.testing.assert_array_equal(other.step(targets[0])[0], env.step(targets[0])[0])


def test_pays_a_trot_well_standing_nothing_and_falling_less() -> None:
    env = WALK.make()
    sprawl = np.tile([0.0, 1.5, 0.0], 4)

    def total(policy: np.ndarray | None) -> float:
        observation, _ = env.reset(seed=1)
        earned, ended, step = 0.0, False, 0
        while not ended:
            action = observation[-12:] if policy is None else policy[step % len(policy)]
            observation, reward, terminated, truncated, _ = env.step(action)
            earned, ended, step = earned + reward, terminated or truncated, step + 1
        return earned

    assert total(trot(22)) > 4 > 0.1 > abs(total(None))
    assert total(sprawl[None]) < -1.5
