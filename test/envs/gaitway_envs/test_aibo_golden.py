"""Native MuJoCo walks the golden trajectories of WASM (test/golden/aibo).

Both compute in doubles but not with the same sines, so they start 1e-16 apart; contacts carry that on. What is asked
here is far above what is seen, which `pytest -s` prints, and far below what a wrong model, draw or formula would do.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gaitway_envs.adapters import blueprint
from gaitway_envs.aibo.gait import HAND_TUNED_GAIT, LEARNED_GAIT, Gait
from gaitway_envs.aibo.loci import JointCommands
from gaitway_envs.aibo.random_streams import Rng
from gaitway_envs.aibo.simulation import Simulation
from gaitway_envs.aibo.walk_spec import OBSERVATION_FIELDS

GOLDEN = Path(__file__).parents[2] / "golden" / "aibo"
EPISODES = json.loads((GOLDEN / "episodes.json").read_text())
LAPS = json.loads((GOLDEN / "laps.json").read_text())
FORCES = np.array([field.unit in ("N", "m/s²", "rad/s") for field in OBSERVATION_FIELDS])


@pytest.mark.parametrize("golden", EPISODES, ids=[golden["name"] for golden in EPISODES])
def test_closed_loop_feels_and_earns_what_it_does_on_wasm(golden: dict[str, Any]) -> None:
    env = blueprint("aibo:walk").make()
    kept = {row["step"]: np.array(row["values"]) for row in golden["observations"]}
    observation, _ = env.reset(seed=golden["seed"], options=golden["options"])
    close(observation, kept[0])
    cycle = np.array(golden["cycle"])
    apart = []
    for step, expected in enumerate(golden["rewards"]):
        observation, reward, terminated, truncated, info = env.step(cycle[step % len(cycle)])
        assert reward == pytest.approx(expected, abs=1e-9)
        if step + 1 in kept:
            close(observation, kept[step + 1])
            apart.append(np.abs(observation - kept[step + 1])[:12].max())
        assert (terminated or truncated) == (step + 1 == len(golden["rewards"]))
    assert info["reason"] == golden["ending"]
    assert truncated == (golden["ending"] == "time limit")
    print(
        f"\n{golden['name']}: joint angles at most {max(apart):.0e} rad apart over {(step + 1) * 0.032:.2f} s"
    )


def close(observation: np.ndarray, expected: np.ndarray) -> None:
    """Angles, directions and targets to 1e-9; speeds and forces, which amplify, to 1e-6 of themselves."""
    np.testing.assert_allclose(observation[~FORCES], expected[~FORCES], rtol=0, atol=1e-9)
    np.testing.assert_allclose(observation[FORCES], expected[FORCES], rtol=1e-6, atol=1e-6)


@pytest.fixture(scope="module")
def native_laps() -> list[tuple]:
    """The golden laps as native MuJoCo walks them: what `step` returned for each."""
    env = blueprint("aibo").make()
    walked = []
    for golden in LAPS:
        env.reset(seed=golden["seed"], options=golden["options"])
        walked.append(env.step(np.array(golden["action"])))
    return walked


def test_laps_are_walked_as_on_wasm(native_laps: list[tuple]) -> None:
    for golden, (lap, reward, terminated, truncated, info) in zip(LAPS, native_laps, strict=True):
        told = f"{golden['gait']}, seed {golden['seed']}"
        assert info["reason"] == golden["outcome"], told
        assert (terminated, truncated) == (info["reason"] != "timedOut", info["reason"] == "timedOut"), told
        assert reward == lap[0]
        # Speeds to 1e-6 m/s. What is read at the last moment of a lap alone, drift and heading, is less certain.
        np.testing.assert_allclose(lap[:4], golden["values"][:4], rtol=0, atol=1e-6, err_msg=told)
        np.testing.assert_allclose(lap[4:], golden["values"][4:], rtol=1e-3, atol=1e-4, err_msg=told)


@pytest.mark.parametrize("gait", ["hand-tuned", "learned"])
def test_a_gait_of_the_paper_is_as_fast_as_on_wasm_over_twenty_seeds(
    native_laps: list[tuple], gait: str
) -> None:
    pairs = [
        (golden["values"][1], lap[0][1])
        for golden, lap in zip(LAPS, native_laps, strict=True)
        if golden["gait"] == gait and golden["options"] == {}
    ]
    assert len(pairs) == 20
    wasm, native = np.array(pairs).T
    spread = wasm.std(ddof=1)
    assert spread > 1e-3, "another seed is another lap"
    assert abs(native.mean() - wasm.mean()) < 1e-3 * spread
    apart = np.abs(native - wasm)
    print(f"\n{gait}, 20 laps: {1000 * wasm.mean():.1f} ± {1000 * spread:.1f} mm/s; ", end="")
    print(f"speeds apart {1000 * np.median(apart):.0e} mm/s in the median, {1000 * apart.max():.0e} at most")


@pytest.mark.parametrize("gait", [HAND_TUNED_GAIT, LEARNED_GAIT], ids=["hand-tuned", "learned"])
def test_a_difference_grows_slowly_enough_for_a_lap_to_be_compared(gait: Gait) -> None:
    ticks = 1250
    phases = np.arange(ticks) * 0.008 / gait.gait_period

    def joints(seed: int, push: float) -> np.ndarray:
        """Angles [ticks, 12] of a walk whose first knee starts `push` (rad) elsewhere."""
        simulation = Simulation()
        simulation.reset(0.002, Rng.seeded(seed), 1.0)
        simulation.stand(gait)
        simulation.qpos[9] += push
        commands = JointCommands(gait, phases)
        rows = np.empty((ticks, 12))
        for tick in range(ticks):
            simulation.ctrl[:] = commands.at(tick, 0.0)[0]
            simulation.step(4)
            rows[tick] = simulation.qpos[7:]
        return rows

    apart = [np.abs(joints(seed, 1e-12) - joints(seed, 0)).max(axis=1) for seed in (1, 2)]
    grown = np.max(apart, axis=0)
    told = ", ".join(
        f"{grown[: 125 * seconds].max():.0e} in {seconds} s" for seconds in (1, 2, 3, 4, 6, 8, 10)
    )
    print(f"\n1e-12 rad grow, at most: {told}")
    # Rounding is ten thousand times smaller: what is below 1e-6 here is below 1e-10 between the two sides.
    assert grown[: 125 * 3].max() < 1e-6
