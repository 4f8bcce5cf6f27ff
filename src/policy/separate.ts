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
export function separateActorCritic({ actor, head, critic }: SeparateOptions): ActorCritic {
  requireSize(`the ${head.name} head takes`, head.inputSize, "the actor network gives", actor.outputSize);
  if (critic !== undefined) {
    requireSize("a value is", 1, "the critic network gives", critic.outputSize);
    requireSize("the actor takes", actor.inputSize, "the critic takes", critic.inputSize);
  }
  const actorParameterCount = actor.parameterCount + head.parameterCount;
  const parameterCount = actorParameterCount + (critic?.parameterCount ?? 0);
  const cut = slices(actor.parameterCount, actorParameterCount);

  const evaluateActor: ActorCritic["evaluateActor"] = (params, observations) => {
    const { network, own } = cut(params);
    const { outputs, backward, tangent } = actor.forward(network, observations);
    return {
      distribution: { own, inputs: outputs },
      backward(weights) {
        const gradient = new Float64Array(parameterCount);
        gradient.set(backward(weights.inputs));
        gradient.set(weights.own, actor.parameterCount);
        return gradient;
      },
      ...(tangent && {
        tangent: (direction: Float64Array) => ({
          inputs: tangent(direction.subarray(0, actor.parameterCount)),
          own: direction.slice(actor.parameterCount, actorParameterCount),
        }),
      }),
    };
  };

  const values: ActorCritic["values"] = (params, observations) => {
    if (critic === undefined) throw new RangeError("this model has no critic: expected one for values");
    const outputs = new Float32Array(observations.length / critic.inputSize);
    critic.infer(cut(params).critic, observations, outputs);
    return Float64Array.from(outputs);
  };

  const distribution: ActorCritic["distribution"] = (params, observations) => {
    const { network, own } = cut(params);
    const inputs = new Float32Array((observations.length / actor.inputSize) * actor.outputSize);
    actor.infer(network, observations, inputs);
    return { own, inputs };
  };

  return {
    name: `${head.name} on ${actor.name}${critic === undefined ? "" : `, critic ${critic.name}`}`,
    observationSize: actor.inputSize,
    head,
    parameterCount,
    actorParameterCount,
    critic: critic === undefined ? "none" : "separate",
    init(rng) {
      const params = new Float64Array(parameterCount);
      params.set(actor.init(rng.stream("actor")));
      params.set(head.init(), actor.parameterCount);
      if (critic !== undefined) params.set(critic.init(rng.stream("critic")), actorParameterCount);
      return params;
    },
    distribution,
    evaluateActor,
    evaluate(params, observations) {
      const acted = evaluateActor(params, observations);
      const count = observations.length / actor.inputSize;
      const valued = critic?.forward(cut(params).critic, observations);
      return {
        distribution: acted.distribution,
        values: valued === undefined ? new Float64Array(count) : Float64Array.from(valued.outputs),
        backward(weights, valueWeights) {
          const gradient = acted.backward(weights);
          if (valued !== undefined)
            gradient.set(valued.backward(Float32Array.from(valueWeights)), actorParameterCount);
          return gradient;
        },
      };
    },
    values,
  };
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

function requireSize(what: string, wanted: number, whose: string, got: number): void {
  if (wanted !== got) throw new RangeError(`${what} ${wanted} numbers, ${whose} ${got}`);
}
