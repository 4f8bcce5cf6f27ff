/**
 * Observations that hold the last few ones, the newest last: a box of shape [84, 84] becomes one of [4, 84, 84].
 *
 * An episode begins with its first observation repeated. The final observation of an episode that was reset in the same
 * step is stacked on the frames of its own episode. Where an episode was lost nothing new was seen, and nothing moves.
 */
import { arrayClass, rowSize } from "../batch.ts";
import type { Env, ResetResult, StepResult } from "../env.ts";
import { changeLeaves, flatten, type Leaf, type LeafBatch, leaves, unflatten } from "../leaves.ts";
import type { Batch, BoxSpace, LeafSpace, Space } from "../space.ts";
import { wrap } from "./wrap.ts";

export interface FrameStackOptions {
  readonly frames: number;
}

/** Any autoresetMode; boxes, and trees of boxes. States are not offered: they would not hold the frames. */
export function frameStack<O extends Space, A extends Space>(
  env: Env<O, A>,
  { frames }: FrameStackOptions,
): Env<O, A> {
  if (!(Number.isInteger(frames) && frames > 0))
    throw new RangeError(`frameStack: expected frames to be a whole number from 1, got ${frames}`);
  const { observationSpace, envCount, autoresetMode } = env.spec;
  const stacks = new Stacks(observationSpace, envCount, frames);
  /** Whose next observation is the first of an episode (autoresetMode "nextStep"). */
  const begins = new Set<number>();

  const stackStep = (result: StepResult<O>): StepResult<O> => {
    const { envIds, terminated, truncated, lost = [], final } = result;
    // First the final frames: after them, the stack is that of the next episode.
    const finals = final && stacks.pushed(final, () => "push");
    const now = stacks.pushed(result, (envId) => {
      if (lost.includes(envId)) return "keep";
      return final?.envIds.includes(envId) || begins.delete(envId) ? "fill" : "push";
    });
    for (const [i, envId] of envIds.entries()) {
      const over = terminated[i] === true || truncated[i] === true;
      if (autoresetMode === "nextStep" && over && !lost.includes(envId)) begins.add(envId);
    }
    return { ...result, ...now, ...(finals && { final: finals }) };
  };

  return wrap(env, {
    spec: { ...env.spec, observationSpace: stacks.space },
    async reset(request, signal) {
      const result = await env.reset(request, signal);
      for (const envId of request.envIds) begins.delete(envId);
      return stacks.pushed(result, () => "fill");
    },
    step: async (request, signal) => stackStep(await env.step(request, signal)),
  });
}

/** The last frames of each environment, leaf by leaf. */
class Stacks<O extends Space> {
  readonly space: O;
  readonly #frames: number;
  readonly #leaves: readonly Leaf[];
  /** For each leaf the rows of all environments. Called Float64Arrays for what all typed arrays can do alike. */
  readonly #rows: readonly Float64Array[];

  constructor(observationSpace: O, envCount: number, frames: number) {
    this.#frames = frames;
    this.#leaves = leaves(observationSpace, "observation");
    this.space = changeLeaves(observationSpace, "observation", (leaf) => stackedBox(leaf, frames)) as O;
    this.#rows = this.#leaves.map(({ space }) =>
      zeros(space as BoxSpace, envCount * frames * rowSize(space)),
    );
  }

  /** Takes in the observations as `how` says for each environment, and gives the stacks of all of them. */
  pushed(
    { envIds, observations }: ResetResult<O>,
    how: (envId: number) => "push" | "fill" | "keep",
  ): ResetResult<O> {
    const ways = envIds.map(how);
    const seen = flatten(this.space, observations);
    const stacked = this.#leaves.map(({ space }, leaf) => {
      const size = rowSize(space);
      const [frames, rows] = [seen[leaf] as Float64Array, this.#rows[leaf] as Float64Array];
      const all = zeros(space as BoxSpace, envIds.length * this.#frames * size);
      for (const [i, envId] of envIds.entries()) {
        const stack = rows.subarray(envId * this.#frames * size, (envId + 1) * this.#frames * size);
        const frame = frames.subarray(i * size, (i + 1) * size);
        if (ways[i] === "push") stack.copyWithin(0, size);
        if (ways[i] === "push") stack.set(frame, stack.length - size);
        if (ways[i] === "fill") for (let at = 0; at < stack.length; at += size) stack.set(frame, at);
        all.set(stack, i * stack.length);
      }
      return all as LeafBatch;
    });
    return { envIds, observations: unflatten(this.space, stacked) as Batch<O> };
  }
}

function stackedBox({ path, space }: Leaf, frames: number): LeafSpace {
  if (space.type !== "box")
    throw new RangeError(`frameStack expects boxes; the ${path} is a ${space.type} space`);
  const repeat = <T>(of: ArrayLike<T>) => Array.from({ length: frames }, () => Array.from(of)).flat();
  return {
    ...space,
    shape: [frames, ...space.shape],
    low: Float64Array.from(repeat(space.low)),
    high: Float64Array.from(repeat(space.high)),
    names: [],
    units: repeat(space.units),
  };
}

function zeros(space: BoxSpace, length: number): Float64Array {
  return new (arrayClass(space) as typeof Float64Array)(length);
}
