"""What a model has, by name, and the unit of each of its numbers."""

from __future__ import annotations

import mujoco

JOINT = mujoco.mjtJoint
POSITION = {
    JOINT.mjJNT_FREE: (("x", "y", "z", "qw", "qx", "qy", "qz"), ("m",) * 3 + ("1",) * 4),
    JOINT.mjJNT_BALL: (("qw", "qx", "qy", "qz"), ("1",) * 4),
    JOINT.mjJNT_SLIDE: (("position",), ("m",)),
    JOINT.mjJNT_HINGE: (("position",), ("rad",)),
}
VELOCITY = {
    JOINT.mjJNT_FREE: (("vx", "vy", "vz", "wx", "wy", "wz"), ("m/s",) * 3 + ("rad/s",) * 3),
    JOINT.mjJNT_BALL: (("wx", "wy", "wz"), ("rad/s",) * 3),
    JOINT.mjJNT_SLIDE: (("velocity",), ("m/s",)),
    JOINT.mjJNT_HINGE: (("velocity",), ("rad/s",)),
}
SENSOR_UNITS = {
    "TOUCH": "N",
    "ACCELEROMETER": "m/s²",
    "VELOCIMETER": "m/s",
    "GYRO": "rad/s",
    "FORCE": "N",
    "TORQUE": "N·m",
    "MAGNETOMETER": "T",
    "RANGEFINDER": "m",
    "TENDONPOS": "m",
    "TENDONVEL": "m/s",
    "BALLANGVEL": "rad/s",
    "FRAMEPOS": "m",
    "FRAMELINVEL": "m/s",
    "FRAMEANGVEL": "rad/s",
    "FRAMELINACC": "m/s²",
    "FRAMEANGACC": "rad/s²",
    "SUBTREECOM": "m",
    "SUBTREELINVEL": "m/s",
    "SUBTREEANGMOM": "kg·m²/s",
    "CLOCK": "s",
}
"""By the end of their mjSENS_ names; joint sensors follow their joint, the others are pure numbers."""
AXES = ("x", "y", "z")


def names(model: mujoco.MjModel, kind: str) -> list[str]:
    """Names of all `kind`s ("joint", "body", "site", "sensor", "actuator", "key"), by id; `joint3` for one
    without.
    """
    count = {
        "joint": "njnt",
        "body": "nbody",
        "site": "nsite",
        "sensor": "nsensor",
        "actuator": "nu",
        "key": "nkey",
    }[kind]
    return [getattr(model, kind)(index).name or f"{kind}{index}" for index in range(getattr(model, count))]


def positions(model: mujoco.MjModel, joint: int) -> tuple[list[int], list[str], list[str]]:
    """Indices into qpos of a joint, with their names and units."""
    parts, units = POSITION[JOINT(model.jnt_type[joint])]
    start = int(model.jnt_qposadr[joint])
    name = names(model, "joint")[joint]
    return list(range(start, start + len(parts))), [f"{name}.{part}" for part in parts], list(units)


def velocities(model: mujoco.MjModel, joint: int) -> tuple[list[int], list[str], list[str]]:
    """Indices into qvel of a joint, with their names and units."""
    parts, units = VELOCITY[JOINT(model.jnt_type[joint])]
    start = int(model.jnt_dofadr[joint])
    name = names(model, "joint")[joint]
    return list(range(start, start + len(parts))), [f"{name}.{part}" for part in parts], list(units)


def readings(model: mujoco.MjModel, sensor: int) -> tuple[list[int], list[str], list[str]]:
    """Indices into sensordata of a sensor, with their names and units."""
    start, count = int(model.sensor_adr[sensor]), int(model.sensor_dim[sensor])
    name = names(model, "sensor")[sensor]
    parts = [name] if count == 1 else [f"{name}.{AXES[i] if count == 3 else i}" for i in range(count)]
    return list(range(start, start + count)), parts, [_sensor_unit(model, sensor)] * count


def _sensor_unit(model: mujoco.MjModel, sensor: int) -> str:
    kind = mujoco.mjtSensor(model.sensor_type[sensor]).name.removeprefix("mjSENS_")
    if kind in ("JOINTPOS", "JOINTVEL"):
        table = POSITION if kind == "JOINTPOS" else VELOCITY
        return table[JOINT(model.jnt_type[model.sensor_objid[sensor]])][1][0]
    return SENSOR_UNITS.get(kind, "1")


def control_unit(model: mujoco.MjModel, actuator: int) -> str:
    """What a control of 1 means: a force, a position or a velocity of the joint; "1" where gears or tendons
    intervene.
    """
    on_joint = model.actuator_trntype[actuator] == mujoco.mjtTrn.mjTRN_JOINT
    if not on_joint or model.actuator_gear[actuator, 0] != 1 or model.actuator_dyntype[actuator] != 0:
        return "1"
    hinge = model.jnt_type[model.actuator_trnid[actuator, 0]] == JOINT.mjJNT_HINGE
    gain, bias = model.actuator_gainprm[actuator, 0], model.actuator_biasprm[actuator]
    if model.actuator_biastype[actuator] == mujoco.mjtBias.mjBIAS_NONE:
        return ("N·m" if hinge else "N") if gain == 1 else "1"
    if gain != 0 and bias[1] == -gain:
        return "rad" if hinge else "m"
    if gain != 0 and bias[1] == 0 and bias[2] == -gain:
        return "rad/s" if hinge else "m/s"
    return "1"
