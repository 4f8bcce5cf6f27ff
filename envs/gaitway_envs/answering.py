"""What a server needs of whoever answers: an environment's service, or a robot's."""

from __future__ import annotations

from collections.abc import Set
from typing import Protocol

from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.session import Job, Session
from gaitway_envs.wire import Request


class Answering(Protocol):
    """Its answers go to an outbox."""

    hello: pb.HelloReply
    """Its part of the handshake: capabilities, and what it is."""
    kinds: Set[str]
    """The requests that `handle` knows; all others are UNSUPPORTED, or the server's own."""

    def handle(self, job: Job, request: Request) -> None:
        """Answers now or later. Raises Refusal: then nothing was applied."""

    def status(self) -> list[pb.EnvStatus]:
        """What each busy environment is doing."""

    def expired(self, job: Job) -> None:
        """Nobody awaits the job any more."""

    def session_ended(self, session: Session) -> None:
        """Nothing comes of the session any more."""
