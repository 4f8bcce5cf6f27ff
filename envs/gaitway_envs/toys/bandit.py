"""`toy:bandit`: four arms, each pays 1000, arm 2 pays 1001; one pull an episode.

Every action looks good, so an estimator without a baseline learns mostly noise. The best return is 1001. With a softmax
over four equal logits the gradient of the return with respect to logit i is ¼ (r_i − 1000.25): (−1, −1, 3, −1) / 16; a
score estimate without baseline has a variance of about 1000² · ¾ · ¼ an element, with the mean as baseline below 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium import spaces

from gaitway_envs.toys.toy import Reset, Step, Toy

PAYS = (1000.0, 1000.0, 1001.0, 1000.0)


class Bandit(Toy):
    observation_space = spaces.Box(0.0, 0.0, (1,), np.float64)
    action_space = spaces.Discrete(len(PAYS))

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> Reset:
        return np.zeros(1), {}

    def step(self, action: int) -> Step:
        return np.zeros(1), PAYS[action], True, False, {"reason": "pulled"}
