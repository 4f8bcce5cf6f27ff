"""The error replies of a robot."""

from __future__ import annotations

from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.refusal import Refusal
from gaitway_envs.session import Session

COUNTED = {
    pb.Error.COMMAND_LATE: "late",
    pb.Error.LATCHED: "latched",
    pb.Error.NOT_OWNER: "foreign",
}
"""Under which name a command that was not obeyed is counted; any other is "refused"."""


def refused(why: str) -> Refusal:
    return Refusal(pb.Error.COMMAND_REFUSED, f"{why}; nothing was obeyed", "mend the command")


def late(why: str) -> Refusal:
    return Refusal(
        pb.Error.COMMAND_LATE,
        f"the command was late: {why}",
        "send the next one; if it happens often, the link is too slow for this control period",
    )


def latched(why: str) -> Refusal:
    return Refusal(
        pb.Error.LATCHED,
        f"the robot stopped ({why}) and takes no commands",
        "see that all is well, switch torque off, and then on again",
    )


def not_owner(owner: Session | None) -> Refusal:
    if owner is None:
        return Refusal(
            pb.Error.NOT_OWNER, "nobody owns the robot, and this session does not", "send Arm first"
        )
    return Refusal(
        pb.Error.NOT_OWNER,
        f"session {owner.number} ({owner.agent or 'nameless'}) commands the robot, and there can be one writer",
        "stop the other agent, or wait until it has left",
    )
