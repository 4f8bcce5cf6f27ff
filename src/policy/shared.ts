/**
 * An actor and a critic on one trunk, whose last output is the value: see actor-critic.ts. Features are learned once and
 * serve both; their gradients meet, so the weight of the value's is a choice that two networks do not ask for.
 */
import type { ActorCritic } from "./actor-critic.ts";
import type { Head } from "./head/head.ts";
import type { Network } from "./network/network.ts";

export interface SharedOptions {
  /** [observation → inputs of the head, then the value]. */
  readonly trunk: Network;
  readonly head: Head;
}

/** θ = [ trunk | head's own ]. Throws `RangeError` where the sizes do not fit. */
export function sharedActorCritic({ trunk, head }: SharedOptions): ActorCritic {
  const [wide, width] = [trunk.outputSize, head.inputSize];
  if (wide !== width + 1)
    throw new RangeError(
      `the ${head.name} head takes ${width} numbers and a value is 1: expected a trunk of ${width + 1} outputs, got ${wide}`,
    );
  const parameterCount = trunk.parameterCount + head.parameterCount;
  const ownOf = (params: Float64Array): Float64Array => params.slice(trunk.parameterCount);
  let of: Float64Array | undefined;
  let part: Float64Array;
  const trunkOf = (params: Float64Array): Float64Array => {
    if (of !== params) {
      of = params;
      part = params.subarray(0, trunk.parameterCount);
    }
    return part;
  };
  const valuesIn = (outputs: Float32Array): Float64Array =>
    Float64Array.from({ length: outputs.length / wide }, (_, i) => outputs[i * wide + width] as number);
  return {
    name: `${head.name} and value on ${trunk.name}`,
    observationSize: trunk.inputSize,
    head,
    parameterCount,
    actorParameterCount: parameterCount,
    critic: "shared",
    init: (rng) => laid(trunk.init(rng.stream("trunk")), head.init()),
    distribution(params, observations) {
      const outputs = new Float32Array((observations.length / trunk.inputSize) * wide);
      trunk.infer(trunkOf(params), observations, outputs);
      return { own: ownOf(params), inputs: columns(outputs, wide, 0, width) };
    },
    evaluate(params, observations) {
      const forward = trunk.forward(trunkOf(params), observations);
      return {
        distribution: { own: ownOf(params), inputs: columns(forward.outputs, wide, 0, width) },
        values: valuesIn(forward.outputs),
        backward(weights, valueWeights, into = new Float64Array(parameterCount)) {
          forward.backward(joined(weights.inputs, valueWeights), into.subarray(0, trunk.parameterCount));
          into.set(weights.own, trunk.parameterCount);
          return into;
        },
      };
    },
    evaluateActor(params, observations) {
      const forward = trunk.forward(trunkOf(params), observations);
      const noValue = new Float64Array(forward.outputs.length / wide);
      return {
        distribution: { own: ownOf(params), inputs: columns(forward.outputs, wide, 0, width) },
        backward: (weights) => laid(forward.backward(joined(weights.inputs, noValue)), weights.own),
      };
    },
    evaluateCritic(params, observations) {
      const forward = trunk.forward(trunkOf(params), observations);
      return {
        values: valuesIn(forward.outputs),
        backward: (weights) =>
          laid(
            forward.backward(joined(new Float32Array(weights.length * width), weights)),
            new Float64Array(head.parameterCount),
          ),
      };
    },
    values(params, observations) {
      const outputs = new Float32Array((observations.length / trunk.inputSize) * wide);
      trunk.infer(trunkOf(params), observations, outputs);
      return Float64Array.from(
        { length: outputs.length / wide },
        (_, i) => outputs[i * wide + width] as number,
      );
    },
  };
}

/** One after the other. */
function laid(trunk: Float64Array, own: Float64Array): Float64Array {
  const whole = new Float64Array(trunk.length + own.length);
  whole.set(trunk);
  whole.set(own, trunk.length);
  return whole;
}

/** `count` columns from the `first`, of rows of `wide`. */
function columns(rows: Float32Array, wide: number, first: number, count: number): Float32Array {
  const picked = new Float32Array((rows.length / wide) * count);
  for (let i = 0, at = 0; at < picked.length; i += wide)
    for (let j = 0; j < count; j++) picked[at++] = rows[i + first + j] as number;
  return picked;
}

/** Rows of weights for the head, each with the weight of its value behind it. */
function joined(head: Float32Array, values: Float64Array): Float32Array {
  const width = head.length / values.length;
  const rows = new Float32Array(head.length + values.length);
  for (let i = 0; i < values.length; i++) {
    rows.set(head.subarray(i * width, (i + 1) * width), i * (width + 1));
    rows[i * (width + 1) + width] = values[i] as number;
  }
  return rows;
}
