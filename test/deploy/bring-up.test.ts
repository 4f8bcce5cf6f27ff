/** A rung is climbed by a run that ends on purpose, in time and verified, and by no other. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type BringUpReport, bringUp } from "../../src/deploy/bring-up.ts";
import { faultCode } from "../../src/deploy/faults.ts";
import { type Choices, type Happening, Rig } from "./subjects.ts";

function run(choices: Choices, during: readonly Happening[] = [{ requests: ["stop"] }]): Rig {
  const rig = new Rig(choices);
  rig.until(choices.rung === "shadow" ? "shadow" : "running");
  rig.ticks(120);
  for (const happening of during) rig.tick(happening);
  for (let k = 0; k < 100 && rig.rows.at(-1)?.state !== "latched"; k++) rig.tick();
  return rig;
}

const judged = ({ plan, controller, rows }: Rig): BringUpReport =>
  bringUp(
    plan,
    controller.layout,
    rows.map(({ row }) => row),
  );

const failedOf = (report: BringUpReport): string[] =>
  report.criteria.filter(({ passed }) => !passed).map(({ name }) => name);

describe("the bring-up ladder", () => {
  for (const [rung, next] of [
    ["dry", 'go on with rung "shadow"'],
    ["shadow", 'go on with rung "limited"'],
    ["limited", 'go on with rung "full"'],
    ["full", "the ladder is climbed"],
  ] as const)
    it(`is climbed from ${rung} by a sound run: ${next}`, () => {
      const report = judged(run({ rung }));
      assert.deepEqual(failedOf(report), []);
      assert.deepEqual([report.passed, report.next, report.rung], [true, next, rung]);
    });

  for (const [what, during, failed] of [
    ["a sensor that says NaN", [{ sensors: { hipAngle: Number.NaN } }], ["finite", "stopped on purpose"]],
    ["an unplugged bus", [{ readFault: faultCode.disconnected }], ["stopped on purpose"]],
    // 3 of some 170 ticks, more than 1 %
    ["a poor bus", [{ readFault: 1 }, { readFault: 1 }, { readFault: 1 }, { requests: ["stop"] }], ["bus"]],
    ["skipped ticks", [{ skipped: 1 }, { requests: ["stop"] }], ["not skipped"]],
    [
      "torque that stays on",
      [{ requests: ["stop"] }, ...Array<Happening>(60).fill({ limpReadBack: 0 })],
      ["stop verified"],
    ],
    ["no stop", [{}], ["stopped on purpose", "stop verified"]],
  ] as const)
    it(`is not climbed with ${what}: ${failed.join(", ")}`, () => {
      const report = judged(run({}, during));
      assert.deepEqual(failedOf(report), failed);
      const [first] = report.criteria.filter(({ passed }) => !passed);
      assert.equal(report.passed, false);
      assert.equal(report.next, `${failed[0]} failed: ${first?.advice}`);
    });

  it("is not climbed late: 99.9 % of the ticks begin within half a period", () => {
    const rig = run({});
    const { head } = rig.controller.layout;
    for (const { row } of rig.rows.slice(0, 2)) row[head.deadline] = (row[head.begin] as number) - 0.011;
    const report = judged(rig);
    assert.deepEqual(failedOf(report), ["on time"]);
    const late = report.criteria.find(({ name }) => name === "on time");
    assert.ok(Math.abs((late?.value ?? 0) - 0.011) < 1e-9 && late?.bound === 0.01);
  });

  it("is not climbed by a run that never came to the policy, or by none at all", () => {
    const rig = new Rig();
    rig.until("checked", { requests: [] });
    rig.ticks(3, { requests: ["stop"] });
    assert.deepEqual(failedOf(judged(rig)), ["policy ran"]);
    const { passed } = bringUp(rig.plan, rig.controller.layout, []);
    assert.equal(passed, false);
  });
});
