"""Results of one session in the order they came, handed to whoever waits longest as soon as there are enough."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaitway_envs.operation import Selection
from gaitway_envs.table import Table

if TYPE_CHECKING:
    from gaitway_envs.session import Job


@dataclass
class Rows:
    """Results of several environments: in the table still, or copied."""

    ids: tuple[int, ...]
    observations: list[np.ndarray]
    rewards: np.ndarray
    terminated: np.ndarray
    truncated: np.ndarray
    lost: np.ndarray
    texts: list[str]
    clipped: list[int]

    def without(self, ids: frozenset[int]) -> Rows:
        """The rows of the other environments; itself when it has none of these."""
        if ids.isdisjoint(self.ids):
            return self
        stay = [row for row, env_id in enumerate(self.ids) if env_id not in ids]
        return Rows(
            tuple(self.ids[row] for row in stay),
            [rows[stay] for rows in self.observations],
            self.rewards[stay],
            self.terminated[stay],
            self.truncated[stay],
            self.lost[stay],
            [self.texts[row] for row in stay] if self.texts else [],
            [env_id for env_id in self.clipped if env_id not in ids],
        )


def rows_of(table: Table, selection: Selection, clipped: set[int]) -> Rows:
    """A copy of what the table says now."""
    array = selection.array
    ended = table.terminated[array] | table.truncated[array]
    texts = (
        [table.text(i) if over else "" for i, over in zip(selection.ids, ended, strict=True)]
        if ended.any()
        else []
    )
    return Rows(
        selection.ids,
        [rows[array] for rows in table.observations],
        table.rewards[array],
        table.terminated[array],
        table.truncated[array],
        table.lost[array],
        texts,
        [env_id for env_id in selection.ids if env_id in clipped],
    )


class Pool:
    """What is ready and not yet received, and who waits for more."""

    def __init__(self) -> None:
        self.rows: list[Rows] = []
        self.in_flight = 0
        self.waiting: deque[Job] = deque()
        self._count = 0

    def add(self, rows: Rows) -> None:
        self.rows.append(rows)
        self._count += len(rows.ids)
        self.in_flight -= len(rows.ids)

    def discard(self, ids: frozenset[int]) -> None:
        """These are reset: what their last episodes still had to tell is told to nobody."""
        self.rows = [rows for part in self.rows if (rows := part.without(ids)).ids]
        self._count = sum(len(rows.ids) for rows in self.rows)

    def next_served(self) -> Job | None:
        """The job that waits longest, if there is enough for it; it waits no more."""
        if not self.waiting:
            return None
        if self._count < min(self.waiting[0].waits_for, self._count + self.in_flight):
            return None
        return self.waiting.popleft()

    def take(self) -> list[Rows]:
        taken, self.rows, self._count = self.rows, [], 0
        return taken
