"""Where the answers of a service go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gaitway_envs.refusal import Refusal
from gaitway_envs.session import Job


class Outbox(Protocol):
    """One to a job that has ended is dropped and counted."""

    def answer(self, job: Job, envelope: bytes, frames: Sequence[bytes]) -> None: ...

    def refuse(self, job: Job, why: Refusal) -> None: ...
