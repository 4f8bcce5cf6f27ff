"""`toy:states`: a good state, where every action pays about 3000, and a bad one, where every action pays about −4000.

Ten steps; the next state is the toss of a coin, whatever is done. In state 0 action 0 pays 1 more, in state 1
action 1. So the best return is Σ b(s_t) + 10 with b = (3000, −4000), and the advantage of the better action over a fair
choice is ½. Only a baseline that knows the state shows it: with it a return-to-go of
one step has variance ¼, without it 3500². The observation is the state, as one number.
"""

from __future__ import annotations

from typing import Any

from gymnasium import spaces

from gaitway_envs.toys.toy import Reset, Step, Toy

PAYS = (3000.0, -4000.0)
HORIZON = 10


class States(Toy):
    control_period = 1.0
    observation_space = spaces.Discrete(2)
    action_space = spaces.Discrete(2)

    def __init__(self) -> None:
        self._state = 0
        self._steps = 0

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> Reset:
        super().reset(seed=seed)
        self._steps = 0
        self._state = int(self.np_random.integers(2))
        return self._state, {}

    def step(self, action: int) -> Step:
        reward = PAYS[self._state] + (1.0 if action == self._state else 0.0)
        self._steps += 1
        self._state = int(self.np_random.integers(2))
        return self._state, reward, False, self._steps >= HORIZON, {"reason": "time limit"}
