/**
 * A saved network policy as a source: its deterministic action, the same bits as `networkPolicy` gives.
 *
 *     sensors, previous action ─ pick ─▶ observation ─ normalize ─▶ row ─ network ─▶ head ─ mode ─▶ action
 */
import { z } from "zod";
import { leaves } from "../../env/leaves.ts";
import type { BoxSpace, Space } from "../../env/space.ts";
import { actorFor, modelFor } from "../../policy/model.ts";
import { rowSeer } from "../../policy/normalized.ts";
import { networkManifestSchema } from "../../policy/saved-network.ts";
import type { Scaling } from "../command-path.ts";
import type { NetworkPlan, Source } from "./source.ts";

const runnable = networkManifestSchema.pick({
  observationSpace: true,
  actionSpace: true,
  model: true,
  normalizer: true,
});

export type RunnableManifest = z.output<typeof runnable>;

/** What a plan's `policy` says of how it is run. Throws RangeError where it is none. */
export function manifestOf({ policy }: Pick<NetworkPlan, "policy">): RunnableManifest {
  const checked = runnable.safeParse(policy);
  if (checked.success) return checked.data;
  throw new RangeError(
    `the plan's policy is not what policy.json of a network policy says:\n${z.prettifyError(checked.error)}`,
  );
}

/** Throws RangeError for a policy whose observations or actions are no boxes of floats, or whose sizes do not fit. */
export function networkSource(plan: NetworkPlan): Source {
  const manifest = manifestOf(plan);
  const { actionSpace, normalizer } = manifest;
  const { network, head } = actorFor(manifest, manifest.model);
  const write = head.writeMode;
  if (actionSpace.type !== "box" || write === undefined)
    throw new RangeError(
      `a robot takes joint targets: expected a box of floats, got a ${actionSpace.type} space`,
    );
  const rounded = roundedElements(manifest.observationSpace);
  requireSizes(plan, rounded.length, modelFor(manifest, manifest.model).parameterCount);
  const params = Float64Array.from(plan.params.slice(0, network.parameterCount));
  const from = Int32Array.from(plan.observation);
  const see = rowSeer(normalizer, rounded.length);
  const seen = new Float32Array(network.inputSize);
  const inputs = new Float32Array(network.outputSize);
  return {
    observationSize: rounded.length,
    actionSize: head.actionSize,
    bounds: { low: actionSpace.low, high: actionSpace.high },
    scaling: scalingOf(plan, head.actionSize),
    observe(sensors, previousAction, observation) {
      for (let i = 0; i < observation.length; i++) {
        const at = from[i] as number;
        const x = (at < 0 ? previousAction[-1 - at] : sensors[at]) as number;
        observation[i] = rounded[i] === 1 ? Math.fround(x) : x;
      }
    },
    act(observation, _, action) {
      see(observation, seen);
      network.infer(params, seen, inputs);
      write(inputs, action);
    },
  };
}

/** 1 for each element that training saw in float32. */
function roundedElements(space: Space): Uint8Array {
  const parts = leaves(space, "observation").map(({ space: leaf, path }) => {
    if (leaf.type === "box" && (leaf.dtype === "float64" || leaf.dtype === "float32"))
      return new Array<number>((leaf as BoxSpace).low.length).fill(leaf.dtype === "float32" ? 1 : 0);
    throw new RangeError(
      `${path} is a ${leaf.type === "box" ? `box of ${leaf.dtype}` : `${leaf.type} space`}: expected a box of floats, which is what sensors give`,
    );
  });
  return Uint8Array.from(parts.flat());
}

function requireSizes(
  { observation, params, seen }: NetworkPlan,
  size: number,
  parameterCount: number,
): void {
  requireCount("sources of observation elements", observation.length, size);
  requireCount("parameters", params.length, parameterCount);
  if (seen === null) return;
  requireCount("smallest observations", seen.low.length, size);
  requireCount("largest observations", seen.high.length, size);
}

function scalingOf({ scaling }: NetworkPlan, size: number): Scaling {
  const { gain = new Array<number>(size).fill(1), offset = new Array<number>(size).fill(0) } = scaling ?? {};
  requireCount("gains", gain.length, size);
  requireCount("offsets", offset.length, size);
  if (!gain.every((each) => Number.isFinite(each) && each !== 0) || !offset.every(Number.isFinite))
    throw new RangeError(`gains are finite and not 0, offsets finite: got ${gain} and ${offset}`);
  return { gain: Float64Array.from(gain), offset: Float64Array.from(offset) };
}

function requireCount(what: string, got: number, expected: number): void {
  if (got !== expected) throw new RangeError(`the policy has ${expected} ${what}, the plan has ${got}`);
}
