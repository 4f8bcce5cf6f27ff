/** Every edge of the table is taken, for its guard, and no other way leads anywhere. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { faultCode } from "../../src/deploy/faults.ts";
import { reasonCode, reasonNames, reasonOf } from "../../src/deploy/reasons.ts";
import { requestBits, requestNames, requestsIn } from "../../src/deploy/requests.ts";
import { type Edge, edges, guardNames, stateNames } from "../../src/deploy/states.ts";
import { type Choices, type Happening, Rig, type Seen } from "./subjects.ts";

const stoppable = ["limp", "checked", "ramping", "holding", "shadow", "fading", "running"] as const;
const stop: Happening = { requests: ["stop"] };
const unplugged: Happening = { readFault: faultCode.disconnected };

/** A rig that has just come into `state`, without having been asked for more. */
function at(state: string, choices: Choices = {}): Rig {
  const rig = new Rig(choices);
  if (state === "checked") rig.until(state, { requests: [] });
  else if (state === "holding") rig.until(state, { requests: ["arm"] });
  else if (state === "latched") {
    rig.until("running");
    rig.tick(stop);
    rig.until(state, { requests: [] });
  } else if (state !== "offline") rig.until(state);
  return rig;
}

/** How each edge comes to be taken: the last tick of it. */
const ways: Readonly<Record<string, () => Seen>> = {
  "offline → limp (connected)": () => new Rig().tick(),
  "limp → checked (ready)": () => at("limp").tick(),
  "checked → shadow (watching)": () => at("checked", { rung: "shadow" }).tick(),
  "checked → ramping (armed)": () => at("checked").tick({ requests: ["arm"] }),
  "ramping → holding (poseReached)": () => at("ramping").until("holding", { requests: [] }),
  "holding → shadow (going)": () => at("holding").tick({ requests: ["go"] }),
  "shadow → stopping (over)": () =>
    at("shadow", { rung: "shadow", duration: 0.1 }).until("stopping", { requests: [] }),
  "shadow → fading (proven)": () => at("shadow").until("fading", { requests: [] }),
  "fading → running (fadedIn)": () => at("fading").until("running", { requests: [] }),
  "running → stopping (over)": () => at("running", { duration: 0.1 }).until("stopping", { requests: [] }),
  "stopping → latched (stopped)": () => stopping().until("latched", { requests: [] }),
  "stopping → latched (notVerified)": () => stopping().until("latched", { limpReadBack: 0 }),
  "stopping → latched (unverifiable)": () => stopping().until("latched", { limpReadBack: -1 }),
  "latched → limp (resetAsked)": () => at("latched").tick({ requests: ["reset"] }),
  ...Object.fromEntries(
    stoppable.flatMap((state) => [
      [`${state} → stopping (faulty)`, () => at(state).tick(unplugged)],
      [`${state} → stopping (stopAsked)`, () => at(state).tick(stop)],
    ]),
  ),
};

function stopping(): Rig {
  const rig = at("running");
  rig.tick(stop);
  return rig;
}

const named = ({ from, to, guard }: Edge): string => `${from} → ${to} (${guard})`;

/** What the edge's reason is where the table leaves it to the fault or to what was before. */
const reasonAfter = ({ reason }: Edge): string =>
  reason === "fault" ? "disconnected" : reason === "kept" ? "stopRequest" : reason;

describe("the states of a deployment", () => {
  for (const edge of edges)
    it(`${named(edge)} is taken, and says ${reasonAfter(edge)}`, () => {
      const taken = (ways[named(edge)] as () => Seen)();
      assert.equal(taken.state, edge.to);
      assert.equal(taken.reason, reasonAfter(edge));
    });

  it("have no way that is not tried above", () =>
    assert.deepEqual(Object.keys(ways).sort(), edges.map(named).sort()));

  it("are left only by a fault or a request where nothing else asks for it", () => {
    for (const state of ["checked", "holding", "latched"]) assert.equal(at(state).ticks(300).state, state);
  });

  it("end in latched, which nothing but a reset leaves", () => {
    const rig = at("latched");
    for (const name of requestNames.filter((name) => name !== "reset"))
      assert.equal(rig.ticks(5, { requests: [name] }).state, "latched");
    assert.equal(rig.ticks(5, unplugged).state, "latched");
    assert.equal(rig.tick({ requests: ["arm", "go", "stop", "reset"] }).state, "limp");
  });

  it("go through the whole ladder again after a reset, and nothing moves until somebody arms it", () => {
    const rig = at("latched");
    const { pose } = rig;
    rig.tick({ requests: ["reset"] });
    const idle = rig.ticks(100, { requests: ["go"] });
    assert.equal(idle.state, "checked");
    assert.deepEqual(rig.pose, pose);
    assert.equal(rig.until("running").state, "running");
    const since = rig.rows.slice(rig.rows.indexOf(idle)).map(({ state }) => state);
    assert.deepEqual([...new Set(since)], ["checked", "ramping", "holding", "shadow", "fading", "running"]);
  });

  it("name every guard and both ends of every edge", () => {
    for (const { from, to, guard } of edges)
      assert.ok(stateNames.includes(from) && stateNames.includes(to) && guardNames.includes(guard));
    assert.deepEqual([...new Set(edges.map(({ guard }) => guard))].sort(), [...guardNames].sort());
  });
});

describe("reasons and requests", () => {
  it("are numbers that come back as their names", () => {
    for (const name of reasonNames) assert.equal(reasonOf(reasonCode[name]).name, name);
    for (const name of requestNames) assert.deepEqual(requestsIn(requestBits[name]), [name]);
    assert.deepEqual(requestsIn(requestBits.arm | requestBits.reset), ["arm", "reset"]);
  });

  it("of a newer version are refused", () =>
    assert.throws(() => reasonOf(reasonNames.length), /expected the number of a reason, 0 … \d+, got \d+/));
});
