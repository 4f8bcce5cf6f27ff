"""Where the one MJCF file is: beside this package in the repository, inside it when it is installed."""

from __future__ import annotations

from pathlib import Path

from gaitway_envs.blueprint import EnvironmentUnavailable


def model_file() -> Path:
    """The path of aibo.xml. Raises EnvironmentUnavailable when it is nowhere."""
    here = Path(__file__).parent
    places = (here / "aibo.xml", here.parent.parent / "aibo" / "aibo.xml")
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        expected = " or ".join(map(str, places))
        raise EnvironmentUnavailable(
            f"the robot's model is missing: expected {expected}", "install the package again"
        )
    return found
