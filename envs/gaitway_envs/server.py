"""The answering side: one ROUTER socket, any number of sessions, one service.

Every request of a live session gets one reply, unless it is a duplicate (dropped, counted). What is not Gaitway's is
dropped and counted; what is ours and bad is answered with an error. Nothing a peer sends ends the server. Nothing here
waits: loop.py decides when `receive` is called, and on which thread.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

import zmq

from gaitway_envs import __version__, refusal
from gaitway_envs.answering import Answering
from gaitway_envs.arrived_ids import ArrivedIds
from gaitway_envs.frames import MINOR, require_frames
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.limits import DEFAULT_LIMITS, Limits, read_limits
from gaitway_envs.outbox import Outbox
from gaitway_envs.pool import Pool
from gaitway_envs.refusal import Refusal
from gaitway_envs.resume import resume
from gaitway_envs.session import SILENT_TICKS, Job, Session
from gaitway_envs.step_request import StepRequests
from gaitway_envs.warning import warn
from gaitway_envs.wire import BadRequest, Request, WrongPeer, decode_request, encode_reply

HEARTBEAT_INTERVAL_MS = 250
MISSED_HEARTBEATS = 4
IDLE_SESSION_S = 30.0
MAX_SESSIONS = 256
_NO_SESSION = b""
_MORE, _LAST = int(zmq.DONTWAIT | zmq.SNDMORE), int(zmq.DONTWAIT)


@dataclass
class Dropped:
    """What was received or made, and not sent on."""

    foreign: int = 0
    malformed: int = 0
    duplicate: int = 0
    late: int = 0


class Server:
    def __init__(
        self,
        socket: zmq.Socket[bytes],
        service: Callable[[Outbox], Answering],
        limits: Limits = DEFAULT_LIMITS,
        idle_session_s: float = IDLE_SESSION_S,
    ) -> None:
        self._socket = socket
        self._limits = limits
        self._service = service(self)
        self._sessions: dict[bytes, Session] = {}
        self._steps = StepRequests()
        self._tick_s = idle_session_s / SILENT_TICKS
        self._next_tick = monotonic() + self._tick_s
        self._earliest_deadline = float("inf")
        self.dropped = Dropped()

    def receive(self, frames: list[bytes]) -> None:
        """One message, its first frame the routing id of the peer."""
        routing_id = frames.pop(0)
        try:
            request = self._steps.read(frames)
            if request is None:
                request = decode_request(frames, self._limits)
                self._steps.learn(frames[0], request)
        except WrongPeer:
            self.dropped.foreign += 1
        except BadRequest as bad:
            self._refuse_bad(routing_id, bad)
        else:
            if request.kind == "hello":
                self._greet(routing_id, request)
            else:
                self._serve(routing_id, request)

    def _refuse_bad(self, routing_id: bytes, bad: BadRequest) -> None:
        if bad.request_id == 0 and bad.answer.code != pb.Error.VERSION_SKEW:
            self.dropped.malformed += 1
        else:
            self._send_refusal(routing_id, _NO_SESSION, bad.request_id, bad.answer)

    def _greet(self, routing_id: bytes, request: Request) -> None:
        if len(self._sessions) >= MAX_SESSIONS:
            self._send_refusal(
                routing_id, _NO_SESSION, request.request_id, refusal.too_many_sessions(MAX_SESSIONS)
            )
            return
        hello: pb.Hello = request.body
        session = Session(
            read_limits(hello.limits), ArrivedIds(request.request_id), Pool(), hello.package_version
        )
        self._sessions[session.token] = session
        if request.minor != MINOR:
            warn(
                f"an agent ({hello.package_version}) speaks protocol 1.{request.minor}, this side 1.{MINOR}; "
                "going on with what both know"
            )
        reply = pb.HelloReply(
            package_version=f"gaitway_envs {__version__}, python {sys.version.split()[0]}",
            limits=self._limits.body(),
            heartbeat_interval_ms=HEARTBEAT_INTERVAL_MS,
            missed_heartbeats=MISSED_HEARTBEATS,
        )
        reply.MergeFrom(self._service.hello)
        self._send(routing_id, [encode_reply(session.token, request.request_id, "hello", reply)])

    def _serve(self, routing_id: bytes, request: Request) -> None:
        session = self._sessions.get(request.session)
        if session is None:
            self._send_refusal(routing_id, request.session, request.request_id, refusal.session_lost())
            return
        session.silent_ticks = 0
        session.heard_at = monotonic()
        if not session.arrived.try_add(request.request_id):
            self.dropped.duplicate += 1
            return
        try:
            self._answer(routing_id, session, request)
        except Refusal as why:
            session.jobs.pop(request.request_id, None)
            self._send_refusal(routing_id, session.token, request.request_id, why)
        except Exception as error:  # whatever a request meets, the server goes on
            traceback.print_exc()
            session.jobs.pop(request.request_id, None)
            self._send_refusal(routing_id, session.token, request.request_id, refusal.internal(str(error)))

    def _answer(self, routing_id: bytes, session: Session, request: Request) -> None:
        kind = request.kind
        if kind in self._service.kinds:
            self._start(routing_id, session, request)
        elif kind == "heartbeat":
            reply = pb.HeartbeatReply(busy=self._service.status())
            self._send(routing_id, [encode_reply(session.token, request.request_id, kind, reply)])
        elif kind == "resume" and "resume" in self._service.hello.capabilities:
            self._resume(routing_id, session, request)
        elif kind == "bye":
            self._end_session(session, refusal.session_ended())
            self._send(routing_id, [encode_reply(session.token, request.request_id, kind, pb.ByeReply())])
        else:
            raise refusal.unsupported()

    def _start(self, routing_id: bytes, session: Session, request: Request) -> None:
        if len(session.jobs) >= self._limits.in_flight:
            raise refusal.busy(self._limits.in_flight)
        deadline = monotonic() + request.time_to_live_ms / 1000
        job = Job(session, request.request_id, routing_id, deadline)
        session.jobs[request.request_id] = job
        if deadline < self._earliest_deadline:
            self._earliest_deadline = deadline
        self._service.handle(job, request)

    def _resume(self, routing_id: bytes, session: Session, request: Request) -> None:
        reply, again = resume(session, routing_id, request.body.awaited)
        self._send(routing_id, [encode_reply(session.token, request.request_id, "resume", reply)])
        for frames in again:
            self._send(routing_id, frames)

    # ── Outbox of the service ──────────────────────────────────────────────────────────────────────────────────────

    def answer(self, job: Job, envelope: bytes, frames: Sequence[bytes]) -> None:
        session = job.session
        if session.jobs.pop(job.request_id, None) is None:
            self.dropped.late += 1
            return
        message = [envelope, *frames]
        try:
            if len(envelope) > session.limits.envelope_bytes:
                raise refusal.too_large("an envelope", len(envelope), session.limits.envelope_bytes, "bytes")
            require_frames(message, session.limits)
        except Refusal as error:
            self._send_refusal(job.routing_id, session.token, job.request_id, refusal.reply_too_large(error))
            return
        self._send(job.routing_id, message)
        session.keep(job.request_id, message)

    def refuse(self, job: Job, why: Refusal) -> None:
        self.answer(job, encode_reply(job.session.token, job.request_id, "error", why.body()), ())

    # ── time ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def next_event(self) -> float:
        """When `tick` has something to do, on the clock of time.monotonic()."""
        return min(self._earliest_deadline, self._next_tick)

    def tick(self, now: float) -> None:
        if now >= self._earliest_deadline:
            self._expire(now)
        if now >= self._next_tick:
            self._next_tick = now + self._tick_s
            self._collect_idle()

    def _expire(self, now: float) -> None:
        self._earliest_deadline = float("inf")
        for session in self._sessions.values():
            for job in list(session.jobs.values()):
                if session.jobs.get(job.request_id) is not job:
                    continue  # what became of another one has answered it
                if job.deadline <= now:
                    self.refuse(job, refusal.deadline_exceeded())
                    self._service.expired(job)
                else:
                    self._earliest_deadline = min(self._earliest_deadline, job.deadline)

    def _collect_idle(self) -> None:
        """Counted in ticks, so a server that was stopped for long does not take its agents for dead."""
        for session in list(self._sessions.values()):
            session.silent_ticks += 1
            if session.silent_ticks > SILENT_TICKS:
                warn(f"an agent said nothing for {self._tick_s * SILENT_TICKS:.0f} s; its session was ended")
                self._end_session(session, refusal.session_ended())

    def _end_session(self, session: Session, why: Refusal) -> None:
        for job in list(session.jobs.values()):
            self.refuse(job, why)
        del self._sessions[session.token]
        self._service.session_ended(session)

    def close(self) -> None:
        """Answers what is under way with SHUTTING_DOWN."""
        for session in list(self._sessions.values()):
            self._end_session(session, refusal.shutting_down())

    # ── sending ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _send_refusal(self, routing_id: bytes, token: bytes, request_id: int, why: Refusal) -> None:
        self._send(routing_id, [encode_reply(token, request_id, "error", why.body())])

    def _send(self, routing_id: bytes, frames: Sequence[bytes]) -> None:
        """Without ZMQ_ROUTER_MANDATORY a message to a peer that is gone or takes nothing is dropped by ZeroMQ."""
        send = self._socket.send
        send(routing_id, _MORE)
        for frame in frames[:-1]:
            send(frame, _MORE)
        send(frames[-1], _LAST)
