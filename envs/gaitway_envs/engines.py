"""Which engine runs an environment: in this process, as one, or in processes of their own."""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass

from gaitway_envs.adapters import blueprint
from gaitway_envs.blueprint import Blueprint, EnvironmentUnavailable
from gaitway_envs.engine import Engine, Inline
from gaitway_envs.fault_text import fault_text
from gaitway_envs.processes import Processes


@dataclass(frozen=True)
class MadeFor:
    """What was asked for."""

    uri: str
    render_mode: str | None
    count: int
    processes: int | None
    """None: as suits the environment."""


def make_engine(plan: MadeFor) -> tuple[Blueprint, Engine]:
    """Makes all environments. Raises EnvironmentUnavailable, after the traceback where the user's code raised."""
    try:
        made = blueprint(plan.uri, plan.render_mode)
        return made, _engine(made, plan)
    except EnvironmentUnavailable:
        raise
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        raise EnvironmentUnavailable(
            f"{plan.uri} could not be made: {fault_text(error)}", "see the lines above"
        ) from None


def _engine(made: Blueprint, plan: MadeFor) -> Engine:
    """A batch is faster than any number of processes; whoever asks for processes gets them."""
    if plan.processes is None and plan.count > 1 and made.make_batch is not None:
        return Inline(made, plan.count, as_one=True)
    processes = plan.processes
    if processes is None:
        processes = 0 if plan.count == 1 else min(plan.count, os.cpu_count() or 1)
    if processes == 0:
        return Inline(made, plan.count, as_one=False)
    return Processes(made, plan.render_mode, plan.count, processes)
