/** A tick allocates nothing: a collector that never runs stops nothing. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { controllerFor } from "../../src/deploy/controller.ts";
import { requestBits } from "../../src/deploy/requests.ts";
import type { NetworkPlan } from "../../src/deploy/source/source.ts";
import { stateCode } from "../../src/deploy/states.ts";
import { cycle, networkPlan, period, plan } from "./subjects.ts";

const ticks = 20_000;

/** Bytes the heap grew by in each of some windows of `ticks` ticks of a run that goes on; the same row every time. */
function growths(source: NetworkPlan | typeof cycle): number[] {
  const controller = controllerFor(plan({ source, guards: { maxOutOfRange: 1 }, limits: { filter: 8 } }));
  const { head, rows, size } = controller.layout;
  const row = new Float64Array(size);
  row[head.requests] = requestBits.arm | requestBits.go;
  row[head.begin] = 100;
  const { at } = rows.sensors;
  const run = (count: number): void => {
    for (let k = 0; k < count; k++) {
      row[head.begin] = (row[head.begin] as number) + period;
      row[head.limpReadBack] = 1;
      for (let i = rows.stamps.at; i < at; i++) row[i] = row[head.begin] as number;
      // It follows, and what it feels of gravity trembles.
      row[at] = row[rows.sent.at] as number;
      row[at + 1] = row[rows.sent.at + 1] as number;
      row[at + 2] = 1e-6 * (k & 15);
      row[at + 4] = -1;
      controller.tick(row);
    }
  };
  // Compiled, and compiled again, before it counts.
  run(2 * ticks);
  assert.equal(row[head.state], stateCode.running);
  const sizes = Array.from({ length: 8 }, () => {
    run(ticks);
    return process.memoryUsage().heapUsed;
  });
  assert.equal(row[head.state], stateCode.running);
  return sizes.slice(1).map((bytes, k) => bytes - (sizes[k] as number));
}

for (const [name, source] of [
  ["a cycle", cycle],
  ["a gaussian policy", networkPlan({ head: "gaussian" })],
  ["a squashed gaussian policy", networkPlan({ head: "squashed-gaussian" })],
] as const)
  it(`${ticks} ticks of ${name} leave the heap as it was, but for less than a byte a tick`, () => {
    const measured = growths(source);
    // The median: a collection, or a compiler that comes late, is in one window or two.
    const median = measured.toSorted((a, b) => a - b)[Math.floor(measured.length / 2)] as number;
    assert.ok(Math.abs(median) < ticks, `grew by ${measured.join(", ")} bytes`);
  });
