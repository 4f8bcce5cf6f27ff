"""From requests to the controller and back to replies, in the wire's words. Knows no sockets."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gaitway_envs import refusal
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.outbox import Outbox
from gaitway_envs.robot.controller import Controller
from gaitway_envs.session import Job, Session
from gaitway_envs.tensor import CODES
from gaitway_envs.wire import Request, encode_reply


class RobotService:
    """One robot; several sessions may ask, one owns it."""

    kinds = frozenset(("command", "arm", "stop", "read_robot"))

    def __init__(
        self, hello: pb.HelloReply, controller: Controller, clock: Callable[[], float], outbox: Outbox
    ) -> None:
        self.hello = hello
        self._controller, self._clock, self._outbox = controller, clock, outbox

    def handle(self, job: Job, request: Request) -> None:
        body, now = request.body, self._clock()
        controller = self._controller
        if request.kind == "command":
            controller.command(job.session, body, self._targets(request), now)
            reply = pb.CommandReply()
        elif request.kind == "arm":
            controller.arm(job.session, body.torque, body.sent, now)
            reply = pb.ArmReply(state=controller.state(now))
        elif request.kind == "stop":
            controller.stop(body.profile, now)
            reply = pb.StopRobotReply(state=controller.state(now))
        else:
            reply = pb.ReadRobotReply(state=controller.state(now))
        kind = request.kind or ""
        self._outbox.answer(job, encode_reply(job.session.token, job.request_id, kind, reply), ())

    def _targets(self, request: Request) -> np.ndarray:
        count = len(self._controller.robot.joints)
        tensors = request.tensors
        if len(tensors) != 1 or (tensors[0].dtype, tensors[0].shape) != (CODES["float64"], (count,)):
            got = ", ".join(map(str, tensors)) or "none"
            raise refusal.invalid(f"targets: expected one tensor float64 [{count}], got {got}")
        return np.frombuffer(tensors[0].frame, "<f8")

    def status(self) -> list[pb.EnvStatus]:
        """A robot is never busy."""
        return []

    def expired(self, job: Job) -> None:
        """Everything is answered at once."""

    def session_ended(self, session: Session) -> None:
        self._controller.leave(session)
