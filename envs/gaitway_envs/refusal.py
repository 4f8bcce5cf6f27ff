"""The error replies of a server: code, what happened, what to do, and whether the session goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb


class Refusal(Exception):
    """A request that is answered with an error, and changed nothing unless its message says so."""

    def __init__(
        self, code: int, message: str, remedy: str, env_ids: Sequence[int] = (), session_usable: bool = True
    ) -> None:
        super().__init__(f"{message}; {remedy}")
        self.code = code
        self.message = message
        self.remedy = remedy
        self.env_ids = tuple(env_ids)
        self.session_usable = session_usable

    def body(self) -> pb.Error:
        """As it travels."""
        return pb.Error(
            code=self.code,
            message=self.message,
            remedy=self.remedy,
            env_ids=self.env_ids,
            session_usable=self.session_usable,
        )


def malformed(message: str) -> Refusal:
    return Refusal(pb.Error.MALFORMED, message, "drop it, and look for a fault in the sender's encoder")


def too_large(what: str, got: int, limit: int, unit: str) -> Refusal:
    return Refusal(
        pb.Error.TOO_LARGE,
        f"expected {what} of at most {limit} {unit}, got {got}",
        "send fewer environments at a time, or raise the limits of the receiving side",
    )


def version_skew(ours: str, theirs: str) -> Refusal:
    return Refusal(
        pb.Error.VERSION_SKEW,
        f"this side speaks protocol {ours}, the peer speaks {theirs}",
        "install a Gaitway of the same major version on both sides",
        session_usable=False,
    )


def session_lost() -> Refusal:
    return Refusal(
        pb.Error.SESSION_LOST,
        "the server does not know this session: it was restarted, or heard nothing from it for too long",
        "connect again; the episodes of the session are lost",
        session_usable=False,
    )


def unsupported() -> Refusal:
    return Refusal(
        pb.Error.UNSUPPORTED,
        "a request of a kind this server does not know",
        "look at its capabilities before you ask",
    )


def busy(in_flight: int) -> Refusal:
    return Refusal(
        pb.Error.BUSY,
        f"{in_flight} requests of this session are under way",
        "wait for answers before you ask for more",
    )


def too_many_sessions(limit: int) -> Refusal:
    return Refusal(
        pb.Error.BUSY,
        f"{limit} sessions are open",
        "close one, or start another server",
        session_usable=False,
    )


def deadline_exceeded() -> Refusal:
    return Refusal(
        pb.Error.DEADLINE_EXCEEDED,
        "the deadline of the request passed first",
        "reset its environments, or allow more time",
    )


def cancelled() -> Refusal:
    return Refusal(
        pb.Error.CANCELLED,
        "the request was cancelled by a later request",
        "reset its environments before you use them again",
    )


def session_ended() -> Refusal:
    return Refusal(
        pb.Error.CANCELLED,
        "the session ended before the answer was ready",
        "connect again",
        session_usable=False,
    )


def shutting_down() -> Refusal:
    return Refusal(
        pb.Error.SHUTTING_DOWN, "the server is closing", "connect again when it is back", session_usable=False
    )


def internal(reason: str) -> Refusal:
    return Refusal(
        pb.Error.INTERNAL,
        f"the server failed at the request: {reason}",
        "see the server's log; reset the environments",
    )


def reply_too_large(error: Refusal) -> Refusal:
    return Refusal(pb.Error.TOO_LARGE, f"the reply is too large: {error.message}", error.remedy)


def invalid(message: str) -> Refusal:
    return Refusal(pb.Error.INVALID_REQUEST, message, "mend the request")


def environment_busy(env_id: int) -> Refusal:
    return invalid(f"environment {env_id} is busy with an earlier request; wait for its answer, or reset it")


def reset_needed(env_id: int) -> Refusal:
    return Refusal(
        pb.Error.RESET_NEEDED,
        f"environment {env_id} has no episode running: expected a reset before the step",
        "reset it first",
        [env_id],
    )


def episode_lost(env_ids: Sequence[int], reason: str) -> Refusal:
    return Refusal(pb.Error.EPISODE_LOST, reason, "reset it and repeat the episode", env_ids)


def episode_not_begun(kind: str, faults: Mapping[int, str]) -> Refusal:
    """A reset, or a state to be set, that failed in the environments of `faults`."""
    said = "; ".join(f"environment {env_id}: {why}" for env_id, why in faults.items())
    return invalid(said) if kind == "set_state" else episode_lost(list(faults), f"the reset failed: {said}")


def not_answered(kind: str, faults: Mapping[int, str]) -> Refusal:
    """A question that failed, of which the first environment is named."""
    env_id, why = next(iter(faults.items()))
    said = f"environment {env_id}: {why}"
    return invalid(said) if kind == "write_properties" else internal(said)
