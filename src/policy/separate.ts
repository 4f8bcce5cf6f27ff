/** An actor and a critic in networks of their own, or an actor alone: see actor-critic.ts. */
import type { ActorCritic } from "./actor-critic.ts";
import type { Head } from "./head/head.ts";
import type { Network } from "./network/network.ts";

export interface SeparateOptions {
  /** [observation → inputs of the head]. */
  readonly actor: Network;
  readonly head: Head;
  /** [observation → 1]. */
  readonly critic?: Network;
}

/** θ = [ actor | head's own | critic ]. Throws `RangeError` where the sizes do not fit. */
export function separateActorCritic(options: SeparateOptions): ActorCritic {
  requireFitting(options);
  const { actor, head, critic } = options;
  const actorParameterCount = actor.parameterCount + head.parameterCount;
  const parameterCount = actorParameterCount + (critic?.parameterCount ?? 0);
  const cut = slices(actor.parameterCount, actorParameterCount);

  const evaluateActor: ActorCritic["evaluateActor"] = (params, observations) => {
    const { network, own } = cut(params);
    const { outputs, backward, tangent } = actor.forward(network, observations);
    return {
      distribution: { own, inputs: outputs },
      backward(weights) {
        return laid(parameterCount, [
          [0, backward(weights.inputs)],
          [actor.parameterCount, weights.own],
        ]);
      },
      ...(tangent && {
        tangent: (direction: Float64Array) => ({
          inputs: tangent(direction.subarray(0, actor.parameterCount)),
          own: direction.slice(actor.parameterCount, actorParameterCount),
        }),
      }),
    };
  };

  const evaluateCritic: ActorCritic["evaluateCritic"] = (params, observations) => {
    const { outputs, backward } = required(critic).forward(cut(params).critic, observations);
    return {
      values: new Float64Array(outputs),
      backward(weights) {
        return laid(parameterCount, [[actorParameterCount, backward(new Float32Array(weights))]]);
      },
    };
  };

  const values: ActorCritic["values"] = (params, observations) => {
    return new Float64Array(inferred(required(critic), cut(params).critic, observations));
  };

  const distribution: ActorCritic["distribution"] = (params, observations) => {
    const { network, own } = cut(params);
    return { own, inputs: inferred(actor, network, observations) };
  };

  return {
    name: `${head.name} on ${actor.name}${critic === undefined ? "" : `, critic ${critic.name}`}`,
    observationSize: actor.inputSize,
    head,
    parameterCount,
    actorParameterCount,
    critic: critic === undefined ? "none" : "separate",
    init: (rng) =>
      laid(parameterCount, [
        [0, actor.init(rng.stream("actor"))],
        [actor.parameterCount, head.init()],
        [actorParameterCount, critic?.init(rng.stream("critic")) ?? new Float64Array()],
      ]),
    distribution,
    evaluateActor,
    evaluateCritic,
    evaluate(params, observations) {
      const { network, own, critic: ofCritic } = cut(params);
      const acted = actor.forward(network, observations);
      const valued = critic?.forward(ofCritic, observations);
      const count = observations.length / actor.inputSize;
      return {
        distribution: { own, inputs: acted.outputs },
        values: valued === undefined ? new Float64Array(count) : new Float64Array(valued.outputs),
        backward(weights, valueWeights, into = new Float64Array(parameterCount)) {
          acted.backward(weights.inputs, into.subarray(0, actor.parameterCount));
          into.set(weights.own, actor.parameterCount);
          valued?.backward(new Float32Array(valueWeights), into.subarray(actorParameterCount));
          return into;
        },
      };
    },
    values,
  };
}

/** Zeros, with these parts laid into them. */
function laid(count: number, parts: readonly (readonly [at: number, part: Float64Array])[]): Float64Array {
  const whole = new Float64Array(count);
  for (const [at, part] of parts) whole.set(part, at);
  return whole;
}

function inferred(network: Network, params: Float64Array, inputs: Float32Array): Float32Array {
  const outputs = new Float32Array((inputs.length / network.inputSize) * network.outputSize);
  network.infer(params, inputs, outputs);
  return outputs;
}

function required(critic: Network | undefined): Network {
  if (critic === undefined) throw new RangeError("this model has no critic: expected one for values");
  return critic;
}

interface Slices {
  readonly network: Float64Array;
  readonly own: Float64Array;
  readonly critic: Float64Array;
}

/** The parts of θ. The same θ gives the same arrays, so that a network keeps what it made of them. */
function slices(networkEnd: number, ownEnd: number): (params: Float64Array) => Slices {
  let [of, parts] = [undefined as Float64Array | undefined, undefined as Slices | undefined];
  return (params) => {
    if (parts === undefined || of !== params) {
      of = params;
      parts = {
        network: params.subarray(0, networkEnd),
        own: params.slice(networkEnd, ownEnd),
        critic: params.subarray(ownEnd),
      };
    }
    return parts;
  };
}

function requireFitting({ actor, head, critic }: SeparateOptions): void {
  requireSize(`the ${head.name} head takes`, head.inputSize, "the actor network gives", actor.outputSize);
  if (critic === undefined) return;
  requireSize("a value is", 1, "the critic network gives", critic.outputSize);
  requireSize("the actor takes", actor.inputSize, "the critic takes", critic.inputSize);
}

function requireSize(what: string, wanted: number, whose: string, got: number): void {
  if (wanted !== got) throw new RangeError(`${what} ${wanted} numbers, ${whose} ${got}`);
}
