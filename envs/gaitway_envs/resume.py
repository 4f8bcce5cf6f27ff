"""What becomes of each request that an agent awaits after its link was lost."""

from __future__ import annotations

from collections.abc import Iterable

from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.session import Session


def resume(
    session: Session, routing_id: bytes, awaited: Iterable[int]
) -> tuple[pb.ResumeReply, list[list[bytes]]]:
    """The reply, and the answers to be sent once more after it. What is under way will be answered at `routing_id`."""
    for job in session.jobs.values():
        job.routing_id = routing_id
    kept = dict(session.kept)
    reply = pb.ResumeReply()
    again: list[list[bytes]] = []
    for request_id in dict.fromkeys(awaited):
        if request_id in kept:
            again.append(kept[request_id])
        elif request_id not in session.jobs:
            (reply.unseen if session.arrived.never_came(request_id) else reply.gone).append(request_id)
    return reply, again
