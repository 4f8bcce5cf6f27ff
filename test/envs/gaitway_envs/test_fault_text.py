"""Where an exception says it is to be mended."""

from __future__ import annotations

import numpy as np
import pytest
from gaitway_envs.fault_text import fault_text, raised_text


def caught(raise_it: object) -> BaseException:
    with pytest.raises(Exception) as info:
        raise_it()
    return info.value


def test_the_line_to_mend_is_the_one_that_raised() -> None:
    def boom() -> None:
        raise RuntimeError("boom")

    line = boom.__code__.co_firstlineno + 1
    assert fault_text(caught(boom)) == f"RuntimeError: boom (mend it: test_fault_text.py:{line})"
    assert raised_text(caught(boom)) == f"RuntimeError: boom (test_fault_text.py:{line})"


def test_what_a_library_raises_is_mended_where_it_was_called() -> None:
    def singular() -> None:
        np.linalg.inv(np.zeros((2, 2)))

    line = singular.__code__.co_firstlineno + 1
    assert fault_text(caught(singular)).endswith(f"(mend it: test_fault_text.py:{line})")
