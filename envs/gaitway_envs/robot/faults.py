"""What can be wrong with a robot on a link, asked for by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gaitway_envs.emulator.faults import FaultRefused, switch

FAULTS = {
    "drop": "hears nothing and says nothing: the link is down",
    "stale": "readings come, with the time stamps of when this began",
    "freeze": "readings come, with the values of when this began",
    "nan": "the first value of each reading is no number",
    "refuse": "refuses every command, and torque on",
    "tilt": "is pushed over, once",
    "none": "ends all of them",
}


@dataclass
class Faults:
    """Those in force."""

    drop: bool = False
    stale: bool = False
    freeze: bool = False
    nan: bool = False
    refuse: bool = False

    def add(self, request: dict[str, Any]) -> None:
        """`{"fault", "on"?}`; `tilt` is for the body. Raises FaultRefused."""
        name = request.get("fault")
        if name not in FAULTS:
            raise FaultRefused(f'expected "fault" to be one of {", ".join(FAULTS)}; got {name!r}')
        if name == "none":
            self.__init__()
        elif name != "tilt":
            setattr(self, name, switch(request))
