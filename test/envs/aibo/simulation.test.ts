import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import loadMujoco from "@mujoco/mujoco";
import { forwardKinematics } from "../../../envs/aibo/forward-kinematics.ts";
import { jointKinds, jointLimits, legNames, legs, type Vector3 } from "../../../envs/aibo/legs.ts";
import { modelUrl } from "../../../envs/aibo/simulation.ts";

const mujoco = await loadMujoco();
const model = mujoco.MjModel.from_xml_string(readFileSync(modelUrl, "utf8"));
const data = new mujoco.MjData(model);
after(() => {
  data.delete();
  model.delete();
});

describe("the MJCF model", () => {
  it("weighs 1.4 kg", () => {
    const masses = Float64Array.from(model.body_mass as Float64Array);
    assert.ok(Math.abs(masses.reduce((a, b) => a + b) - 1.4) < 1e-12);
  });

  it("has the twelve joints in the order of legNames × jointKinds, and their limits in the commands", () => {
    assert.equal(model.nu, 12);
    const range = model.actuator_ctrlrange as Float64Array;
    for (let index = 0; index < 12; index++) {
      const [low, high] = jointLimits[jointKinds[index % 3]!];
      assert.ok(Math.abs(range[2 * index]! - low) < 1e-4 && Math.abs(range[2 * index + 1]! - high) < 1e-4);
      assert.equal((model.actuator_trnid as Int32Array)[2 * index], index + 1, "joint 0 is the free trunk");
    }
  });

  it("puts the feet where forward kinematics says, two ways to the same millionth of a millimeter", () => {
    const poses: Vector3[] = [
      [0, 0, 0],
      [0.4, 0.2, 1.1],
      [-0.7, 0.5, 2],
    ];
    for (const pose of poses) {
      mujoco.mj_resetData(model, data);
      for (let leg = 0; leg < 4; leg++) (data.qpos as Float64Array).set(pose, 7 + 3 * leg);
      (data.qpos as Float64Array).fill(0, 0, 3);
      mujoco.mj_forward(model, data);
      legNames.forEach((name) => {
        const leg = legs[name];
        const [x, y, z] = forwardKinematics(leg, pose, [0, 0, 0]);
        const expected = [leg.hip[0] + leg.fore * x, leg.hip[1] + leg.side * y, leg.hip[2] + z];
        const siteName = `${name.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`)}_foot`;
        const id = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_SITE.value, siteName);
        const site = (data.site_xpos as Float64Array).subarray(3 * id, 3 * id + 3);
        expected.forEach((value, axis) => {
          assert.ok(Math.abs(site[axis]! - value) < 1e-6, `${name} ${site} ${expected}`);
        });
      });
    }
  });

  it("drives each joint by a DC motor: full torque at rest, half of it at half the no-load speed, none at it", () => {
    mujoco.mj_resetData(model, data);
    const gain = Float64Array.from(model.actuator_gainprm as Float64Array);
    // nominal = voltage, stall torque, no-load speed: gain 0 is the resistance R and gain 1 the motor constant K,
    // stall torque = K·V/R and no-load speed = V/K.
    const noLoad = 7.2 / gain[1]!;
    const stall = (gain[1]! * 7.2) / gain[0]!;
    const torqueAt = (speed: number): number => {
      (data.ctrl as Float64Array)[0] = 1.5;
      (data.qvel as Float64Array)[6] = speed;
      mujoco.mj_forward(model, data);
      return (data.actuator_force as Float64Array)[0]!;
    };
    assert.ok(Math.abs(torqueAt(0) - stall) < 1e-9);
    assert.ok(Math.abs(torqueAt(noLoad / 2) - stall / 2) < 1e-9);
    assert.ok(Math.abs(torqueAt(noLoad)) < 1e-9);
  });

  it("lets legs touch the trunk and each other, and the ground touch everything", () => {
    const named = (name: string): number => mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_GEOM.value, name);
    const type = model.geom_contype as Int32Array;
    const affinity = model.geom_conaffinity as Int32Array;
    const touch = (a: string, b: string): boolean => {
      const [i, j] = [named(a), named(b)];
      assert.ok(i >= 0 && j >= 0, `${a}, ${b}`);
      return (type[i]! & affinity[j]!) !== 0 || (type[j]! & affinity[i]!) !== 0;
    };
    for (const [a, b] of [
      ["front_left_lower", "trunk"],
      ["front_left_lower", "rear_left_lower"],
      ["front_left_foot", "field"],
      ["front_left_lower", "field"],
      ["trunk", "field"],
      ["head", "field"],
    ] as const)
      assert.ok(touch(a, b), `${a} – ${b}`);
  });
});
