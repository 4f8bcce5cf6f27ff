"""How fast environments are with nothing attached: the same processes, the same loop, one random action for ever.

What the bridge adds is the difference to this.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from gaitway_envs.engine import Inline
from gaitway_envs.engines import MadeFor, make_engine
from gaitway_envs.operation import Operation, Selection


@dataclass(frozen=True)
class Floor:
    uri: str
    envs: int
    processes: int
    steps_per_second: float
    """Of all environments together."""


def floor(made_for: MadeFor, seconds: float) -> Floor:
    """Steps all environments for so long."""
    processes = made_for.processes
    if processes is None and made_for.count > 1:
        _, engine = make_engine(made_for)
        processes = 0 if isinstance(engine, Inline) else min(made_for.count, os.cpu_count() or 1)
        engine.close()
    processes = processes or 0
    if processes == 0:
        return Floor(made_for.uri, made_for.count, 0, flat_out(made_for, seconds))
    counts = [
        made_for.count * (i + 1) // processes - made_for.count * i // processes for i in range(processes)
    ]
    children = [_start(made_for, count, seconds) for count in counts]
    rates = [float(child.communicate()[0]) for child in children]
    return Floor(made_for.uri, made_for.count, processes, sum(rates))


def _start(made_for: MadeFor, count: int, seconds: float) -> subprocess.Popen[bytes]:
    code = "import sys; from gaitway_envs.floor import main; main()"
    arguments = [made_for.uri, made_for.render_mode or "", str(count), str(seconds)]
    return subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE)


def main() -> None:
    """One process of several."""
    uri, render_mode, count, seconds = sys.argv[1:]
    ours = os.dup(1)
    os.dup2(2, 1)
    rate = flat_out(MadeFor(uri, render_mode or None, int(count), 0), float(seconds))
    os.write(ours, str(rate).encode())


def flat_out(made_for: MadeFor, seconds: float) -> float:
    """Steps a second of all environments of this process, their episodes started again when they end."""
    blueprint, engine = make_engine(made_for)
    assert isinstance(engine, Inline)
    everybody = Selection(tuple(range(made_for.count)))
    engine.start(_reset(everybody))
    engine.run_next()
    space = blueprint.action_space
    space.seed(0)
    for rows in engine.table.actions:
        rows[:] = [np.asarray(space.sample()).reshape(rows.shape[1:]) for _ in range(made_for.count)]
    steps = 0
    begun = perf_counter()
    while perf_counter() - begun < seconds:
        engine.start(Operation("step", everybody, 0, 0.0))
        engine.run_next()
        steps += made_for.count
        if engine.autoreset == "disabled" and not engine.table.goes_on(everybody):
            ended = np.flatnonzero(engine.table.terminated | engine.table.truncated)
            engine.start(_reset(Selection(tuple(ended.tolist()))))
            engine.run_next()
        engine.collect(())
    rate = steps / (perf_counter() - begun)
    engine.close()
    return rate


def _reset(selection: Selection) -> Operation:
    return Operation("reset", selection, 0, 0.0, seeds=selection.ids)
