"""A file of a task or a model with a fault: named with its line and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from models import ball
from refused import refusal

FAULTS = {
    "an unknown key": (
        "model: leg.xml\ntimelimit: 3\n",
        2,
        "timelimit is no key here",
        "did you mean time_limit?",
    ),
    "an unknown joint": (
        "model: leg.xml\nobservations:\n  - positions:\n      - hip\n      - kne\n",
        5,
        'observations[0].positions: there is no joint "kne"',
        "did you mean knee? legal are: ahead, hip, knee, pitch, up",
    ),
    "an unknown body": (
        "model: leg.xml\nreward:\n  speed:\n    kind: velocity\n    axis: x\n    body: torzo\n",
        6,
        'reward.speed.body: there is no body "torzo"',
        "did you mean torso?",
    ),
    "an unknown kind": (
        "model: leg.xml\nreward:\n  speed: {kind: velocty}\n",
        3,
        'reward.speed.kind: there is no kind of reward "velocty"',
        "did you mean velocity?",
    ),
    "a key of another kind": (
        "model: leg.xml\nterminate:\n  low: {kind: height, body: torso, beyond: 1}\n",
        3,
        "terminate.low.beyond is no key here",
        "legal are: above, below, body, kind",
    ),
    "a missing key": (
        "model: leg.xml\nterminate:\n  low:\n    kind: tilt\n    body: torso\n",
        4,
        "terminate.low.beyond is missing: expected a number",
        "add beyond",
    ),
    "a text for a number": (
        "model: leg.xml\ntime_limit: long\n",
        2,
        "time_limit: expected a number, got 'long'",
        "mend it",
    ),
    "a number that is none": (
        "model: leg.xml\ntime_limit: .nan\n",
        2,
        "time_limit: expected a number, got nan",
        "mend it",
    ),
    "two numbers for three": (
        "model: leg.xml\nreward: {near: {kind: distance, from: torso, to: [1, x, 2]}}\n",
        2,
        "reward.near.to: expected 3 numbers in brackets, got a list",
        "mend it",
    ),
    "a negative noise": (
        "model: leg.xml\nreset: {position_noise: -1}\n",
        2,
        "reset.position_noise: expected a number, 0 or more, got -1",
        "mend it",
    ),
    "an interval upside down": (
        "model: leg.xml\nterminate: {away: {kind: area, body: torso, x: [3, 1]}}\n",
        2,
        "terminate.away.x: expected [LOW, HIGH] with LOW below HIGH",
        "mend it",
    ),
    "a list for a mapping": (
        "model: leg.xml\nreset:\n  - 1\n",
        3,
        "reset: expected NAME: VALUE lines, got a list",
        "write a mapping",
    ),
    "a mapping for a list": (
        "model: leg.xml\nobservations:\n  positions: all\n",
        3,
        "observations: expected a list: lines that begin with -, got a mapping",
        "mend it",
    ),
    "two sources in one entry": (
        "model: leg.xml\nobservations:\n  - positions: all\n    velocities: all\n",
        3,
        "observations[0]: expected one of positions, velocities, sensors, body; got 2 of them",
        "one entry for each",
    ),
    "a period between two steps": (
        "model: leg.xml\ncontrol_period: 0.005\n",
        2,
        "expected a multiple of the model's timestep, 0.002 s, got 0.005",
        "write 0.004 or 0.006",
    ),
    "an unknown keyframe": (
        "model: leg.xml\nreset: {keyframe: home}\n",
        2,
        'reset.keyframe: there is no keyframe "home"',
        "legal are: crouched",
    ),
    "a key that is there twice": (
        "model: leg.xml\nname: a\nname: b\n",
        3,
        '"name" is there twice',
        "keep one",
    ),
    "no model": ("name: leg\n", 1, "model is missing: expected a text", "add model"),
    "something observed twice": (
        "model: leg.xml\nobservations:\n  - positions: [hip]\n  - positions: all\n",
        3,
        "hip.position is observed twice",
        "leave one of them out",
    ),
    "a scale without offset": (
        "model: leg.xml\nactions: {scale: 2}\n",
        2,
        "actions.scale: expected nothing",
        "write as: offset",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_named_with_its_line_and_remedy(case: str, write_task) -> None:
    text, line, what, remedy = FAULTS[case]
    error = refusal(write_task(text))
    assert f"leg.yaml:{line}: " in error.what
    assert what in error.what
    assert remedy in error.remedy


def test_an_actuator_without_range_cannot_be_normalized(write_task) -> None:
    error = refusal(write_task("model: leg.xml\nactions: {as: normalized}\n", ball()))
    assert "a ctrlrange for rail" in error.what


def test_a_model_that_does_not_compile_shows_what_mujoco_says(write_task) -> None:
    error = refusal(write_task("model: leg.xml\n", "<mujoco><worldbody><boddy/></worldbody></mujoco>"))
    assert "boddy" in error.what and "leg.xml" in error.what


def test_a_file_that_is_missing_or_no_yaml_is_named(write_task, tmp_path: Path) -> None:
    assert "there is no model" in refusal(f"mujoco:{tmp_path / 'none.xml'}").what
    assert "none.yaml cannot be read: No such file" in refusal(f"mujoco:{tmp_path / 'none.yaml'}").what
    assert "contains itself" in refusal(write_task("model: &a [*a]\n")).what
    assert "is no YAML" in refusal(write_task("model: [leg.xml\n")).what


def test_a_model_without_actuators_is_refused(write_task) -> None:
    model = "<mujoco><worldbody><body><freejoint/><geom size='1'/></body></worldbody></mujoco>"
    assert "nothing can act on it" in refusal(write_task("model: leg.xml\n", model)).what
