"""Sessions of a server: tokens, the requests under way in each, and how long each has been silent."""

from __future__ import annotations

import secrets
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from time import monotonic
from typing import TYPE_CHECKING

from gaitway_envs.arrived_ids import ArrivedIds
from gaitway_envs.limits import Limits

if TYPE_CHECKING:
    from gaitway_envs.pool import Pool

SILENT_TICKS = 4
"""Ticks of the server's collector that a session may be silent."""
_KEPT_REPLIES = 64
_KEPT_BYTES = 16 * 1024 * 1024
_numbers = count(1)


@dataclass(eq=False, slots=True)
class Job:
    """A request that waits for its answer."""

    session: Session
    request_id: int
    routing_id: bytes
    deadline: float
    """On the clock of time.monotonic()."""
    operation: object | None = None
    """What is done for it, if anything is done for it alone."""
    waits_for: int = -1
    """How many results of the pool it waits for; -1 when it does not."""


@dataclass(eq=False, slots=True)
class Session:
    limits: Limits
    """What the agent accepts."""
    arrived: ArrivedIds
    pool: Pool
    agent: str
    """Who it says it is."""
    token: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    number: int = field(default_factory=lambda: next(_numbers))
    """The session in the arrays of the service; never 0, never used twice."""
    jobs: dict[int, Job] = field(default_factory=dict)
    silent_ticks: int = 0
    heard_at: float = field(default_factory=monotonic)
    """When a request came last, on the clock of time.monotonic()."""
    kept: deque[tuple[int, list[bytes]]] = field(default_factory=deque)
    """The last replies, by the id of their request, for an agent that lost the link."""
    kept_bytes: int = 0

    def keep(self, request_id: int, frames: list[bytes]) -> None:
        size = sum(map(len, frames))
        self.kept.append((request_id, frames))
        self.kept_bytes += size
        while self.kept_bytes > _KEPT_BYTES or len(self.kept) > _KEPT_REPLIES:
            _, oldest = self.kept.popleft()
            self.kept_bytes -= sum(map(len, oldest))
