/** Derivatives of steps, where a server says that it has them. */
import { firstNonFinite } from "../../math/vector.ts";
import { elementCount, type Tensor } from "../../transport/tensor.ts";
import type { Check } from "../check.ts";
import { expectKind, expectRefusal, expectThat } from "../expect.ts";
import type { Lab } from "../lab.ts";
import { leavesOf } from "../leaves.ts";
import type { RawAgent } from "../raw-agent.ts";
import { expectSame, play } from "../trajectory.ts";

export const linearizeChecks: readonly Check[] = [
  {
    group: "capabilities",
    name: "linearizes a step into six finite matrices of one state",
    why: "Whoever multiplies them along an episode must know which number is which.",
    source: "Linearize",
    run: async (lab) => {
      lab.requireCapability("linearize");
      const agent = await lab.episode();
      const tensors = await linearized(lab, agent);
      const n = tensors[4]?.shape[1] ?? 0;
      const [k, m] = [sizeOf(lab.spec.observationSpace), sizeOf(lab.spec.actionSpace)];
      const shapes = [[1, n, n], [1, n, m], [1, k, n], [1, k, m], [1, n], [1, m]]; // biome-ignore format: a table
      const expected = shapes.map((shape) => `float64 [${shape.join(", ")}]`).join(" ");
      const seen = tensors.map(({ dtype, shape }) => `${dtype} [${shape.join(", ")}]`).join(" ");
      expectThat(n > 0 && seen === expected, expected, seen, "another order, layout or element type");
      const lost = tensors.findIndex(({ data }) => firstNonFinite(data as Float64Array) >= 0);
      expectThat(lost < 0, "finite numbers", `tensor ${lost} has others`, "it differentiates what jumps");
      return `${n} numbers of state`;
    },
  },
  {
    group: "capabilities",
    name: "moves nothing when it linearizes",
    why: "An agent asks for the derivatives of a step and then makes it: a simulator that was nudged goes another way.",
    source: "Linearize",
    run: async (lab) => {
      lab.requireCapability("linearize");
      const untouched = await lab.reference(3);
      const agent = await lab.session();
      const before = async (): Promise<void> => void (await linearized(lab, agent));
      const [asked] = await play(lab, agent, { envIds: [0], seeds: [3], before });
      const same = "the episode as it goes when nobody asks";
      expectSame(
        same,
        untouched,
        asked ?? [],
        "what is nudged is not all put back, a random generator perhaps",
      );
      return `${untouched.length - 1} steps alike`;
    },
  },
  {
    group: "capabilities",
    name: "refuses to linearize where no episode runs",
    why: "There is no step to be made from there.",
    source: "Linearize",
    run: async (lab) => {
      lab.requireCapability("linearize");
      const agent = await lab.session();
      const reply = await agent.ask({ kind: "linearize", envIds: [0] }, { tensors: lab.actions([1]) });
      return expectRefusal(reply, ["resetNeeded"], "the episode of another session is used");
    },
  },
  {
    group: "capabilities",
    name: "refuses to linearize a step it would refuse",
    why: "An action of another shape has no derivative.",
    source: "Linearize",
    run: async (lab) => {
      lab.requireCapability("linearize");
      const agent = await lab.episode();
      const reply = await agent.ask({ kind: "linearize", envIds: [0] });
      return expectRefusal(reply, ["invalidRequest", "malformed"], "the action is not checked");
    },
  },
];

async function linearized(lab: Lab, agent: RawAgent): Promise<readonly Tensor[]> {
  const reply = await agent.ask({ kind: "linearize", envIds: [0] }, { tensors: lab.actions([1]) });
  return expectKind(reply, "linearize", "it is claimed").tensors;
}

function sizeOf(space: Lab["spec"]["actionSpace"]): number {
  return leavesOf(space).reduce((sum, { shape }) => sum + elementCount(shape), 0);
}
