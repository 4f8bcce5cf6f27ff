"""What one side of the wire accepts; checked from the envelope before anything is allocated."""

from __future__ import annotations

from dataclasses import dataclass

from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb


@dataclass(frozen=True)
class Limits:
    message_bytes: int = 64 * 1024 * 1024
    """Envelope and tensor frames together."""
    envelope_bytes: int = 256 * 1024
    tensor_count: int = 64
    element_count: int = 16 * 1024 * 1024
    """Of one tensor."""
    in_flight: int = 1024
    """Requests of one session waiting for an answer."""

    def body(self) -> pb.Limits:
        return pb.Limits(
            message_bytes=self.message_bytes,
            envelope_bytes=self.envelope_bytes,
            tensor_count=self.tensor_count,
            element_count=self.element_count,
            in_flight=self.in_flight,
        )


DEFAULT_LIMITS = Limits()


def read_limits(sent: pb.Limits) -> Limits:
    """A limit that was not sent is the default one."""
    default = DEFAULT_LIMITS
    return Limits(
        sent.message_bytes or default.message_bytes,
        sent.envelope_bytes or default.envelope_bytes,
        sent.tensor_count or default.tensor_count,
        sent.element_count or default.element_count,
        sent.in_flight or default.in_flight,
    )
