/**
 * What the snippet of src/estimator/README.md takes as given: a linear actor and critic, and two pieces of experience. Everything is in eighths,
 * which float32 holds without rounding.
 */
import { type Experience, headFor, mlp, type Stretch, separateActorCritic } from "../../src/index.ts";

const head = headFor({ type: "discrete", count: 2, start: 0, names: [] }, undefined, {});
const linear = (outputSize: number) => mlp({ inputSize: 2, hidden: [], outputSize });

export const model = separateActorCritic({ actor: linear(2), head, critic: linear(1) });
/** Weights of both actions from each observed number, their biases; weights and bias of the critic. */
export const params = Float64Array.of(0.5, -0.25, 0.125, 0.75, -0.5, 0.25, 1, -0.5, 0.125);

function stretch(part: Pick<Stretch, "envId" | "end"> & Record<"seen" | "did" | "got", number[]>): Stretch {
  const { envId, end, seen, did, got } = part;
  const [observations, next] = [seen.slice(0, -2), seen.slice(-2)].map((numbers) =>
    Float32Array.from(numbers),
  );
  return {
    envId,
    seed: envId,
    start: 0,
    length: did.length,
    observations: observations!,
    actions: Float64Array.from(did),
    rewards: Float64Array.from(got),
    end,
    next: next!,
  };
}

export const experience: Experience = {
  stretches: [
    stretch({
      envId: 0,
      end: "terminated",
      seen: [1, 0.5, -0.5, 0.25, 0.75, -1, 2, 2],
      did: [0, 1, 1],
      got: [1, 0, 2],
    }),
    stretch({ envId: 1, end: "cut", seen: [-1, 0.125, 0.5, 0.5, 1, 1], did: [1, 0], got: [-0.5, 1.5] }),
  ],
  stepCount: 5,
};
