"""What a name that cannot be served is answered with."""

from __future__ import annotations

import pytest
from gaitway_envs.adapters import blueprint
from gaitway_envs.blueprint import EnvironmentUnavailable


def refusal(uri: str) -> EnvironmentUnavailable:
    with pytest.raises(EnvironmentUnavailable) as caught:
        blueprint(uri)
    return caught.value
