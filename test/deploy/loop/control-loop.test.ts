import assert from "node:assert/strict";
import { test } from "node:test";
import type { Driver } from "../../../src/deploy/driver.ts";
import { type Controller, runLoop } from "../../../src/deploy/loop/control-loop.ts";
import { Pacer } from "../../../src/deploy/loop/pacer.ts";
import { Ring } from "../../../src/deploy/loop/ring.ts";
import { SharedBlock } from "../../../src/deploy/loop/shared-block.ts";
import { stateCode } from "../../../src/deploy/states.ts";
import { recordLayout } from "../../../src/deploy/tick-record.ts";
import { pipeRobot } from "./pipe-robot.ts";

const layout = recordLayout({ robot: pipeRobot, observationSize: 0, actionSize: 1 });
const { head } = layout;
const stopBit = 4;

interface Decision {
  readonly torque: 0 | 1;
  readonly write: 0 | 1;
}

/** Runs the loop with decisions written down beforehand, a tick each, and a clock that passes as told; then the robot is latched. */
function runScript(decisions: readonly Decision[], driver: Partial<Driver>, isMainThere = true) {
  const said: string[] = [];
  const rows: number[][] = [];
  const block = new SharedBlock(SharedBlock.memory());
  let now = 0;
  let tick = 0;
  const controller: Controller = {
    layout,
    tick(row) {
      const { torque, write } = decisions[tick++] as Decision;
      const isLast = tick === decisions.length;
      row[head.torque] = torque;
      row[head.write] = write;
      row[head.askLimp] = 1;
      row[head.state] = isLast ? stateCode.latched : stateCode.running;
      if (isLast) block.finish();
      rows.push([...row]);
      if (isMainThere) block.beatMain();
    },
  };
  runLoop({
    controller,
    driver: {
      robot: pipeRobot,
      identity: "",
      retries: 0,
      emergency: null,
      read: () => 0,
      write: () => said.push("W") * 0,
      torque: (on) => said.push(on ? "T1" : "T0") * 0,
      isLimp: () => 1,
      close: () => undefined,
      ...driver,
    },
    pacer: new Pacer(
      0.1,
      () => now,
      (time) => {
        now = time;
        return false;
      },
    ),
    clock: () => now,
    block,
    ring: new Ring(Ring.memory(layout.size, 16), layout.size),
    stopBit,
    mainTimeout: 0.25,
  });
  return { said: said.join(" "), rows };
}

const off: Decision = { torque: 0, write: 0 };
const on: Decision = { torque: 1, write: 1 };

test("the first target goes before torque, torque goes off before anything else, and neither is said twice", () => {
  assert.equal(runScript([off, on, on, off, off], {}).said, "T0 W T1 W T0");
});

test("without its first target the robot gets no torque, and the fault is known at the next tick", () => {
  const { said, rows } = runScript([off, on, on, off], { write: () => 2 });
  assert.equal(said, "T0");
  assert.deepEqual(
    rows.map((row) => row[head.writeFault]),
    [0, 0, 2, 2],
  );
});

test("torque off is asked for until the driver has taken it", () => {
  let refusals = 3;
  const asked: boolean[] = [];
  const torque = (isOn: boolean): number => {
    asked.push(isOn);
    return refusals-- > 0 ? 1 : 0;
  };
  runScript([off, off, off, off, off, off], { torque });
  assert.deepEqual(asked, [false, false, false, false]);
});

test("what the driver took and the robot does not say is asked for again, until it does", () => {
  const answers = [0, -1, 1, 1];
  const { said } = runScript([off, off, off, off, off], { isLimp: () => answers.shift() ?? 1 });
  // The third is the answer to −1; then the robot said so.
  assert.equal(said, "T0 T0 T0");
});

test("what the robot says of its torque is in the next row", () => {
  const { rows } = runScript([off, off], { isLimp: () => -1 });
  assert.deepEqual(
    rows.map((row) => row[head.limpReadBack]),
    [Number.NaN, -1],
  );
});

test("a main thread that gives no sign of life for too long stops the robot; one that does, does not", () => {
  const decisions = Array.from({ length: 6 }, () => on);
  const stops = (isMainThere: boolean) =>
    runScript(decisions, {}, isMainThere).rows.map((row) => row[head.requests] as number);
  assert.deepEqual(stops(true), [0, 0, 0, 0, 0, 0]);
  // Ticks at 0, 0.1, 0.2: within 0.25 s; from 0.3 s on it is away for too long.
  assert.deepEqual(stops(false), [0, 0, 0, stopBit, stopBit, stopBit]);
});
