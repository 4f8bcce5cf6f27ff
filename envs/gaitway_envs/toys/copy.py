"""`toy:copy?space=discrete`: do what you see, the easiest task that can be learned.

Observation and action have the same space; what is seen is drawn anew at every step. An action that copies it pays
1, so the best return is 20, the number of steps. `space` is one of

| space            | of                      | reward                                  | return of always the same |
|------------------|-------------------------|-----------------------------------------|---------------------------|
| `discrete`       | 3 choices               | 1 for the right one, else 0             | 20/3                      |
| `box`            | 2 numbers in [−1, 1]    | 1 − mean squared distance               | 40/3, of the center       |
| `multi-discrete` | 2 choices out of 3 each | share of the right ones                 | 20/3                      |
| `multi-binary`   | 3 switches              | share of the right ones                 | 10                        |

(A uniform number has variance 1/3.)
"""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium import spaces

from gaitway_envs.toys.toy import Reset, Step, Toy

SPACES: dict[str, spaces.Space] = {
    "discrete": spaces.Discrete(3),
    "box": spaces.Box(-1.0, 1.0, (2,), np.float64),
    "multi-discrete": spaces.MultiDiscrete([3, 3]),
    "multi-binary": spaces.MultiBinary(3),
}


class Copy(Toy):
    control_period = 0.1
    horizon = 20

    def __init__(self, space: str = "discrete") -> None:
        if space not in SPACES:
            raise ValueError(f'expected a space out of {", ".join(SPACES)}, got "{space}"')
        self.observation_space = self.action_space = SPACES[space]
        self._seen: Any = None
        self._steps = 0

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> Reset:
        super().reset(seed=seed)
        self._steps = 0
        self._seen = self._drawn()
        return self._seen, {}

    def step(self, action: Any) -> Step:
        reward = self._likeness(action)
        self._steps += 1
        self._seen = self._drawn()
        return self._seen, reward, False, self._steps >= self.horizon, {"reason": "time limit"}

    def _drawn(self) -> Any:
        space = self.observation_space
        if isinstance(space, spaces.Box):
            return self.np_random.uniform(space.low, space.high)
        if isinstance(space, spaces.Discrete):
            return int(self.np_random.integers(space.n))
        if isinstance(space, spaces.MultiBinary):
            return self.np_random.integers(2, size=space.n, dtype=np.int8)
        return self.np_random.integers(space.nvec)

    def _likeness(self, action: Any) -> float:
        if isinstance(self.action_space, spaces.Box):
            return 1.0 - float(np.mean((action - self._seen) ** 2))
        return float(np.mean(action == self._seen))
